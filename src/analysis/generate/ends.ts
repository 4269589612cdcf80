import type { Prng } from "../../kernels/mod.ts";
import type { Ends } from "./exchange.ts";
import { clientPort } from "./network.ts";

/** Two ends, the first with a port that its system picks. */
export function endsOf(
  random: Prng,
  srcIp: string,
  dstIp: string,
  dstPort: number,
): Pick<Ends, "srcIp" | "srcPort" | "dstIp" | "dstPort"> {
  return { srcIp, srcPort: clientPort(random), dstIp, dstPort };
}

/** The ends of a TCP connection. */
export function tcpEnds(
  random: Prng,
  srcIp: string,
  dstIp: string,
  dstPort: number,
  service: string | null,
): Ends {
  return { ...endsOf(random, srcIp, dstIp, dstPort), protocol: "tcp", service };
}
