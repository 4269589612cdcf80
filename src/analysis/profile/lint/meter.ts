/** Published defects of CICFlowMeter and its relatives, where their columns are in the table. */
import { countOf, cutText } from "../../core/mod.ts";
import { formatNumber } from "../../display/mod.ts";
import { inSlices } from "../slices.ts";
import type { LintView, Numbers, SourceNumbers } from "./lint-view.ts";
import { flowWords, rowRule, type Found, type LintRule } from "./rule.ts";

/** Fewest flows by which a column can be called dead. */
const FEWEST = 100;
/** Packets from which on a flow could have a bulk (four packets in a row with payload). */
const BULKY = 20;
/** Least header of a packet with ports, without the IP header (UDP), B. */
const LEAST_HEADER = 8;

const BULK = [
  "fwd avg bytes/bulk",
  "fwd avg packets/bulk",
  "fwd avg bulk rate",
  "bwd avg bytes/bulk",
  "bwd avg packets/bulk",
  "bwd avg bulk rate",
];
const SUBFLOWS = [
  [["subflow fwd packets", "subflow fwd pkts"], "packets_sent"],
  [["subflow bwd packets", "subflow bwd pkts"], "packets_received"],
  [["subflow fwd bytes", "subflow fwd byts"], "bytes_sent"],
  [["subflow bwd bytes", "subflow bwd byts"], "bytes_received"],
] as const;
const HEADERS = [
  [["fwd header length", "fwd header len"], "packets_sent"],
  [["bwd header length", "bwd header len"], "packets_received"],
] as const;
const AVERAGE = ["average packet size", "avg packet size", "pkt size avg"];

export const METER_RULES: readonly LintRule[] = [
  rowRule({
    id: "average-counts-twice",
    needs: ["packet_size_mean", "packet_count"],
    test: (view) => {
      const average = view.source(...AVERAGE);
      const mean = view.numbers("packet_size_mean")!;
      if (average === null) return null;
      return (row) => average.values[row]! - mean[row]! > Math.max(0.5, 0.01 * mean[row]!);
    },
    evidence: ({ flows, have }, row, view) => {
      const average = view.source(...AVERAGE)!;
      return `${flows} ${have} a larger ${cutText(average.name, 80)} than bytes over packets, as ${formatNumber(average.values[row]!)} where it is ${formatNumber(view.numbers("packet_size_mean")![row]!)}; CICFlowMeter counts the first packet twice, which tells short flows from long ones by a defect.`;
    },
    repair: (view) => withoutColumns([view.source(...AVERAGE)!.name]),
  }),
  rowRule({
    id: "impossible-header",
    needs: [],
    test: (view) => {
      const headers = headersOf(view);
      return headers.length === 0
        ? null
        : (row) => headers.some(({ header, packets }) => isBadHeader(header.values[row]!, packets[row]!));
    },
    evidence: ({ flows, have }, row, view) => {
      const { header, packets } = headersOf(view).find((one) =>
        isBadHeader(one.header.values[row]!, one.packets[row]!),
      )!;
      return `${flows} ${have} headers shorter than the packets' least, as ${formatNumber(header.values[row]!)} B in ${cutText(header.name, 80)} for ${countOf(packets[row]!, "packet")}; the meter's counter has overflowed or missed packets.`;
    },
    repair: (view) => withoutColumns(headersOf(view).map(({ header }) => header.name)),
  }),
  { id: "repeated-column", find: repeatedColumn },
  { id: "subflow-copies", find: subflowCopies },
  { id: "dead-bulk-columns", find: deadBulk },
];

/** The same column twice under one header, as CICFlowMeter writes "Fwd Header Length". */
async function repeatedColumn(view: LintView): Promise<Found | null> {
  const repeated = view.columnNames.filter((name) => /(?:#|\.)\d+$/.test(name));
  const copies: string[] = [];
  for (const name of repeated) {
    const first = view.sources(name).find((one) => one !== name && !copies.includes(one));
    const [a, b] = [first === undefined ? null : view.column(first), view.column(name)];
    if (a !== null && b !== null && areEqual(a.values, b.values)) copies.push(name);
  }
  if (copies.length === 0 || view.rowCount === 0) return null;
  return {
    count: view.rowCount,
    rows: [],
    evidence: `${listed(copies)} ${copies.length === 1 ? "repeats" : "repeat"} an earlier column of the same name in every flow; a model would count it twice.`,
    repair: withoutColumns(copies),
  };
}

/** Sub-flow columns that only repeat the totals: the meter never cut a flow into sub-flows. */
async function subflowCopies(view: LintView): Promise<Found | null> {
  const pairs = SUBFLOWS.flatMap(([spellings, field]) => {
    const [part, whole] = [view.source(...spellings), view.numbers(field)];
    return part === null || whole === null ? [] : [{ part, whole }];
  });
  const copies = pairs.filter(({ part, whole }) => areEqual(part.values, whole)).map(({ part }) => part.name);
  if (copies.length < 2 || view.rowCount < FEWEST) return null;
  return {
    count: view.rowCount,
    rows: [],
    evidence: `${listed(copies)} equal the totals of their direction in every flow; the meter's division counts whole numbers only, so they say nothing of sub-flows.`,
    repair: withoutColumns(copies),
  };
}

/** Bulk columns that are 0 although there are flows long enough for bulks. */
async function deadBulk(view: LintView, job: Parameters<LintRule["find"]>[1]): Promise<Found | null> {
  const columns = BULK.flatMap((spelling) => view.source(spelling) ?? []);
  const packets = view.numbers("packet_count");
  if (columns.length === 0 || packets === null || view.rowCount < FEWEST) return null;
  if (!columns.every(({ values }) => values.every((value) => !(value > 0 || value < 0)))) return null;
  let bulky = 0;
  await inSlices(view.rowCount, job, (from, to) => {
    for (let row = from; row < to; row++) if (packets[row]! >= BULKY) bulky++;
  });
  if (bulky === 0) return null;
  const { flows, have } = flowWords(bulky, view.rowCount);
  return {
    count: view.rowCount,
    rows: [],
    evidence: `${listed(columns.map(({ name }) => name))} ${columns.length === 1 ? "is" : "are"} 0 in every flow, although ${flows} ${have} ${BULKY} packets or more; CICFlowMeter loses the bulk features by a cast.`,
    repair: withoutColumns(columns.map(({ name }) => name)),
  };
}

function headersOf(view: LintView): { header: SourceNumbers; packets: Numbers }[] {
  return HEADERS.flatMap(([spellings, field]) => {
    const [header, packets] = [view.source(...spellings), view.numbers(field)];
    return header === null || packets === null ? [] : [{ header, packets }];
  });
}

/** Headers of 0 are those of protocols without ports, which the meter does not count. */
function isBadHeader(header: number, packets: number): boolean {
  return header < 0 || (header > 0 && header < LEAST_HEADER * packets);
}

function areEqual(a: Numbers, b: Numbers): boolean {
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!];
    if (x !== y && (x === x || y === y)) return false;
  }
  return true;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => cutText(name, 80));
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(", ")} and ${left} more` : shown.join(", ");
}

function withoutColumns(names: readonly string[]): string {
  const list = names.map((name) => JSON.stringify(name)).join(", ");
  return `table.select(table.columnNames.filter((name) => ![${list}].includes(name)))`;
}
