import type { StoredColumn } from "../../table/mod.ts";
import { BooleanBuilder, InferredBuilder, NumberBuilder, TextBuilder } from "../column-builders.ts";
import type { ColumnBuilder } from "../column-builders.ts";
import type { NumberParser } from "../../rows/mod.ts";

const NUMBER_TYPES: ReadonlySet<string> = new Set(["count", "int", "port", "double", "interval", "time"]);
const FLOAT_TYPES: ReadonlySet<string> = new Set(["double", "interval", "time"]);
/** Columns that are text where no #types line says so. */
const TEXT_NAMES = /^(?:id\.(?:orig|resp)_h|uid|label|detailed|proto|service|conn_state|history)/;

/** One column of a Zeek log while it is read. */
export class ZeekColumn {
  readonly name: string;
  readonly type: string;
  readonly isNumber: boolean;
  /** Times that are no number, truth values that are neither T nor F. */
  malformed = 0;
  readonly #numbers: NumberBuilder | null = null;
  readonly #booleans: BooleanBuilder | null = null;
  readonly #texts: TextBuilder | null = null;
  readonly #inferred: InferredBuilder | null = null;
  readonly #builder: ColumnBuilder;

  /** @param type As in #types; "" where the log has no such line. */
  constructor(name: string, type: string, parser: NumberParser) {
    this.name = name;
    this.type = type;
    this.isNumber = NUMBER_TYPES.has(type);
    if (this.isNumber)
      this.#builder = this.#numbers = new NumberBuilder(FLOAT_TYPES.has(type) ? "float" : "number");
    else if (type === "bool") this.#builder = this.#booleans = new BooleanBuilder();
    else if (type === "" && !TEXT_NAMES.test(name))
      this.#builder = this.#inferred = new InferredBuilder(parser);
    else this.#builder = this.#texts = new TextBuilder();
  }

  /** Texts that were no UTF-8; known when the column is built. */
  get recoded(): number {
    return this.#texts?.recoded ?? this.#inferred?.recoded ?? 0;
  }

  /** Row from which on an untyped column is text although it began otherwise; -1 when it did not. */
  get mixedFrom(): number {
    return this.#inferred?.mixedFrom ?? -1;
  }

  pushNumber(value: number): void {
    this.#numbers!.push(value);
  }

  pushMissing(): void {
    if (this.#texts) this.#texts.push(-1);
    else this.#builder.padTo(this.#builder.length + 1);
  }

  pushBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#texts) this.#texts.pushBytes(bytes, start, end);
    else if (this.#booleans) this.#pushTruth(end - start === 1 ? bytes[start]! : 0);
    else this.#inferred!.pushBytes(bytes, start, end, false);
  }

  #pushTruth(byte: number): void {
    const value = byte === 0x54 ? 1 : byte === 0x46 ? 0 : -1;
    if (value < 0) this.malformed++;
    this.#booleans!.push(value);
  }

  padTo(rows: number): void {
    this.#builder.padTo(rows);
  }

  build(): StoredColumn {
    return this.#builder.build(this.name);
  }
}
