import type { QuotedCells } from "../../kernels/mod.ts";

/** What the cells of a column are at this point of the file. */
export type CellForm = "number" | "stamp" | "truth" | "true or false" | "missing" | "text";

/** How the cells of a column are read. */
export interface ColumnCells {
  readonly form: CellForm;
  readonly quoted: QuotedCells;
  /** Whether a quoted number may have a comma between groups of three digits. */
  readonly grouped: boolean;
}

/** A block of a column's numbers in the narrowest form that holds them exactly. */
export type NumberBlock = Float64Array | Int32Array | Int16Array;

/** The cells of a column in some rows; which array there is follows from the form. */
export interface ParsedCells {
  /** Of numbers and times, NaN where missing. */
  readonly numbers?: NumberBlock | undefined;
  /** How many of the numbers are missing, and how many infinite. */
  readonly missing: number;
  readonly infinite: number;
  /** How many times have no zone. */
  readonly bare: number;
  /** 1, 0, and -1 where missing. */
  readonly truths?: Int8Array | undefined;
  /** Of texts: indices into the chunk's texts of the column, -1 where missing. */
  readonly codes?: Int32Array | undefined;
}

/** Plain rows one after the other. */
export interface ParsedRows {
  /** Where the first begins and the last ends in the chunk. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** By column; null where all cells are missing. */
  readonly cells: readonly (ParsedCells | null)[];
}

/** Texts one after the other: text i is `bytes` from `offsets[i]` to `offsets[i + 1]`. Some may stand there twice. */
export interface ParsedTexts {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

/** The plain rows of a chunk of a file. */
export interface ParsedChunk {
  readonly parts: readonly ParsedRows[];
  /** By column; null where the column is no text. */
  readonly texts: readonly (ParsedTexts | null)[];
  /** Whether so few rows are plain that the chunk was given up: the parts are then its beginning. */
  readonly gaveUp: boolean;
}

/** The same numbers in less memory where all are whole, present and not -0; a copy in any case. */
export function packed(block: Float64Array): NumberBlock {
  let low = 0;
  let high = 0;
  for (let at = 0; at < block.length; at++) {
    const value = block[at]!;
    const integer = value | 0;
    if (value !== integer || (integer === 0 && 1 / value < 0)) return block.slice();
    if (integer < low) low = integer;
    else if (integer > high) high = integer;
  }
  return low >= -32_768 && high <= 32_767 ? new Int16Array(block) : new Int32Array(block);
}
