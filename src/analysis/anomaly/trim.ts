import { SortSpace } from "../../kernels/mod.ts";
import { runSteps } from "../core/mod.ts";
import type { Job } from "../core/mod.ts";
import { fitFlowScale, flowMatrix } from "../flow-matrix/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ruleEvidenceSteps } from "../threat/mod.ts";
import { outliersOf } from "./detectors.ts";
import { ACTION } from "./options.ts";
import type { DetectSettings } from "./options.ts";
import { descendingRows, rankShares } from "./ranks.ts";

/**
 * A baseline without the flows that are the least normal in it, by the mean of the ranks of their evidence and of how much they are outliers.
 *
 * It does not make a clean baseline of a dirty one: many attacks that are alike are no outliers. In the study it took back about a third of what
 * dirt had cost.
 */
export async function trimmed(job: Job, baseline: FlowTable, settings: DetectSettings): Promise<FlowTable> {
  const scale = await fitFlowScale(job, ACTION, baseline, settings);
  const { X } = await flowMatrix(job, baseline, scale);
  const space = new SortSpace(baseline.rowCount);
  const evidence = await runSteps(job, ruleEvidenceSteps(baseline, { context: false }));
  const sum = (await rankShares(job, evidence, space)).map((share) => share * 2);
  for (const name of ["isolationForest", "copod"] as const) {
    const shares = await rankShares(job, (await outliersOf(job, name, X, settings)).scores, space);
    for (let row = 0; row < sum.length; row++) sum[row] = sum[row]! + shares[row]!;
  }
  const order = await descendingRows(job, sum, space);
  const kept = order.subarray(Math.round(settings.trimBaseline * baseline.rowCount)).sort();
  return baseline.filter({ rows: [...kept] });
}
