import { columnsFromFrame } from "../adapters/mod.ts";
import type { DataFrame } from "../adapters/mod.ts";
import { codedError, countOf, cutText, LIBRARY_VERSION, UnknownFormatError } from "../core/mod.ts";
import type { Job, LoadWarning } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { countLabels, FlowTable, TextColumn } from "../table/mod.ts";
import { tap, unpack } from "./byte-streams.ts";
import { findDelimiter } from "./dialects/delimited.ts";
import { namesRequiredFields } from "./dialects/trafficlab.ts";
import type { Head, OpenContext, ReadResult, TableDialect, TableReader } from "./dialects/types.ts";
import { expectRows } from "./expect-rows.ts";
import { findFiles } from "./find-files.ts";
import { joinBytes } from "./join-bytes.ts";
import { loadFiles } from "./load-files.ts";
import type { SeveralFiles } from "./load-files.ts";
import type { LoadSettings } from "./load-options.ts";
import { makeHead, recognize, startsWithMark } from "./recognize.ts";
import { checkBadRows } from "./report-builder.ts";
import { openColumns, openRows } from "./rows.ts";
import { areSources, localPath, openSource } from "./source.ts";
import type { ByteSource, FlowSource, OneSource } from "./source.ts";

/** Bytes that are looked at to recognise a format; more as long as all are blank, or a header and a row are not in them. */
const HEAD_BYTES = 1 << 18;
const HEAD_LINES = 2;
const LINE_BYTES = 1 << 22;
const BLANK_BYTES = 1 << 24;
/** Bytes parsed between two looks at the clock and the signal. */
const STEP_BYTES = 1 << 18;

/** What `loadFlows` does once its options are checked. */
export async function loadSources(source: FlowSource, settings: LoadSettings, job: Job): Promise<FlowTable> {
  await job.pause();
  const several = await severalOf(source);
  if (!several) return loadSource(await openAny(source, job), settings, job);
  const parts = { ...settings, sample: null };
  const table = await loadFiles(several, job, async (part, partJob) => {
    const input = await openAny(part, partJob);
    return loadSource(typeof part === "string" ? { ...input, name: cutText(part) } : input, parts, partJob);
  });
  return finished(table, settings, pathOf(source));
}

/** The inputs that a source stands for; null for a single one. */
async function severalOf(source: FlowSource): Promise<SeveralFiles<OneSource> | null> {
  if (Array.isArray(source) && areSources(source))
    return { name: countOf(source.length, "source"), kind: "list", sources: source };
  const path = localPath(source);
  const found = path === null ? null : await findFiles(currentHost().files!, path);
  return path === null || !found ? null : { name: path, kind: found.kind, sources: found.paths };
}

/** A table of several inputs as one that was loaded: with the caller's own options, and sampled only now. */
function finished(table: FlowTable, settings: LoadSettings, path: string | null): FlowTable {
  const { provenance } = table;
  const files = { files: provenance.parameters };
  const parameters = { ...settings.parameters, ...(path === null ? files : { source: path, ...files }) };
  const whole = FlowTable.fromColumns(table.storedColumns(), {
    mapping: table.mapping.toJSON(),
    report: table.report,
    provenance: { ...provenance, call: "loadFlows", parameters },
  });
  return settings.sample ? sampled(whole, settings.sample) : whole;
}

/** A source's bytes; cells in memory are always canonical CSV, in which quotes mark text. */
interface OpenInput extends ByteSource {
  isCells: boolean;
  /** The path or URL, as the caller gave it; null where the source has none, or is the data itself. */
  path: string | null;
  /** Where it is a file of this machine: its path. */
  local: string | null;
}

/** A longer text is no path that anybody would want to see again. */
const MAX_PATH = 2000;

async function openAny(source: FlowSource, job: Job): Promise<OpenInput> {
  if (Array.isArray(source)) return { ...openRows(source), isCells: true, path: null, local: null };
  if (isFrame(source))
    return { ...openColumns(columnsFromFrame(source)), isCells: true, path: null, local: null };
  return {
    ...(await openSource(source, job.signal)),
    isCells: false,
    path: pathOf(source),
    local: localPath(source),
  };
}

function pathOf(source: FlowSource): string | null {
  const path = typeof source === "string" || source instanceof URL ? String(source) : null;
  return path === null || path.length > MAX_PATH || /^(?:data|blob):/i.test(path) ? null : path;
}

