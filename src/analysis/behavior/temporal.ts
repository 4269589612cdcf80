/** When flows happen: by hour of the day, by weekday, along the time; in UTC, as the mapping reads times. */
import { SortSpace } from "../../kernels/mod.ts";
import { runSteps } from "../core/mod.ts";
import type { Job, Table, Temporal } from "../core/mod.ts";
import { histogram } from "../profile/mod.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Day 0 of the epoch was a Thursday; weeks begin on Monday. */
const EPOCH_WEEKDAY = 3;
/** An hour or a day that the span only touches counts as this much of one, so that its first flows do not stand out. */
const LEAST_PART = 0.1;
/** A span beyond this many hours is counted by whole weeks first. */
const WEEK = 7 * DAY;
const CHUNK_ROWS = 32_768;

/**
 * @param labels Cluster of each row.
 * @returns null where no flow has a time.
 */
export async function temporalOf(
  job: Job,
  table: Table,
  labels: Int32Array,
  k: number,
): Promise<Temporal | null> {
  if (!table.columnNames.includes("timestamp") || table.column("timestamp").type === "text") return null;
  const times = table.numeric("timestamp");
  const known = times.filter((time) => isFinite(time));
  if (known.length === 0) return null;
  const order = await runSteps(job, new SortSpace(known.length).sort(known));
  const sorted = Float64Array.from(order, (at) => known[at]!);
  const { edges } = histogram(sorted, "time", false)!;
  const hour = new Array<number>(24).fill(0);
  const weekday = new Array<number>(7).fill(0);
  const hourByWeekday = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  const counts = Array.from({ length: k }, () => new Array<number>(edges.length - 1).fill(0));
  for (let row = 0; row < times.length; row++) {
    if (row % CHUNK_ROWS === 0) await job.pause();
    const time = times[row]!;
    if (!isFinite(time)) continue;
    const [at, on] = [hourOf(time), weekdayOf(time)];
    hour[at]!++;
    weekday[on]!++;
    hourByWeekday[on]![at]!++;
    counts[labels[row]!]![binOf(edges, time)]!++;
  }
  const [from, to] = [sorted[0]!, sorted.at(-1)!];
  return {
    from,
    to,
    hour,
    weekday,
    ...spanOf(from, to, hour, weekday),
    hourByWeekday,
    timeline: { edges, counts },
    timeZone: table.mapping.timeZone,
  };
}

function hourOf(time: number): number {
  return Math.floor((((time % DAY) + DAY) % DAY) / HOUR);
}

function weekdayOf(time: number): number {
  const day = Math.floor(time / DAY) + EPOCH_WEEKDAY;
  return ((day % 7) + 7) % 7;
}

/** Bin of ascending edges; the last one is closed. */
function binOf(edges: readonly number[], time: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle]! <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many of each hour and of each weekday the span holds, parts included. */
function spanOf(
  from: number,
  to: number,
  hour: readonly number[],
  weekday: readonly number[],
): Pick<Temporal, "hoursInSpan" | "weekdaysInSpan"> {
  const weeks = Math.floor((to - from) / WEEK);
  const hours = new Array<number>(24).fill(7 * weeks);
  const days = new Array<number>(7).fill(weeks);
  for (let start = from + weeks * WEEK; start < to;) {
    const end = Math.min(to, (Math.floor(start / HOUR) + 1) * HOUR);
    hours[hourOf(start)]! += (end - start) / HOUR;
    days[weekdayOf(start)]! += (end - start) / DAY;
    start = end;
  }
  const atLeast = (spans: number[], counts: readonly number[]): number[] =>
    spans.map((span, at) => (counts[at]! > 0 ? Math.max(LEAST_PART, span) : span));
  return { hoursInSpan: atLeast(hours, hour), weekdaysInSpan: atLeast(days, weekday) };
}
