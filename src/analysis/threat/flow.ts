/** One typed flow as a table of one row. */
import {
  CANONICAL_FIELDS,
  codedError,
  cutText,
  describe,
  isCanonicalField,
  LIBRARY_VERSION,
  quote,
  REQUIRED_FIELDS,
  TEXT_FIELDS,
} from "../core/mod.ts";
import type { CanonicalField, JSONValue, Provenance, Row } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { normalizeProtocol } from "../read/mod.ts";
import { cannotDerive, floatColumn, FlowTable, textColumnFromStrings, timeColumn } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";

/** Fields that say what a flow turned out to be; no rule reads them. */
const OUTCOMES: ReadonlySet<CanonicalField> = new Set<CanonicalField>(["label", "label_detail", "is_attack"]);
const LONGEST_TEXT = 200;

/** A typed flow, checked: canonical fields with numbers, texts, or nothing. */
export type TypedFlow = Partial<Record<CanonicalField, number | string>>;

/**
 * Reads a typed flow. A number that is missing or not a number stays out; one that no measurement can be is kept, for the required fields'
 * verdict.
 *
 * @throws {TypeError} code BAD_INPUT for anything but an object, for unknown names and for a text where a number belongs.
 */
export function readFlow(flow: Row): TypedFlow {
  if (flow === null || typeof flow !== "object" || Array.isArray(flow))
    throw fault(
      `a flow must be an object with the fields ${REQUIRED_FIELDS.join(", ")}, got ${describe(flow)}`,
    );
  const typed: TypedFlow = {};
  for (const [name, value] of Object.entries(flow)) {
    if (!isCanonicalField(name))
      throw fault(`unknown field ${quote(cutText(name, 60))}; known are ${CANONICAL_FIELDS.join(", ")}`);
    if (OUTCOMES.has(name) || value === null || value === undefined) continue;
    const read = TEXT_FIELDS.has(name) ? readText(name, value) : readNumber(name, value);
    if (read !== null) typed[name] = read;
  }
  return typed;
}

function readText(name: CanonicalField, value: unknown): string | null {
  // A protocol may be typed as its number.
  const text = typeof value === "number" && name === "protocol" ? String(value) : value;
  if (typeof text !== "string") throw fault(`${name} must be a text, got ${describe(value)}`);
  const trimmed = cutText(text.trim(), LONGEST_TEXT);
  if (trimmed === "") return null;
  return name === "protocol" ? normalizeProtocol(trimmed) : trimmed;
}

function readNumber(name: CanonicalField, value: unknown): number {
  if (name === "timestamp" && value instanceof Date) return value.getTime();
  if (typeof value !== "number") throw fault(`${name} must be a number, got ${describe(value)}`);
  return value;
}

/** The flow as a table of one row with every canonical field, so that a model finds the fields that it was fitted on. */
export function flowTable(flow: TypedFlow): FlowTable {
  const columns: StoredColumn[] = CANONICAL_FIELDS.filter((name) => !OUTCOMES.has(name)).map((name) => {
    const value = flow[name];
    if (TEXT_FIELDS.has(name)) return textColumnFromStrings(name, [typeof value === "string" ? value : null]);
    const numbers = Float64Array.of(typeof value === "number" ? value : NaN);
    return name === "timestamp" ? timeColumn(name, numbers) : floatColumn(name, numbers);
  });
  return FlowTable.fromColumns(columns, {
    mapping: {
      dialect: "trafficlab",
      byteMeaning: "unknown",
      direction: "two-way",
      timeZone: "explicit",
      fields: CANONICAL_FIELDS.map((name) => cannotDerive(name, "it was not typed")),
    },
    report: {
      read: 1,
      kept: 1,
      rejected: 0,
      dropped: {},
      merged: 0,
      rejectedRows: [],
      warnings: [],
      labels: [],
      truncated: false,
    },
    provenance: flowProvenance(flow),
  });
}

/** Where the assessment of a typed flow comes from. */
export function flowProvenance(flow: TypedFlow): Provenance {
  return {
    library: `trafficlab ${LIBRARY_VERSION}`,
    formatVersion: 1,
    source: { name: "typed flow" },
    rows: 1,
    call: "assess",
    parameters: { flow: plainFlow(flow) },
    runtime: { ...currentHost().runtime },
  };
}

/** The flow as JSON has it: numbers that JSON lacks as texts. */
export function plainFlow(flow: TypedFlow): JSONValue {
  return Object.fromEntries(
    Object.entries(flow).map(([name, value]) => [
      name,
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    ]),
  );
}

function fault(rule: string): Error {
  return codedError(TypeError, "BAD_INPUT", `Cannot assess the flow: ${rule}`);
}