async function loadSource(input: OpenInput, settings: LoadSettings, job: Job): Promise<FlowTable> {
  const started = performance.now();
  void expectRows(input.name, input.bytes); // of what is no path: for those load-flows.ts has started them
  const hash = currentHost().createSha256();
  let read = 0;
  const total = input.bytes === null ? {} : { total: input.bytes };
  const raw = tap(input.stream, (bytes) => {
    hash.update(bytes);
    read += bytes.length;
    job.progress({ phase: "read", done: read, unit: "bytes", ...total });
  })[Symbol.asyncIterator]();
  try {
    const result = await new Loading(input, settings, job).run(raw);
    // After a damage the rest counts for the hash only.
    while (!(await raw.next()).done) await job.pause();
    checkBadRows(input.name, result.report, settings.lenient);
    const table = FlowTable.fromColumns(result.columns, {
      mapping: result.mapping,
      report: result.report,
      provenance: {
        library: `trafficlab ${LIBRARY_VERSION}`,
        formatVersion: 1,
        source: {
          name: input.name,
          sha256: hash.hex(),
          bytes: read,
          dialect: result.mapping.dialect,
          ...(result.engine === undefined ? {} : { engine: result.engine }),
        },
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

  async run(raw: AsyncIterator<Uint8Array>): Promise<ReadResult> {
    const { stream, wasPacked } = await unpack(raw);
    const bytes = stream[Symbol.asyncIterator]();
    let reader: TableReader | null = null;
    try {
      const { chunks, complete } = await this.#readHead(bytes);
      const start = startsWithMark(chunks) ? 3 : 0;
      const text = chunks.subarray(start);
      const head = makeHead(text, complete);
      const { reader: format, dialect } = recognize(this.#input.name, head, this.#format(head));
      if (this.#settings.engine === "duckdb") checkDuckDb(format.id, this.#input, wasPacked);
      reader = format.open(this.#context(head, dialect, wasPacked));
      await this.#push(reader, text);
      for (let chunk = complete ? null : await this.#next(bytes); chunk; chunk = await this.#next(bytes)) {
        await this.#push(reader, chunk);
        if (!wasPacked && reader.copies === true) this.#input.stream.reuse?.(chunk);
      }
      const result = await reader.end(this.#cut !== null);
      if (this.#cut) result.report.warnings.push(cutWarning(this.#cut));
      return result;
    } finally {
      reader?.close?.();
      await bytes.return?.();
    }
  }

  /** Whoever writes a canonical name into cells of a program means it. */
  #format(head: Head): string {
    const { format } = this.#settings;
    if (!this.#input.isCells || format !== "auto") return format;
    return namesRequiredFields(findDelimiter(head)?.header ?? []) ? "trafficlab" : "csv";
  }

  #context(head: Head, dialect: TableDialect | null, wasPacked: boolean): OpenContext {
    const { isCells, name, bytes, local } = this.#input;
    const isFile = local !== null && bytes !== null && !wasPacked;
    return {
      ...this.#settings.reading,
      name,
      head,
      dialect,
      quotesMarkText: isCells ? true : undefined,
      ahead: { job: this.#job, totalBytes: wasPacked ? undefined : (bytes ?? undefined) },
      engine: this.#settings.engine,
      file: isFile ? { path: local, bytes, job: this.#job } : undefined,
      pause: () => this.#job.pause(),
    };
  }

  async #next(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
    try {
      const next = await bytes.next();
      return next.done ? null : next.value;
    } catch (error) {
      if (error instanceof UnknownFormatError)
        throw new UnknownFormatError(
          error.code,
          error.message.replace("Cannot unpack zip", `Cannot load ${this.#input.name}`),
          { cause: error },
        );
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
    let lines = 0;
    while (length < (blank ? BLANK_BYTES : lines < HEAD_LINES ? LINE_BYTES : HEAD_BYTES)) {
      const chunk = await this.#next(bytes);
      if (!chunk) return { chunks: joinBytes(chunks), complete: true };
      chunks.push(chunk);
      length += chunk.length;
      blank &&= chunk.every((byte) => byte <= 0x20 && byte !== 0);
      if (lines < HEAD_LINES) lines += countLineEnds(chunk, HEAD_LINES);
    }
    return { chunks: joinBytes(chunks), complete: false };
  }

  async #push(reader: TableReader, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      await reader.push(bytes.subarray(from, from + STEP_BYTES));
      this.#job.progress({ phase: "parse", done: reader.rows, unit: "rows" });
      await this.#job.pause();
    }
  }
}

/** @throws {Error} code E_UNSUPPORTED where DuckDB cannot read the source, or not as well as the library does. */
function checkDuckDb(format: string, { name, local }: OpenInput, wasPacked: boolean): void {
  if (format === "parquet" && local !== null && !wasPacked) return;
  const got = format !== "parquet" ? `the format "${format}"` : wasPacked ? "a packed file" : "no file";
  throw codedError(
    Error,
    "E_UNSUPPORTED",
    `Cannot load ${name} with the engine "duckdb": it reads Parquet files of this machine, got ${got}; leave the option out`,
  );
}

/** Line feeds and carriage returns, as many as are asked for. */
function countLineEnds(bytes: Uint8Array, most: number): number {
  let count = 0;
  for (let i = 0; i < bytes.length && count < most; i++) if (bytes[i] === 0x0a || bytes[i] === 0x0d) count++;
  return count;
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
