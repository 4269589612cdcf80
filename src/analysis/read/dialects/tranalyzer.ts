import { direct, floatColumn, TextColumn } from "../../table/mod.ts";
import { computed, normalizeProtocol } from "../canonical.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { SourceColumns } from "../source-columns.ts";
import type { TableDialect } from "./types.ts";

/** What a table has of the answering row beside the asking row's columns. */
const REVERSE_FIRST = "reverse timeFirst";
const REVERSE_LAST = "reverse timeLast";
/** Times are written to the microsecond: sums of doubles are rounded to it. */
const MICROSECONDS = 1e6;

/** Tranalyzer's flow files. A connection that was answered is a row "A" and a mirrored row "B", of which only A is a flow. */
export const tranalyzer: TableDialect = {
  id: "tranalyzer",
  recognizes: ({ names }) => names[0] === "%dir" && names.includes("flowind") && names.includes("numpktssnt"),
  numbers: [
    "timefirst",
    "timelast",
    "duration",
    "srcport",
    "dstport",
    "l4proto",
    "numpktssnt",
    "numpktsrcvd",
    "numbytessnt",
    "numbytesrcvd",
  ],
  texts: ["%dir", "flowind", "srcip", "dstip", "srcmac", "dstmac", "dstportclass", "dstportclassn"],
  select(source, report) {
    const name = source.find("%dir");
    const directions = name === null ? undefined : source.get(name);
    if (!(directions instanceof TextColumn)) return null;
    const { kept, reverse, lone } = pairAnswers(source, directions);
    if (lone > 0) report.drop("answer (B) without its flow (A)", lone);
    report.merged += source.rows - kept.length - lone;
    return withReverse(source, kept, reverse);
  },
  map(draft) {
    draft.byteMeaning = "payload";
    draft.copyNumbers("packets_sent", ["numPktsSnt"]);
    draft.copyNumbers("packets_received", ["numPktsRcvd"]);
    draft.copyNumbers("bytes_sent", ["numBytesSnt"]);
    draft.copyNumbers("bytes_received", ["numBytesRcvd"]);
    mapDuration(draft);
    draft.copyEpochs("timeFirst");
    mapEnds(draft);
    // 0 stands for frames that are no IP.
    draft.copyText("protocol", ["l4Proto"], (text) => (text === "0" ? null : normalizeProtocol(text)));
    draft.copyText("service", ["dstPortClass"], (text) => (text === "unknown" ? null : text));
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
  },
};

/** Rows that are flows, with the row that answers each, or -1; `lone` answers belong to no flow of the file. */
function pairAnswers(
  source: SourceColumns,
  directions: TextColumn,
): { kept: Uint32Array; reverse: Int32Array; lone: number } {
  const name = source.find("flowInd");
  const flows = name === null ? undefined : source.get(name);
  const isAnswer = directions.categories.map((direction) => direction.trim().toUpperCase() === "B");
  const kept: number[] = [];
  const answers: number[] = [];
  /** By flow number the flows that have no answer yet, as places in `kept`: a number comes again where files were joined. */
  const open = new Map<unknown, number[]>();
  for (let row = 0; row < source.rows; row++) {
    if (isAnswer[directions.values[row]!] === true) answers.push(row);
    else {
      const key = flows?.at(row) ?? null;
      const places = open.get(key);
      if (places) places.push(kept.length);
      else open.set(key, [kept.length]);
      kept.push(row);
    }
  }
  const reverse = new Int32Array(kept.length).fill(-1);
  let lone = 0;
  const taken = new Map<unknown, number>();
  for (const row of answers) {
    const key = flows?.at(row) ?? null;
    const next = taken.get(key) ?? 0;
    const place = open.get(key)?.[next];
    if (place === undefined) lone++;
    else {
      reverse[place] = row;
      taken.set(key, next + 1);
    }
  }
  return { kept: Uint32Array.from(kept), reverse, lone };
}

function withReverse(source: SourceColumns, kept: Uint32Array, reverse: Int32Array): SourceColumns {
  const taken = source.take(kept);
  const added = (
    [
      ["timeFirst", REVERSE_FIRST],
      ["timeLast", REVERSE_LAST],
    ] as const
  ).flatMap(([from, to]) => {
    const name = source.find(from);
    const column = name === null ? undefined : source.get(name);
    if (!column || column instanceof TextColumn) return [];
    const values = Float64Array.from(reverse, (row) =>
      row < 0 || column.isMissing(row) ? NaN : column.values[row]!,
    );
    return [floatColumn(to, values)];
  });
  return new SourceColumns([...taken.all(), ...added], taken.rows, taken.lines);
}

/** Frames that are no IP have no addresses, and no ports either: those columns hold 0. */
function mapEnds(draft: CanonicalDraft): void {
  draft.copyText("src_ip", ["srcIP"]);
  draft.copyText("dst_ip", ["dstIP"]);
  const addresses = draft.texts("srcIP");
  for (const [field, name] of [
    ["src_port", "srcPort"],
    ["dst_port", "dstPort"],
  ] as const) {
    const from = draft.source.find(name);
    const ports = draft.numbers(name);
    if (from === null || !ports) continue;
    draft.set(
      direct(field, from),
      ports.map((port, row) => (addresses?.isMissing(row) ? NaN : port)),
    );
  }
}

/** From the first packet of both directions to the last; a row's own duration covers one direction. */
function mapDuration(draft: CanonicalDraft): void {
  const first = draft.numbers("timeFirst");
  const last = draft.numbers("timeLast");
  if (!first || !last) return void draft.copyNumbers("duration", ["duration"]);
  const otherFirst = draft.numbers(REVERSE_FIRST);
  const otherLast = draft.numbers(REVERSE_LAST);
  const spans = new Float64Array(first.length);
  for (let row = 0; row < spans.length; row++) {
    const from = otherFirst && otherFirst[row]! < first[row]! ? otherFirst[row]! : first[row]!;
    const to = otherLast && otherLast[row]! > last[row]! ? otherLast[row]! : last[row]!;
    spans[row] = Math.round((to - from) * MICROSECONDS) / MICROSECONDS;
  }
  draft.set(
    computed(
      "duration",
      ["timeFirst", "timeLast", REVERSE_FIRST, REVERSE_LAST],
      `max([timeLast], [${REVERSE_LAST}]) - min([timeFirst], [${REVERSE_FIRST}])`,
    ),
    spans,
  );
}
