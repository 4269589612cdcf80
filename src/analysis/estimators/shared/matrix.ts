import { codedError, countOf, describe, quote } from "../../core/mod.ts";
import type { Matrix } from "../../core/mod.ts";

/** Largest number of cells that one typed array may hold here; beyond it a runtime refuses without a reason. */
const MOST_CELLS = 0x80000000;

/**
 * Checks at a public door that X is a matrix of finite numbers.
 *
 * @param action What cannot be done, as "fit RandomForestClassifier".
 * @param finite False leaves out the pass over the numbers, for callers whose own sums tell; they call again when one is not finite.
 * @throws {TypeError} when it is no matrix; {RangeError} when its sizes disagree, it has too few rows or no column, or a number is missing
 *   or infinite. Both have code BAD_INPUT.
 */
export function checkMatrix(
  action: string,
  X: Matrix,
  { minRows = 0, finite = true }: { minRows?: number; finite?: boolean } = {},
): void {
  checkShape(action, X);
  if (X.columns === 0)
    throw badRange(action, "X must have at least 1 column, got 0; name the features to use");
  if (X.rows < minRows) {
    throw badRange(action, `X must have at least ${countOf(minRows, "row")}, got ${X.rows}`);
  }
  if (finite) checkFinite(action, X);
}

/**
 * Checks that X has the columns that a model was fitted on.
 *
 * @param numbers As `checkMatrix`.
 * @throws {RangeError} code BAD_INPUT, naming the columns that are missing where both sides have names.
 */
export function checkWidth(
  action: string,
  model: { readonly nFeatures: number; readonly featureNames: readonly string[] },
  X: Matrix,
  numbers: { finite?: boolean } = {},
): void {
  checkMatrix(action, X, numbers);
  if (X.columns !== model.nFeatures) {
    const missing = X.names ? model.featureNames.filter((name) => !X.names!.includes(name)) : [];
    const named = missing.length > 0 ? `; missing ${missing.slice(0, 5).map(quote).join(", ")}` : "";
    throw badRange(
      action,
      `expected ${countOf(model.nFeatures, "feature")} as fitted, got ${X.columns}${named}`,
    );
  }
  const wrong = X.names?.findIndex((name, at) => name !== model.featureNames[at]) ?? -1;
  if (wrong >= 0) {
    throw badRange(
      action,
      `column ${wrong + 1} must be ${quote(model.featureNames[wrong]!)} as fitted, got ${quote(X.names![wrong]!)}; give the columns in the fitted order`,
    );
  }
}

/** The names of the columns, x0, x1, ... where the matrix has none. */
export function featureNamesOf(X: Matrix): string[] {
  return X.names ? [...X.names] : Array.from({ length: X.columns }, (_, at) => `x${at}`);
}

/** The numbers of X in double precision, row-major; X's own array when it has that form. Not to be written into. */
export function rowMajor64(X: Matrix): Float64Array {
  return X.data instanceof Float64Array ? X.data : Float64Array.from(X.data);
}

/** The numbers of X column after column, in an array of their own. */
export function columnMajor(X: Matrix): Float64Array {
  const { data, rows, columns } = X;
  const out = new Float64Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0, to = row; column < columns; column++, to += rows) out[to] = data[at++]!;
  }
  return out;
}

/** Columns gathered in one pass over the rows: about as many as a cache line of the processor holds. */
export const COLUMNS_AT_ONCE = 8;

/**
 * Copies columns `from` to `to` - 1 of X, one after the other, into `out`; at most `COLUMNS_AT_ONCE`, because a pass over the rows for
 * each column would read all of X each time.
 */
export function columnsInto(
  { data, rows, columns }: Matrix,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let column = from;
  let at = 0;
  for (; column + 4 <= to; column += 4, at += 4 * rows)
    fourInto(data, rows, columns, column, out.subarray(at));
  for (; column < to; column++, at += rows)
    for (let row = 0, cell = column; row < rows; row++, cell += columns) out[at + row] = data[cell]!;
}

function fourInto(
  data: Matrix["data"],
  rows: number,
  columns: number,
  column: number,
  out: Float64Array,
): void {
  const a = out.subarray(0, rows);
  const b = out.subarray(rows, 2 * rows);
  const c = out.subarray(2 * rows, 3 * rows);
  const d = out.subarray(3 * rows, 4 * rows);
  for (let row = 0, cell = column; row < rows; row++, cell += columns) {
    a[row] = data[cell]!;
    b[row] = data[cell + 1]!;
    c[row] = data[cell + 2]!;
    d[row] = data[cell + 3]!;
  }
}

function checkShape(action: string, X: Matrix): void {
  const kind = (X as Matrix | null | undefined)?.data;
  if (!(kind instanceof Float64Array) && !(kind instanceof Float32Array)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: X must be { data: Float64Array or Float32Array, rows, columns }, got ${describe(X)}; ${remedyFor(X)}`,
    );
  }
  for (const name of ["rows", "columns"] as const) {
    if (!Number.isSafeInteger(X[name]) || X[name] < 0)
      throw badRange(action, `X.${name} must be a whole number from 0, got ${describe(X[name])}`);
  }
  if (X.rows * X.columns >= MOST_CELLS)
    throw badRange(action, `X must have fewer than ${MOST_CELLS} cells, got ${X.rows} x ${X.columns}`);
  if (X.data.length !== X.rows * X.columns) {
    throw badRange(
      action,
      `X.data must have rows x columns = ${X.rows * X.columns} numbers, got ${X.data.length}`,
    );
  }
  checkNames(action, X);
}

function checkNames(action: string, X: Matrix): void {
  const { names, columns } = X;
  if (names === undefined) return;
  if (!Array.isArray(names) || names.some((name) => typeof name !== "string"))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: X.names must be a list of texts, got ${describe(names)}`,
    );
  if (names.length !== columns)
    throw badRange(
      action,
      `X.names must have a name for each of the ${countOf(columns, "column")}, got ${names.length}`,
    );
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw badRange(action, `X.names must differ from each other, got ${quote(name)} twice`);
    seen.add(name);
  }
}

function checkFinite(action: string, X: Matrix): void {
  const { data, columns } = X;
  if (allFinite(data)) return;
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    if (value - value === 0) continue; // neither NaN nor infinite
    const column = at % columns;
    const name = X.names?.[column] ?? `x${column}`;
    throw badRange(
      action,
      `X must be finite, got ${value} in row ${Math.floor(at / columns)}, column ${quote(name)}; fill in or drop such rows first`,
    );
  }
}

/** x * 0 is 0 for finite x and NaN for all others, which sums keep; four sums, so that they do not wait for each other. */
export function allFinite(data: Float32Array | Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const even = data.length - (data.length % 4);
  for (let at = 0; at < even; at += 4) {
    a += data[at]! * 0;
    b += data[at + 1]! * 0;
    c += data[at + 2]! * 0;
    d += data[at + 3]! * 0;
  }
  for (let at = even; at < data.length; at++) a += data[at]! * 0;
  return a + b + c + d === 0;
}

function badRange(action: string, rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${rule}`);
}

function remedyFor(X: unknown): string {
  return typeof X === "object" && X !== null && "rowCount" in X
    ? "of a table take features(table).transform(table)"
    : "put the numbers in one typed array, row after row";
}
