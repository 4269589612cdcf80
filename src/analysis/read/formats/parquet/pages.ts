import type { ColumnMetaData, DataPageHeader, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { Unpacker } from "../../../host/mod.ts";
import type { Leaf } from "./footer.ts";
import { readHybrid } from "./hybrid.ts";
import { checkStruct } from "./thrift-check.ts";
import { UnreadEncoding } from "./values.ts";
import type { ColumnValues } from "./values.ts";

/** Unpacked bytes of a page at most. */
const MAX_PAGE = 1 << 28;

type DataPageHeaderV2 = NonNullable<PageHeader["data_page_header_v2"]>;

/** What is left of the bytes that a file may unpack to. */
export interface Budget {
  bytes: number;
}

/** A part of a column: the cells of one group of rows. */
export interface Chunk {
  bytes: Uint8Array;
  meta: ColumnMetaData;
  rows: number;
  leaf: Leaf;
  codec: Unpacker;
}

/**
 * Reads the pages of a chunk into its column.
 *
 * @param pause Called between pages.
 * @throws {Error} with the rule that the chunk breaks.
 */
export async function readPages(
  chunk: Chunk,
  column: ColumnValues,
  budget: Budget,
  pause: () => Promise<void>,
): Promise<void> {
  const { bytes, rows } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const before = column.filled;
  column.startGroup();
  for (let offset = 0; column.filled - before < rows;) {
    if (offset >= bytes.length) throw new Error("a column holds fewer values than it says");
    const start = checkStruct(view, offset);
    const header = parquetHeader({ view, offset });
    const { compressed_page_size: packedSize } = header;
    if (!(packedSize >= 0 && packedSize <= bytes.length - start))
      throw new Error("a page goes past its column");
    offset = start + packedSize;
    addPage(chunk, header, bytes.subarray(start, offset), column, rows - (column.filled - before), budget);
    await pause();
  }
}

function addPage(
  chunk: Chunk,
  header: PageHeader,
  packed: Uint8Array,
  column: ColumnValues,
  rowsLeft: number,
  budget: Budget,
): void {
  const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = header;
  if (header.type === "DATA_PAGE" && v1) {
    checkCount(v1.num_values, rowsLeft);
    addFirstVersion(chunk, v1, unpackPage(chunk, packed, header.uncompressed_page_size, budget), column);
  } else if (header.type === "DATA_PAGE_V2" && v2) {
    checkCount(v2.num_values, rowsLeft);
    addSecondVersion(chunk, v2, packed, header.uncompressed_page_size, column, budget);
  } else if (header.type === "DICTIONARY_PAGE" && dictionary) {
    const bytes = unpackPage(chunk, packed, header.uncompressed_page_size, budget);
    const count = dictionary.num_values;
    if (!(count >= 0 && count <= bytes.length)) throw new Error("a dictionary is longer than its page");
    column.setDictionary({ bytes, offset: 0, count });
  }
}

function checkCount(count: number, rowsLeft: number): void {
  if (!(count >= 0 && count <= rowsLeft))
    throw new Error("a column holds more values than its group has rows");
}

/** Levels and values are packed together; the levels have their length before them. */
function addFirstVersion(
  chunk: Chunk,
  header: DataPageHeader,
  bytes: Uint8Array,
  column: ColumnValues,
): void {
  const { num_values: rows, encoding } = header;
  const { maxLevel } = chunk.leaf;
  if (maxLevel === 0) return column.add(encoding, { bytes, offset: 0, count: rows }, null, 0);
  if (header.definition_level_encoding !== "RLE")
    throw new UnreadEncoding(
      `its levels are encoded as ${header.definition_level_encoding}, which is not read`,
    );
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
  if (end > bytes.length) throw new Error("levels go past their page");
  const levels = readHybrid(bytes, 4, end, bitsFor(maxLevel), rows);
  column.add(encoding, { bytes, offset: end, count: countPresent(levels, maxLevel) }, levels, maxLevel);
}

/** Levels are never packed; the header says how long they are. */
function addSecondVersion(
  chunk: Chunk,
  header: DataPageHeaderV2,
  packed: Uint8Array,
  size: number,
  column: ColumnValues,
  budget: Budget,
): void {
  const { num_values: rows, encoding } = header;
  const { maxLevel } = chunk.leaf;
  const from = header.repetition_levels_byte_length;
  const to = from + header.definition_levels_byte_length;
  if (!(from >= 0 && to >= from && to <= packed.length)) throw new Error("levels go past their page");
  const levels = maxLevel === 0 ? null : readHybrid(packed, from, to, bitsFor(maxLevel), rows);
  const count = levels ? countPresent(levels, maxLevel) : rows;
  const rest = packed.subarray(to);
  const isPlain = header.is_compressed === false;
  const bytes = isPlain ? rest : unpackPage(chunk, rest, size - to, budget);
  column.add(encoding, { bytes, offset: 0, count }, levels, maxLevel);
}

function unpackPage({ codec }: Chunk, packed: Uint8Array, size: number, budget: Budget): Uint8Array {
  if (!(size >= 0 && size <= MAX_PAGE))
    throw new Error(`a page must have up to ${MAX_PAGE} bytes, got ${size}`);
  budget.bytes -= size;
  if (budget.bytes < 0) throw new Error("its pages unpack to far more than a table of its size needs");
  if (size === 0) return packed.subarray(0, 0);
  const bytes = codec(packed, size);
  if (bytes.length !== size)
    throw new Error(`a page must have ${size} bytes as it says, got ${bytes.length}`);
  return bytes;
}

function countPresent(levels: Int32Array, level: number): number {
  let count = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i] === level) count++;
  return count;
}

function bitsFor(level: number): number {
  return 32 - Math.clz32(level);
}
