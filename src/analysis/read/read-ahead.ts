import type { Job } from "../core/mod.ts";
import { TaskStream } from "../workers/mod.ts";
import type { WorkerPool } from "../workers/mod.ts";
import type { BulkRows } from "./bulk-rows.ts";
import { WORTH_WORKERS } from "./expect-rows.ts";
import type { RowScanner } from "./row-scanner.ts";
import { parseRowsTask } from "../rows/mod.ts";
import type { Chunk, ParsedRows, ParseRules, ReadChunk } from "../rows/mod.ts";

/** How a text is read ahead. */
export interface AheadOptions {
  readonly job: Job;
  readonly workers?: number | undefined;
  /** The runtime's own; another one in tests. */
  readonly pool?: WorkerPool | undefined;
  readonly chunkBytes?: number | undefined;
  /** Of the whole text, where that is known. */
  readonly totalBytes?: number | undefined;
}

/** Large chunks have fewer texts that come in several of them, small ones take less memory. */
const CHUNK_BYTES = 1 << 19;
const LARGE_CHUNK_BYTES = 1 << 21;
const LARGE_TEXT = 1 << 26;
/** Rows that go one by one are scanned in steps, so that a cancel is noticed. */
const STEP_BYTES = 1 << 18;
const LF = 0x0a;
/** Rows by whose length the number of all is told, what it may be too low by, and how many times as many are believed. */
const LEAST_SAMPLE = 1000;
const MARGIN = 1.02;
const MOST_TIMES = 512;

/**
 * Cuts a text into chunks at line ends, has their plain rows read in several threads, and scans them in order with what was read.
 *
 * Where a chunk begins inside of quotes, or the kind of a column has changed since it was handed out, what was read of it is not used: the
 * result is that of scanning alone.
 */
export class ReadAhead {
  readonly #scanner: RowScanner;
  readonly #bulk: BulkRows;
  readonly #job: Job;
  readonly #stream: TaskStream<ParseRules, Chunk, ReadChunk>;
  readonly #chunkBytes: number;
  #chunk: Uint8Array<ArrayBuffer> | null = null;
  #filled = 0;
  #spare: Uint8Array<ArrayBuffer>[] = [];
  /** Memory for cells, once the columns copy them. */
  #arenas: ArrayBuffer[] = [];
  #isReserved = false;
  readonly #totalBytes: number | undefined;
  readonly #queue: { output: Promise<ReadChunk>; isDone: boolean }[] = [];
  /** Whether the first row that is read ahead has begun. */
  #atRow = false;
  #opened = false;
  /** Whether the text seems too short for workers. */
  #staysHere: boolean;
  #sent = 0;

  constructor(
    scanner: RowScanner,
    bulk: BulkRows,
    { job, workers, pool, chunkBytes, totalBytes }: AheadOptions,
  ) {
    this.#scanner = scanner;
    this.#bulk = bulk;
    this.#job = job;
    this.#chunkBytes = chunkBytes ?? ((totalBytes ?? 0) < LARGE_TEXT ? CHUNK_BYTES : LARGE_CHUNK_BYTES);
    this.#staysHere = workers === undefined && (totalBytes ?? 0) < WORTH_WORKERS;
    this.#totalBytes = totalBytes;
    this.#stream = new TaskStream(job, { task: parseRowsTask, shared: bulk.rules, workers }, pool);
  }

  /** Takes the next bytes; they may be changed afterwards. */
  async push(bytes: Uint8Array): Promise<void> {
    let from = 0;
    if (!this.#atRow) {
      from = bytes.indexOf(LF) + 1;
      this.#scanner.push(from === 0 ? bytes.slice() : bytes.slice(0, from));
      if (from === 0) return;
      this.#atRow = true;
    }
    while (from < bytes.length) {
      const chunk = (this.#chunk ??= this.#spare.pop() ?? new Uint8Array(this.#chunkBytes));
      const part = bytes.subarray(from, from + chunk.length - this.#filled);
      chunk.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === chunk.length) await this.#send(chunk.lastIndexOf(LF) + 1);
    }
  }

  /** Scans all that is left. */
  async end(): Promise<void> {
    if (this.#chunk && this.#filled > 0) {
      if (this.#opened) await this.#send(this.#filled);
      else await this.#scan(this.#chunk.subarray(0, this.#filled));
    }
    while (this.#queue.length > 0) await this.#scanNext();
  }

  /** To be called in any case. */
  close(): void {
    this.#stream.close();
  }

  /** Hands the chunk out up to `to`; the rest is the beginning of the next one. */
  async #send(to: number): Promise<void> {
    const chunk = this.#chunk!;
    const filled = this.#filled;
    this.#opened = true;
    this.#sent += to;
    if (this.#sent > WORTH_WORKERS) this.#staysHere = false;
    if (to === 0) {
      // A line longer than a chunk.
      while (this.#queue.length > 0) await this.#scanNext();
      this.#chunk = null;
      this.#filled = 0;
      return this.#scan(chunk.subarray(0, filled));
    }
    this.#chunk = null;
    this.#filled = filled - to;
    if (to < filled) {
      this.#chunk = this.#spare.pop() ?? new Uint8Array(this.#chunkBytes);
      this.#chunk.set(chunk.subarray(to, filled));
    }
    const arena = this.#isReserved ? (this.#arenas.pop() ?? new ArrayBuffer(this.#chunkBytes)) : undefined;
    const input = { bytes: chunk.subarray(0, to), columns: this.#bulk.cells(), arena };
    const moved = arena ? [chunk.buffer, arena] : [chunk.buffer];
    const { output, isHere } = await this.#stream.run(input, moved, this.#staysHere);
    const sent = { output, isDone: false };
    output.then(
      () => (sent.isDone = true),
      () => (sent.isDone = true),
    );
    this.#queue.push(sent);
    if (isHere) await output;
    while (this.#queue.length >= this.#stream.most || this.#queue[0]?.isDone === true) await this.#scanNext();
  }

  async #scanNext(): Promise<void> {
    const read = await this.#queue.shift()!.output;
    const { bytes } = read;
    this.#bulk.expect(read);
    if (read.parsed.gaveUp) await this.#scan(bytes);
    else this.#scanner.push(bytes);
    this.#bulk.expect(null);
    if (read.arena) this.#arenas.push(read.arena);
    if (!this.#isReserved) this.#reserve(read.parsed.parts);
    const { buffer } = bytes;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === this.#chunkBytes && !this.#scanner.holdsBytes)
      this.#spare.push(new Uint8Array(buffer));
    await this.#job.pause();
  }

  /** Makes room in the columns, by the rows that the text will have if they are as long as those of its first chunk. */
  #reserve(parts: readonly ParsedRows[]): void {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const bytes = parts.reduce((sum, part) => sum + part.to - part.from, 0);
    if (this.#totalBytes === undefined || rows < LEAST_SAMPLE) return;
    const expected = Math.ceil((this.#totalBytes / bytes) * rows * MARGIN);
    this.#bulk.reserve(Math.min(expected, rows * MOST_TIMES));
    this.#isReserved = true;
  }

  async #scan(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      this.#scanner.push(bytes.subarray(from, from + STEP_BYTES));
      await this.#job.pause();
    }
  }
}
