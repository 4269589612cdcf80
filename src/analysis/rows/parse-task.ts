import { defineTask } from "../workers/mod.ts";
import type { ColumnCells, ParsedChunk } from "./cells.ts";
import { RowParser } from "./row-parser.ts";
import type { ParseRules } from "./row-parser.ts";

/** A part of a file that begins and ends with a row, where no quotes are in the way. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly columns: readonly ColumnCells[];
  /** Memory that the cells may be put into. */
  readonly arena?: ArrayBuffer | undefined;
}

/** What became of it; the bytes come back, because they are moved and not copied. */
export interface ReadChunk extends Chunk {
  readonly parsed: ParsedChunk;
}

/** Reads the plain rows of a chunk. */
export const parseRowsTask = defineTask(
  "read.parseRows",
  function* (rules: ParseRules, { bytes, columns, arena }: Chunk): Generator<number, ReadChunk, void> {
    const parser = new RowParser(rules);
    try {
      return { bytes, columns, arena, parsed: yield* parser.all(bytes, columns, arena) };
    } finally {
      parser.close();
    }
  },
);
