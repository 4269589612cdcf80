import type { DialectReader, Head, OpenContext, ReadResult, TableReader } from "../../dialects/types.ts";
import { ByteStore } from "./byte-store.ts";
import type { ByDuckDb } from "./by-duckdb.ts";

/** "PAR1", and "PARE" where the footer is encrypted. */
const MAGIC = /^PAR[1E]/;

/** Parquet files of any writer. */
export const parquet: DialectReader = {
  id: "parquet",
  recognizes: ({ bytes }: Head) => MAGIC.test(String.fromCharCode(...bytes.subarray(0, 4))),
  open: (context) => new ParquetReader(context),
};

/**
 * Keeps the whole file, whose description stands at its end, and decodes it then: the decoder is loaded at the first such file. Where
 * DuckDB reads the file, its bytes are not kept.
 */
class ParquetReader implements TableReader {
  readonly #store = new ByteStore();
  readonly #context: OpenContext;
  /** Not known before the first bytes. */
  #byDuckDb: ByDuckDb | null | undefined;

  constructor(context: OpenContext) {
    this.#context = context;
  }

  get rows(): number {
    return this.#byDuckDb?.rows ?? 0;
  }

  push(bytes: Uint8Array): void | Promise<void> {
    if (this.#byDuckDb === undefined) return this.#start(bytes);
    if (!this.#byDuckDb) this.#store.push(bytes);
  }

  async end(): Promise<ReadResult> {
    const result = await this.#byDuckDb?.result();
    if (result) return result;
    await this.#byDuckDb?.copyTo(this.#store);
    const { readParquet } = await import("./read-parquet.ts");
    return readParquet(this.#store, this.#context);
  }

  close(): void {
    this.#byDuckDb?.close();
  }

  async #start(bytes: Uint8Array): Promise<void> {
    const { engine, file } = this.#context;
    this.#byDuckDb = null;
    if (file && engine !== "own") {
      const { ByDuckDb: Reading } = await import("./by-duckdb.ts");
      this.#byDuckDb = await Reading.start(file, this.#context);
    }
    await this.push(bytes);
  }
}
