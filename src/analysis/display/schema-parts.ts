/** Parts of the payloads' JSON schemas (draft 2020-12). */

export const count = { type: "integer", minimum: 0, maximum: 9007199254740991 } as const;
export const number = { type: "number" } as const;
export const statistic = { type: ["number", "null"] } as const;
export const name = { type: "string", maxLength: 220 } as const;
export const sentence = { type: "string", maxLength: 700 } as const;
export const cell = { type: ["string", "number", "boolean", "null"] } as const;
export function object(
  required: Record<string, unknown>,
  optional: Record<string, unknown> = {},
): Record<string, unknown> {
  return { type: "object", required: Object.keys(required), properties: { ...required, ...optional } };
}

export function list(items: unknown, maxItems: number): Record<string, unknown> {
  return { type: "array", maxItems, items };
}

export function orNull(schema: Record<string, unknown>): Record<string, unknown> {
  return { ...schema, type: ["object", "null"] };
}

export const dialect = { type: "string", maxLength: 40 } as const;

/** Ledger line of an assessment. */
export const ledgerLine = object(
  {
    source: { enum: ["rule", "context", "repetition", "baseline", "classifier", "limit"] },
    rule: name,
    points: number,
    why: sentence,
  },
  { field: name, value: { type: ["number", "string"], maxLength: 220 }, threshold: number },
);

export const interval = object({ value: number, low: number, high: number });

export const histogram = object({
  edges: list(number, 1001),
  counts: list(count, 1000),
  scale: { enum: ["linear", "log"] },
});

/** A bounded page of rows. */
export const sample = object({
  columns: list(name, 2000),
  rowIndex: list(count, 2000),
  cells: list(list({ ...cell, maxLength: 220 }, 2000), 2000),
});

/** TypeScript that makes the result again, and what was left out of the payload: every payload has them. */
export const code = { type: "string", maxLength: 40000 } as const;
export const reduced = list(sentence, 100);

export const provenance = object(
  {
    library: name,
    formatVersion: { const: 1 },
    source: object({ name }, { sha256: name, bytes: count, dialect }),
    rows: count,
    call: name,
    parameters: { type: ["object", "array", "string", "number", "boolean", "null"] },
    runtime: object({ name: { enum: ["deno", "node", "browser"] }, version: name }, { engine: name }),
  },
  { seed: number, timing: { type: "object", maxProperties: 100, additionalProperties: number } },
);
