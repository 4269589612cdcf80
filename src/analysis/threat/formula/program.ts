import { log10, log2 } from "../../../kernels/mod.ts";
import type { Arithmetic, Comparison, FunctionName, Node } from "./parse.ts";

/** One step on a stack of columns; conditions are 1 and 0. */
type Step =
  | { kind: "constant"; value: number }
  | { kind: "name"; index: number }
  | { kind: "among"; index: number; codes: Float64Array; lookup: Uint8Array | null }
  | { kind: "known"; index: number }
  | { kind: "unary"; operator: "negate" | "not" | FunctionName }
  | { kind: "binary"; operator: Arithmetic | Comparison | "and" | "or" | "min" | "max" };

/** A formula in the order in which it is worked out. */
export interface Program {
  readonly steps: readonly Step[];
  /** The names it reads; a step's `index` is a place in it. */
  readonly names: readonly string[];
  /** The most columns that lie on the stack. */
  readonly depth: number;
}

/**
 * Lays a formula out as steps.
 *
 * @param codeOf The number that stands for a text of a name.
 */
export function compile(node: Node, codeOf: (name: string, text: string) => number): Program {
  const steps: Step[] = [];
  const names: string[] = [];
  const indexOf = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const add = (one: Node): void => {
    switch (one.kind) {
      case "number":
        steps.push({ kind: "constant", value: one.value });
        break;
      case "truth":
        steps.push({ kind: "constant", value: one.value ? 1 : 0 });
        break;
      case "name":
        steps.push({ kind: "name", index: indexOf(one.name) });
        break;
      case "in": {
        const codes = one.numbers ?? one.texts!.map((text) => codeOf(one.name, text));
        const index = indexOf(one.name);
        if (codes.length === 0) steps.push({ kind: "known", index });
        else steps.push({ kind: "among", index, codes: Float64Array.from(codes), lookup: lookupOf(codes) });
        break;
      }
      case "unary":
        add(one.of);
        steps.push({ kind: "unary", operator: one.operator });
        break;
      case "binary":
        add(one.left);
        add(one.right);
        steps.push({ kind: "binary", operator: one.operator });
        break;
      case "call":
        add(one.arguments[0]!);
        if (one.name !== "min" && one.name !== "max") steps.push({ kind: "unary", operator: one.name });
        else
          for (const next of one.arguments.slice(1)) {
            add(next);
            steps.push({ kind: "binary", operator: one.name });
          }
        break;
    }
  };
  add(node);
  return { steps, names, depth: depthOf(steps) };
}

function depthOf(steps: readonly Step[]): number {
  let height = 0;
  let most = 0;
  for (const { kind } of steps) {
    if (kind === "binary") height--;
    else if (kind !== "unary") height++;
    most = Math.max(most, height);
  }
  return most;
}

/**
 * Works a program out for the first `count` rows. A comparison with a missing number is false; a quantity of one is NaN.
 *
 * @param columns Of `program.names`, in that order.
 * @param stack At least `program.depth` columns; the result stands in the first.
 */
export function run(
  program: Program,
  columns: readonly Float64Array[],
  stack: readonly Float64Array[],
  count: number,
): Float64Array {
  let top = 0;
  for (const step of program.steps) {
    switch (step.kind) {
      case "constant":
        stack[top++]!.fill(step.value, 0, count);
        break;
      case "name":
        stack[top++]!.set(columns[step.index]!.subarray(0, count));
        break;
      case "among":
        among(columns[step.index]!, step, stack[top++]!, count);
        break;
      case "known":
        known(columns[step.index]!, stack[top++]!, count);
        break;
      case "unary":
        unary(step.operator, stack[top - 1]!, count);
        break;
      case "binary":
        top--;
        binary(step.operator, stack[top - 1]!, stack[top]!, count);
        break;
    }
  }
  return stack[0]!;
}

