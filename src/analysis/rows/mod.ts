/** The cells of plain rows of delimited text, read in the workers of the pool or in the calling thread. */
export { readStamp } from "./cell-reader.ts";
export { packed } from "./cells.ts";
export type {
  CellForm,
  ColumnCells,
  NumberBlock,
  ParsedCells,
  ParsedChunk,
  ParsedRows,
  ParsedTexts,
} from "./cells.ts";
export { NUMBER_INVALID, NUMBER_MISSING, NUMBER_OK, NumberParser } from "./number-parser.ts";
export { parseRowsTask } from "./parse-task.ts";
export type { Chunk, ReadChunk } from "./parse-task.ts";
export { RowParser } from "./row-parser.ts";
export type { ParseRules } from "./row-parser.ts";
export { fixedOffset, isOffset, offsetMinutes, parseStamp } from "./stamps.ts";
export type { ParsedTime, ZoneOffset } from "./stamps.ts";
