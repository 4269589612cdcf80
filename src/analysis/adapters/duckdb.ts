/** DuckDB, where the user has installed it: queries whose results come as typed arrays. */
import type * as duckdb from "@duckdb/node-api";
import { CancelledError, codedError, onAbort } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";

/** Nothing is fetched from the net, and a file that needs an extension which is not built in is refused. */
const OFFLINE = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

/** Some rows of a result. */
export interface Block {
  readonly rows: number;
  /** The values of a column of DuckDB's type DOUBLE, in which nothing is missing. */
  numbers(column: number): Float64Array;
  /** The values of a column of texts; null where missing. Costs much more than numbers. */
  texts(column: number): (string | null)[];
}

/** One database in memory. To be closed in any case. */
export class DuckDb {
  readonly version: string;
  readonly #instance: duckdb.DuckDBInstance;
  readonly #connection: duckdb.DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #stopWaiting: () => void;

  private constructor(
    version: string,
    instance: duckdb.DuckDBInstance,
    connection: duckdb.DuckDBConnection,
    signal: AbortSignal,
  ) {
    this.version = version;
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    this.#stopWaiting = onAbort(signal, () => connection.interrupt());
  }

  /**
   * @param memory Bytes that its queries may take; one that needs more fails.
   * @param signal Its abort ends a query that runs.
   * @throws {Error} code E_UNSUPPORTED where DuckDB is not installed.
   */
  static async open(memory: number, signal: AbortSignal): Promise<DuckDb> {
    const module = currentHost().requireInstalled("@duckdb/node-api") as typeof duckdb;
    const settings = { ...OFFLINE, memory_limit: `${Math.ceil(memory / 1e6)}MB` };
    const instance = await module.DuckDBInstance.create(":memory:", settings);
    return new DuckDb(module.version(), instance, await instance.connect(), signal);
  }

  /** Runs a statement that has no result. */
  async run(sql: string): Promise<void> {
    await this.#guarded(() => this.#connection.run(sql));
  }

  /** The names and types of a query's columns, in order. */
  async describe(query: string): Promise<{ name: string; type: string }[]> {
    const result = await this.#guarded(() => this.#connection.runAndReadAll(`describe ${query}`));
    return result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  }

  /** The only column of a query, of texts that are not missing. */
  async texts(query: string): Promise<string[]> {
    const result = await this.#guarded(() => this.#connection.runAndReadAll(query));
    return result.getRows().map(([text]) => String(text));
  }

  /**
   * The rows of a query in blocks of some thousand, in order, each valid until the next one is asked for.
   */
  async *blocks(query: string): AsyncGenerator<Block, void, undefined> {
    const result = await this.#guarded(() => this.#connection.stream(query));
    for (;;) {
      const chunk = await this.#guarded(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      yield {
        rows: chunk.rowCount,
        numbers: (column) => numbersOf(chunk.getColumnVector(column), chunk.rowCount),
        texts: (column) => textsOf(chunk.getColumnVector(column), chunk.rowCount),
      };
    }
  }

  close(): void {
    this.#stopWaiting();
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** @throws {CancelledError} for whatever an interrupted query throws. */
  async #guarded<T>(query: () => Promise<T>): Promise<T> {
    try {
      const result = this.#signal.aborted ? null : { value: await query() };
      if (result && !this.#signal.aborted) return result.value;
    } catch (cause) {
      if (!this.#signal.aborted)
        throw codedError(Error, "E_READ", `Cannot query with DuckDB: ${reasonOf(cause)}`, { cause });
    }
    throw new CancelledError("a query of DuckDB", { cause: this.#signal.reason });
  }
}

/**
 * The numbers of a vector. Its array is private to the package's types: where a version has it no more, they come one by one.
 */
function numbersOf(vector: duckdb.DuckDBVector, rows: number): Float64Array {
  const { items } = vector as unknown as { items?: unknown };
  if (ArrayBuffer.isView(items)) return (items as Float64Array).subarray(0, rows);
  return Float64Array.from({ length: rows }, (_, row) => Number(vector.getItem(row)));
}

function textsOf(vector: duckdb.DuckDBVector, rows: number): (string | null)[] {
  return Array.from({ length: rows }, (_, row) => vector.getItem(row) as string | null);
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;
}
