import type { CsvBlocks, CsvTexts, QuotedCells } from "../../kernels/mod.ts";
import type { ParsedTexts } from "./cells.ts";

/** The distinct texts of a column of a chunk. The kernel forgets them when it has too many: they then come again under other codes. */
export class TextSink {
  readonly #texts: CsvTexts;
  #parts: ParsedTexts[] = [];
  /** How many texts are in the parts. */
  #before = 0;

  constructor(blocks: CsvBlocks) {
    this.#texts = blocks.openTexts();
  }

  /** Puts the codes of a block's texts into `codes` from `at` on. */
  read(
    blocks: CsvBlocks,
    column: number,
    rows: number,
    quoted: QuotedCells,
    codes: Int32Array,
    at: number,
  ): void {
    this.#makeRoom(rows, blocks.bytesOf(rows));
    const found = blocks.texts(column, rows, quoted, this.#texts);
    const before = this.#before;
    for (let row = 0; row < rows; row++) codes[at + row] = found[row]! < 0 ? -1 : found[row]! + before;
  }

  /** All texts so far; the sink is empty afterwards. */
  take(): ParsedTexts {
    this.#keep();
    this.#texts.clear();
    const parts = this.#parts;
    const count = this.#before;
    this.#parts = [];
    this.#before = 0;
    return parts.length === 1 ? parts[0]! : joinTexts(parts, count);
  }

  #makeRoom(rows: number, bytes: number): void {
    if (this.#texts.hasRoom(rows, bytes)) return;
    this.#keep();
    this.#texts.clear();
  }

  #keep(): void {
    const { bytes, offsets } = this.#texts.texts();
    this.#parts.push({ bytes: bytes.slice(), offsets: offsets.slice() });
    this.#before += offsets.length - 1;
  }
}

function joinTexts(parts: readonly ParsedTexts[], count: number): ParsedTexts {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  const offsets = new Uint32Array(count + 1);
  let byte = 0;
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, byte);
    for (let i = 1; i < part.offsets.length; i++) offsets[++at] = byte + part.offsets[i]!;
    byte += part.bytes.length;
  }
  return { bytes, offsets };
}
