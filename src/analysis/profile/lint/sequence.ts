/** What shows only between flows: pieces of one connection, clocks without an afternoon, labels that contradict each other. */
import { CANONICAL_FIELDS } from "../../core/mod.ts";
import type { CanonicalField, Job } from "../../core/mod.ts";
import { formatCount } from "../../display/mod.ts";
import { firstEqualRows } from "../duplicates.ts";
import { inSlices } from "../slices.ts";
import type { LintView, Numbers, Texts } from "./lint-view.ts";
import { flowWords, LISTED_ROWS, rowsWhere, type Found, type LintRule } from "./rule.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** A connection that begins again so soon between the same ports is the same one, ms. */
const GAP = 1000;
/** Share of times on a whole second from which on the clock is too coarse to see gaps. */
const COARSE = 0.9;
/** Fewest flows by which a clock can be judged. */
const FEWEST = 50;
/** What two flows must have in common to be one to any model. */
const SAID_OF_IT: ReadonlySet<CanonicalField> = new Set(["label", "label_detail", "is_attack"]);
const ALIKE = CANONICAL_FIELDS.filter((field) => !SAID_OF_IT.has(field));

export const SEQUENCE_RULES: readonly LintRule[] = [
  { id: "split-flow", find: splitFlows },
  { id: "twelve-hour-clock", find: twelveHourClock },
  { id: "conflicting-labels", find: conflictingLabels },
];

/** TCP flows that go on between the same ports within a second of the end of the one before: CICFlowMeter ends a flow at its first FIN. */
async function splitFlows(view: LintView, job: Job): Promise<Found | null> {
  const [time, duration] = [view.numbers("timestamp"), view.numbers("duration")];
  const pairs = time === null || duration === null ? null : await endpointPairs(view, job);
  if (pairs === null || time === null || duration === null || (await isCoarse(time, job))) return null;
  // Most pairs of endpoints meet once: what is left is quickly put in order.
  const again = await rowsOfPairs(pairs, job);
  const order = again.filter((row) => time[row]! === time[row]!).sort((a, b) => time[a]! - time[b]! || a - b);
  await job.pause();
  const ends = new Map<number, number>();
  const found: number[] = [];
  await inSlices(order.length, job, (from, to) => {
    for (let at = from; at < to; at++) {
      const row = order[at]!;
      const pair = pairs[row]!;
      const before = ends.get(pair);
      if (before !== undefined && time[row]! - before <= GAP) found.push(row);
      const seconds = duration[row]!;
      const end = time[row]! + (seconds > 0 ? seconds * 1000 : 0);
      if (before === undefined || end > before) ends.set(pair, end);
    }
  });
  if (found.length === 0) return null;
  const { flows } = flowWords(found.length, view.rowCount);
  const go = found.length === 1 ? "goes on" : "go on";
  return {
    count: found.length,
    rows: found.sort((a, b) => a - b).slice(0, LISTED_ROWS),
    evidence: `${flows} ${go} between the same addresses and ports within a second of the flow before; the meter may have cut one connection into several (at its first FIN, or by a timeout), whose pieces look like short flows of their own.`,
    repair: "Join the pieces at the meter: a longer timeout, or a version that ends a flow after both FINs.",
  };
}

/** Rows whose pair of endpoints has more than one flow. */
async function rowsOfPairs(pairs: Float64Array, job: Job): Promise<Uint32Array> {
  const first = new Map<number, number>();
  const isAgain = new Uint8Array(pairs.length);
  let count = 0;
  await inSlices(pairs.length, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const pair = pairs[row]!;
      if (pair < 0) continue;
      const other = first.get(pair);
      if (other === undefined) {
        first.set(pair, row);
        continue;
      }
      if (isAgain[other] === 0) count++;
      isAgain[other] = 1;
      isAgain[row] = 1;
      count++;
    }
  });
  const rows = new Uint32Array(count);
  for (let row = 0, at = 0; row < isAgain.length; row++) if (isAgain[row] === 1) rows[at++] = row;
  return rows;
}

