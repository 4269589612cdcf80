/** JSON schema (draft 2020-12) of the anomalies payload. schema/payloads/anomalies.v1.json is this object as a file; a test holds them equal. */
import { ANOMALIES_MIME } from "../../core/mod.ts";
import {
  code,
  count,
  histogram,
  list,
  name,
  number,
  object,
  provenance,
  reduced,
  sample,
  sentence,
  statistic,
} from "../schema-parts.ts";

const share = { type: "number", minimum: 0, maximum: 1 } as const;
const detectors = list(name, 20);

const reason = object(
  {
    field: name,
    value: number,
    typical: { type: "array", minItems: 2, maxItems: 2, items: number },
    direction: { enum: ["high", "low"] },
    share,
    detectors,
    text: sentence,
  },
  { kind: name },
);

const anomalies = object(
  {
    rowCount: count,
    detectors,
    flaggedCount: count,
    agreement: object({ detectors, both: list(list(count, 20), 20) }),
    mode: { enum: ["reference", "rare", "dense-attacks"] },
    direction: object({
      denseShare: share,
      ruleHitsFlagged: { type: ["number", "null"], minimum: 0, maximum: 1 },
      agreement: { type: ["number", "null"], minimum: -1, maximum: 1 },
      inverted: { type: "boolean" },
      sentence,
    }),
    parameters: object({ eps: number, minSamples: count, contamination: number, zThreshold: number }),
    atLeast: { type: ["integer", "null"], minimum: 1 },
    reviewBudget: { type: ["integer", "null"], minimum: 1 },
    kDistances: list(number, 500),
    notes: list(sentence, 100),
    provenance,
  },
  {
    metrics: object({ precision: share, recall: share, averagePrecision: share, rocAuc: share }),
    drift: object({ auc: share, explained: share, isDrift: { type: "boolean" } }),
  },
);

export const ANOMALIES_SCHEMA: Record<string, unknown> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: `Payload of ${ANOMALIES_MIME}`,
  description:
    "A detection of anomalies as a notebook output holds it. Rows are numbered from 0. Scores rise with how unusual a flow is; the consensus score is " +
    "the mean of the detectors' rank over the number of flows, or with a baseline 1 - the geometric mean of the p-values. Times are milliseconds " +
    "since 1970 UTC. Properties that are not listed may be there and are ignored.",
  ...object(
    {
      type: { const: "anomalies" },
      version: { const: 1 },
      table: name,
      anomalies,
      histograms: { type: "object", maxProperties: 21, additionalProperties: histogram },
      cut: statistic,
      cuts: list(object({ score: number, flagged: count }, { precision: share, recall: share }), 500),
      ranked: list(
        object({
          row: count,
          flagged: { type: "boolean" },
          consensusScore: number,
          scores: list(number, 20),
          votes: list({ enum: [0, 1] }, 20),
          reasons: list(reason, 10),
        }),
        500,
      ),
      sample,
      map: object({
        explained: list(share, 10),
        points: list(
          object({
            row: count,
            x: number,
            y: number,
            flagged: { type: "boolean" },
            label: { type: ["string", "null"], maxLength: 220 },
            isAttack: { type: ["boolean", "null"] },
          }),
          5000,
        ),
      }),
      code,
      reduced,
    },
    { timeline: object({ edges: list(number, 1001), flows: list(count, 1000), flagged: list(count, 1000) }) },
  ),
};
