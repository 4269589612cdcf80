/**
 * The numeric features of a flow record.
 *
 * Source of the derived ones and of the classes of ports and states: this project's own study of 15 labelled captures (docs/features.md);
 * logarithms because sizes and times of traffic span six decades.
 */
import { log1p } from "../../kernels/mod.ts";
import type { CanonicalField } from "../core/mod.ts";

/** What a numeric feature is made from, in its own order. */
export interface NumericFeature {
  readonly name: string;
  readonly group: "canonical" | "flow";
  /** What it says, with its unit. */
  readonly meaning: string;
  readonly needs: readonly CanonicalField[];
  /** @param fields The values of `needs`, NaN where missing. NaN comes out where the feature is not defined. */
  readonly compute: (...fields: number[]) => number;
}

const canonical = (name: CanonicalField, meaning: string): NumericFeature => ({
  name,
  group: "canonical",
  meaning,
  needs: [name],
  compute: (value) => value,
});

const flow = (
  name: string,
  meaning: string,
  needs: readonly CanonicalField[],
  compute: (...fields: number[]) => number,
): NumericFeature => ({ name, group: "flow", meaning, needs, compute });

/** Shortest time that a rate is taken over, in s: flows of one packet last 0 s. */
const SHORTEST = 0.001;

const perSecond = (amount: number, duration: number): number =>
  log1p(amount / (duration > SHORTEST ? duration : SHORTEST));
const perPacket = (bytes: number, packets: number): number => log1p(bytes / (packets > 1 ? packets : 1));
const asymmetry = (sent: number, received: number): number => (sent - received) / (sent + received + 1);

/** In the order in which they become columns. */
export const NUMERIC_FEATURES: readonly NumericFeature[] = [
  canonical("duration", "duration, s"),
  canonical("packet_count", "packets both ways"),
  canonical("bytes_sent", "bytes from originator to responder"),
  canonical("bytes_received", "bytes from responder to originator"),
  canonical("packet_size_mean", "mean size of a packet, bytes"),
  canonical("packets_sent", "packets from originator to responder"),
  canonical("packets_received", "packets from responder to originator"),
  flow("log_duration", "ln(1 + duration in ms)", ["duration"], (s) => log1p(1000 * s)),
  flow("log_packets_sent", "ln(1 + packets sent)", ["packets_sent"], log1p),
  flow("log_packets_received", "ln(1 + packets received)", ["packets_received"], log1p),
  flow("log_bytes_sent", "ln(1 + bytes sent)", ["bytes_sent"], log1p),
  flow("log_bytes_received", "ln(1 + bytes received)", ["bytes_received"], log1p),
  flow("log_packet_rate", "ln(1 + packets per s)", ["packet_count", "duration"], perSecond),
  flow(
    "log_byte_rate",
    "ln(1 + bytes per s, both ways)",
    ["bytes_sent", "bytes_received", "duration"],
    (sent, received, duration) => perSecond(sent + received, duration),
  ),
  flow(
    "byte_asymmetry",
    "(sent - received) / (sent + received + 1) of bytes, -1 to 1",
    ["bytes_sent", "bytes_received"],
    asymmetry,
  ),
  flow(
    "packet_asymmetry",
    "(sent - received) / (sent + received + 1) of packets, -1 to 1",
    ["packets_sent", "packets_received"],
    asymmetry,
  ),
  flow("log_size_sent", "ln(1 + bytes per packet sent)", ["bytes_sent", "packets_sent"], perPacket),
  flow(
    "log_size_received",
    "ln(1 + bytes per packet received)",
    ["bytes_received", "packets_received"],
    perPacket,
  ),
  flow("log_size_mean", "ln(1 + mean bytes per packet)", ["packet_size_mean"], log1p),
  flow(
    "no_reply",
    "1 where neither packets nor bytes came back, else 0",
    ["packets_received", "bytes_received"],
    (packets, bytes) => (packets === 0 && bytes === 0 ? 1 : packets - packets + (bytes - bytes)),
  ),
  flow(
    "log_packet_gap",
    "ln(1 + mean time between packets in ms)",
    ["duration", "packet_count"],
    (duration, packets) => log1p((1000 * duration) / (packets > 2 ? packets - 1 : 1)),
  ),
];
