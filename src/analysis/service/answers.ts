/** Checks of answers at the receiving end: anything in a kernel can broadcast a message that looks like one. */
import type { Methods, Progress, ServiceError, ServiceResponse } from "../core/mod.ts";
import { cutText, PROFILE_MIME } from "../core/mod.ts";
import { plainDataProblem, validatePayload, type DataLimits } from "../display/mod.ts";

const LIMITS: DataLimits = { depth: 16, nodes: 400_000, characters: 2_000_000 };

/** A response whose shell is right, or null for what is none. */
export function readResponse(message: unknown): ServiceResponse | null {
  if (message === null || typeof message !== "object" || Array.isArray(message)) return null;
  if (plainDataProblem(message, LIMITS) !== null) return null;
  const { v, id, ok, error, progress } = message as Record<string, unknown>;
  if (v !== 1 || typeof id !== "string") return null;
  if (error !== undefined) return { v, id, error: readError(error) };
  if (progress !== undefined) return isProgress(progress) ? { v, id, progress } : null;
  return ok === undefined ? null : ({ v, id, ok } as ServiceResponse);
}

function readError(error: unknown): ServiceError {
  const { name, code, message } = (error ?? {}) as Record<string, unknown>;
  return {
    name: typeof name === "string" ? cutText(name, 80) : "Error",
    code: typeof code === "string" ? cutText(code, 80) : "E_INTERNAL",
    message: typeof message === "string" ? cutText(message, 2000) : "Cannot answer: no reason was given",
  };
}

function isProgress(progress: unknown): progress is Progress {
  if (progress === null || typeof progress !== "object") return false;
  const { phase, done, total, message } = progress as Record<string, unknown>;
  const hasTexts = typeof phase === "string" && (message === undefined || typeof message === "string");
  return hasTexts && typeof done === "number" && (total === undefined || typeof total === "number");
}

type Check = (result: Record<string, unknown>) => string | null;

const CHECKS: Record<keyof Methods, Check> = {
  load: ({ table, rowCount, columnNames, report, mapping }) =>
    typeof table === "string" &&
    isCount(rowCount) &&
    isTexts(columnNames) &&
    isObject(report) &&
    isObject(mapping)
      ? null
      : "table, rowCount, columnNames, report and mapping must be there",
  profile: (result) => {
    const validation = validatePayload(PROFILE_MIME, result);
    return validation.ok ? null : (validation.errors[0] ?? "the payload is damaged");
  },
  rows: ({ total, rowIndex, columns, cells }) => {
    if (!isCount(total) || !isTexts(columns) || !Array.isArray(rowIndex) || !Array.isArray(cells))
      return "total, rowIndex, columns and cells must be there";
    const isWhole =
      rowIndex.length === cells.length &&
      rowIndex.every(isCount) &&
      cells.every((row) => Array.isArray(row) && row.length === columns.length);
    return isWhole ? null : "rows and columns must fit together";
  },
  filter: ({ table, rowCount }) =>
    typeof table === "string" && isCount(rowCount) ? null : "table and rowCount must be there",
  cancel: ({ cancelled }) => (typeof cancelled === "boolean" ? null : "cancelled must be there"),
  release: () => null,
};

/** What is wrong with the result of a method; null when nothing is. */
export function resultProblem(method: keyof Methods, result: unknown): string | null {
  return isObject(result) ? CHECKS[method](result) : "it must be an object";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
