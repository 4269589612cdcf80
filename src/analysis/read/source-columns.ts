import type { StoredColumn } from "../table/mod.ts";
import type { LineMap } from "./line-map.ts";
import { normalizeName } from "./names.ts";

/** The columns of one input as its file has them, before anything is mapped. */
export class SourceColumns {
  /** Unique names in the file's order. */
  readonly names: readonly string[];
  readonly rows: number;
  /** Physical line of each row. */
  readonly lines: LineMap;
  readonly #columns: ReadonlyMap<string, StoredColumn>;
  readonly #byNormalized = new Map<string, string>();

  constructor(columns: readonly StoredColumn[], rows: number, lines: LineMap) {
    this.names = columns.map(({ name }) => name);
    this.rows = rows;
    this.lines = lines;
    this.#columns = new Map(columns.map((column) => [column.name, column]));
    for (const name of this.names) {
      const normalized = normalizeName(name);
      if (!this.#byNormalized.has(normalized)) this.#byNormalized.set(normalized, name);
    }
  }

  /** The file's name for the first of these names that it has, however it writes it; null when it has none of them. */
  find(...names: readonly string[]): string | null {
    for (const name of names) {
      const found = this.#byNormalized.get(normalizeName(name));
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

  /** Some of the rows, in this order. */
  take(rows: Uint32Array): SourceColumns {
    return new SourceColumns(
      this.all().map((column) => column.take(rows)),
      rows.length,
      this.lines.take(rows),
    );
  }
}
