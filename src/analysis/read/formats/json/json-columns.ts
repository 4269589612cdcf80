import { quote } from "../../../core/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import { MAX_COLUMNS } from "../../dialects/delimited.ts";
import { normalizeName } from "../../names.ts";
import { JSONColumn } from "./json-column.ts";
import type { ColumnKind } from "./json-column.ts";
import { MAX_DEPTH, TOO_DEEP } from "./texts.ts";

/** An object of JSON. */
export type JSONRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JSONRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a cell costs, at most. */
const CELL_BYTES = 8;
/** What columns that few rows have a cell of may cost together, beside as much again as the input has bytes. */
const SPARE_BYTES = 64 * 1024 * 1024;
/** Share of the rows that must have a cell of a column for it to be kept whatever it costs. */
const DENSE_SHARE = 0.25;

/** A name in an object: a column, or an object whose names follow, or now this and now that. */
interface Name {
  key: string;
  path: string;
  column: JSONColumn | null;
  names: Names | null;
}

/** The names of an object, in the order in which the last one had them: most records have the same. */
class Names {
  readonly #byKey = new Map<string, Name>();
  readonly #order: Name[] = [];

  /** @param place How many names of the object came before. */
  find(key: string, place: number): Name | undefined {
    const expected = this.#order[place];
    if (expected !== undefined && expected.key === key) return expected;
    const found = this.#byKey.get(key);
    if (found) this.#order[place] = found;
    return found;
  }

  add(key: string, path: string): Name {
    const name = { key, path, column: null, names: null };
    this.#byKey.set(key, name);
    return name;
  }
}

/** Records as columns: objects in objects are flattened to names with dots, arrays are kept as their JSON. */
export class JSONColumns {
  rows = 0;
  /** Cells that came twice in one record, by two spellings of a path. */
  repeated = 0;
  /** Names past the most that a table may have. */
  leftOut = 0;
  readonly #kindOf: (normalizedName: string) => ColumnKind;
  readonly #root = new Names();
  readonly #columns = new Map<string, JSONColumn>();
  #count = 0;
  /** The cells of the record at hand. */
  readonly #into: JSONColumn[] = [];
  readonly #values: (number | boolean | string)[] = [];
  #filled = 0;

  constructor(kindOf: (normalizedName: string) => ColumnKind) {
    this.#kindOf = kindOf;
  }

  /**
   * Adds a record as a row.
   *
   * @returns Why it cannot be one; nothing of it is added then. Null when it was added.
   */
  add(record: JSONRecord): string | null {
    this.#filled = 0;
    const reason = this.#collect(record, this.#root, "", 1);
    if (reason !== null) return reason;
    for (let i = 0; i < this.#filled; i++)
      if (!this.#into[i]!.push(this.rows, this.#values[i]!)) this.repeated++;
    this.rows++;
    return null;
  }

  /** Names of the columns so far, in order of their first appearance. */
  names(): string[] {
    return [...this.#columns.keys()];
  }

  /**
   * The columns, one by one, so that each gives its cells free as soon as it is made.
   *
   * Names of which every record has others (keys that are data) would make a table far larger than its input: past a bound, columns that
   * few rows have a cell of are left out; null tells of them.
   *
   * @param inputBytes Size of the input.
   */
  *build(inputBytes: number): Generator<{ column: JSONColumn; built: StoredColumn | null }> {
    let spare = SPARE_BYTES + inputBytes;
    for (const [name, column] of this.#columns) {
      this.#columns.delete(name);
      const isDense = column.length >= this.rows * DENSE_SHARE;
      if (!isDense) spare -= this.rows * CELL_BYTES;
      yield { column, built: isDense || spare >= 0 ? column.build(this.rows) : null };
    }
  }

  #collect(record: JSONRecord, names: Names, prefix: string, depth: number): string | null {
    if (depth > MAX_DEPTH) return TOO_DEEP;
    const keys = Object.keys(record);
    if (keys.length > MAX_COLUMNS) return `a record may have ${MAX_COLUMNS} names, got ${keys.length}`;
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place]!;
      const value = record[key];
      const name = names.find(key, place) ?? this.#addName(names, key, prefix);
      if (!name) continue;
      if (isRecord(value)) {
        name.names ??= new Names();
        const reason = this.#collect(value, name.names, `${name.path}.`, depth + 1);
        if (reason !== null) return reason;
        continue;
      }
      const column = (name.column ??= this.#column(name.path));
      if (value === null) continue;
      const cell = Array.isArray(value)
        ? textOf(value, MAX_DEPTH - depth)
        : (value as number | boolean | string);
      if (cell === null) return TOO_DEEP;
      if (column.refuses(cell)) return `${quote(name.path)} must be a number, got ${quote(String(cell))}`;
      if (this.#filled >= MAX_COLUMNS) return `a record may have ${MAX_COLUMNS} values`;
      this.#into[this.#filled] = column;
      this.#values[this.#filled++] = cell;
    }
    return null;
  }

  #addName(names: Names, key: string, prefix: string): Name | null {
    if (this.#count >= MAX_COLUMNS) {
      this.leftOut++;
      return null;
    }
    this.#count++;
    return names.add(key, prefix + key);
  }

  #column(path: string): JSONColumn {
    const known = this.#columns.get(path);
    if (known) return known;
    const column = new JSONColumn(path, this.#kindOf(normalizeName(path)));
    this.#columns.set(path, column);
    return column;
  }
}

/** An array as its JSON, "" for an empty one; null when it is nested too deep. */
function textOf(array: readonly unknown[], levels: number): string | null {
  if (array.length === 0) return "";
  return isDeeper(array, levels) ? null : JSON.stringify(array);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