/** The pair of endpoints of each TCP flow as a number, whoever began; -1 where one is missing. */
async function endpointPairs(view: LintView, job: Job): Promise<Float64Array | null> {
  const [from, to] = [view.texts("src_ip"), view.texts("dst_ip")];
  const [fromPort, toPort] = [view.numbers("src_port"), view.numbers("dst_port")];
  const protocol = view.texts("protocol");
  if (from === null || to === null || fromPort === null || toPort === null || protocol === null) return null;
  const tcp = protocol.categories.indexOf("tcp");
  if (tcp < 0) return null;
  const addresses = new Map<string, number>();
  const fromAddress = addressesOf(from, addresses);
  const toAddress = addressesOf(to, addresses);
  const endpoints = new Map<number, number>();
  const numberOf = (address: number, port: number): number => {
    const key = address * 65_536 + port;
    const known = endpoints.get(key) ?? endpoints.size;
    endpoints.set(key, known);
    return known;
  };
  const pairs = new Float64Array(view.rowCount).fill(-1);
  await inSlices(view.rowCount, job, (first, last) => {
    for (let row = first; row < last; row++) {
      const [a, b] = [from.codes[row]!, to.codes[row]!];
      const [p, q] = [fromPort[row]!, toPort[row]!];
      if (protocol.codes[row] !== tcp || a < 0 || b < 0 || !(p > 0) || !(q > 0)) continue;
      const [x, y] = [numberOf(fromAddress[a]!, p), numberOf(toAddress[b]!, q)];
      // Fewer than 2^26 endpoints fit in memory, so the two numbers fit in one double.
      pairs[row] = Math.min(x, y) * 67_108_864 + Math.max(x, y);
    }
  });
  return pairs;
}

function addressesOf({ categories }: Texts, known: Map<string, number>): Int32Array {
  return Int32Array.from(categories, (name) => {
    const at = known.get(name) ?? known.size;
    known.set(name, at);
    return at;
  });
}

/** Whether most times stand on a whole second, so that a gap of one cannot be seen. */
async function isCoarse(time: Numbers, job: Job): Promise<boolean> {
  const whole = await rowsWhere(time.length, job, (row) => time[row]! % 1000 === 0);
  return whole.count > COARSE * time.length;
}

/**
 * Times to the minute whose hours never pass 12, with hours after midnight that can only be the afternoon: CICFlowMeter's clock
 * has no AM and PM.
 */
async function twelveHourClock(view: LintView, job: Job): Promise<Found | null> {
  const time = view.numbers("timestamp");
  if (time === null || view.rowCount < FEWEST) return null;
  const hours = new Uint32Array(24);
  let isMinutes = true;
  await inSlices(view.rowCount, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = time[row]!;
      if (value - value !== 0) continue;
      if (value % MINUTE !== 0) isMinutes = false;
      hours[((Math.floor(value / HOUR) % 24) + 24) % 24]!++;
    }
  });
  const isMorning = hours.slice(8, 13).some((count) => count > 0);
  const isAfternoon = hours.slice(1, 6).some((count) => count > 0);
  const hasGap = hours[6] === 0 && hours[7] === 0;
  const isWrapped = hours[0] === 0 && hours.subarray(13).every((count) => count === 0);
  if (!isMinutes || !isMorning || !isAfternoon || !hasGap || !isWrapped) return null;
  const found = await rowsWhere(
    view.rowCount,
    job,
    (row) => hourOf(time[row]!) >= 1 && hourOf(time[row]!) <= 5,
  );
  const { flows } = flowWords(found.count, view.rowCount);
  return {
    ...found,
    evidence: `${flows} begin from 1 to 5 o'clock, all others from 8 to 12 and none later, all to the minute; the clock has no AM and PM, so these are likely of the afternoon, twelve hours later, and the order of the flows is wrong.`,
    repair: "Add twelve hours to these times in the source before anything is ordered or split by time.",
  };
}

function hourOf(time: number): number {
  return ((Math.floor(time / HOUR) % 24) + 24) % 24;
}

/** Flows that are equal in all canonical fields and yet have different labels. */
async function conflictingLabels(view: LintView, job: Job): Promise<Found | null> {
  const label = view.texts("label");
  const fields = ALIKE.filter((field) => view.columnNames.includes(field));
  if (label === null || fields.length < 5 || view.rowCount < 2) return null;
  const first = await firstEqualRows(
    fields.map((field) => view.tableColumn(field)),
    view.rowCount,
    job,
  );
  const isMixed = new Uint8Array(view.rowCount);
  await inSlices(view.rowCount, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const [a, b] = [label.codes[row]!, label.codes[first[row]!]!];
      if (a >= 0 && b >= 0 && a !== b) isMixed[first[row]!] = 1;
    }
  });
  const found = await rowsWhere(view.rowCount, job, (row) => isMixed[first[row]!] === 1);
  if (found.count === 0) return null;
  const { flows, are } = flowWords(found.count, view.rowCount);
  return {
    ...found,
    evidence: `${flows} ${are} equal to another in every canonical field, but labelled otherwise (${formatCount(isMixed.reduce((sum, one) => sum + one, 0))} groups); no model can tell them apart by these fields, so labels are wrong or more fields are needed.`,
    repair: "Look at the labels of these flows, or train with more of the source's columns.",
  };
}
