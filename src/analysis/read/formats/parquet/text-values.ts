import type { Encoding } from "hyparquet";
import { textColumnByAppearance } from "../../../table/mod.ts";
import type { TextColumn } from "../../../table/mod.ts";
import { TextDictionary } from "../../text-dictionary.ts";
import type { ColumnKind } from "./column-kind.ts";
import { ColumnValues, readDeltas, UnreadEncoding } from "./values.ts";
import type { PageValues } from "./values.ts";

/** Texts as codes of a dictionary over the whole column; -1 where missing. */
export class TextValues extends ColumnValues<Int32Array> {
  /** Distinct texts that were no UTF-8 and were read as Windows-1252; known when the column is built. */
  recoded = 0;
  readonly #texts = new TextDictionary();
  /** Bytes of each value where all have as many, to be shown as hexadecimal digits; 0 for texts. */
  readonly #width: number;

  constructor(kind: ColumnKind, rows: number) {
    super(new Int32Array(rows), -1);
    this.#width = kind.storage === "hex" ? kind.width : 0;
  }

  override build(name: string): TextColumn {
    const { texts, recoded } = this.#texts.take();
    this.recoded = recoded;
    return textColumnByAppearance(name, this.cells, texts);
  }

  protected override plain({ bytes, offset: from, count }: PageValues): Int32Array {
    const codes = new Int32Array(count);
    if (this.#width > 0) {
      for (let i = 0; i < count; i++) codes[i] = this.#hexCode(bytes, from + i * this.#width);
      return codes;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let offset = from;
    for (let i = 0; i < count; i++) {
      const start = offset + 4;
      offset = start + view.getUint32(offset, true);
      codes[i] = this.#code(bytes, start, offset);
    }
    return codes;
  }

  protected override encoded(encoding: Encoding, page: PageValues): Int32Array {
    if (encoding === "DELTA_LENGTH_BYTE_ARRAY" && this.#width === 0) return this.#withLengths(page);
    if (encoding === "DELTA_BYTE_ARRAY" && this.#width === 0) return this.#withPrefixes(page);
    throw new UnreadEncoding(`its texts are encoded as ${encoding}, which is not read`);
  }

  /** All lengths, then all texts. */
  #withLengths(page: PageValues): Int32Array {
    const { numbers: lengths, end } = readDeltas(page, new Int32Array(page.count));
    const codes = new Int32Array(page.count);
    let offset = end;
    for (let i = 0; i < codes.length; i++) {
      const start = offset;
      offset += lengths[i]!;
      codes[i] = this.#code(page.bytes, start, offset);
    }
    return codes;
  }

  /** How much each text shares with the one before, then the rests. */
  #withPrefixes(page: PageValues): Int32Array {
    const { bytes, count } = page;
    const { numbers: prefixes, end } = readDeltas(page, new Int32Array(count));
    const { numbers: lengths, end: rests } = readDeltas({ bytes, offset: end }, new Int32Array(count));
    const codes = new Int32Array(count);
    let text = new Uint8Array(64);
    let length = 0;
    let offset = rests;
    for (let i = 0; i < count; i++) {
      const prefix = prefixes[i]!;
      const start = offset;
      offset += lengths[i]!;
      if (prefix < 0 || prefix > length || offset < start || offset > bytes.length)
        throw new Error("a text goes past its page");
      length = prefix + offset - start;
      if (length > text.length) {
        const larger = new Uint8Array(length * 2);
        larger.set(text);
        text = larger;
      }
      text.set(bytes.subarray(start, offset), prefix);
      codes[i] = this.#code(text, 0, length);
    }
    return codes;
  }

  #code(bytes: Uint8Array, start: number, end: number): number {
    if (end < start || end > bytes.length) throw new Error("a text goes past its page");
    return this.#texts.code(bytes, start, end);
  }

  #hexCode(bytes: Uint8Array, start: number): number {
    if (start + this.#width > bytes.length) throw new Error("a page ends before its values");
    const digits = Array.from(bytes.subarray(start, start + this.#width), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
    return this.#texts.codeOf(digits);
  }
}
