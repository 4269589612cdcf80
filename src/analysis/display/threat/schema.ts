/** JSON schema (draft 2020-12) of an assessment's payload: schema/payloads/threat.v1.json. */
import { CANONICAL_FIELDS } from "../../core/mod.ts";
import {
  code,
  count,
  ledgerLine,
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
import { RULES_SCHEMA } from "./rules-schema.ts";

const LEVELS = ["LOW", "MEDIUM", "HIGH", "NOT_ASSESSABLE"] as const;
const cited = list(object({ text: sentence, lines: list(count, 400) }), 400);
const words = { type: ["string", "null"], maxLength: 220 } as const;
const field = { enum: [...CANONICAL_FIELDS] } as const;

const threat = object(
  {
    level: { enum: LEVELS },
    score: { ...statistic, minimum: 0, maximum: 100 },
    evidence: statistic,
    certainty: { enum: ["full", "limited"] },
    missing: list(field, CANONICAL_FIELDS.length),
    ledger: list(ledgerLine, 400),
    heuristic: object({ level: name, evidence: number }),
    conflict: { type: "boolean" },
    warnings: cited,
    recommendations: cited,
    techniques: list(object({ id: name, name, seen: list(sentence, 50), missing: list(sentence, 50) }), 12),
    asymmetry: { ...number, minimum: -1, maximum: 1 },
    packetAnomaly: { ...statistic, minimum: 0, maximum: 10 },
    provenance,
  },
  {
    classifier: object({ label: name, probability: { ...number, minimum: 0, maximum: 1 }, level: name }),
    anomaly: object({ score: number, isAnomaly: { type: "boolean" } }),
  },
);

export const THREAT_SCHEMA: Record<string, unknown> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Payload of application/vnd.trafficlab.threat+json",
  description:
    "A threat assessment as a notebook output holds it, or an assessor that has assessed nothing yet. The points of the ledger add up to the score. " +
    "Texts of the data are cut at 200 characters. Properties that are not listed may be there and are ignored, but not in the rules.",
  ...object({
    type: { const: "threat" },
    version: { const: 1 },
    table: words,
    assessor: words,
    flow: {
      type: ["object", "null"],
      maxProperties: CANONICAL_FIELDS.length,
      propertyNames: field,
      additionalProperties: { type: ["string", "number", "boolean", "null"], maxLength: 220 },
    },
    threat: orNull(threat),
    rules: RULES_SCHEMA,
    parts: object({ classifier: words, anomaly: words, baseline: words }),
    code,
    reduced,
  }),
};
