import { columnsFromFrame } from "../adapters/mod.ts";
import type { DataFrame } from "../adapters/mod.ts";
import { codedError, LIBRARY_VERSION, runJob } from "../core/mod.ts";
import type { Job, LoadWarning } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { countLabels, FlowTable, TextColumn } from "../table/mod.ts";
import { tap, unpack } from "./byte-streams.ts";
import type { DialectReader, Head, ReadResult, TableReader } from "./dialects/types.ts";
import { joinBytes } from "./join-bytes.ts";
import { checkLoadOptions } from "./load-options.ts";
import type { LoadOptions, LoadSettings } from "./load-options.ts";
import { makeHead, recognize, startsWithMark } from "./recognize.ts";
import { checkBadRows } from "./report-builder.ts";
import { openColumns, openRows } from "./rows.ts";
import { openSource } from "./source.ts";
import type { ByteSource, FlowSource } from "./source.ts";

/** Bytes that are looked at to recognise a format; more as long as all are blank. */
const HEAD_BYTES = 1 << 18;
const BLANK_BYTES = 1 << 24;
/** Bytes parsed between two looks at the clock and the signal. */
const STEP_BYTES = 1 << 18;

/**
 * Loads flow records: CSV with the canonical columns or Zeek's conn.log (tab-separated, with or without labels), plain or gzipped, told by content.
 *
 * Rows that cannot be read are set aside, counted and listed in `report`; nothing is guessed silently. Rows of objects and danfo frames
 * go through the same checks as a file.
 *
 * @param source A path, URL, bytes, Blob, stream, array of rows, or a danfo frame.
 * @throws {UnknownFormatError} when the content is no flow log that this version reads.
 * @throws {SyntaxError} code E_TOO_MANY_BAD_ROWS with `.report`, when more than 1 % of the rows (and at least 5) are unreadable, or none is
 *   readable; `lenient` keeps the rest. Code E_TRUNCATED_GZIP when gzip data end early or are damaged; `lenient` keeps what came before.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function loadFlows(source: FlowSource, options: LoadOptions = {}): Promise<FlowTable> {
  const settings = checkLoadOptions(options);
  return runJob("loading flows", options, async (job) =>
    loadSource(await openAny(source, job), settings, job),
  );
}

/** A source's bytes; cells in memory are always canonical CSV, in which quotes mark text. */
interface OpenInput extends ByteSource {
  isCells: boolean;
  /** The path or URL, as the caller gave it; null where the source has none, or is the data itself. */
  path: string | null;
}

/** A longer text is no path that anybody would want to see again. */
const MAX_PATH = 2000;

async function openAny(source: FlowSource, job: Job): Promise<OpenInput> {
  if (Array.isArray(source)) return { ...openRows(source), isCells: true, path: null };
  if (isFrame(source)) return { ...openColumns(columnsFromFrame(source)), isCells: true, path: null };
  return { ...(await openSource(source, job.signal)), isCells: false, path: pathOf(source) };
}

function pathOf(source: FlowSource): string | null {
  const path = typeof source === "string" || source instanceof URL ? String(source) : null;
  return path === null || path.length > MAX_PATH || /^(?:data|blob):/i.test(path) ? null : path;
}

async function loadSource(input: OpenInput, settings: LoadSettings, job: Job): Promise<FlowTable> {
  const started = performance.now();
  const hash = currentHost().createSha256();
  let read = 0;
  const total = input.bytes === null ? {} : { total: input.bytes };
  const raw = tap(input.stream, (bytes) => {
    hash.update(bytes);
    read += bytes.length;
    job.progress({ phase: "read", done: read, unit: "bytes", ...total });
  })[Symbol.asyncIterator]();
  try {
    const { result, dialect } = await new Loading(input, settings, job).run(raw);
    // After a damage the rest counts for the hash only.
    while (!(await raw.next()).done) await job.pause();
    checkBadRows(input.name, result.report, settings.lenient);
    const table = FlowTable.fromColumns(result.columns, {
      mapping: result.mapping,
      report: result.report,
      provenance: {
        library: `trafficlab ${LIBRARY_VERSION}`,
        formatVersion: 1,
        source: { name: input.name, sha256: hash.hex(), bytes: read, dialect: dialect.id },
        rows: result.report.kept,
        call: "loadFlows",
        parameters:
          input.path === null ? settings.parameters : { ...settings.parameters, source: input.path },
        runtime: { ...currentHost().runtime },
        timing: { load: performance.now() - started },
      },
    });
    return settings.sample ? sampled(table, settings.sample) : table;
  } finally {
    await raw.return?.();
  }
}

