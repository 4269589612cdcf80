import { codedError, cutText, quote } from "../../core/mod.ts";
import { formulaName } from "./names.ts";
import { tokens } from "./tokens.ts";
import type { Token } from "./tokens.ts";

/** Deepest nesting, so that no formula can exhaust the stack. */
const MAX_DEPTH = 40;

/** A parsed formula. Texts are lower case; a text name stands only beside texts. */
export type Node =
  | { kind: "number"; value: number }
  | { kind: "truth"; value: boolean }
  | { kind: "name"; name: string }
  | { kind: "unary"; operator: "negate" | "not"; of: Node }
  | { kind: "binary"; operator: Arithmetic | Comparison | "and" | "or"; left: Node; right: Node }
  | { kind: "call"; name: FunctionName; arguments: Node[] }
  | { kind: "in"; name: string; texts: string[] | null; numbers: number[] | null };

export type Arithmetic = "+" | "-" | "*" | "/";
export type Comparison = "<" | "<=" | ">" | ">=" | "=" | "!=";
export type FunctionName = "min" | "max" | "log2" | "log10" | "sqrt" | "abs";

const ARITY: Readonly<Record<FunctionName, number>> = { min: 2, max: 2, log2: 1, log10: 1, sqrt: 1, abs: 1 };
const COMPARISONS: readonly string[] = ["<", "<=", ">", ">=", "=", "!="];

type Kind = "number" | "truth" | "text";
interface Typed {
  node: Node;
  kind: Kind;
}

/**
 * Parses a condition or a quantity of a rule: `+ - * /`, comparisons, `and`, `or`, `not`, `in (...)`, `min max log2 log10 sqrt abs`, numbers,
 * texts in quotes and the names of FORMULA_NAMES. Nothing of it is ever run as code.
 *
 * @param wanted "truth" for a condition, "number" for a quantity.
 * @param what What the formula is, for messages, as `rules[3].when`.
 * @throws {SyntaxError} code BAD_INPUT, naming the place.
 */
