/** Untrusted requests into typed ones. */
import type { Methods, ServiceError, ServiceRequest } from "../core/mod.ts";
import { codedError, cutText, describe, quote } from "../core/mod.ts";
import { carriedText, plainDataProblem, type DataLimits } from "../display/mod.ts";

/** Longest request as JSON text, in UTF-16 code units. */
export const MAX_REQUEST = 2_000_000;
const LIMITS: DataLimits = { depth: 24, nodes: 250_000, characters: MAX_REQUEST };
const MAX_ID = 100;
/** Longest file in base64, in characters. */
export const MAX_FILE = 256_000_000;

/** The methods there are, and the parameters each must have. */
const PARAMETERS: Record<keyof Methods, readonly string[]> = {
  load: ["source", "options"],
  profile: ["table", "options"],
  rows: ["table", "where", "sort", "columns", "offset", "limit"],
  filter: ["table", "where"],
  train: ["table", "options"],
  detect: ["table", "options"],
  behavior: ["table", "options"],
  assessor: ["model", "baseline", "anomaly", "rules"],
  assess: ["assessor", "flow", "table", "row"],
  replay: ["table", "assessor", "offset", "limit", "level"],
  predict: ["table", "model"],
  export: ["table", "what", "options", "offset", "limit"],
  save: ["model", "offset", "limit"],
  open: ["base64", "upload", "offset", "length"],
  cancel: ["id"],
  release: ["handles"],
};

/** A request whose shell is right; the method's parameters are checked by the method. */
export interface CheckedRequest {
  id: string;
  method: keyof Methods;
  params: Record<string, unknown>;
}

/** The id to answer under, as far as there is one. */
export function requestId(request: unknown): string {
  if (request === null || typeof request !== "object" || !Object.hasOwn(request, "id")) return "";
  const { id } = request as Partial<ServiceRequest>;
  return typeof id === "string" && id.length <= MAX_ID ? id : "";
}

/**
 * Checks version, id, method and the names of the parameters.
 *
 * @throws {TypeError} or {RangeError} with code BAD_INPUT.
 */
export function checkRequest(request: unknown): CheckedRequest {
  if (request === null || typeof request !== "object" || Array.isArray(request))
    throw refused(TypeError, `it must be an object, got ${describe(request)}`);
  const { v, id, method, params } = request as Record<string, unknown>;
  if (v !== 1)
    throw refused(RangeError, `its version must be 1, got ${describe(v)}; reload the page after an update`);
  if (typeof id !== "string" || id === "" || id.length > MAX_ID)
    throw refused(TypeError, `its id must be a text of 1 to ${MAX_ID} characters`);
  if (typeof method !== "string" || !Object.hasOwn(PARAMETERS, method)) {
    throw refused(
      RangeError,
      `its method must be one of ${Object.keys(PARAMETERS).join(", ")}, got ${describe(method)}`,
    );
  }
  if (params === null || typeof params !== "object" || Array.isArray(params))
    throw refused(TypeError, "its params must be an object");
  const checked = { ...(params as Record<string, unknown>) };
  const known = PARAMETERS[method as keyof Methods];
  for (const name of Object.keys(checked)) {
    if (!known.includes(name)) throw refused(TypeError, `${method} has no parameter ${quote(name)}`);
  }
  const isFile = method === "load" && checked["source"] instanceof Blob;
  const limits = method === "open" ? { ...LIMITS, characters: MAX_FILE } : LIMITS;
  const problem = plainDataProblem(isFile ? { ...checked, source: "" } : withoutUndefined(checked), limits);
  if (problem !== null) throw refused(TypeError, problem.replaceAll("payload", "params"));
  return { id, method: method as keyof Methods, params: checked };
}

/** A missing parameter and one that is undefined are the same; JSON knows only the first. */
function withoutUndefined(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** What went wrong, as it travels. */
export function serviceError(error: unknown): ServiceError {
  if (!(error instanceof Error) && !isErrorLike(error)) {
    return { name: "Error", code: "E_INTERNAL", message: `Cannot answer: ${cutText(describe(error), 400)}` };
  }
  const { name, message } = error as Error;
  const code = (error as { code?: unknown }).code;
  return {
    name: carriedText(String(name), 80),
    code: typeof code === "string" ? carriedText(code, 80) : "E_INTERNAL",
    message: carriedText(String(message), 2000),
  };
}

/** Errors of another realm are no instances of this one's Error. */
function isErrorLike(error: unknown): boolean {
  return error !== null && typeof error === "object" && typeof (error as Error).message === "string";
}

function refused(Class: typeof TypeError | typeof RangeError, rule: string): Error {
  return codedError(Class, "BAD_INPUT", `Cannot read request: ${rule}`);
}
