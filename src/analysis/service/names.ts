/** Between the names and texts that travel (cut, told apart) and those of the table. */
import type { Cell, Filter, SortKey, Table } from "../core/mod.ts";
import { codedError, cutText, MAX_TEXT, quote } from "../core/mod.ts";
import { boundedCell, shownNames } from "../display/mod.ts";

/** Deepest and largest filter that a message may carry; a test runs for each part and row. */
const MAX_DEPTH = 16;
const MAX_PARTS = 200;
const MAX_LISTED = 100_000;

/** A table's columns under the names by which widgets know them. */
export class TravelNames {
  readonly #table: Table;
  readonly #shown: readonly string[];
  readonly #actual = new Map<string, string>();
  #parts = 0;

  constructor(table: Table) {
    this.#table = table;
    this.#shown = shownNames(table.columnNames);
    table.columnNames.forEach((name, index) => {
      this.#actual.set(this.#shown[index] ?? name, name);
    });
  }

  /** Names as they travel, in the table's order. */
  get shown(): readonly string[] {
    return this.#shown;
  }

  /** The table's own name; one that it does not have is given on, for the table to refuse. */
  actual(name: unknown): string {
    if (typeof name !== "string")
      throw codedError(TypeError, "BAD_INPUT", "Cannot read request: a column must be named by a text");
    return this.#actual.get(name) ?? name;
  }

  /** The table's filter for one that came in a message; its shape is checked where it is used, its size here. */
  filter(where: unknown): Filter {
    this.#parts = 0;
    return this.#filter(where, 0);
  }

  /** The table's sort keys for those that came in a message. */
  sort(keys: unknown): SortKey[] {
    if (!Array.isArray(keys) || keys.length > 16) throw refused("sort must be a list of at most 16 keys");
    return keys.map((key: unknown) => {
      const { column, descending } = asObject(key, "a sort key");
      return { column: this.actual(column), descending: descending === true };
    });
  }

  #filter(where: unknown, depth: number): Filter {
    if (depth > MAX_DEPTH) throw refused(`a filter must nest at most ${MAX_DEPTH} deep`);
    if (++this.#parts > MAX_PARTS) throw refused(`a filter must have at most ${MAX_PARTS} parts`);
    const part = asObject(where, "a filter");
    if (Object.hasOwn(part, "and")) return { and: this.#filters(part["and"], depth) };
    if (Object.hasOwn(part, "or")) return { or: this.#filters(part["or"], depth) };
    if (Object.hasOwn(part, "not")) return { not: this.#filter(part["not"], depth + 1) };
    if (Object.hasOwn(part, "rows")) return { rows: listOf(part["rows"], "rows") as number[] };
    const column = this.actual(part["column"]);
    const op = part["op"];
    if (op === "in")
      return {
        column,
        op,
        values: listOf(part["values"], "values").flatMap((value) => this.#meant(column, value)),
      };
    if ((op === "==" || op === "!=") && typeof part["value"] === "string") {
      const values = this.#meant(column, part["value"]);
      const isIn: Filter = { column, op: "in", values };
      if (op === "==") return isIn;
      return { not: { or: [isIn, { column, op: "missing" }] } };
    }
    return { ...part, column } as Filter;
  }

  #filters(parts: unknown, depth: number): Filter[] {
    return listOf(parts, "parts").map((part) => this.#filter(part, depth + 1));
  }

  /** The cells that a travelling value stands for: texts that were cut, and "Infinity" in a column of numbers. */
  #meant(name: string, value: unknown): Cell[] {
    if (value !== null && typeof value === "object")
      throw refused("a value must be a text, a number, true, false or null");
    if (typeof value !== "string") return [value as Cell];
    const column = this.#table.column(name);
    if (column.type === "text") {
      if (value.length < MAX_TEXT - 1 && !value.includes("\ufffd")) return [value];
      const meant = (column.categories ?? []).filter(
        (category) => category === value || boundedCell(category) === value,
      );
      return meant.length > 0 ? meant : [value];
    }
    if (value === "Infinity" || value === "-Infinity") return [Number(value)];
    throw refused(`column ${quote(name)} is ${column.type}, got the text ${quote(value)} to compare with`);
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw refused(`${what} must be an object`);
  return value as Record<string, unknown>;
}

function listOf(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw refused(`${what} must be a list`);
  if (value.length > MAX_LISTED) throw refused(`${what} must be at most ${MAX_LISTED}, got ${value.length}`);
  return value;
}

function refused(rule: string): Error {
  return codedError(TypeError, "BAD_INPUT", `Cannot read request: ${cutText(rule, 300)}`);
}
