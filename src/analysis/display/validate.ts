/** The gate that every payload passes before anything is drawn: outputs of a notebook may come from anyone. */
import { Validator } from "@cfworker/json-schema";
import type { PayloadTypes, ResultPayload } from "../core/mod.ts";
import { quote } from "../core/mod.ts";
import type { PayloadKind } from "./payload-kind.ts";
import { payloadKind, RESULT_MIMES } from "./payload-kinds.ts";
import { plainDataProblem, type DataLimits } from "./plain-data.ts";

/** The payload that a MIME type stands for. */
export type PayloadOf<M extends string> = M extends keyof PayloadTypes ? PayloadTypes[M] : ResultPayload;

/** The payload, or why it is refused. */
export type Validation<P extends ResultPayload = ResultPayload> =
  { ok: true; payload: P } | { ok: false; errors: string[] };

/** Twice what the library writes at most. */
const LIMITS: DataLimits = { depth: 14, nodes: 300_000, characters: 1_200_000 };
const MAX_ERRORS = 10;

const validators = new Map<string, Validator>();

/**
 * Checks an untrusted payload: size and depth first, then version, schema, and what a schema cannot say (lengths, order, sums).
 *
 * Never throws. Texts are not judged: they may hold anything, and are set as text by whoever draws them.
 *
 * @param mime MIME type of the output.
 * @param data What JSON.parse gave for it.
 * @returns `errors` are sentences for the person who looks at the output.
 */
export function validatePayload<M extends string>(mime: M, data: unknown): Validation<PayloadOf<M>> {
  try {
    const errors = problems(mime, data);
    return errors.length === 0
      ? { ok: true, payload: data as PayloadOf<M> }
      : { ok: false, errors: errors.slice(0, MAX_ERRORS) };
  } catch (error) {
    return {
      ok: false,
      errors: [`Cannot read payload: ${error instanceof Error ? error.message : "unknown failure"}`],
    };
  }
}

function problems(mime: string, data: unknown): string[] {
  const kind = payloadKind(String(mime));
  if (kind?.mime !== mime) {
    const known = RESULT_MIMES.map((one) => quote(one)).join(", ");
    return [`Cannot read payload: type must be one of ${known}, got ${quote(String(mime))}`];
  }
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
  const schemaErrors = schemaProblems(kind, data);
  return schemaErrors.length > 0 ? schemaErrors : kind.problems(data as ResultPayload);
}

function schemaProblems({ mime, schema }: PayloadKind<ResultPayload>, data: object): string[] {
  const validator = validators.get(mime) ?? new Validator(schema, "2020-12", true);
  validators.set(mime, validator);
  const { valid, errors } = validator.validate(data);
  if (valid) return [];
  const deepest = errors.filter((error) => error.keyword !== "properties" && error.keyword !== "items");
  return (deepest.length > 0 ? deepest : errors).map((error) => {
    const place = error.instanceLocation.replace(/^#\/?/, "").slice(0, 120) || "the payload";
    return `Cannot read payload: ${place}: ${error.error.slice(0, 300)}`;
  });
}
