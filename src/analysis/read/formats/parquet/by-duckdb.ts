import { CancelledError, codedError, quote } from "../../../core/mod.ts";
import { currentHost } from "../../../host/mod.ts";
import type { OpenContext, ReadResult } from "../../dialects/types.ts";
import { ReportBuilder } from "../../report-builder.ts";
import type { ByteStore } from "./byte-store.ts";
import { isSlow } from "./codecs.ts";
import { readByDuckDb } from "./duckdb-columns.ts";
import { readFileEnd } from "./file-end.ts";
import { readFooter } from "./footer.ts";
import type { Footer } from "./footer.ts";
import { checkLeaves, guard, tableOf } from "./read-parquet.ts";

type LocalFile = NonNullable<OpenContext["file"]>;

/** Smaller files we have decoded before DuckDB is loaded. */
const WORTH_DUCKDB = 1 << 22;
/** What DuckDB takes for a pattern that other files may fit, too. */
const PATTERN = /[*?[\]{}]/;

/** A Parquet file that DuckDB reads, from when this is made, while its bytes go by for the hash. */
export class ByDuckDb {
  rows = 0;
  readonly #file: LocalFile;
  readonly #context: OpenContext;
  readonly #result: Promise<ReadResult>;

  private constructor(file: LocalFile, context: OpenContext) {
    this.#file = file;
    this.#context = context;
    this.#result = this.#read();
    this.#result.catch(() => undefined); // it is told by `result`
  }

  /** @returns null where our own decoder is to read the file: DuckDB does where the caller asks for it, or where it is there and faster. */
  static async start(file: LocalFile, context: OpenContext): Promise<ByDuckDb | null> {
    const { engine = "auto" } = context;
    const isWanted = engine === "auto" ? await isFaster(file, context.name) : engine === "duckdb";
    return isWanted ? new ByDuckDb(file, context) : null;
  }

  /**
   * @returns null where our own decoder must read the file: it says what is wrong with it, or can read it.
   * @throws {Error} code E_UNSUPPORTED or E_READ, where the caller asked for DuckDB and it cannot read the file as we do.
   */
  async result(): Promise<ReadResult | null> {
    try {
      return await this.#result;
    } catch (cause) {
      if (cause instanceof CancelledError) throw cause;
      if (this.#context.engine !== "duckdb") return null;
      const { code = "E_READ", message } = cause as { code?: string; message: string };
      throw codedError(
        Error,
        code,
        `Cannot load ${this.#context.name} with the engine "duckdb": ${message}; leave the option out to have it read by the library's own decoder`,
        { cause },
      );
    }
  }

  /** The whole file, for our own decoder. */
  async copyTo(store: ByteStore): Promise<void> {
    for await (const bytes of currentHost().files!.read(this.#file.path)) {
      store.push(bytes);
      await this.#context.pause();
    }
  }

  async #read(): Promise<ReadResult> {
    const { path, bytes, job } = this.#file;
    const { name, pause } = this.#context;
    const files = currentHost().files!;
    if (PATTERN.test(path))
      throw codedError(
        Error,
        "E_UNSUPPORTED",
        `its path must not be a pattern to DuckDB, got ${quote(path)}`,
      );
    const report = new ReportBuilder();
    const footer = await footerOf(name, path);
    checkLeaves(name, footer, report);
    const onRows = (rows: number): void => {
      this.rows = rows;
      job.progress({ phase: "parse", done: rows, unit: "rows", total: footer.rows });
    };
    const run = { signal: job.signal, pause, onRows };
    const { columns, version } = await readByDuckDb({ path: files.fullPath(path), bytes }, footer, run);
    const result = await tableOf(footer, columns, report, this.#context);
    return { ...result, engine: `DuckDB ${version}` };
  }
}

async function isFaster({ path, bytes }: LocalFile, name: string): Promise<boolean> {
  if (bytes < WORTH_DUCKDB) return false;
  try {
    currentHost().requireInstalled("@duckdb/node-api");
    const { groups } = await footerOf(name, path);
    return groups[0]?.columns.some((column) => isSlow(column?.codec)) ?? false;
  } catch {
    return false; // our own decoder says what is wrong with the file
  }
}

async function footerOf(name: string, path: string): Promise<Footer> {
  const end = await readFileEnd(currentHost().files!, path);
  return guard(name, () => readFooter(name, end));
}
