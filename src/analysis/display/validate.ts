/** The gate that every payload passes before anything is drawn: outputs of a notebook may come from anyone. */
import { Validator } from "@cfworker/json-schema";
import type { ColumnProfile, ProfilePayload } from "../core/mod.ts";
import { PROFILE_MIME, quote } from "../core/mod.ts";
import { plainDataProblem, type DataLimits } from "./plain-data.ts";
import { PROFILE_SCHEMA } from "./profile-schema.ts";

/** The payload, or why it is refused. */
export type Validation = { ok: true; payload: ProfilePayload } | { ok: false; errors: string[] };

/** Twice what the library writes at most. */
const LIMITS: DataLimits = { depth: 14, nodes: 300_000, characters: 1_200_000 };
const MAX_ERRORS = 10;

let validator: Validator | null = null;

/**
 * Checks an untrusted payload: size and depth first, then version, schema, and what a schema cannot say (lengths, order, sums).
 *
 * Never throws. Texts are not judged: they may hold anything, and are set as text by whoever draws them.
 *
 * @param mime MIME type of the output.
 * @param data What JSON.parse gave for it.
 * @returns `errors` are sentences for the person who looks at the output.
 */
export function validatePayload(mime: string, data: unknown): Validation {
  try {
    const errors = problems(mime, data);
    return errors.length === 0
      ? { ok: true, payload: data as ProfilePayload }
      : { ok: false, errors: errors.slice(0, MAX_ERRORS) };
  } catch (error) {
    return {
      ok: false,
      errors: [`Cannot read payload: ${error instanceof Error ? error.message : "unknown failure"}`],
    };
  }
}

function problems(mime: string, data: unknown): string[] {
  if (mime !== PROFILE_MIME)
    return [`Cannot read payload: type must be ${quote(PROFILE_MIME)}, got ${quote(String(mime))}`];
  if (data === null || typeof data !== "object" || Array.isArray(data))
    return ["Cannot read payload: it must be an object"];
  const damage = plainDataProblem(data, LIMITS);
  if (damage !== null) return [`Cannot read payload: ${damage}`];
  const { version } = data as { version?: unknown };
  if (version !== 1) {
    const remedy = typeof version === "number" && version > 1 ? "; update Traffic Lab to show it" : "";
    return [
      `Cannot read payload: version must be 1, got ${quote(JSON.stringify(version) ?? "none")}${remedy}`,
    ];
  }
  const schemaErrors = schemaProblems(data);
  return schemaErrors.length > 0 ? schemaErrors : contentProblems(data as ProfilePayload);
}

function schemaProblems(data: object): string[] {
  validator ??= new Validator(PROFILE_SCHEMA, "2020-12", true);
  const { valid, errors } = validator.validate(data);
  if (valid) return [];
  const deepest = errors.filter((error) => error.keyword !== "properties" && error.keyword !== "items");
  return (deepest.length > 0 ? deepest : errors).map((error) => {
    const place = error.instanceLocation.replace(/^#\/?/, "").slice(0, 120) || "the payload";
    return `Cannot read payload: ${place}: ${error.error.slice(0, 300)}`;
  });
}

function contentProblems({ profile, sample }: ProfilePayload): string[] {
  const errors = profile.columns.flatMap((column, index) =>
    columnProblems(column, profile.rowCount).map(
      (problem) => `Cannot read payload: column ${index + 1} ${quote(column.name)}: ${problem}`,
    ),
  );
  const { columns, pearson, spearman } = profile.correlation;
  for (const [name, matrix] of [["pearson", pearson] as const, ["spearman", spearman] as const]) {
    const square = matrix.length === columns.length && matrix.every((row) => row.length === columns.length);
    if (!square)
      errors.push(`Cannot read payload: correlation.${name} must be ${columns.length} by ${columns.length}`);
  }
  if (sample.rowIndex.length !== sample.cells.length)
    errors.push("Cannot read payload: sample must have a number for each row");
  if (sample.cells.some((row) => row.length !== sample.columns.length)) {
    errors.push(`Cannot read payload: each row of the sample must have ${sample.columns.length} cells`);
  }
  return errors;
}

function columnProblems(column: ColumnProfile, rowCount: number): string[] {
  const errors: string[] = [];
  if (column.count + column.missing + column.infinite > rowCount)
    errors.push(`its cells must be at most ${rowCount}, the number of rows`);
  if (column.min !== null && column.max !== null && column.min > column.max)
    errors.push("min must not be above max");
  if (column.top.some((entry) => entry.count > rowCount))
    errors.push(`a frequent value must have at most ${rowCount} rows`);
  if (column.quantiles !== null) {
    const { p1, p5, p25, p50, p75, p90, p95, p99 } = column.quantiles;
    if (!isAscending([p1, p5, p25, p50, p75, p90, p95, p99])) errors.push("quantiles must be in order");
  }
  if (column.histogram !== null) {
    const { edges, counts } = column.histogram;
    if (edges.length !== counts.length + 1)
      errors.push(`histogram must have ${counts.length + 1} edges, got ${edges.length}`);
    if (!isAscending(edges)) errors.push("histogram edges must be in order");
    if (counts.reduce((sum, count) => sum + count, 0) > rowCount)
      errors.push(`histogram must count at most ${rowCount} rows`);
  }
  return errors;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, index) => index === 0 || (numbers[index - 1] ?? value) <= value);
}
