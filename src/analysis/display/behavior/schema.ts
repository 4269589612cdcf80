/** JSON schema (draft 2020-12) of the behavior payload. schema/payloads/behavior.v1.json is this object as a file; a test holds them equal. */
import { BEHAVIOR_MIME } from "../../core/mod.ts";
import { code, count, list, name, number, object, provenance, reduced, sentence } from "../schema-parts.ts";

const share = { type: "number", minimum: 0, maximum: 1 } as const;
const silhouette = { type: "number", minimum: -1, maximum: 1 } as const;
const span = { type: "number", minimum: 0 } as const;

function exactly(items: unknown, length: number): Record<string, unknown> {
  return { type: "array", minItems: length, maxItems: length, items };
}

const cluster = object({
  id: count,
  size: count,
  share,
  name,
  sentence,
  fields: list(object({ field: name, mean: number, median: number, deviation: number }), 40),
  labels: list(object({ value: name, count }), 20),
});

const temporal = object({
  from: number,
  to: number,
  hour: exactly(count, 24),
  weekday: exactly(count, 7),
  hoursInSpan: exactly(span, 24),
  weekdaysInSpan: exactly(span, 7),
  hourByWeekday: exactly(exactly(count, 24), 7),
  timeline: object({ edges: list(number, 1001), counts: list(list(count, 1000), 100) }),
  timeZone: { enum: ["explicit", "assumed UTC", "relative", "none"] },
});

const behavior = object(
  {
    rowCount: count,
    k: { type: "integer", minimum: 1, maximum: 100 },
    chosenBy: { enum: ["silhouette", "user"] },
    silhouette,
    silhouetteRows: count,
    candidates: list(object({ k: count, silhouette, inertia: span }), 100),
    clusters: list(cluster, 100),
    projection: object({
      explained: list(share, 10),
      fields: list(name, 40),
      components: list(list(number, 40), 10),
      points: list(object({ row: count, x: number, y: number }), 5000),
    }),
    notes: list(sentence, 100),
    provenance,
  },
  { temporal },
);

export const BEHAVIOR_SCHEMA: Record<string, unknown> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: `Payload of ${BEHAVIOR_MIME}`,
  description:
    "An analysis of behavior as a notebook output holds it: clusters of flows, a map of a sample, counts along the time. Rows are numbered from 0, " +
    "weekdays from Monday; hours and weekdays are those of UTC. Times are milliseconds since 1970 UTC. Properties that are not listed may be there " +
    "and are ignored.",
  ...object({
    type: { const: "behavior" },
    version: { const: 1 },
    table: name,
    behavior,
    points: list(
      object({
        cluster: count,
        label: { type: ["string", "null"], maxLength: 220 },
        isAttack: { type: ["boolean", "null"] },
      }),
      5000,
    ),
    code,
    reduced,
  }),
};
