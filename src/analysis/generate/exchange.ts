import { exp } from "../../kernels/mod.ts";
import type { Prng } from "../../kernels/mod.ts";

/** The two ends of a flow and what runs between them. Ports are NaN where the protocol has none. */
export interface Ends {
  srcIp: string;
  srcPort: number;
  dstIp: string;
  dstPort: number;
  protocol: "tcp" | "udp" | "icmp";
  /** As Zeek names it; null where it recognises none. */
  service: string | null;
}

/** What went over the wire, as a flow meter on the way sees it. */
export interface Exchange {
  /** Seconds between first and last packet; 0 for a single packet. */
  duration: number;
  packetsSent: number;
  packetsReceived: number;
  /** Payload bytes; IP bytes are these and the headers. */
  payloadSent: number;
  payloadReceived: number;
  bytesSent: number;
  bytesReceived: number;
  /** Zeek's conn_state and history. */
  state: string;
  history: string;
}

/** IP and TCP headers with the time stamp option; of the first packet, with its further options; without options. */
const TCP_HEADER = 52;
const SYN_HEADER = 60;
const BARE_HEADER = 40;
const UDP_HEADER = 28;
const ICMP_HEADER = 28;
/** Payload of a full TCP segment on an Ethernet of 1,500 bytes. */
const SEGMENT = 1448;
const DATAGRAM = 1350;

/** What a TCP connection carries. */
export interface Talk {
  /** Payload bytes from originator and responder. */
  sent: number;
  received: number;
  /** Round-trip time in s. */
  rtt: number;
  /** Bytes per second on the way. */
  bandwidth: number;
  /** Seconds of waiting, at the server, of a user, or in keep-alive. */
  idle: number;
  /** Packets that keep the connection open meanwhile, both ways together. */
  keepAlives?: number;
  /** How it ends: closed by both, reset by one, or still open at the end of the capture. */
  end: "SF" | "RSTO" | "RSTR" | "S1";
}

/** An established TCP connection: handshake, data, acknowledgements, end. */
export function tcpTalk(random: Prng, talk: Talk): Exchange {
  const { rtt, bandwidth, idle, end } = talk;
  const payloadSent = Math.round(talk.sent);
  const payloadReceived = Math.round(talk.received);
  const segmentsSent = Math.ceil(payloadSent / SEGMENT);
  const segmentsReceived = Math.ceil(payloadReceived / SEGMENT);
  // Receivers acknowledge every second segment, fewer where the network card joins them; some ride on data.
  const acks = 0.3 + 0.3 * random.next();
  const probes = talk.keepAlives ?? 0;
  const farewell = { SF: [2, 2], RSTO: [1, 0], RSTR: [0, 1], S1: [0, 0] }[end];
  const packetsSent = 2 + segmentsSent + Math.round(segmentsReceived * acks) + probes + farewell[0]!;
  const packetsReceived = 1 + segmentsReceived + Math.round(segmentsSent * acks) + probes + farewell[1]!;
  const transfer = (payloadSent + payloadReceived) / bandwidth;
  const rounds =
    1.5 + (payloadSent > 0 ? 1 : 0) + Math.min(8, Math.ceil((segmentsSent + segmentsReceived) / 20));
  const letters = `Sh${payloadSent > 0 ? "AD" : "A"}${payloadReceived > 0 ? "ad" : ""}`;
  const last = { SF: random.next() < 0.6 ? "Ff" : "fF", RSTO: "R", RSTR: "r", S1: "" }[end];
  return {
    duration: rounds * rtt * (0.9 + 0.2 * random.next()) + transfer + idle,
    packetsSent,
    packetsReceived,
    payloadSent,
    payloadReceived,
    bytesSent: SYN_HEADER + TCP_HEADER * (packetsSent - 1) + payloadSent,
    bytesReceived: SYN_HEADER + TCP_HEADER * (packetsReceived - 1) + payloadReceived,
    state: end,
    history: letters + last,
  };
}

/** An attempt that nobody answers: the first packet, repeated after 1 s, 3 s, 7 s. */
export function tcpUnanswered(random: Prng, tries: number, header: number = SYN_HEADER): Exchange {
  let duration = 0;
  for (let attempt = 1; attempt < tries; attempt++)
    duration += (1 << (attempt - 1)) * (1 + 0.01 * random.next());
  return oneWay("S0", "S", tries, header * tries, 0, duration);
}

/** An attempt that a closed port refuses at once. */
export function tcpRefused(random: Prng, rtt: number, header: number = SYN_HEADER): Exchange {
  return {
    ...oneWay("REJ", "Sr", 1, header, 0, rtt * (0.9 + 0.2 * random.next())),
    packetsReceived: 1,
    bytesReceived: BARE_HEADER,
  };
}

/** A half-open probe of an open port: answered, then reset by the scanner. */
export function tcpHalfOpen(random: Prng, rtt: number): Exchange {
  const probe = BARE_HEADER + 4;
  return {
    ...oneWay("RSTO", "ShR", 2, probe + BARE_HEADER, 0, rtt * (0.9 + 0.2 * random.next())),
    packetsReceived: 1,
    bytesReceived: probe,
  };
}

/** Datagrams one way and back. */
export function udpTalk(
  sent: number,
  received: number,
  packetsSent: number,
  packetsReceived: number,
  duration: number,
): Exchange {
  const payloadSent = Math.round(sent);
  const payloadReceived = Math.round(received);
  const nSent = Math.max(packetsSent, Math.ceil(payloadSent / DATAGRAM));
  const nReceived =
    packetsReceived === 0 ? 0 : Math.max(packetsReceived, Math.ceil(payloadReceived / DATAGRAM));
  return {
    duration,
    packetsSent: nSent,
    packetsReceived: nReceived,
    payloadSent,
    payloadReceived: nReceived === 0 ? 0 : payloadReceived,
    bytesSent: payloadSent + UDP_HEADER * nSent,
    bytesReceived: nReceived === 0 ? 0 : payloadReceived + UDP_HEADER * nReceived,
    state: nReceived === 0 ? "S0" : "SF",
    history: nReceived === 0 ? "D" : "Dd",
  };
}

/** Echo requests and their replies, one a second. */
export function icmpEcho(random: Prng, requests: number, replies: number, rtt: number): Exchange {
  const payload = 56;
  return {
    duration: requests - 1 + (replies > 0 ? rtt * (0.9 + 0.2 * random.next()) : 0),
    packetsSent: requests,
    packetsReceived: replies,
    payloadSent: payload * requests,
    payloadReceived: payload * replies,
    bytesSent: (payload + ICMP_HEADER) * requests,
    bytesReceived: (payload + ICMP_HEADER) * replies,
    state: "OTH",
    history: "",
  };
}

function oneWay(
  state: string,
  history: string,
  packets: number,
  bytes: number,
  payload: number,
  duration: number,
): Exchange {
  return {
    duration,
    packetsSent: packets,
    packetsReceived: 0,
    payloadSent: payload,
    payloadReceived: 0,
    bytesSent: bytes,
    bytesReceived: 0,
    state,
    history,
  };
}

/** A log-normal draw by its median and the standard deviation of its logarithm. */
export function logNormal(random: Prng, median: number, sigma: number): number {
  return median * exp(sigma * random.normal());
}