export function parseRuleFormula(text: string, wanted: "truth" | "number", what: string): Node {
  const fail = (rule: string): never => {
    throw codedError(
      SyntaxError,
      "BAD_INPUT",
      `Cannot read the formula of ${what}: ${rule}; the formula is ${quote(cutText(text))}`,
    );
  };
  return new Parser(tokens(text, fail), fail).parse(wanted);
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #fail: (rule: string) => never;
  #at = 0;
  #depth = 0;

  constructor(list: readonly Token[], fail: (rule: string) => never) {
    this.#tokens = list;
    this.#fail = fail;
  }

  parse(wanted: "truth" | "number"): Node {
    const { node, kind } = this.#or();
    if (this.#token.kind !== "end") this.#unexpected("an operator or its end");
    if (kind !== wanted)
      this.#fail(wanted === "truth" ? "it must be a condition, got a quantity" : "it must be a number");
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #or(): Typed {
    return this.#chain("or", () => this.#chain("and", () => this.#not()));
  }

  #chain(word: "and" | "or", part: () => Typed): Typed {
    return this.#nest(() => {
      let left = part();
      while (this.#take("word", word)) {
        const right = part();
        this.#expect(left, "truth", word);
        this.#expect(right, "truth", word);
        left = {
          node: { kind: "binary", operator: word, left: left.node, right: right.node },
          kind: "truth",
        };
      }
      return left;
    });
  }

  #not(): Typed {
    if (!this.#take("word", "not")) return this.#comparison();
    const of = this.#nest(() => this.#not());
    this.#expect(of, "truth", "not");
    return { node: { kind: "unary", operator: "not", of: of.node }, kind: "truth" };
  }

  #comparison(): Typed {
    const left = this.#sum();
    if (this.#take("word", "in")) return this.#list(left);
    const { kind, text } = this.#token;
    if (kind !== "sign" || !COMPARISONS.includes(text)) return left;
    this.#at++;
    if (left.kind === "text") return this.#textComparison(left.node, text);
    const right = this.#sum();
    this.#expect(left, "number", text);
    this.#expect(right, "number", text);
    return {
      node: { kind: "binary", operator: text as Comparison, left: left.node, right: right.node },
      kind: "truth",
    };
  }

  #textComparison(left: Node, sign: string): Typed {
    if (sign !== "=" && sign !== "!=") this.#fail(`a text can be = or != another, got ${quote(sign)}`);
    if (left.kind !== "name" || this.#token.kind !== "text") this.#unexpected("a text in quotes");
    const has: Node = { kind: "in", name: left.name, texts: [this.#token.text.toLowerCase()], numbers: null };
    this.#at++;
    // A missing text is neither equal nor unequal, as a missing number is.
    const node: Node =
      sign === "="
        ? has
        : {
            kind: "binary",
            operator: "and",
            left: { kind: "in", name: left.name, texts: [], numbers: null },
            right: { kind: "unary", operator: "not", of: has },
          };
    return { node, kind: "truth" };
  }

  #list(left: Typed): Typed {
    if (left.node.kind !== "name") this.#fail("only a name can be in a list");
    const { name } = left.node;
    if (!this.#take("sign", "(")) this.#unexpected("(");
    const wanted = left.kind === "text" ? "text" : "number";
    const items: string[] = [];
    do {
      if (this.#token.kind !== wanted) this.#unexpected(wanted === "text" ? "a text in quotes" : "a number");
      items.push(this.#token.text.toLowerCase());
      this.#at++;
    } while (this.#take("sign", ","));
    if (!this.#take("sign", ")")) this.#unexpected(", or )");
    const node: Node =
      wanted === "text"
        ? { kind: "in", name, texts: items, numbers: null }
        : { kind: "in", name, texts: null, numbers: items.map(Number) };
    return { node, kind: "truth" };
  }

  #sum(): Typed {
    return this.#operations(["+", "-"], () => this.#operations(["*", "/"], () => this.#signed()));
  }

  #operations(signs: readonly Arithmetic[], part: () => Typed): Typed {
    let left = part();
    for (let sign = this.#oneOf(signs); sign !== undefined; sign = this.#oneOf(signs)) {
      const right = part();
      this.#expect(left, "number", sign);
      this.#expect(right, "number", sign);
      left = { node: { kind: "binary", operator: sign, left: left.node, right: right.node }, kind: "number" };
    }
    return left;
  }

  #signed(): Typed {
    if (!this.#take("sign", "-")) return this.#operand();
    const of = this.#nest(() => this.#signed());
    this.#expect(of, "number", "-");
    return { node: { kind: "unary", operator: "negate", of: of.node }, kind: "number" };
  }

  #operand(): Typed {
    if (this.#take("sign", "(")) {
      const inner = this.#or();
      if (!this.#take("sign", ")")) this.#unexpected(")");
      return inner;
    }
    const { kind, text } = this.#token;
    if (kind === "number") {
      this.#at++;
      return { node: { kind: "number", value: Number(text) }, kind: "number" };
    }
    if (kind !== "word") return this.#unexpected("a number, a name, a function or (");
    this.#at++;
    if (text === "true" || text === "false")
      return { node: { kind: "truth", value: text === "true" }, kind: "truth" };
    if (Object.hasOwn(ARITY, text)) return this.#call(text as FunctionName);
    const known = formulaName(text);
    if (known === undefined) this.#fail(`no field or function is called ${quote(cutText(text, 60))}`);
    return { node: { kind: "name", name: text }, kind: known.kind };
  }

  #call(name: FunctionName): Typed {
    if (!this.#take("sign", "(")) this.#unexpected("(");
    const nodes: Node[] = [];
    do {
      const one = this.#sum();
      this.#expect(one, "number", name);
      nodes.push(one.node);
    } while (this.#take("sign", ","));
    if (!this.#take("sign", ")")) this.#unexpected(")");
    const least = ARITY[name];
    if (nodes.length < least || (least === 1 && nodes.length > 1))
      this.#fail(`${name} takes ${least === 1 ? "one number" : "two numbers or more"}, got ${nodes.length}`);
    return { node: { kind: "call", name, arguments: nodes }, kind: "number" };
  }

  #nest<T>(body: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail(`a formula nests at most ${MAX_DEPTH} deep, got more`);
    const result = body();
    this.#depth--;
    return result;
  }

  #take(kind: Token["kind"], text: string): boolean {
    if (this.#token.kind !== kind || this.#token.text !== text) return false;
    this.#at++;
    return true;
  }

  #oneOf(signs: readonly Arithmetic[]): Arithmetic | undefined {
    return signs.find((sign) => this.#take("sign", sign));
  }

  #expect({ kind }: Typed, wanted: Kind, operator: string): void {
    if (kind === wanted) return;
    const names: Record<Kind, string> = { number: "numbers", truth: "conditions", text: "texts" };
    this.#fail(`${quote(operator)} takes ${names[wanted]}, got one of the ${names[kind]}`);
  }

  #unexpected(wanted: string): never {
    const { kind, text, at } = this.#token;
    const got = kind === "end" ? "its end" : quote(cutText(text, 20));
    return this.#fail(`at character ${at + 1} it needs ${wanted}, got ${got}`);
  }
}
