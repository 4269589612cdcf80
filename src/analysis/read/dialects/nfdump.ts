import { direct, floatColumn, numberColumn, TextColumn, timeColumn } from "../../table/mod.ts";
import { computed, normalizeProtocol, recode } from "../canonical.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import { SECONDS } from "../mapping/draft.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { SourceColumns } from "../source-columns.ts";
import { copyTimes, readStamps } from "../stamps.ts";
import type { ZoneOffset } from "../../rows/mod.ts";
import { pairDirections } from "./direction-pairs.ts";
import { keepOneWay } from "./one-way.ts";
import type { TableDialect } from "./types.ts";
import { warnUntested } from "./untested.ts";

const FIRST_COLUMNS = ["ts", "te", "td", "sa", "da", "sp", "dp", "pr"];
/** What later versions (1.7) call them, in whatever order, with or without others. */
const LATER_COLUMNS = [
  ...["firstseen", "duration", "proto", "srcaddr", "srcport", "dstaddr", "dstport"],
  ...["packets", "bytes"],
];
/** The columns by what they hold, in both. */
const NAMES = {
  start: ["ts", "firstseen"],
  end: ["te", "lastseen"],
  seconds: ["td", "duration"],
  srcIp: ["sa", "srcaddr"],
  srcPort: ["sp", "srcport"],
  dstIp: ["da", "dstaddr"],
  dstPort: ["dp", "dstport"],
  protocol: ["pr", "proto"],
  packets: ["ipkt", "packets"],
  bytes: ["ibyt", "bytes"],
};
/** What a paired table has of the other direction's row, beside nfdump's own columns. */
const REVERSE = {
  start: "reverse ts",
  end: "reverse te",
  seconds: "reverse td",
  packets: "reverse ipkt",
  bytes: "reverse ibyt",
} as const;
const PAIR_HINT = "to make one flow of two directions, load with { pairOneWay: true }";

/** nfdump's CSV output (-o csv), whose rows hold one direction each unless nfdump was told to make them two-way (-B). */
export const nfdump: TableDialect = {
  id: "nfdump",
  recognizes: ({ names }) =>
    FIRST_COLUMNS.every((name, i) => names[i] === name) ||
    (names[0] === LATER_COLUMNS[0] && LATER_COLUMNS.every((name) => names.includes(name))),
  numbers: [
    ...[...NAMES.seconds, ...NAMES.srcPort, ...NAMES.dstPort, ...NAMES.packets, ...NAMES.bytes],
    ...["opkt", "obyt"],
  ],
  texts: [
    ...[...NAMES.start, ...NAMES.end, ...NAMES.srcIp, ...NAMES.dstIp, ...NAMES.protocol],
    "flg",
    "flags",
    "smk",
    "dmk",
    "nh",
    "nhb",
    "ismc",
    "odmc",
    "idmc",
    "osmc",
    "ra",
    "tr",
  ],
  endsAt: (firstField) => firstField.trim() === "Summary",
  select(source, report, context) {
    if (!context.pairOneWay || isTwoWay(source)) return null;
    const paired = pairRows(source, context.zone);
    if (paired) report.merged += source.rows - paired.rows;
    return paired;
  },
  map(draft) {
    draft.byteMeaning = "ip";
    if (draft.source.find(FIRST_COLUMNS[0]!) === null) warnUntested(draft, "nfdump 1.7");
    draft.copyEndpoints(NAMES);
    draft.copyText("protocol", NAMES.protocol, protocolName);
    copyTimes(draft, ...NAMES.start);
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
    draft.copyNumbers("duration", NAMES.seconds, SECONDS.s);
    draft.copyNumbers("bytes_sent", NAMES.bytes);
    if (draft.source.find(REVERSE.packets) !== null) return mapPaired(draft);
    draft.copyNumbers("packets_sent", NAMES.packets);
    if (isTwoWay(draft.source)) {
      draft.copyNumbers("packets_received", ["opkt"]);
      draft.copyNumbers("bytes_received", ["obyt"]);
    } else {
      draft.copyNumbers("packet_count", NAMES.packets);
      keepOneWay(draft, "a record holds one direction", PAIR_HINT);
    }
  },
};

function protocolName(text: string): string {
  const name = normalizeProtocol(text.trim());
  return name === "icmp6" ? "ipv6-icmp" : name;
}

/** Whether records hold what came back as well. */
function isTwoWay(source: SourceColumns): boolean {
  return ["opkt", "obyt"].some((name) => numbersOf(source, [name])?.some((count) => count > 0));
}

function numbersOf(source: SourceColumns, names: readonly string[]): Float64Array | null {
  const found = source.find(...names);
  const column = found === null ? undefined : source.get(found);
  if (!column || column instanceof TextColumn) return null;
  return Float64Array.from({ length: column.length }, (_, row) =>
    column.isMissing(row) ? NaN : column.values[row]!,
  );
}

function textsOf(source: SourceColumns, names: readonly string[]): TextColumn | null {
  const found = source.find(...names);
  const column = found === null ? undefined : source.get(found);
  return column instanceof TextColumn ? column : null;
}

