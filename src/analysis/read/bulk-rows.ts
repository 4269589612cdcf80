import { CsvBlocks, MOST_COLUMNS } from "../../kernels/mod.ts";
import type { CsvShape, CsvTexts, QuotedCells } from "../../kernels/mod.ts";

/** What the cells of a column are at this point of the file. */
export type CellForm = "number" | "stamp" | "truth" | "true or false" | "missing" | "text";

/** A column of a table as whole blocks of rows go into it. */
export interface BulkColumn {
  readonly form: CellForm;
  readonly quoted: QuotedCells;
  /**
   * Looks at a cell that the kernel left: one of its form, but rare.
   *
   * @returns NaN where it is missing; null when it is of another form, or bad.
   */
  reread(bytes: Uint8Array, start: number, end: number, quoted: boolean): number | null;
  /** Whether the stamp that was reread has no zone. */
  readonly isBare: boolean;
  /** Appends cells; the array is the kernel's. @param bare How many stamps have no zone. */
  keepNumbers(values: Float64Array, bare: number): void;
  keepTruths(values: Int8Array): void;
  /** @param codeOf The column's code of each code, but of -1. */
  keepCodes(codes: Int32Array, codeOf: Int32Array): void;
  /** The column's code of a text that comes for the first time. */
  addText(bytes: Uint8Array, start: number, end: number): number;
  keepMissing(rows: number): void;
}

/** Fewer bytes are not worth a kernel; once it is open, fewer than the second. */
const WORTH_OPENING = 1 << 15;
const WORTH_A_CALL = 256;
/** After rows that were not plain the next blocks are small, then large again. */
const FEWEST_ROWS = 32;
/** Blocks of fewer rows, one after the other, are misses: the reader goes on alone for a while. */
const FEW_ROWS = 4;
const LONGEST_WAIT = 256;
const MOST_TEXT_COLUMNS = 64;

interface Dictionary {
  texts: CsvTexts;
  /** The column's code of each of `texts`. */
  codeOf: Int32Array;
  known: number;
}

/**
 * Reads plain rows in blocks, all cells of a column at a time, and puts them into the columns; any other row is left to the reader.
 *
 * A row is plain when it has as many fields as the table has columns, its quotes hold neither quotes nor line breaks, and each cell is of
 * its column's present form. The result is that of reading row by row.
 */
export class BulkRows {
  readonly #shape: CsvShape;
  readonly #columns: readonly BulkColumn[];
  /** What is taken off stamps without zone, ms. */
  readonly #offsetMs: number;
  readonly #dictionaries: (Dictionary | undefined)[] = [];
  #textColumns = 0;
  #blocks: CsvBlocks | null = null;
  #most = Infinity;
  /** How many rows to leave to the reader before the next try. */
  #wait = 0;
  #misses = 0;

  constructor(shape: CsvShape, columns: readonly BulkColumn[], offsetMinutes: number) {
    this.#shape = shape;
    this.#columns = columns;
    this.#offsetMs = offsetMinutes * 60_000;
  }

  /** Whether tables of this shape can be read so. */
  static suits({ columns }: CsvShape): boolean {
    return columns >= 2 && columns <= MOST_COLUMNS;
  }

  /** To be called when the bytes of the last `take` may have changed. */
  forget(): void {
    this.#blocks?.forget();
  }

  close(): void {
    this.#blocks?.close();
    this.#blocks = null;
  }

  /**
   * Puts the next plain rows into the columns.
   *
   * @param from Where in `bytes` a row begins.
   * @returns How many rows, and where the next one begins; null when there is none.
   */
  take(bytes: Uint8Array, from: number): { rows: number; next: number } | null {
    if (this.#wait > 0) {
      this.#wait--;
      return null;
    }
    if (bytes.length - from < (this.#blocks ? WORTH_A_CALL : WORTH_OPENING)) return null;
    const blocks = (this.#blocks ??= new CsvBlocks(this.#shape));
    const asked = Math.min(this.#most, blocks.mostRows);
    const found = blocks.split(bytes, from, asked);
    const rows = this.#read(blocks, found);
    this.#most = rows < found ? Math.max(FEWEST_ROWS, rows * 2) : asked * 2;
    this.#misses = rows < FEW_ROWS ? this.#misses + 1 : 0;
    if (this.#misses > 1) this.#wait = Math.min(LONGEST_WAIT, 1 << Math.min(this.#misses, 20));
    if (rows === 0) return null;
    this.#keep(blocks, rows);
    return { rows, next: from + blocks.bytesOf(rows) };
  }

  /** Reads all columns but texts, which take anything. @returns How many of the first rows are plain. */
  #read(blocks: CsvBlocks, found: number): number {
    let rows = found;
    for (let at = 0; at < this.#columns.length && rows > 0; at++) {
      const column = this.#columns[at]!;
      if (column.form !== "text") rows = this.#readColumn(blocks, at, column, rows);
      else if (!this.#dictionaries[at] && this.#textColumns === MOST_TEXT_COLUMNS) return 0;
    }
    return rows;
  }

  #readColumn(blocks: CsvBlocks, at: number, column: BulkColumn, rows: number): number {
    const { form, quoted } = column;
    if (form === "missing") return blocks.missing(at, rows, quoted);
    if (form !== "number" && form !== "stamp") return blocks.truths(at, 0, rows, quoted, form === "truth");
    for (let row = 0; ; row++) {
      row =
        form === "number"
          ? blocks.numbers(at, row, rows, quoted)
          : blocks.stamps(at, row, rows, this.#offsetMs);
      if (row >= rows) return rows;
      const cell = blocks.cell(at, row);
      if (cell.quoted && quoted === "texts") return row;
      const value = column.reread(cell.bytes, cell.start, cell.end, cell.quoted);
      if (value === null) return row;
      blocks.floats(at, rows)[row] = value;
      if (form === "stamp") blocks.bare(rows)[row] = column.isBare ? 1 : 0;
    }
  }

  #keep(blocks: CsvBlocks, rows: number): void {
    for (let at = 0; at < this.#columns.length; at++) {
      const column = this.#columns[at]!;
      const { form } = column;
      if (form === "text") this.#keepTexts(blocks, at, column, rows);
      else if (form === "missing") column.keepMissing(rows);
      else if (form === "number") column.keepNumbers(blocks.floats(at, rows), 0);
      else if (form === "stamp") column.keepNumbers(blocks.floats(at, rows), countOnes(blocks.bare(rows)));
      else column.keepTruths(blocks.truthsOf(at, rows));
    }
  }

  #keepTexts(blocks: CsvBlocks, at: number, column: BulkColumn, rows: number): void {
    const dictionary = (this.#dictionaries[at] ??= this.#openDictionary(blocks));
    const { texts, codeOf } = dictionary;
    if (texts.makeRoom(rows, blocks.bytesOf(rows))) dictionary.known = 0;
    const codes = blocks.texts(at, rows, column.quoted, texts);
    const { size } = texts;
    if (size > dictionary.known) {
      const { bytes, offsets } = texts.texts();
      for (let code = dictionary.known; code < size; code++)
        codeOf[code] = column.addText(bytes, offsets[code]!, offsets[code + 1]!);
      dictionary.known = size;
    }
    column.keepCodes(codes, codeOf);
  }

  #openDictionary(blocks: CsvBlocks): Dictionary {
    this.#textColumns++;
    const texts = blocks.openTexts();
    return { texts, codeOf: new Int32Array(texts.mostTexts), known: 0 };
  }
}

function countOnes(flags: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < flags.length; i++) ones += flags[i]!;
  return ones;
}
