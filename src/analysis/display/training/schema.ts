/** JSON schema (draft 2020-12) of the training payload. schema/payloads/training.v1.json is this object as a file; a test holds them equal. */
import { TRAINING_MIME } from "../../core/mod.ts";
import {
  code,
  count,
  list,
  name,
  number,
  object,
  orNull,
  provenance,
  reduced,
  sentence,
  statistic,
} from "../schema-parts.ts";

const MOST_CLASSES = 200;
const MOST_MODELS = 40;
const share = { type: "number", minimum: 0, maximum: 1 } as const;
const classes = list(name, MOST_CLASSES);
/** null where a model has no score. */
const interval = object({ value: statistic, low: statistic, high: statistic });

function byModel(items: unknown): Record<string, unknown> {
  return {
    type: "object",
    maxProperties: MOST_MODELS,
    propertyNames: { maxLength: 220 },
    additionalProperties: items,
  };
}

const row = object(
  {
    name,
    model: { enum: ["forest", "mlp", "svm", "dummy", "logistic", "custom"] },
    validation: interval,
    test: interval,
    accuracy: interval,
    perClass: list(
      object({ label: name, precision: share, recall: share, f1: share, support: count }),
      MOST_CLASSES,
    ),
    bytes: count,
    tiedWithBest: { type: "boolean" },
  },
  { failed: sentence },
);

const curve = object({
  label: name,
  positives: count,
  points: list({ type: "array", minItems: 2, maxItems: 2, items: share }, 1000),
  thresholds: list(statistic, 1000),
  area: share,
});

const bins = object({
  label: name,
  bins: list(object({ predicted: share, observed: share, count }), 100),
  brier: number,
});

const finding = object(
  {
    code: {
      enum: [
        "duplicates-across-split",
        "single-column-leak",
        "identifier-feature",
        "future-leak",
        "label-conflict",
        "rare-class",
        "no-baseline",
        "base-rate",
      ],
    },
    severity: { enum: ["info", "warning", "error"] },
    message: sentence,
    remedy: sentence,
  },
  { columns: list(name, 40), count, value: number },
);

const rate = object({ value: number, low: number, high: number });

const training = object({
  status: { enum: ["complete", "cancelled"] },
  metric: name,
  target: name,
  split: object(
    {
      kind: { enum: ["stratified", "time", "group"] },
      testSize: number,
      folds: count,
      trainRows: count,
      testRows: count,
    },
    { by: name },
  ),
  leaderboard: list(row, MOST_MODELS),
  bestName: { type: ["string", "null"], maxLength: 220 },
  classes,
  attackClasses: classes,
  confusion: byModel(list(list(count, MOST_CLASSES), MOST_CLASSES)),
  roc: byModel(list(curve, 20)),
  pr: byModel(list(curve, 20)),
  calibration: byModel(list(bins, 20)),
  importance: list(object({ feature: name, value: number, std: number }), 200),
  warnings: list(finding, 100),
  baseRate: orNull(
    object({
      attackRate: share,
      flowsPerDay: number,
      testAttackRate: statistic,
      rows: list(
        object({
          name,
          truePositiveRate: rate,
          falsePositiveRate: rate,
          alertsPerDay: rate,
          precision: rate,
        }),
        MOST_MODELS,
      ),
    }),
  ),
  leftOut: list(object({ reason: name, count }), 20),
  notes: list(sentence, 60),
  provenance,
});

export const TRAINING_SCHEMA: Record<string, unknown> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:trafficlab:payloads:training:v1",
  title: "Training payload",
  description: `What an output of the MIME type ${TRAINING_MIME} holds.`,
  ...object(
    {
      type: { const: "training" },
      version: { const: 1 },
      table: name,
      models: byModel(name),
      training,
      code,
      reduced,
    },
    { examples: byModel(list(list(list(count, 100), MOST_CLASSES), MOST_CLASSES)) },
  ),
};
