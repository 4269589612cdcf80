/** Bytes and packets that cannot go together. */
import { countOf, cutText } from "../../core/mod.ts";
import { formatBytes, formatCount, formatNumber } from "../../display/mod.ts";
import type { LintView, Numbers, Texts } from "./lint-view.ts";
import { rowRule, type LintRule } from "./rule.ts";

const AMOUNTS = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "packets_sent",
  "packets_received",
] as const;

/** No IP packet is longer; the rest is room for the frame around it. */
const LONGEST_PACKET = 65_575;

/** Least bytes of an IP packet of a protocol: headers without options. */
const LEAST_IP = new Map([
  ["tcp", 40],
  ["udp", 28],
  ["icmp", 28],
]);
const LEAST_IP_OTHER = 20;
const FRAME = 14;

export const AMOUNT_RULES: readonly LintRule[] = [
  rowRule({
    id: "negative-amount",
    needs: [],
    test: (view) => {
      const columns = amountColumns(view);
      return columns.length === 0 ? null : (row) => columns.some(({ values }) => values[row]! < 0);
    },
    evidence: ({ flows, have }, row, view) => {
      const { name, values } = amountColumns(view).find((column) => column.values[row]! < 0)!;
      return `${flows} ${have} a negative duration, size or count, as ${formatNumber(values[row]!)} in ${cutText(name, 80)}; nothing that is measured of a flow can be negative, so these are marks for "unknown" or overflows of the meter.`;
    },
    repair: (view) => {
      const names = amountColumns(view)
        .filter(({ values }) => values.some((value) => value < 0))
        .map(({ name }) => `{ column: ${JSON.stringify(name)}, op: "<", value: 0 }`);
      return `table.filter({ not: { or: [${names.join(", ")}] } })`;
    },
  }),
  rowRule({
    id: "no-packets",
    needs: ["packet_count"],
    test: (view) => {
      const packets = view.numbers("packet_count")!;
      return (row) => packets[row] === 0;
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} no packet in either direction; the meter saw a record of the connection and none of its packets, or could not check them.`,
    repair: `table.filter({ not: { column: "packet_count", op: "==", value: 0 } })`,
  }),
  rowRule({
    id: "bytes-without-packets",
    needs: ["bytes_sent", "bytes_received", "packet_count"],
    test: (view) => {
      const sides = sidesOf(view);
      return (row) => sides.some(({ bytes, packets }) => bytes(row) > 0 && packets[row] === 0);
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} bytes in a direction in which there was no packet; packets and bytes are from different counters, or mapped the wrong way round.`,
    repair:
      "Check in the mapping that packets and bytes of each direction come from columns of the same direction.",
  }),
  rowRule({
    id: "packets-without-bytes",
    needs: ["bytes_sent", "bytes_received", "packet_count"],
    test: (view) => {
      if (!countsHeaders(view)) return null;
      const sides = sidesOf(view);
      return (row) => sides.some(({ bytes, packets }) => bytes(row) === 0 && packets[row]! > 0);
    },
    evidence: ({ flows, have }, _, view) =>
      `${flows} ${have} packets and no bytes in a direction, although the source counts ${wholeOf(view)}, headers included; the bytes were not counted there.`,
    repair:
      "Map bytes_sent and bytes_received to columns that count headers, or take the bytes of these flows as missing.",
  }),
  rowRule({
    id: "bytes-below-headers",
    needs: ["bytes_sent", "bytes_received", "packet_count"],
    test: (view) => {
      if (!countsHeaders(view)) return null;
      const sides = sidesOf(view);
      const least = leastBytes(view);
      return (row) =>
        sides.some(({ bytes, packets }) => {
          const sum = bytes(row);
          return sum > 0 && packets[row]! > 0 && sum < least(row) * packets[row]!;
        });
    },
    evidence: ({ flows, have }, row, view) => {
      const { bytes, packets } = sidesOf(view).find((side) => {
        const sum = side.bytes(row);
        return sum > 0 && sum < leastBytes(view)(row) * side.packets[row]!;
      })!;
      return `${flows} ${have} fewer bytes than the headers of the packets alone take, as ${formatBytes(bytes(row))} in ${countOf(packets[row]!, "packet")}; the bytes are of the payload, of a cut capture, or in another unit.`;
    },
    repair:
      "Check in the mapping which bytes the source counts; payload bytes must not be read as whole packets.",
  }),
  rowRule({
    id: "mean-size-mismatch",
    needs: ["bytes_sent", "bytes_received", "packet_count", "packet_size_mean"],
    test: (view) => {
      if (!view.isGiven("packet_size_mean")) return null;
      const mean = view.numbers("packet_size_mean")!;
      const packets = view.numbers("packet_count")!;
      const sum = sumOf(view);
      return (row) => {
        if (!(packets[row]! > 0)) return false;
        const real = sum(row) / packets[row]!;
        // A whole byte is what rounding of the mean explains.
        return Math.abs(mean[row]! - real) > Math.max(1, 0.01 * real);
      };
    },
    evidence: ({ flows, have }, row, view) =>
      `${flows} ${have} a mean packet size that does not fit bytes and packets, as ${formatNumber(view.numbers("packet_size_mean")![row]!)} B where ${formatNumber(sumOf(view)(row))} B in ${countOf(view.numbers("packet_count")![row]!, "packet")} are ${formatNumber(sumOf(view)(row) / view.numbers("packet_count")![row]!)} B.`,
    repair: `Compute it: { mapping: { packet_size_mean: { formula: "([bytes_sent] + [bytes_received]) / [packet_count]" } } } with the names of the source's columns.`,
  }),
  rowRule({
    id: "packets-mismatch",
    needs: ["packet_count", "packets_sent", "packets_received"],
    test: (view) => {
      if (!view.isGiven("packet_count")) return null;
      const [all, sent, received] = [
        view.numbers("packet_count")!,
        view.numbers("packets_sent")!,
        view.numbers("packets_received")!,
      ];
      return (row) =>
        all[row]! - sent[row]! - received[row]! > 0 || all[row]! - sent[row]! - received[row]! < 0;
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} another number of packets than both directions together; one of the counters is of something else.`,
    repair: `Compute packet_count from the two directions in the mapping.`,
  }),
  rowRule({
    id: "mean-size-impossible",
    needs: ["bytes_sent", "bytes_received", "packet_count"],
    test: (view) => {
      const packets = view.numbers("packet_count")!;
      const sum = sumOf(view);
      return (row) => packets[row]! > 0 && sum(row) / packets[row]! > LONGEST_PACKET;
    },
    evidence: ({ flows, have }, row, view) =>
      `${flows} ${have} more bytes a packet than any packet can hold (${formatCount(65_535)}), as ${formatBytes(sumOf(view)(row))} in ${countOf(view.numbers("packet_count")![row]!, "packet")}; the unit of the bytes is wrong, or packets were not counted.`,
    repair: "Check the unit of bytes_sent and bytes_received in the mapping.",
  }),
  rowRule({
    id: "payload-above-packets",
    needs: ["bytes_sent", "bytes_received"],
    test: (view) => {
      if (view.mapping.byteMeaning !== "ip") return null;
      const pairs = payloadPairs(view);
      return pairs.length === 0
        ? null
        : (row) => pairs.some(({ payload, bytes }) => payload[row]! > bytes[row]!);
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} more payload than bytes of packets; the capture missed packets that the meter reckons in the payload only, so bytes and packets of these flows are too few.`,
    repair: `Take payload bytes for both: await loadFlows(source, { bytes: "payload" })`,
  }),
];