/** One input on its way from bytes to columns. */
class Loading {
  readonly #input: OpenInput;
  readonly #settings: LoadSettings;
  readonly #job: Job;
  /** What unpacking failed with, when the rows before that are kept. */
  #cut: Error | null = null;

  constructor(input: OpenInput, settings: LoadSettings, job: Job) {
    this.#input = input;
    this.#settings = settings;
    this.#job = job;
  }

  async run(raw: AsyncIterator<Uint8Array>): Promise<{ result: ReadResult; dialect: DialectReader }> {
    const bytes = (await unpack(raw))[Symbol.asyncIterator]();
    try {
      const { chunks, complete } = await this.#readHead(bytes);
      const start = startsWithMark(chunks) ? 3 : 0;
      const text = chunks.subarray(start);
      const head = makeHead(text, complete);
      const dialect = recognize(this.#input.name, head, this.#format());
      const reader = dialect.open(this.#context(head));
      await this.#push(reader, text);
      for (let chunk = complete ? null : await this.#next(bytes); chunk; chunk = await this.#next(bytes))
        await this.#push(reader, chunk);
      const result = await reader.end(this.#cut !== null);
      if (this.#cut) result.report.warnings.push(cutWarning(this.#cut));
      return { result, dialect };
    } finally {
      await bytes.return?.();
    }
  }

  #format(): string {
    return this.#input.isCells && this.#settings.format === "auto" ? "trafficlab" : this.#settings.format;
  }

  #context(head: Head): Parameters<DialectReader["open"]>[0] {
    const { bytes, label, benign, zone, zoneGiven } = this.#settings;
    const quotesMarkText = this.#input.isCells ? true : undefined;
    return {
      name: this.#input.name,
      head,
      bytes,
      label,
      benign,
      zone,
      zoneGiven,
      quotesMarkText,
      pause: () => this.#job.pause(),
    };
  }

  async #next(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
    try {
      const next = await bytes.next();
      return next.done ? null : next.value;
    } catch (error) {
      if ((error as { code?: string }).code !== "E_TRUNCATED_GZIP") throw error;
      if (!this.#settings.lenient) throw truncated(this.#input.name, error as Error);
      this.#cut = error as Error;
      return null;
    }
  }

  async #readHead(bytes: AsyncIterator<Uint8Array>): Promise<{ chunks: Uint8Array; complete: boolean }> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let blank = true;
    while (length < (blank ? BLANK_BYTES : HEAD_BYTES)) {
      const chunk = await this.#next(bytes);
      if (!chunk) return { chunks: joinBytes(chunks), complete: true };
      chunks.push(chunk);
      length += chunk.length;
      blank &&= chunk.every((byte) => byte <= 0x20 && byte !== 0);
    }
    return { chunks: joinBytes(chunks), complete: false };
  }

  async #push(reader: TableReader, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      reader.push(bytes.subarray(from, from + STEP_BYTES));
      this.#job.progress({ phase: "parse", done: reader.rows, unit: "rows" });
      await this.#job.pause();
    }
  }
}

function cutWarning({ message }: Error): LoadWarning {
  const what = message.replace("Cannot unpack gzip: the data", "The gzip data");
  const kept = "the rows before that were kept";
  const doubt = "a damage shows only some way behind it, so the last of them may be wrong";
  return {
    code: "E_TRUNCATED_GZIP",
    count: 1,
    lines: [],
    message: `${what}: ${kept}${what.includes("damaged") ? `; ${doubt}` : ""}`,
  };
}

/** The same error with the source's name and the way out. */
function truncated(name: string, error: Error): Error {
  const message = error.message.replace("Cannot unpack gzip", `Cannot load ${name}`);
  return codedError(
    SyntaxError,
    "E_TRUNCATED_GZIP",
    `${message}; to keep the rows before that, load with { lenient: true }`,
    { cause: error },
  );
}

function isFrame(source: unknown): source is DataFrame {
  return typeof source === "object" && source !== null && "$data" in source && "$columns" in source;
}

/** A uniform sample; the rows left out are told in the report. */
function sampled(table: FlowTable, { rows, seed }: { rows: number; seed: number }): FlowTable {
  if (table.rowCount <= rows) return table;
  const drawn = table.sample(rows, seed);
  const { report } = table;
  const label = drawn.columnNames.includes("label") ? drawn.column("label") : null;
  const labels =
    label instanceof TextColumn
      ? countLabels(label, drawn.columnNames.includes("is_attack") ? drawn.column("is_attack") : null)
      : [];
  return FlowTable.fromColumns(drawn.storedColumns(), {
    mapping: table.mapping.toJSON(),
    report: {
      ...report,
      kept: rows,
      dropped: { ...report.dropped, "not sampled": report.kept - rows },
      labels,
    },
    provenance: { ...table.provenance, rows },
  });
}
