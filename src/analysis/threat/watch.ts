import { checkNumber, checkOneOf, checkOptions, CancelledError, codedError, describe } from "../core/mod.ts";
import type { RunOptions } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { ThreatAssessor } from "./assessor.ts";
import { Feed } from "./feed.ts";
import type { FeedOptions, WindowAssessment } from "./feed.ts";
import { LogTail } from "./log-tail.ts";
import { replay } from "./replay.ts";

export interface WatchOptions extends Pick<RunOptions, "signal"> {
  assessor: ThreatAssessor;
  /** Length of a window in seconds. Default 60. */
  window?: number | undefined;
  /** Lowest level of an alert. Default "MEDIUM". */
  level?: "MEDIUM" | "HIGH" | undefined;
  /** Of a file: seconds between two looks at it. Default 1. */
  every?: number | undefined;
}

const ACTION = "watch flows";
const NAMES = ["assessor", "window", "level", "every", "signal"];
const MS = 1000;

/**
 * Assesses flows window after window: those of a table as if they came in now, or those that another program writes to a conn.log or an
 * eve.json.
 *
 * Each window's flows are assessed with those of the ten minutes before, so that context and repetition look at what was known by then. A file is
 * watched until the caller stops: break out of the loop, or abort the signal. A flow counts in the window that it began in; logs write it when it
 * ends, so one that comes after its window was closed counts in the next. A window closes when a flow of the one after next is seen, or when the file
 * has been quiet for the length of a window.
 *
 * @param source A table with times, or the path of a file.
 * @throws {TypeError | RangeError} code BAD_INPUT; {CancelledError} when the signal is aborted.
 * @example
 * ```ts
 * import { createThreatAssessor, generateTraffic, watch } from "trafficlab";
 *
 * const assessor = await createThreatAssessor();
 * const flows = generateTraffic({ flows: 2_000, hours: 1 });
 * let seen = 0;
 * for await (const window of watch(flows, { assessor, window: 300 })) seen += window.flows;
 * if (seen !== 2_000) throw new Error("every flow belongs to a window");
 * ```
 */
export function watch(source: FlowTable | string, options: WatchOptions): AsyncIterable<WindowAssessment> {
  checkOptions(ACTION, options, NAMES);
  const { assessor, window = 60, level = "MEDIUM", every = 1, signal } = options ?? {};
  if (!(assessor instanceof ThreatAssessor))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: assessor must be a ThreatAssessor, as createThreatAssessor gives, got ${describe(assessor)}`,
    );
  const seconds = checkNumber(ACTION, "window", window, { above: 0, max: 1e7 });
  checkOneOf(ACTION, "level", level, ["MEDIUM", "HIGH"]);
  checkNumber(ACTION, "every", every, { above: 0, max: 3600 });
  const feed: FeedOptions = { assessor, windowMs: seconds * MS, level, signal };
  if (typeof source === "string")
    return followFile(new LogTail(source), new Feed(feed), seconds * MS, every * MS, signal);
  if (source instanceof FlowTable) return replayed(source, feed);
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: the source must be a FlowTable or the path of a conn.log or eve.json, got ${describe(source)}`,
  );
}

async function* replayed(table: FlowTable, feed: FeedOptions): AsyncGenerator<WindowAssessment> {
  checkTimes(table);
  yield* replay(table, feed);
}

async function* followFile(
  tail: LogTail,
  feed: Feed,
  windowMs: number,
  everyMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<WindowAssessment> {
  let quietMs = 0;
  for (;;) {
    if (signal?.aborted) throw new CancelledError("watching", { cause: signal.reason });
    const table = await tail.next();
    if (table !== null && table.rowCount > 0) {
      checkTimes(table);
      feed.add(table);
      quietMs = 0;
    }
    // Flows are logged when they end: the window before the newest is left open for those.
    yield* feed.close(feed.newest - windowMs);
    if (quietMs >= windowMs && feed.hasOpen) yield* feed.close(Infinity);
    await pause(everyMs, signal);
    quietMs += everyMs;
  }
}

function checkTimes(table: FlowTable): void {
  if (table.columnNames.includes("timestamp") && table.column("timestamp").type !== "text") return;
  const reason = table.mapping.field("timestamp").reason;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: the flows must have a timestamp, got none${reason === undefined ? "" : ` (${reason})`}; load them with a mapping for it, or use assessAll`,
  );
}

/** Waits, or until the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}
