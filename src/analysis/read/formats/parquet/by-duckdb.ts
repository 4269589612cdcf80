import { CancelledError, codedError, quote } from "../../../core/mod.ts";
import { currentHost } from "../../../host/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
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

/** What DuckDB has read. */
interface Read {
  footer: Footer;
  columns: readonly StoredColumn[];
  report: ReportBuilder;
  version: string;
}

/** A Parquet file that DuckDB reads, from when this is made, while its bytes go by for the hash. */
export class ByDuckDb {
  rows = 0;
  readonly #file: LocalFile;
  readonly #context: OpenContext;
  readonly #stop = new AbortController();
  readonly #reading: Promise<Read>;

  private constructor(file: LocalFile, context: OpenContext) {
    this.#file = file;
    this.#context = context;
    this.#reading = this.#read();
    this.#reading.catch(() => undefined); // it is told by `result`
  }

  /** @returns null where our own decoder is to read the file: DuckDB does where the caller asks for it, or where it is there and faster. */
  static async start(file: LocalFile, context: OpenContext): Promise<ByDuckDb | null> {
    const { engine = "auto" } = context;
    const isWanted = engine === "auto" ? await isFaster(file, context.name) : engine === "duckdb";
    return isWanted ? new ByDuckDb(file, context) : null;
  }

  /**
   * @returns null where our own decoder must read the file: it can, or says what is wrong with it.
   * @throws {Error} code E_UNSUPPORTED or E_READ, where the caller asked for DuckDB and it cannot read the file as we do.
   */
  async result(): Promise<ReadResult | null> {
    let read: Read;
    try {
      read = await this.#reading;
    } catch (error) {
      if (error instanceof CancelledError || this.#context.engine === "duckdb") throw error;
      return null;
    }
    const { footer, columns, report, version } = read;
    return { ...(await tableOf(footer, columns, report, this.#context)), engine: `DuckDB ${version}` };
  }

  /** The whole file, for our own decoder. */
  async copyTo(store: ByteStore): Promise<void> {
    for await (const bytes of currentHost().files!.read(this.#file.path)) {
      store.push(bytes);
      await this.#context.pause();
    }
  }

  /** To be called in any case: ends a query that nobody waits for any more. */
  close(): void {
    this.#stop.abort();
  }

  async #read(): Promise<Read> {
    const { path, bytes, job } = this.#file;
    const { name, pause } = this.#context;
    const report = new ReportBuilder();
    const footer = await footerOf(name, path);
    checkLeaves(name, footer, report);
    const onRows = (rows: number): void => {
      this.rows = rows;
      job.progress({ phase: "parse", done: rows, unit: "rows", total: footer.rows });
    };
    const run = { signal: AbortSignal.any([job.signal, this.#stop.signal]), pause, onRows };
    const file = { path: currentHost().files!.fullPath(path), bytes };
    try {
      if (PATTERN.test(file.path)) throw pathError(file.path);
      return { footer, report, ...(await readByDuckDb(file, footer, run)) };
    } catch (cause) {
      throw cause instanceof CancelledError ? cause : refusal(name, cause as Error);
    }
  }
}

function pathError(path: string): Error {
  return codedError(Error, "E_UNSUPPORTED", `its path must not be a pattern to DuckDB, got ${quote(path)}`);
}

function refusal(name: string, cause: Error & { code?: string }): Error {
  const remedy = "leave the option out to have it read by the library's own decoder";
  return codedError(
    Error,
    cause.code ?? "E_READ",
    `Cannot load ${name} with the engine "duckdb": ${cause.message}; ${remedy}`,
    { cause },
  );
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
