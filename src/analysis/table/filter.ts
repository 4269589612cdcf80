import { codedError, describe, quote } from "../core/mod.ts";
import type { Cell, Column, Filter, Table } from "../core/mod.ts";

/** How deep filters may nest; a filter comes from a widget's message, which may come from anywhere. */
const MAX_DEPTH = 64;

type Test = (row: number) => boolean;

/**
 * Rows that a filter keeps, in the table's order.
 *
 * A missing cell matches only "missing" and "in" with null; "not" turns the whole answer around, missing cells included.
 *
 * @returns Row numbers, ascending, shape (matches,).
 * @throws {RangeError} code BAD_INPUT, for a column that the table lacks or row numbers outside it.
 * @throws {TypeError} code BAD_INPUT, for a filter of another shape or a value that cannot be compared with the column.
 */
export function rowsWhere(table: Table, filter: Filter): Uint32Array {
  const test = compile(table, filter, 0);
  const rows = new Uint32Array(table.rowCount);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) if (test(row)) rows[count++] = row;
  return rows.slice(0, count);
}

function compile(table: Table, filter: Filter, depth: number): Test {
  if (depth > MAX_DEPTH) throw bad(RangeError, `filters must nest at most ${MAX_DEPTH} deep`);
  if (filter === null || typeof filter !== "object" || Array.isArray(filter))
    throw bad(TypeError, "a filter must be an object");
  if ("and" in filter) {
    const tests = compileAll(table, filter.and, "and", depth);
    return (row) => tests.every((test) => test(row));
  }
  if ("or" in filter) {
    const tests = compileAll(table, filter.or, "or", depth);
    return (row) => tests.some((test) => test(row));
  }
  if ("not" in filter) {
    const test = compile(table, filter.not, depth + 1);
    return (row) => !test(row);
  }
  if ("rows" in filter) return compileRows(table, filter.rows);
  if (typeof filter.column !== "string") throw bad(TypeError, "a filter must name a column");
  return compileColumn(table.column(filter.column), filter);
}

function compileAll(table: Table, filters: Filter[], name: string, depth: number): Test[] {
  if (!Array.isArray(filters)) throw bad(TypeError, `"${name}" must hold a list of filters`);
  return filters.map((part) => compile(table, part, depth + 1));
}

function compileRows(table: Table, rows: number[]): Test {
  if (!Array.isArray(rows)) throw bad(TypeError, '"rows" must hold a list of row numbers');
  const wanted = new Set<number>();
  for (const row of rows) {
    if (!Number.isInteger(row) || row < 0 || row >= table.rowCount) {
      throw bad(
        RangeError,
        `row numbers must be whole and from 0 to ${table.rowCount - 1}, got ${String(row)}`,
      );
    }
    wanted.add(row);
  }
  return (row) => wanted.has(row);
}

type ColumnFilter = Extract<Filter, { column: string }>;

function compileColumn(column: Column, filter: ColumnFilter): Test {
  switch (filter.op) {
    case "missing":
      return (row) => column.isMissing(row);
    case "contains": {
      const part = filter.value;
      if (column.type !== "text" || typeof part !== "string") {
        throw bad(
          TypeError,
          `"contains" needs a text column and a text, got column ${quote(column.name)} of type ${column.type}`,
        );
      }
      return byCategory(column, (category) => category.includes(part));
    }
    case "in": {
      return compileIn(column, filter.values);
    }
    case "between": {
      const { from, to } = filter;
      if (typeof from !== "number" || typeof to !== "number" || column.type === "text") {
        throw bad(
          TypeError,
          `"between" needs a numeric column and two numbers, got column ${quote(column.name)} of type ${column.type}`,
        );
      }
      return byNumber(column, (value) => value >= from && value < to);
    }
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compileComparison(column, filter.op, filter.value);
    default:
      throw bad(TypeError, `unknown operator ${quote(String((filter as { op?: unknown }).op))}`);
  }
}

type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

function compileComparison(column: Column, op: Comparison, value: Exclude<Cell, null>): Test {
  checkComparable(column, value);
  if (typeof value === "string") return byCategory(column, (category) => compare(category, op, value));
  const limit = Number(value);
  return byNumber(column, (number) => compare(number, op, limit));
}

/** Texts go with text columns, numbers with all others, truth values with boolean ones. */
function checkComparable(column: Column, value: unknown): void {
  const fits =
    column.type === "text"
      ? typeof value === "string"
      : typeof value === "number" || (column.type === "boolean" && typeof value === "boolean");
  if (!fits) throw mismatch(column, value);
}

/** A missing cell is among the values when null is. */
function compileIn(column: Column, values: Cell[]): Test {
  if (!Array.isArray(values)) throw bad(TypeError, '"in" must hold a list of values');
  for (const value of values) if (value !== null) checkComparable(column, value);
  const wanted = new Set<Cell>(
    values.map((value) => (column.type === "boolean" && typeof value === "number" ? value !== 0 : value)),
  );
  const withMissing = wanted.has(null);
  const present =
    column.type === "text"
      ? byCategory(column, (category) => wanted.has(category))
      : (row: number) => wanted.has(column.at(row));
  return (row) => (column.isMissing(row) ? withMissing : present(row));
}

/** Tests each distinct text once. */
function byCategory(column: Column, test: (category: string) => boolean): Test {
  const matches = Uint8Array.from(column.categories ?? [], (category) => (test(category) ? 1 : 0));
  return (row) => {
    const code = column.values[row] ?? -1;
    return code >= 0 && matches[code] === 1;
  };
}

function byNumber(column: Column, test: (value: number) => boolean): Test {
  return (row) => !column.isMissing(row) && test(column.values[row]!);
}

function compare<T extends number | string>(a: T, op: Comparison, b: T): boolean {
  switch (op) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function mismatch(column: Column, value: unknown): Error {
  return bad(
    TypeError,
    `column ${quote(column.name)} is ${column.type}, got ${describe(value)} to compare with`,
  );
}

function bad(Class: typeof TypeError | typeof RangeError, rule: string): Error {
  return codedError(Class, "BAD_INPUT", `Cannot filter flows: ${rule}`);
}
