import { codedError, cutText, quote } from "../../core/mod.ts";

/** Longest formula, and deepest nesting of parentheses. */
const MAX_LENGTH = 2000;
const MAX_DEPTH = 50;
/** Rows that are worked on at a time: small enough to stay in the processor's cache. */
const BLOCK = 4096;

type Operator = "+" | "-" | "*" | "/" | "max" | "min" | "negate";
type Step =
  | { kind: "number"; value: number }
  | { kind: "column"; index: number }
  | { kind: "operator"; operator: Operator };

/** A parsed formula: steps for a stack of numbers, operands first. */
export interface Formula {
  text: string;
  /** The columns it names, each once. */
  columns: string[];
  steps: readonly Step[];
  /** The most numbers that lie on the stack. */
  depth: number;
}

/** A column's name as it stands in a formula. */
export function bracketed(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}

/**
 * Parses a formula over columns: `+ - * / ( )`, numbers, `max(a, b, ...)`, `min(a, b, ...)`, and names in [brackets], with `]]` for a bracket
 * that is part of a name. Nothing of it is ever run as code.
 *
 * @param what What the formula is, for messages, as "mapping.bytes_sent".
 * @throws {SyntaxError} code BAD_INPUT, naming the place.
 */
export function parseFormula(text: string, what: string): Formula {
  return new Parser(text, what).parse();
}

class Parser {
  readonly #text: string;
  readonly #what: string;
  readonly #steps: Step[] = [];
  readonly #columns: string[] = [];
  #at = 0;
  #nesting = 0;
  #onStack = 0;
  #depth = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  parse(): Formula {
    if (this.#text.length > MAX_LENGTH)
      this.#fail(`a formula has at most ${MAX_LENGTH} characters, got ${this.#text.length}`);
    this.#sum();
    if (this.#at < this.#text.length) this.#unexpected("an operator");
    if (this.#columns.length === 0) this.#fail("a formula must name a column in [brackets], got none");
    return { text: this.#text, columns: this.#columns, steps: this.#steps, depth: this.#depth };
  }

  #sum(): void {
    this.#nest(() => {
      this.#product();
      for (let sign = this.#take("+", "-"); sign !== null; sign = this.#take("+", "-")) {
        this.#product();
        this.#operate(sign);
      }
    });
  }

  #product(): void {
    this.#signed();
    for (let sign = this.#take("*", "/"); sign !== null; sign = this.#take("*", "/")) {
      this.#signed();
      this.#operate(sign);
    }
  }

  #signed(): void {
    const sign = this.#take("-", "+");
    if (sign === null) return this.#operand();
    this.#nest(() => this.#signed());
    if (sign === "-") this.#steps.push({ kind: "operator", operator: "negate" });
  }

  #operand(): void {
    if (this.#take("(") !== null) {
      this.#sum();
      this.#close();
      return;
    }
    if (this.#take("[") !== null) return this.#column();
    const word = this.#match(/[a-z]+/iy);
    if (word !== null) return this.#call(word);
    const digits = this.#match(/(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/iy);
    if (digits === null || !Number.isFinite(Number(digits)))
      return this.#unexpected("a number, a column in [brackets], max, min or (");
    this.#push({ kind: "number", value: Number(digits) });
  }

  #column(): void {
    const name = this.#match(/(?:[^\]]|\]\])*/y, false)!.replaceAll("]]", "]");
    if (this.#text[this.#at] !== "]") this.#unexpected("]");
    this.#at++;
    this.#skipBlanks();
    if (!this.#columns.includes(name)) this.#columns.push(name);
    this.#push({ kind: "column", index: this.#columns.indexOf(name) });
  }

  #call(word: string): void {
    const operator = word.toLowerCase();
    if (operator !== "max" && operator !== "min")
      this.#fail(`the functions of a formula are max and min, got ${quote(word)}; names stand in [brackets]`);
    if (this.#take("(") === null) this.#unexpected("(");
    this.#sum();
    while (this.#take(",") !== null) {
      this.#sum();
      this.#operate(operator);
    }
    this.#close();
  }

  #close(): void {
    if (this.#take(")") === null) this.#unexpected(")");
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#depth = Math.max(this.#depth, ++this.#onStack);
  }

  #operate(operator: Operator): void {
    this.#steps.push({ kind: "operator", operator });
    this.#onStack--;
  }

  #nest(body: () => void): void {
    if (++this.#nesting > MAX_DEPTH) this.#fail(`a formula nests at most ${MAX_DEPTH} deep, got more`);
    body();
    this.#nesting--;
  }

  #take<T extends string>(...signs: readonly T[]): T | null {
    this.#skipBlanks();
    const sign = signs.find((candidate) => this.#text[this.#at] === candidate);
    if (sign === undefined) return null;
    this.#at++;
    if (sign !== "[") this.#skipBlanks();
    return sign;
  }

  #match(pattern: RegExp, skip: boolean = true): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return null;
    this.#at += match[0].length;
    if (skip) this.#skipBlanks();
    return match[0];
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #unexpected(wanted: string): never {
    const got = this.#at < this.#text.length ? quote(this.#text.slice(this.#at, this.#at + 20)) : "its end";
    return this.#fail(`at character ${this.#at + 1} a formula needs ${wanted}, got ${got}`);
  }

  #fail(rule: string): never {
    throw codedError(
      SyntaxError,
      "BAD_INPUT",
      `Cannot read the formula of ${this.#what}: ${rule}; the formula is ${quote(cutText(this.#text))}`,
    );
  }
}

/**
 * Works a formula out on whole columns; a missing cell makes the result missing.
 *
 * @param columns Numbers of `formula.columns`, in that order, NaN where missing; not changed.
 * @param rows Length of each.
 */
export async function evaluateFormula(
  formula: Formula,
  columns: readonly Float64Array[],
  rows: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const results = new Float64Array(rows);
  const stack = Array.from({ length: formula.depth }, () => new Float64Array(Math.min(BLOCK, rows)));
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    evaluateBlock(formula.steps, columns, stack, from, to);
    results.set(stack[0]!.subarray(0, to - from), from);
    await pause();
  }
  return results;
}

function evaluateBlock(
  steps: readonly Step[],
  columns: readonly Float64Array[],
  stack: readonly Float64Array[],
  from: number,
  to: number,
): void {
  let top = 0;
  for (const step of steps) {
    if (step.kind === "number") stack[top++]!.fill(step.value);
    else if (step.kind === "column") stack[top++]!.set(columns[step.index]!.subarray(from, to));
    else if (step.operator === "negate") negate(stack[top - 1]!);
    else {
      top--;
      combine(step.operator, stack[top - 1]!, stack[top]!, to - from);
    }
  }
}

function negate(a: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = -a[i]!;
}

/** The result replaces `a`. */
function combine(
  operator: Exclude<Operator, "negate">,
  a: Float64Array,
  b: Float64Array,
  rows: number,
): void {
  switch (operator) {
    case "+":
      for (let i = 0; i < rows; i++) a[i] = a[i]! + b[i]!;
      break;
    case "-":
      for (let i = 0; i < rows; i++) a[i] = a[i]! - b[i]!;
      break;
    case "*":
      for (let i = 0; i < rows; i++) a[i] = a[i]! * b[i]!;
      break;
    case "/":
      for (let i = 0; i < rows; i++) a[i] = a[i]! / b[i]!;
      break;
    case "max":
      for (let i = 0; i < rows; i++) a[i] = Math.max(a[i]!, b[i]!);
      break;
    case "min":
      for (let i = 0; i < rows; i++) a[i] = Math.min(a[i]!, b[i]!);
      break;
  }
}