/** The originators' rows, with what the responders' rows say in columns of their own; null where the columns for that lack. */
function pairRows(source: SourceColumns, zone: ZoneOffset): SourceColumns | null {
  const srcIp = textsOf(source, NAMES.srcIp);
  const dstIp = textsOf(source, NAMES.dstIp);
  const protocol = textsOf(source, NAMES.protocol);
  const srcPort = numbersOf(source, NAMES.srcPort);
  const dstPort = numbersOf(source, NAMES.dstPort);
  const seconds = numbersOf(source, NAMES.seconds);
  const packets = numbersOf(source, NAMES.packets);
  const bytes = numbersOf(source, NAMES.bytes);
  const spans = seconds && readSpans(source, seconds, zone);
  if (!srcIp || !dstIp || !protocol || !spans) return null;
  if (!srcPort || !dstPort || !packets || !bytes) return null;
  const { start, end } = spans;
  const { row, reverse } = pairDirections({
    srcIp,
    dstIp,
    srcPort,
    dstPort,
    protocol: recode("protocol", protocol, protocolName).column,
    start,
    end,
  });
  const ofReverse = (values: Float64Array): Float64Array =>
    Float64Array.from(reverse, (other) => (other < 0 ? NaN : values[other]!));
  const kept = source.take(row);
  const added = [
    timeColumn(REVERSE.start, ofReverse(start)),
    timeColumn(REVERSE.end, ofReverse(end)),
    floatColumn(REVERSE.seconds, ofReverse(seconds)),
    numberColumn(REVERSE.packets, ofReverse(packets)),
    numberColumn(REVERSE.bytes, ofReverse(bytes)),
  ];
  return new SourceColumns([...kept.all(), ...added], kept.rows, kept.lines);
}

/** When each row begins and ends: where the end is not told, by its duration. */
function readSpans(
  source: SourceColumns,
  seconds: Float64Array,
  zone: ZoneOffset,
): { start: Float64Array; end: Float64Array } | null {
  const starts = textsOf(source, NAMES.start);
  const ends = textsOf(source, NAMES.end);
  if (!starts) return null;
  const start = readStamps(starts, zone).values;
  const end = ends ? readStamps(ends, zone).values : new Float64Array(start.length).fill(NaN);
  return {
    start,
    end: end.map((time, row) => (Number.isNaN(time) ? start[row]! + (seconds[row]! || 0) * 1000 : time)),
  };
}

/** A flow of two rows, or of one to which nothing came back. */
function mapPaired(draft: CanonicalDraft): void {
  const alone = draft.source.rows - countPresent(draft.numbers(REVERSE.packets)!);
  draft.direction = alone > 0 ? "mixed" : "two-way";
  draft.copyNumbers("packets_sent", NAMES.packets);
  copyReverse(draft, "packets_received", REVERSE.packets, alone);
  copyReverse(draft, "bytes_received", REVERSE.bytes, alone);
  mapSpan(draft);
  if (alone === 0) return;
  draft.report.warn(
    "W_ONE_WAY",
    "Flows of which no record of the other direction was found were kept: nothing came back in them, or it was not recorded",
    { count: alone },
  );
}

function copyReverse(
  draft: CanonicalDraft,
  field: "packets_received" | "bytes_received",
  name: string,
  alone: number,
): void {
  const values = draft.numbers(name)!.map((count) => (Number.isNaN(count) ? 0 : count));
  const entry = direct(field, name);
  if (alone === 0) return draft.set(entry, values);
  const reason = `0 in ${alone} flows of which no record of the other direction was found`;
  draft.set({ ...entry, status: "imputed", reason }, values);
}

/** The longest of both durations and of the time from the first start to the last end. */
function mapSpan(draft: CanonicalDraft): void {
  const { source } = draft;
  const seconds = numbersOf(source, NAMES.seconds);
  const spans = seconds && readSpans(source, seconds, draft.context.zone);
  if (!spans) return;
  const reverseStart = draft.numbers(REVERSE.start)!;
  const reverseEnd = draft.numbers(REVERSE.end)!;
  const reverseSeconds = draft.numbers(REVERSE.seconds)!;
  for (let row = 0; row < seconds.length; row++) {
    if (Number.isNaN(reverseStart[row]!)) continue;
    const first = Math.min(spans.start[row]!, reverseStart[row]!);
    const last = Math.max(spans.end[row]!, reverseEnd[row]!);
    const known = [seconds[row]!, reverseSeconds[row]!, (last - first) / 1000];
    seconds[row] = known.reduce((longest, value) => (value > longest ? value : longest), 0);
  }
  const [td, ts, te] = [NAMES.seconds, NAMES.start, NAMES.end].map((names) => source.find(...names));
  const end = te ? `[${te}]` : `[${ts}] + [${td}] * 1000`;
  const columns = [td!, REVERSE.seconds, ts!, ...(te ? [te] : []), REVERSE.start, REVERSE.end];
  const formula = `max([${td}], [reverse td], (max(${end}, [reverse te]) - min([${ts}], [reverse ts])) / 1000)`;
  const reason = "ts and te are whole seconds in most of nfdump's versions: up to 1 s too long";
  const entry = computed("duration", columns, formula);
  draft.set(source.find(FIRST_COLUMNS[1]!) === null ? entry : { ...entry, reason }, seconds);
}

function countPresent(values: Float64Array): number {
  return values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
}
