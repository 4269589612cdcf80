import { checkInteger, checkOptions, runJob } from "../core/mod.ts";
import type { RuleSet, RunOptions } from "../core/mod.ts";
import type { TrafficModel } from "../persist/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { packetScale } from "./asymmetry.ts";
import { ThreatAssessor } from "./assessor.ts";
import { ClassifierPart } from "./classifier-part.ts";
import { NoveltyPart } from "./novelty-part.ts";
import { DEFAULT_RULES } from "./rules.ts";

export interface AssessorOptions extends RunOptions {
  /** Flows known to be normal: what is unlike them gains evidence. At least 50. */
  baseline?: FlowTable | undefined;
  /** A classifier trained on labelled flows of this network. */
  model?: TrafficModel | undefined;
  /** Flows that an isolation forest is fitted on, to say beside the score whether a flow is an anomaly among them. At least 50. */
  anomaly?: FlowTable | undefined;
  /** Default: `DEFAULT_RULES`. */
  rules?: RuleSet | undefined;
  /** Default 42. */
  seed?: number | undefined;
}

/**
 * Makes a threat assessor. Without options it knows the rules alone and is ready at once.
 *
 * The score is 25 points for a point of evidence; LOW below 25, HIGH from 50. It is a sum of weights chosen by hand, not a probability: on
 * the labelled captures it was measured on, it ranks attacks above benign flows with an AUROC of 0.84 for one flow with its port and 0.91 with
 * its capture, and far less on attacks that look like ordinary sessions (docs/threat.md).
 *
 * @throws {TypeError | RangeError | SyntaxError} code BAD_INPUT, naming the option; {CancelledError} when it was cancelled.
 * @example
 * ```ts
 * import { createThreatAssessor } from "trafficlab";
 *
 * const assessor = await createThreatAssessor();
 * const flow = { duration: 3, packet_count: 25, bytes_sent: 2000, bytes_received: 1800, packet_size_mean: 500 };
 * const { level, score, ledger } = assessor.assess(flow);
 * const sum = ledger.reduce((total, line) => total + line.points, 0);
 * if (level !== "LOW" || sum !== score) throw new Error("the ledger must add up to the score");
 * ```
 */
export async function createThreatAssessor(options: AssessorOptions = {}): Promise<ThreatAssessor> {
  checkOptions("create the threat assessor", options, [
    "baseline",
    "model",
    "anomaly",
    "rules",
    "seed",
    "signal",
    "onProgress",
  ]);
  const { baseline, model, anomaly, rules = DEFAULT_RULES, seed = 42 } = options;
  checkInteger("create the threat assessor", "seed", seed, 0, 0xffffffff);
  const classifier = model === undefined ? null : new ClassifierPart(model);
  if (baseline === undefined && anomaly === undefined)
    return new ThreatAssessor({ rules, classifier, baseline: null, anomaly: null, packets: null, seed });
  return runJob("the threat assessor", options, async (job) => {
    const run: RunOptions = { signal: job.signal };
    const usual = baseline === undefined ? null : await NoveltyPart.fit(baseline, "baseline", seed, run);
    job.progress({ phase: "fitting", done: 1, total: 2, unit: "steps" });
    const odd =
      anomaly === undefined
        ? null
        : anomaly === baseline
          ? usual
          : await NoveltyPart.fit(anomaly, "anomaly", seed, run);
    job.progress({ phase: "fitting", done: 2, total: 2, unit: "steps" });
    const packets = packetScale((baseline ?? anomaly)!);
    return new ThreatAssessor({ rules, classifier, baseline: usual, anomaly: odd, packets, seed });
  });
}
