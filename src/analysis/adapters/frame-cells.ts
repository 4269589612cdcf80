import type { Cell, ColumnType } from "../core/mod.ts";
import type { DanfoColumn, FrameSource } from "./frame-columns.ts";
import { isDate, numberType } from "./frame-columns.ts";

/** One column of a frame in typed storage; not written to once made, so that frames share it. */
export type Cells = NumberCells | TextCells | MixedCells;

export interface NumberCells {
  readonly kind: "number";
  readonly type: "float" | "int" | "time" | "boolean";
  /** NaN where missing; times as UTC epoch ms, booleans as 0 and 1. */
  readonly values: Float64Array;
}

export interface TextCells {
  readonly kind: "text";
  /** Indices into `categories`, -1 where missing. */
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/** Cells of several kinds, which only a user's own frame holds. */
export interface MixedCells {
  readonly kind: "mixed";
  readonly cells: readonly unknown[];
}

/** The largest moment that a Date holds, in ms. */
const LAST_MOMENT = 8.64e15;

/** danfo's names of types. "float32" and "int32" are names only: the cells are doubles. */
const DTYPES: Record<ColumnType, string> = {
  float: "float32",
  int: "int32",
  text: "string",
  boolean: "boolean",
  time: "datetime",
};

/** @returns The cells of a column, or of some of its rows; storage is shared where it is the same. */
export function cellsOfSource(source: FrameSource, rows: Uint32Array | null): Cells {
  const { type } = source;
  if ("at" in source) {
    const { values, categories } = source;
    if (type === "text" && categories !== undefined && values instanceof Int32Array)
      return take({ kind: "text", codes: values, categories }, rows);
    if (type === "float" && values instanceof Float64Array)
      return take({ kind: "number", type, values }, rows);
  }
  const length = rows === null ? lengthOf(source) : rows.length;
  const read = "at" in source ? (row: number) => source.at(row) : (row: number) => source.values[row];
  const at = rows === null ? read : (i: number) => read(rows[i]!);
  if (type === "text") return codeTexts(length, (row) => textOrNull(at(row)));
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const cell = at(row);
    const value = cell === null || cell === undefined ? NaN : Number(cell);
    // A moment that no Date can hold is missing.
    values[row] = type === "time" && !(Math.abs(value) <= LAST_MOMENT) ? NaN : value;
  }
  return { kind: "number", type, values };
}

function textOrNull(cell: Cell | Date | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}

export function lengthOf(source: FrameSource): number {
  return "at" in source ? source.length : source.values.length;
}

/**
 * The cells of a column of a frame's rows, by what they are: all numbers, all dates, all booleans or all text, missing ones apart.
 *
 * @param declared The type that the column is known to have: tells whole floats from ints, and what an empty column is.
 */
export function cellsOfRaw(raw: readonly unknown[], dtype: string, declared: ColumnType | undefined): Cells {
  let kind: string | null = null;
  let missing = 0;
  for (let row = 0; row < raw.length; row++) {
    const cell = raw[row];
    if (isMissing(cell)) {
      missing++;
      continue;
    }
    const found = isDate(cell) ? "date" : typeof cell;
    kind ??= found;
    if (kind !== found) return { kind: "mixed", cells: raw };
  }
  if (kind === null) return emptyCells(raw.length, declared ?? typeOfDtype(dtype));
  if (kind === "string")
    return codeTexts(raw.length, (row) => (isMissing(raw[row]) ? null : (raw[row] as string)));
  if (kind !== "number" && kind !== "boolean" && kind !== "date") return { kind: "mixed", cells: raw };
  const values = new Float64Array(raw.length);
  for (let row = 0; row < raw.length; row++) values[row] = isMissing(raw[row]) ? NaN : Number(raw[row]);
  if (kind === "date") return { kind: "number", type: "time", values };
  if (kind === "boolean") return { kind: "number", type: "boolean", values };
  const present = values.filter((value) => value === value);
  const type = numberType(present, dtype, declared, missing > 0) === "int" ? "int" : "float";
  return { kind: "number", type, values };
}

