import { stableOrder } from "../../kernels/mod.ts";
import type { Cells } from "./frame-cells.ts";

/**
 * The rows of a frame in the order of some columns; ties keep their order, missing cells come last in either direction.
 *
 * Text orders by code unit, booleans false before true; cells of several kinds by kind, then as text.
 *
 * @param keys The columns, the first one first.
 */
export function orderOf(keys: readonly { cells: Cells; ascending: boolean }[], length: number): Uint32Array {
  return stableOrder(
    keys.map(({ cells, ascending }) => ({ values: ranksOf(cells), descending: !ascending })),
    rowsUpTo(length),
  );
}

/** The numbers of rows from 0. */
export function rowsUpTo(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** Numbers that order as the cells do; NaN where missing. */
function ranksOf(cells: Cells): Float64Array {
  if (cells.kind === "number") return cells.values;
  const { codes } = codesOf(cells);
  const ranks = new Float64Array(codes.length);
  for (let row = 0; row < ranks.length; row++) ranks[row] = codes[row]! < 0 ? NaN : codes[row]!;
  return ranks;
}

/** Distinct values of a column in their order, and which of them each row has. */
export interface Codes {
  /** Indices into `values`, -1 where missing; shape (rows,). */
  readonly codes: Int32Array;
  /** Ascending. */
  readonly values: readonly unknown[];
}

export function codesOf(cells: Cells): Codes {
  if (cells.kind === "number") return codesOfNumbers(cells.values);
  if (cells.kind === "text") return codesOfTexts(cells.codes, cells.categories);
  const codeOf = new Map<unknown, number>();
  const codes = Int32Array.from(cells.cells, (cell) => {
    if (cell === null || cell === undefined || Number.isNaN(cell)) return -1;
    const key = typeof cell === "object" ? nameOf(cell) : cell;
    let code = codeOf.get(key);
    if (code === undefined) codeOf.set(key, (code = codeOf.size));
    return code;
  });
  return inOrder(codes, [...codeOf.keys()], (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Kind and text: enough to order what has no order. */
function nameOf(value: unknown): string {
  return `${typeof value} ${String(value)}`;
}

function codesOfNumbers(numbers: Float64Array): Codes {
  const codeOf = new Map<number, number>();
  const codes = new Int32Array(numbers.length);
  for (let row = 0; row < codes.length; row++) {
    const value = numbers[row]!;
    if (value !== value) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(value);
    if (code === undefined) codeOf.set(value, (code = codeOf.size));
    codes[row] = code;
  }
  return inOrder(codes, [...codeOf.keys()], (a, b) => a - b);
}

/** A dictionary may hold texts that no row has: these are left out. */
function codesOfTexts(codes: Int32Array, categories: readonly string[]): Codes {
  const place = new Int32Array(categories.length).fill(-1);
  const used: string[] = [];
  const dense = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) {
      dense[row] = -1;
      continue;
    }
    if (place[code]! < 0) place[code] = used.push(categories[code]!) - 1;
    dense[row] = place[code]!;
  }
  return inOrder(dense, used, (a, b) => (a < b ? -1 : 1));
}

/** The same with the values sorted. @param codes Overwritten. */
function inOrder<T>(codes: Int32Array, values: readonly T[], compare: (a: T, b: T) => number): Codes {
  const order = values.map((_, code) => code).sort((a, b) => compare(values[a]!, values[b]!));
  const place = new Int32Array(values.length);
  order.forEach((code, at) => (place[code] = at));
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = place[codes[row]!]!;
  return { codes, values: order.map((code) => values[code]!) };
}
