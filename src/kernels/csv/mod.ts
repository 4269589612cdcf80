/** Delimited text, read in blocks of plain rows. */
export { CsvBlocks, MOST_COLUMNS } from "./blocks.ts";
export type { CsvShape, QuotedCells } from "./blocks.ts";
export type { CsvTexts } from "./texts.ts";
