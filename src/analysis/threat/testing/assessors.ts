/** Assessors that tests share: by rules alone, and with every part, trained on made traffic. */
import { RandomForestClassifier } from "../../estimators/mod.ts";
import { features, trainingEnvelope } from "../../features/mod.ts";
import { generateTraffic } from "../../generate/mod.ts";
import { TrafficModel } from "../../persist/mod.ts";
import type { FlowTable } from "../../table/mod.ts";
import { createThreatAssessor } from "../mod.ts";
import type { ThreatAssessment, ThreatAssessor } from "../mod.ts";

export const sumOf = ({ ledger }: ThreatAssessment): number =>
  ledger.reduce((sum, { points }) => sum + points, 0);
export const linesOf = ({ ledger }: ThreatAssessment): string[] => ledger.map(({ rule }) => rule);

export async function trained(
  train: FlowTable,
  training: Record<string, unknown> = {},
): Promise<TrafficModel> {
  const set = await features(train).fit(train);
  const forest = await new RandomForestClassifier({ nEstimators: 20 }).fit(
    set.transform(train),
    train.column("label").toArray() as string[],
  );
  const parameters = { training: { envelope: trainingEnvelope(train), ...training } } as never;
  return new TrafficModel(set, forest, { ...train.provenance, parameters });
}

export interface Assessors {
  readonly rulesAlone: ThreatAssessor;
  readonly traffic: FlowTable;
  readonly model: TrafficModel;
  readonly withAll: ThreatAssessor;
}

export async function assessors(): Promise<Assessors> {
  const traffic = generateTraffic({ flows: 3000, seed: 5 });
  const model = await trained(traffic);
  const baseline = traffic.filter({ column: "label", op: "==", value: "normal" });
  return {
    ...{ traffic, model },
    rulesAlone: await createThreatAssessor(),
    withAll: await createThreatAssessor({ model, baseline, anomaly: traffic }),
  };
}