/** Canonical amounts, and the source columns that they were read from: there a negative number is still to be seen. */
function amountColumns(view: LintView): { name: string; values: Numbers }[] {
  const names = new Set<string>();
  for (const field of AMOUNTS) {
    names.add(field);
    const mapped = view.mapping.fields.find((one) => one.field === field);
    if (mapped?.columns.length === 1) for (const name of view.sources(mapped.columns[0]!)) names.add(name);
  }
  return [...names].flatMap((name) => view.column(name) ?? []);
}

/** Bytes and packets of each direction, or of both together where packets are not told apart. */
function sidesOf(view: LintView): { bytes: (row: number) => number; packets: Numbers }[] {
  const sent = view.numbers("packets_sent");
  const received = view.numbers("packets_received");
  if (sent === null || received === null)
    return [{ bytes: sumOf(view), packets: view.numbers("packet_count")! }];
  const bytesSent = view.numbers("bytes_sent")!;
  const bytesReceived = view.numbers("bytes_received")!;
  return [
    { bytes: (row) => bytesSent[row]!, packets: sent },
    { bytes: (row) => bytesReceived[row]!, packets: received },
  ];
}

function sumOf(view: LintView): (row: number) => number {
  const sent = view.numbers("bytes_sent")!;
  const received = view.numbers("bytes_received")!;
  return (row) => sent[row]! + received[row]!;
}

function countsHeaders({ mapping }: LintView): boolean {
  return mapping.byteMeaning === "ip" || mapping.byteMeaning === "frame";
}

function wholeOf({ mapping }: LintView): string {
  return mapping.byteMeaning === "frame" ? "whole frames" : "whole IP packets";
}

/** Least bytes of a packet of each row's protocol. */
function leastBytes(view: LintView): (row: number) => number {
  const protocol: Texts | null = view.texts("protocol");
  const frame = view.mapping.byteMeaning === "frame" ? FRAME : 0;
  if (protocol === null) return () => LEAST_IP_OTHER + frame;
  const least = Float64Array.from(
    protocol.categories,
    (name) => (LEAST_IP.get(name) ?? LEAST_IP_OTHER) + frame,
  );
  return (row) => least[protocol.codes[row]!] ?? LEAST_IP_OTHER + frame;
}

/** Zeek's payload bytes beside its bytes of IP packets. */
function payloadPairs(view: LintView): { payload: Numbers; bytes: Numbers }[] {
  const pairs = [
    [view.source("orig_bytes"), view.numbers("bytes_sent")],
    [view.source("resp_bytes"), view.numbers("bytes_received")],
  ] as const;
  return pairs.flatMap(([payload, bytes]) =>
    payload === null || bytes === null ? [] : [{ payload: payload.values, bytes }],
  );
}
