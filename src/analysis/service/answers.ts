/** Checks of answers at the receiving end: anything in a kernel can broadcast a message that looks like one. */
import type { Methods, Progress, ServiceError, ServiceResponse } from "../core/mod.ts";
import {
  ANOMALIES_MIME,
  BEHAVIOR_MIME,
  cutText,
  PROFILE_MIME,
  THREAT_MIME,
  TRAINING_MIME,
} from "../core/mod.ts";
import { plainDataProblem, validatePayload, type DataLimits } from "../display/mod.ts";
import { MAX_FILE } from "./requests.ts";

const LIMITS: DataLimits = { depth: 16, nodes: 400_000, characters: 2_000_000 };

/**
 * A response whose shell is right, or null for what is none.
 *
 * @param methodOf The method that an id was sent with: answers to "save" and "export" hold a file, and may be long.
 */
export function readResponse(
  message: unknown,
  methodOf: (id: string) => keyof Methods | undefined = () => undefined,
): ServiceResponse | null {
  if (message === null || typeof message !== "object" || Array.isArray(message)) return null;
  const own: unknown = Object.getOwnPropertyDescriptor(message, "id")?.value;
  const isFile = typeof own === "string" && ["save", "export"].includes(methodOf(own) ?? "");
  if (plainDataProblem(message, isFile ? { ...LIMITS, characters: MAX_FILE } : LIMITS) !== null) return null;
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
  profile: (result) => payloadProblem(PROFILE_MIME, result),
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
  train: ({ report, model }) => {
    const problem = payloadProblem(TRAINING_MIME, report);
    return problem ?? (typeof model === "string" ? null : "model must be there");
  },
  detect: (result) => payloadProblem(ANOMALIES_MIME, result),
  behavior: (result) => payloadProblem(BEHAVIOR_MIME, result),
  assessor: (result) => payloadProblem(THREAT_MIME, result),
  assess: (result) => payloadProblem(THREAT_MIME, result),
  replay: ({ total, rows, scores, levels, times, alertCount, alerts }) => {
    const isWhole =
      isCount(total) &&
      isCount(alertCount) &&
      Array.isArray(rows) &&
      rows.every(isCount) &&
      isTexts(levels) &&
      [scores, times].every((numbers) => Array.isArray(numbers) && numbers.every(isNumberOrNull)) &&
      [scores, levels, times].every((list) => (list as unknown[]).length === rows.length);
    return isWhole && Array.isArray(alerts) ? null : "rows, scores, levels and times must fit together";
  },
  predict: ({ classes, counts, labelled, unknown, accuracy, macroF1, confusion }) => {
    const isWhole =
      isTexts(classes) &&
      Array.isArray(counts) &&
      counts.length === classes.length &&
      counts.every(isCount) &&
      isCount(labelled) &&
      isCount(unknown) &&
      [accuracy, macroF1].every(isNumberOrNull) &&
      (confusion === null || isSquare(confusion, classes.length));
    return isWhole ? null : "classes, counts and scores must fit together";
  },
  export: ({ name, text, length }) =>
    typeof name === "string" && typeof text === "string" && isCount(length)
      ? null
      : "name, text and length must be there",
  save: ({ name, base64, length }) =>
    typeof name === "string" && typeof base64 === "string" && isCount(length)
      ? null
      : "name, base64 and length must be there",
  open: ({ model, name, classes, source }) =>
    [model, name, source].every((text) => typeof text === "string") && isTexts(classes)
      ? null
      : "model, name, classes and source must be there",
  cancel: ({ cancelled }) => (typeof cancelled === "boolean" ? null : "cancelled must be there"),
  release: () => null,
};

/** What is wrong with the result of a method; null when nothing is. */
export function resultProblem(method: keyof Methods, result: unknown): string | null {
  return isObject(result) ? CHECKS[method](result) : "it must be an object";
}

function payloadProblem(mime: string, result: unknown): string | null {
  const validation = validatePayload(mime, result);
  return validation.ok ? null : (validation.errors[0] ?? "the payload is damaged");
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === "number";
}

function isSquare(matrix: unknown, size: number): boolean {
  return (
    Array.isArray(matrix) &&
    matrix.length === size &&
    matrix.every((row) => Array.isArray(row) && row.length === size && row.every(isCount))
  );
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
