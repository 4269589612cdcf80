/** Durations, rates and times that cannot be. */
import { cutText } from "../../core/mod.ts";
import { formatCount, formatDuration, formatNumber, formatTime } from "../../display/mod.ts";
import type { LintView, SourceNumbers } from "./lint-view.ts";
import { rowRule, type LintRule } from "./rule.ts";

/** Faster than any link that a meter stands at, in bits a second, where it holds for at least LEAST_SPAN. */
const FASTEST = 400e9;
/** s */
const LEAST_SPAN = 0.001;
/** s */
const LONGEST = 30 * 86_400;
/** 1990 and 2100, epoch ms. */
const EARLIEST = 631_152_000_000;
const LATEST = 4_102_444_800_000;

const PACKET_RATES = ["flow packets/s", "flow pkts/s", "flow_pkts_s", "flow_packets_per_s"];
const BYTE_RATES = ["flow bytes/s", "flow byts/s", "flow_byts_s", "flow_bytes_per_s"];

export const TIME_RULES: readonly LintRule[] = [
  rowRule({
    id: "zero-duration",
    needs: ["duration", "packet_count"],
    test: (view) => {
      const [duration, packets] = [view.numbers("duration")!, view.numbers("packet_count")!];
      return (row) => duration[row] === 0 && packets[row]! > 1;
    },
    evidence: ({ flows, have }, row, view) =>
      `${flows} ${have} more than one packet in no time at all, as ${formatCount(view.numbers("packet_count")![row]!)} packets; the meter's clock is coarser than the gaps between them, so their rates are infinite or missing.`,
    repair: `table.filter({ not: { and: [{ column: "duration", op: "==", value: 0 }, { column: "packet_count", op: ">", value: 1 }] } })`,
  }),
  rowRule({
    id: "lone-packet-duration",
    needs: ["duration", "packet_count"],
    test: (view) => {
      const [duration, packets] = [view.numbers("duration")!, view.numbers("packet_count")!];
      return (row) => duration[row]! > 0 && packets[row] === 1;
    },
    evidence: ({ flows, have }, row, view) =>
      `${flows} ${have} a single packet and yet a duration, as ${formatDuration(view.numbers("duration")![row]!)}; one packet has no first and last, so packets are missing, or the duration is the meter's timeout.`,
    repair: `table.filter({ not: { and: [{ column: "packet_count", op: "==", value: 1 }, { column: "duration", op: ">", value: 0 }] } })`,
  }),
  rowRule({
    id: "impossible-rate",
    needs: ["duration", "bytes_sent", "bytes_received"],
    test: (view) => {
      const rate = bitRate(view);
      const duration = view.numbers("duration")!;
      return (row) => duration[row]! >= LEAST_SPAN && rate(row) > FASTEST;
    },
    evidence: ({ flows, have }, row, view) =>
      `${flows} ${have} a rate above 400 Gbit/s, as ${formatNumber(bitRate(view)(row) / 1e9)} Gbit/s over ${formatDuration(view.numbers("duration")![row]!)}; no link of such a capture carries that, so the unit of the duration or of the bytes is wrong.`,
    repair: "Check the units of duration, bytes_sent and bytes_received in the mapping.",
  }),
  rowRule({
    id: "endless-duration",
    needs: ["duration"],
    test: (view) => {
      const duration = view.numbers("duration")!;
      return (row) => duration[row]! > LONGEST;
    },
    evidence: ({ flows }, row, view) =>
      `${flows} last more than 30 days, as ${formatDuration(view.numbers("duration")![row]!)}; the duration may be in milliseconds or microseconds and read as seconds.`,
    repair: `Give the unit: await loadFlows(source, { mapping: { duration: { column: "…", unit: "ms" } } })`,
  }),
  rowRule({
    id: "impossible-time",
    needs: ["timestamp"],
    test: (view) => {
      const time = view.numbers("timestamp")!;
      return (row) => time[row]! < EARLIEST || time[row]! > LATEST;
    },
    evidence: ({ flows }, row, view) =>
      `${flows} begin before 1990 or after 2100, as ${formatTime(view.numbers("timestamp")![row]!)}; the times are relative, or in another unit.`,
    repair: `table.filter({ column: "timestamp", op: "between", from: ${EARLIEST}, to: ${LATEST} })`,
  }),
  rowRule({
    id: "rate-mismatch",
    needs: ["duration"],
    test: (view) => {
      const rates = meterRates(view);
      const duration = view.numbers("duration")!;
      if (rates.length === 0) return null;
      return (row) =>
        duration[row]! > 0 &&
        rates.some(({ rate, amount }) => {
          const told = rate.values[row]!;
          const real = amount(row) / duration[row]!;
          return told < Infinity && Math.abs(told - real) > 0.01 * Math.max(Math.abs(told), real);
        });
    },
    evidence: ({ flows, have }, _, view) =>
      `${flows} ${have} another rate in ${cutText(meterRates(view)[0]!.rate.name, 80)} than packets or bytes over the duration give; the meter computed it from other numbers, or the duration of these flows is in another unit.`,
    repair: "Compute rates from bytes, packets and duration instead of using the meter's columns.",
  }),
  rowRule({
    id: "infinite-rate",
    needs: [],
    test: (view) => {
      const rates = [view.source(...PACKET_RATES), view.source(...BYTE_RATES)].filter((one) => one !== null);
      return rates.length === 0
        ? null
        : (row) => rates.some(({ values }) => values[row] === Infinity || values[row] === -Infinity);
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} an infinite rate: the meter divided by a duration of 0. A model that is trained on these columns fails, or learns the meter's clock.`,
    repair: (view) => {
      const names = [view.source(...PACKET_RATES), view.source(...BYTE_RATES)].flatMap((one) =>
        one === null ? [] : JSON.stringify(one.name),
      );
      return `table.select(table.columnNames.filter((name) => ![${names.join(", ")}].includes(name)))`;
    },
  }),
];

function bitRate(view: LintView): (row: number) => number {
  const sent = view.numbers("bytes_sent")!;
  const received = view.numbers("bytes_received")!;
  const duration = view.numbers("duration")!;
  return (row) => (8 * (sent[row]! + received[row]!)) / duration[row]!;
}

/** The meter's own rates beside what they are rates of. */
function meterRates(view: LintView): { rate: SourceNumbers; amount: (row: number) => number }[] {
  const packets = view.numbers("packet_count");
  const sent = view.numbers("bytes_sent");
  const received = view.numbers("bytes_received");
  const packetRate = view.source(...PACKET_RATES);
  const byteRate = view.source(...BYTE_RATES);
  return [
    ...(packetRate === null || packets === null
      ? []
      : [{ rate: packetRate, amount: (row: number) => packets[row]! }]),
    ...(byteRate === null || sent === null || received === null
      ? []
      : [{ rate: byteRate, amount: (row: number) => sent[row]! + received[row]! }]),
  ];
}
