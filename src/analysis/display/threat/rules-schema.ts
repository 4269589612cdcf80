/** JSON schema (draft 2020-12) of a rule sheet: schema/rules/threat-rules.v1.json. */
import { CANONICAL_FIELDS } from "../../core/mod.ts";

const text = (maxLength: number): Record<string, unknown> => ({ type: "string", minLength: 1, maxLength });
const closed = (
  required: Record<string, unknown>,
  optional: Record<string, unknown> = {},
): Record<string, unknown> => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
  additionalProperties: false,
});

const points = { type: "number", minimum: -4, maximum: 4 } as const;
const formula = text(2000);

const rule = closed(
  {
    id: { ...text(220), pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", description: "Names the rule in ledgers." },
    needs: {
      type: "array",
      maxItems: CANONICAL_FIELDS.length,
      items: { enum: [...CANONICAL_FIELDS] },
      description: "Fields without which the rule says nothing. A known service stands in for dst_port.",
    },
    when: {
      ...formula,
      description: "Condition: comparisons, and, or, not, in (...), + - * /, min max log2 log10 sqrt abs.",
    },
    evidence: {
      description:
        "Points of evidence, 25 points of the score each; 0 is a remark. A ramp rises from 0 at `from` to `max` at `to`.",
      anyOf: [points, closed({ max: points, of: formula, from: { type: "number" }, to: { type: "number" } })],
    },
    why: { ...text(500), description: "What the rule has seen, as it stands in the ledger." },
  },
  {
    source: {
      enum: ["rule", "context", "repetition"],
      description: "rule: one flow is enough. The others need a table.",
    },
    monotone: {
      type: "object",
      maxProperties: 40,
      additionalProperties: { enum: [1, -1] },
      description: "Numbers in which the points never fall (1) or never rise (-1) as the number rises.",
    },
    finding: {
      ...text(220),
      description:
        "What is found, where several rules find the same: together they count as one finding, and one alone is never HIGH. Absent: the rule's own.",
    },
    shows: closed({ value: formula }, { threshold: { type: "number" } }),
    warning: text(500),
    advice: text(500),
  },
);

export const RULES_SCHEMA: Record<string, unknown> = {
  title: "Traffic Lab threat rules, version 1",
  ...closed(
    {
      version: { const: 1 },
      levels: closed({ medium: { const: 25 }, high: { const: 50 } }),
      pointsPerEvidence: { const: 25 },
      rules: { type: "array", maxItems: 200, items: rule },
    },
    { $schema: text(500) },
  ),
};