/** Lists as long as this are looked up in a table. */
const LONG_LIST = 3;
const PORTS = 65536;

/** 1 at each number of a long list of ports; null for others. */
function lookupOf(codes: readonly number[]): Uint8Array | null {
  if (codes.length < LONG_LIST || codes.some((code) => code >>> 0 !== code || code >= PORTS)) return null;
  const lookup = new Uint8Array(PORTS);
  for (const code of codes) lookup[code] = 1;
  return lookup;
}

function among(
  column: Float64Array,
  { codes, lookup }: { codes: Float64Array; lookup: Uint8Array | null },
  out: Float64Array,
  count: number,
): void {
  const [first, second] = codes;
  if (lookup !== null) for (let i = 0; i < count; i++) out[i] = lookup[column[i]!] ?? 0;
  else if (codes.length <= 2)
    for (let i = 0; i < count; i++) out[i] = column[i] === first || column[i] === second ? 1 : 0;
  else for (let i = 0; i < count; i++) out[i] = codes.includes(column[i]!) ? 1 : 0;
}

function known(column: Float64Array, out: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) out[i] = column[i] === column[i] ? 1 : 0;
}

function unary(operator: "negate" | "not" | FunctionName, a: Float64Array, count: number): void {
  switch (operator) {
    case "negate":
      for (let i = 0; i < count; i++) a[i] = -a[i]!;
      break;
    case "not":
      for (let i = 0; i < count; i++) a[i] = 1 - a[i]!;
      break;
    case "log2":
      for (let i = 0; i < count; i++) a[i] = log2(a[i]!);
      break;
    case "log10":
      for (let i = 0; i < count; i++) a[i] = log10(a[i]!);
      break;
    case "sqrt":
      for (let i = 0; i < count; i++) a[i] = Math.sqrt(a[i]!);
      break;
    case "abs":
      for (let i = 0; i < count; i++) a[i] = Math.abs(a[i]!);
      break;
    case "min":
    case "max":
      break;
  }
}

/** The result replaces `a`. */
function binary(
  operator: Arithmetic | Comparison | "and" | "or" | "min" | "max",
  a: Float64Array,
  b: Float64Array,
  count: number,
): void {
  switch (operator) {
    case "+":
      for (let i = 0; i < count; i++) a[i] = a[i]! + b[i]!;
      break;
    case "-":
      for (let i = 0; i < count; i++) a[i] = a[i]! - b[i]!;
      break;
    case "*":
      for (let i = 0; i < count; i++) a[i] = a[i]! * b[i]!;
      break;
    case "/":
      for (let i = 0; i < count; i++) a[i] = a[i]! / b[i]!;
      break;
    case "<":
      for (let i = 0; i < count; i++) a[i] = a[i]! < b[i]! ? 1 : 0;
      break;
    case "<=":
      for (let i = 0; i < count; i++) a[i] = a[i]! <= b[i]! ? 1 : 0;
      break;
    case ">":
      for (let i = 0; i < count; i++) a[i] = a[i]! > b[i]! ? 1 : 0;
      break;
    case ">=":
      for (let i = 0; i < count; i++) a[i] = a[i]! >= b[i]! ? 1 : 0;
      break;
    case "=":
      for (let i = 0; i < count; i++) a[i] = a[i]! === b[i]! ? 1 : 0;
      break;
    case "!=":
      // Not "!==": a missing number is not unequal.
      for (let i = 0; i < count; i++) a[i] = a[i]! < b[i]! || a[i]! > b[i]! ? 1 : 0;
      break;
    case "and":
      for (let i = 0; i < count; i++) a[i] = a[i]! * b[i]!;
      break;
    case "min":
      for (let i = 0; i < count; i++) a[i] = Math.min(a[i]!, b[i]!);
      break;
    case "or":
    case "max":
      for (let i = 0; i < count; i++) a[i] = Math.max(a[i]!, b[i]!);
      break;
  }
}