function isMissing(cell: unknown): boolean {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return true;
  return typeof cell === "object" && isDate(cell) && Number.isNaN(cell.getTime());
}

function emptyCells(length: number, type: ColumnType): Cells {
  if (type === "text") return { kind: "text", codes: new Int32Array(length).fill(-1), categories: [] };
  return { kind: "number", type, values: new Float64Array(length).fill(NaN) };
}

function typeOfDtype(dtype: string): ColumnType {
  const entry = Object.entries(DTYPES).find(([, name]) => name === dtype);
  return (entry?.[0] as ColumnType | undefined) ?? "float";
}

function codeTexts(length: number, textAt: (row: number) => string | null): TextCells {
  const codes = new Int32Array(length);
  const codeOf = new Map<string, number>();
  for (let row = 0; row < length; row++) {
    const text = textAt(row);
    if (text === null) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(text);
    if (code === undefined) codeOf.set(text, (code = codeOf.size));
    codes[row] = code;
  }
  return { kind: "text", codes, categories: [...codeOf.keys()] };
}

/** One cell as danfo keeps it: NaN where a number is missing, null where anything else is. */
export function cellAt(column: Cells, row: number): unknown {
  if (column.kind === "mixed") return column.cells[row];
  if (column.kind === "text") {
    const code = column.codes[row]!;
    return code < 0 ? null : column.categories[code];
  }
  const value = column.values[row]!;
  if (column.type === "float" || column.type === "int") return value;
  if (value !== value) return null;
  return column.type === "time" ? new Date(value) : value !== 0;
}

/** Whether a cell of the rows is what the typed storage says; a user may have written into the rows. */
export function isCellAt(column: Cells, row: number, cell: unknown): boolean {
  if (column.kind === "mixed") return column.cells[row] === cell;
  if (column.kind === "text") {
    const code = column.codes[row]!;
    return code < 0 ? isMissing(cell) : column.categories[code] === cell;
  }
  const value = column.values[row]!;
  if (value !== value) return isMissing(cell);
  if (column.type === "boolean") return cell === (value !== 0);
  if (column.type === "time") return isDate(cell) && cell.getTime() === Math.trunc(value);
  return cell === value;
}

/** The cells of these rows in this order; the column itself for null. */
export function take<C extends Cells>(column: C, rows: Uint32Array | null): C;
export function take(column: Cells, rows: Uint32Array | null): Cells {
  if (rows === null) return column;
  if (column.kind === "mixed") return { kind: "mixed", cells: Array.from(rows, (row) => column.cells[row]) };
  if (column.kind === "text") {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]!]!;
    return { kind: "text", codes, categories: column.categories };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]!]!;
  return { kind: "number", type: column.type, values };
}

export function typeOf(column: Cells): ColumnType | undefined {
  if (column.kind === "mixed") return undefined;
  return column.kind === "text" ? "text" : column.type;
}

/** danfo makes int32 tensors of "int32": gaps would turn into 0 and large counts wrap around. */
export function dtypeOf(column: Cells): string {
  if (column.kind === "mixed") return DTYPES.text;
  if (column.kind === "text") return DTYPES.text;
  const fits = column.type !== "int" || column.values.every((value) => value === (value | 0));
  return fits ? DTYPES[column.type] : DTYPES.float;
}

/** A column as it goes back into a table; null for cells of several kinds. */
export function toDanfoColumn(name: string, column: Cells): DanfoColumn | null {
  if (column.kind === "mixed") return null;
  if (column.kind === "text") {
    const { codes, categories } = column;
    const values = Array.from(codes, (code) => (code < 0 ? null : categories[code]!));
    return { name, type: "text", values };
  }
  if (column.type !== "boolean") return { name, type: column.type, values: column.values };
  return {
    name,
    type: "boolean",
    values: Array.from(column.values, (value) => (value !== value ? null : value !== 0)),
  };
}
