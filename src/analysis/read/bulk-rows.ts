import { MOST_COLUMNS } from "../../kernels/mod.ts";
import type { CsvShape } from "../../kernels/mod.ts";
import type { ColumnCells, ParsedChunk, ParsedRows } from "../rows/mod.ts";
import type { ReadChunk } from "../rows/mod.ts";
import { RowParser } from "../rows/mod.ts";
import type { ParseRules } from "../rows/mod.ts";
import type { BulkColumn } from "./bulk-columns.ts";

/** Fewer bytes are not worth a kernel; once it is open, fewer than the second. */
const WORTH_OPENING = 1 << 15;
const WORTH_A_CALL = 256;
/** Parts of fewer rows, one after the other, are misses: the reader goes on alone for a while. */
const FEW_ROWS = 4;
const LONGEST_WAIT = 256;

/** The column's code of each text of a chunk, by column. */
type Codes = (Int32Array | undefined)[];

const NO_CODES = new Int32Array(0);

/**
 * Puts plain rows into the columns, many at a time; any other row is left to the reader. They were read ahead, elsewhere, as part of a
 * chunk, or are read now.
 */
export class BulkRows {
  readonly rules: ParseRules;
  readonly #columns: readonly BulkColumn[];
  #parser: RowParser | null = null;
  /** How many rows to leave to the reader before the next try. */
  #wait = 0;
  #misses = 0;
  #chunk: ReadChunk | null = null;
  /** The next part of the chunk, and the codes of its texts. */
  #next = 0;
  #codes: Codes = [];

  constructor(rules: ParseRules, columns: readonly BulkColumn[]) {
    this.rules = rules;
    this.#columns = columns;
  }

  /** Whether tables of this shape can be read so. */
  static suits({ columns }: CsvShape): boolean {
    return columns >= 2 && columns <= MOST_COLUMNS;
  }

  /** What the columns are now. */
  cells(): ColumnCells[] {
    return this.#columns.map(({ form, quoted, grouped }) => ({ form, quoted, grouped }));
  }

  /** @param chunk What is scanned next; null when it is no chunk that was read ahead. */
  expect(chunk: ReadChunk | null): void {
    this.#chunk = chunk?.parsed.gaveUp === false ? chunk : null;
    this.#next = 0;
    this.#codes = [];
  }

  /** Makes room in the columns for about so many rows. */
  reserve(rows: number): void {
    for (const column of this.#columns) column.reserve(rows);
  }

  close(): void {
    this.#parser?.close();
    this.#parser = null;
    this.expect(null);
  }

  /**
   * Puts the next plain rows into the columns.
   *
   * @param from Where in `bytes` a row begins.
   * @returns How many rows, and where the next one begins; null when there is none.
   */
  take(bytes: Uint8Array, from: number): { rows: number; next: number } | null {
    const chunk = this.#chunk;
    if (chunk && chunk.bytes.buffer === bytes.buffer && this.#fits(chunk)) {
      const at = bytes.byteOffset + from - chunk.bytes.byteOffset;
      const { parts } = chunk.parsed;
      while (this.#next < parts.length && parts[this.#next]!.to <= at) this.#next++;
      const part = parts[this.#next];
      if (!part || at < part.from) return null;
      if (at === part.from)
        return { rows: this.#keep(part, chunk.parsed, this.#codes), next: from + part.to - at };
    }
    return this.#takeNow(bytes, from);
  }

  /** Whether the columns are still what they were when the chunk was read. */
  #fits({ columns }: ReadChunk): boolean {
    return this.#columns.every(({ form }, at) => form === columns[at]!.form);
  }

  #takeNow(bytes: Uint8Array, from: number): { rows: number; next: number } | null {
    if (this.#wait > 0) {
      this.#wait--;
      return null;
    }
    if (bytes.length - from < (this.#parser ? WORTH_A_CALL : WORTH_OPENING)) return null;
    const parser = (this.#parser ??= new RowParser(this.rules));
    const parsed = parser.first(bytes, from, this.#columns);
    const part = parsed?.parts[0];
    this.#misses = !part || part.rows < FEW_ROWS ? this.#misses + 1 : 0;
    if (this.#misses > 1) this.#wait = Math.min(LONGEST_WAIT, 1 << Math.min(this.#misses, 20));
    return parsed && part ? { rows: this.#keep(part, parsed, []), next: part.to } : null;
  }

  #keep({ rows, cells }: ParsedRows, { texts }: ParsedChunk, codes: Codes): number {
    this.#columns.forEach((column, at) => {
      const known = texts[at];
      if (known) codes[at] ??= new Int32Array(known.offsets.length - 1).fill(-1);
      column.keep(cells[at]!, rows, known ?? null, codes[at] ?? NO_CODES);
    });
    return rows;
  }
}
