import type { DialectReader, Head, OpenContext, ReadResult, TableReader } from "../../dialects/types.ts";
import { ByteStore } from "./byte-store.ts";

/** "PAR1", and "PARE" where the footer is encrypted. */
const MAGIC = /^PAR[1E]/;

/** Parquet files of any writer. */
export const parquet: DialectReader = {
  id: "parquet",
  recognizes: ({ bytes }: Head) => MAGIC.test(String.fromCharCode(...bytes.subarray(0, 4))),
  open: (context) => new ParquetReader(context),
};

/** Keeps the whole file, whose description stands at its end, and decodes it then: the decoder is loaded at the first such file. */
class ParquetReader implements TableReader {
  readonly rows = 0;
  readonly #store = new ByteStore();
  readonly #context: OpenContext;

  constructor(context: OpenContext) {
    this.#context = context;
  }

  push(bytes: Uint8Array): void {
    this.#store.push(bytes);
  }

  async end(): Promise<ReadResult> {
    const { readParquet } = await import("./read-parquet.ts");
    return readParquet(this.#store, this.#context);
  }
}
