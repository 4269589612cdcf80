/** JSON schema (draft 2020-12) of the profile payload. schema/payloads/profile.v1.json is this object as a file; a test holds them equal. */
import { PROFILE_MIME } from "../core/mod.ts";
import {
  cell,
  code,
  count,
  dialect,
  histogram,
  ledgerLine,
  list,
  name,
  number,
  object,
  orNull,
  provenance,
  reduced,
  sample,
  sentence,
  statistic,
} from "./schema-parts.ts";

const correlations = {
  type: "array",
  maxItems: 200,
  items: {
    type: "array",
    maxItems: 200,
    items: { type: ["number", "null"], minimum: -1.000001, maximum: 1.000001 },
  },
} as const;

const mapping = object({
  dialect,
  byteMeaning: { enum: ["frame", "ip", "payload", "unknown"] },
  direction: { enum: ["two-way", "one-way", "mixed"] },
  timeZone: { enum: ["explicit", "assumed UTC", "relative", "none"] },
  fields: list(
    object(
      {
        field: name,
        status: { enum: ["direct", "computed", "imputed", "cannot derive"] },
        columns: list(name, 100),
        confidence: { type: "number", minimum: 0, maximum: 1 },
        by: { enum: ["dialect", "guess", "user"] },
      },
      {
        formula: name,
        reason: sentence,
        replacedGuess: name,
        unit: object({ from: name, to: name, factor: number }),
      },
    ),
    100,
  ),
});

const report = object({
  read: count,
  kept: count,
  rejected: count,
  dropped: { type: "object", maxProperties: 100, additionalProperties: count },
  merged: count,
  rejectedRows: list(object({ line: count, reason: sentence, text: name }), 1000),
  warnings: list(
    object(
      { code: name, count, lines: list(count, 10), message: sentence },
      { column: name, remedy: sentence },
    ),
    1000,
  ),
  labels: list(object({ value: name, count, isAttack: { type: ["boolean", "null"] } }), 1000),
  truncated: { type: "boolean" },
});

const column = object({
  name,
  role: name,
  type: { enum: ["float", "int", "text", "boolean", "time"] },
  count,
  missing: count,
  infinite: count,
  zeros: count,
  distinct: count,
  distinctExact: { type: "boolean" },
  min: statistic,
  max: statistic,
  mean: statistic,
  std: statistic,
  skew: statistic,
  quantiles: orNull(
    object({
      p1: number,
      p5: number,
      p25: number,
      p50: number,
      p75: number,
      p90: number,
      p95: number,
      p99: number,
    }),
  ),
  histogram: orNull(histogram),
  top: list(object({ value: { ...cell, maxLength: 220 }, count }), 100),
});

const insights = object(
  {
    volume: orNull(
      object({ totalBytes: number, meanBytes: number, sentP95: number, flowsAboveSentP95: count }),
    ),
    packets: orNull(object({ mean: number, flowsUnder10: count })),
    connections: orNull(object({ meanDuration: number, durationP90: number, flowsAboveDurationP90: count })),
  },
  { time: object({ from: number, to: number }) },
);

const flowLint = list(
  object(
    { rule: name, rows: list(count, 100), count, evidence: sentence },
    { repair: { type: "string", maxLength: 2200 } },
  ),
  100,
);

const topThreats = list(object({ row: count, evidence: number, ledger: list(ledgerLine, 100) }), 10);

const place = { type: "integer", minimum: -1, maximum: 100 } as const;
const amounts = list({ type: "number", minimum: 0 }, 20_000);
const scatter = object({
  x: name,
  y: name,
  classes: list(object({ name, isAttack: { type: ["boolean", "null"] }, count }), 20),
  flows: count,
  points: orNull(object({ x: amounts, y: amounts, classes: list(place, 20_000) })),
  density: orNull(
    object({
      xEdges: list(number, 101),
      yEdges: list(number, 101),
      cells: list(
        { type: "array", minItems: 4, maxItems: 4, items: { type: "integer", minimum: -1 } },
        20_000,
      ),
    }),
  ),
});

export const PROFILE_SCHEMA: Record<string, unknown> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: `Payload of ${PROFILE_MIME}`,
  description:
    "A dataset profile as a notebook output holds it. Texts of the data are cut at 200 characters and end in an ellipsis where they were cut. " +
    "A statistic is null where the column cannot tell it (no values, or not finite). A cell is null where it is missing; infinite numbers are " +
    'the texts "Infinity" and "-Infinity". Times are milliseconds since 1970 UTC. Properties that are not listed may be there and are ignored.',
  ...object({
    type: { const: "profile" },
    version: { const: 1 },
    table: name,
    profile: object({
      rowCount: count,
      columns: list(column, 2000),
      correlation: object({ columns: list(name, 200), pearson: correlations, spearman: correlations }),
      insights,
      alerts: list(
        object({ code: name, value: number, threshold: number, message: sentence }, { column: name }),
        500,
      ),
      flowLint,
      topThreats,
      provenance,
    }),
    mapping,
    report,
    sample,
    threats: sample,
    scatters: list(scatter, 4),
    code,
    reduced,
  }),
};
