/** Types of the traffic generator. */
import type { Dialect } from "./shared.ts";

export type ScenarioKind = "normal" | "port-scan" | "flood" | "brute-force" | "exfiltration" | "beacon";

/** A kind of traffic, and how much of it. */
export type Scenario =
  | ScenarioKind
  | {
      kind: ScenarioKind;
      /** Share of all flows, 0 to 1. */
      share?: number;
      /** Number of flows; in place of `share`. */
      flows?: number;
      /** 1 = usual. Of attacks, how many attempts, packets or bytes a second; of normal traffic, how many bytes a transfer carries. */
      intensity?: number;
    };

export interface GenerateOptions {
  /** Number of flows, exactly. */
  flows: number;
  /** 42 when absent. */
  seed?: number;
  /** All six kinds when absent, normal with a share of 0.8. */
  scenarios?: Scenario[];
  /** UTC epoch ms; Monday, 4 March 2024, 00:00 when absent. */
  start?: number;
  /** Length of the capture; 24 when absent. */
  hours?: number;
  /** "zeek-tsv" adds the columns of a conn.log. */
  dialect?: Extract<Dialect, "trafficlab" | "zeek-tsv" | "cicflowmeter">;
}
