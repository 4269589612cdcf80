import { FloatColumn, numberColumn } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import type { LineMap } from "./line-map.ts";
import { isExport } from "./export-names.ts";
import { normalizeName } from "./names.ts";

/** The columns of one input as its file has them, before anything is mapped. */
export class SourceColumns {
  /** Unique names in the file's order. */
  readonly names: readonly string[];
  readonly rows: number;
  /** Physical line of each row. */
  readonly lines: LineMap;
  readonly #columns: ReadonlyMap<string, StoredColumn>;
  /** How names are compared. In a table that this library wrote they are exact. */
  readonly #key: (name: string) => string;
  readonly #byKey = new Map<string, string>();

  constructor(columns: readonly StoredColumn[], rows: number, lines: LineMap) {
    this.names = columns.map(({ name }) => name);
    this.rows = rows;
    this.lines = lines;
    this.#columns = new Map(columns.map((column) => [column.name, column]));
    this.#key = isExport(this.names) ? (name) => name : normalizeName;
    for (const name of this.names) {
      const key = this.#key(name);
      if (!this.#byKey.has(key)) this.#byKey.set(key, name);
    }
  }

  /** The file's name for the first of these names that it has, however it writes it; null when it has none of them. */
  find(...names: readonly string[]): string | null {
    for (const name of names) {
      const found = this.#byKey.get(this.#key(name));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** @param name As the file writes it. */
  get(name: string): StoredColumn | undefined {
    return this.#columns.get(name);
  }

  /** All columns, in the file's order. */
  all(): StoredColumn[] {
    return [...this.#columns.values()];
  }

  /**
   * The columns as any reader would type these cells: without a value they are float, and int where all numbers are whole. So a table that is
   * written and read again has the same types, whatever the first file said of columns that do not show them.
   */
  typedByCells(): SourceColumns {
    return new SourceColumns(this.all().map(typedByCells), this.rows, this.lines);
  }

  /** Some of the rows, in this order. */
  take(rows: Uint32Array): SourceColumns {
    return new SourceColumns(
      this.all().map((column) => column.take(rows)),
      rows.length,
      this.lines.take(rows),
    );
  }
}

function typedByCells(column: StoredColumn): StoredColumn {
  const { name, type, length, missing } = column;
  if (missing === length && type !== "float")
    return new FloatColumn(name, new Float64Array(length).fill(NaN));
  return column instanceof FloatColumn && type === "float" ? numberColumn(name, column.values) : column;
}
