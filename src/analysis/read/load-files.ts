import { codedError, countOf, cutText, quote } from "../core/mod.ts";
import type { Job, LoadReport, LoadWarning, Progress } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { FlowTable } from "../table/mod.ts";

/** What is no flow log, or one without flows yet: it is passed over among others. */
const PASSED_OVER: ReadonlySet<string> = new Set(["E_NOT_A_FLOW_LOG", "E_HEADER_ONLY", "E_EMPTY"]);
/** What also lies in folders. */
const IN_FOLDERS: ReadonlySet<string> = new Set([
  ...PASSED_OVER,
  "E_UNSUPPORTED",
  "E_CAPTURE_FILE",
  "E_ENCODING",
  "E_NO_HEADER",
  "E_PACKET_LIST",
  "E_REQUIRED_UNDERIVABLE",
]);
/** Files that a message names. */
const NAMED_FILES = 3;

/** Several inputs that make one table. */
export interface SeveralFiles<T> {
  /** For messages and the table's provenance. */
  name: string;
  kind: "folder" | "glob" | "list";
  sources: readonly T[];
}

/**
 * Loads inputs one after the other and joins them: by their first times where all have times, else in the order given. Lines and warnings of
 * the report say which file they are of.
 *
 * @param load Loads one of them.
 * @throws {Error} code E_NOT_A_FLOW_LOG, when none of them is a flow log; else what loading a file fails with, but for a folder's other files.
 */
export async function loadFiles<T>(
  { name, kind, sources }: SeveralFiles<T>,
  job: Job,
  load: (source: T, job: Job) => Promise<FlowTable>,
): Promise<FlowTable> {
  const passedOver = kind === "folder" ? IN_FOLDERS : PASSED_OVER;
  const tables: FlowTable[] = [];
  const others: Error[] = [];
  const part = new PartOfJob(job);
  for (const source of sources) {
    try {
      tables.push(await load(source, part));
    } catch (error) {
      if (kind === "list" || !passedOver.has(String((error as { code?: unknown }).code))) throw error;
      others.push(error as Error);
    }
    part.next();
    await job.pause();
  }
  if (tables.length === 0) throw noFlowLog(name, others);
  const ordered = tables.every(hasTimes) ? tables.sort((a, b) => firstTime(a) - firstTime(b)) : tables;
  const joined = ordered.length === 1 ? ordered[0]! : FlowTable.concat(ordered);
  const report = joinReports(ordered, joined.report);
  if (others.length > 0) report.warnings.push(passedOverWarning(others));
  return FlowTable.fromColumns(joined.storedColumns(), {
    mapping: joined.mapping.toJSON(),
    report,
    provenance: { ...joined.provenance, source: { ...sourceOf(ordered), name: cutText(name) } },
  });
}

/** A job's progress over several files: what is done counts on from file to file. */
class PartOfJob implements Job {
  readonly signal: AbortSignal;
  readonly pause: Job["pause"];
  readonly #job: Job;
  readonly #before = new Map<string, number>();
  readonly #now = new Map<string, number>();

  constructor(job: Job) {
    this.#job = job;
    this.signal = job.signal;
    this.pause = () => job.pause();
  }

  progress({ phase, done, unit, message }: Progress): void {
    this.#now.set(phase, done);
    const all = (this.#before.get(phase) ?? 0) + done;
    this.#job.progress({ phase, done: all, unit, ...(message === undefined ? {} : { message }) });
  }

  next(): void {
    for (const [phase, done] of this.#now) this.#before.set(phase, (this.#before.get(phase) ?? 0) + done);
    this.#now.clear();
  }
}

function hasTimes(table: FlowTable): boolean {
  return table.columnNames.includes("timestamp") && Number.isFinite(firstTime(table));
}

function firstTime(table: FlowTable): number {
  let first = Infinity;
  for (const time of table.numeric("timestamp")) if (time < first) first = time;
  return first;
}

/** One warning a kind, however many files gave it. */
function joinReports(tables: readonly FlowTable[], joined: LoadReport): LoadReport {
  const warnings = new Map<string, LoadWarning & { files: number }>();
  const seen = new Set<LoadWarning>();
  for (const { report, provenance } of tables) {
    for (const warning of report.warnings) {
      seen.add(warning);
      const key = `${warning.code}\n${warning.column ?? ""}\n${warning.message}`;
      const known = warnings.get(key);
      if (known) {
        known.count += warning.count;
        known.files++;
      } else warnings.set(key, { ...warning, file: provenance.source.name, files: 1 });
    }
  }
  const rejectedRows = tables.flatMap(({ report, provenance }) =>
    report.rejectedRows.map((row) => ({ file: provenance.source.name, ...row })),
  );
  return {
    ...joined,
    rejectedRows: rejectedRows.slice(0, joined.rejectedRows.length),
    warnings: [
      ...[...warnings.values()].map(({ files, ...warning }) => ({
        ...warning,
        message: files > 1 ? `${warning.message} (in ${files} files)` : warning.message,
      })),
      ...joined.warnings.filter((warning) => !seen.has(warning)),
    ],
  };
}

/** The hash is of the list of hashes, so that a changed, missing or further file changes it. */
function sourceOf(tables: readonly FlowTable[]): { sha256: string; bytes: number } {
  const hash = currentHost().createSha256();
  let bytes = 0;
  for (const { provenance } of tables) {
    const { sha256, name, bytes: size } = provenance.source;
    hash.update(new TextEncoder().encode(`${sha256 ?? ""}  ${name}\n`));
    bytes += size ?? 0;
  }
  return { sha256: hash.hex(), bytes };
}

function passedOverWarning(errors: readonly Error[]): LoadWarning {
  return {
    code: "W_SKIPPED_FILES",
    count: errors.length,
    lines: [],
    message: `Files that hold no flows were passed over: ${reasonsOf(errors)}`,
  };
}

function noFlowLog(name: string, errors: readonly Error[]): Error {
  return codedError(
    Error,
    "E_NOT_A_FLOW_LOG",
    `Cannot load ${quote(name)}: there must be a flow log, got ${countOf(errors.length, "other file")}: ${reasonsOf(errors)}`,
    { cause: errors[0] },
  );
}

function reasonsOf(errors: readonly Error[]): string {
  const reasons = errors
    .slice(0, NAMED_FILES)
    .map(({ message }) => cutText(message.replace(/^Cannot load /, "")));
  return `${reasons.join("; ")}${errors.length > NAMED_FILES ? "; ..." : ""}`;
}
