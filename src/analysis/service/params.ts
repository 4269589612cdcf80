/** Parameters of requests into what the library takes. Their names are checked already, their values are not. */
import type { JSONValue, RunOptions } from "../core/mod.ts";
import { codedError, describe, quote } from "../core/mod.ts";
import type { TrafficModel } from "../persist/mod.ts";
import { modelFor } from "../persist/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { tableFor } from "../table/mod.ts";

export type Params = Record<string, unknown>;

/** One method of the service. */
export type Method = (params: Params, run: RunOptions) => Promise<unknown>;

/** The table that a request names. */
export function tableOf({ table: handle }: Params): FlowTable {
  if (typeof handle !== "string")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot find table: its handle must be a text, got ${describe(handle)}`,
    );
  const table = tableFor(handle);
  if (table) return table;
  throw codedError(
    RangeError,
    "E_NO_SUCH_TABLE",
    `Cannot find table ${quote(handle)}: it is not in memory any more; run the cell again`,
  );
}

/** Options as they came: plain data, and nothing that steers the run. */
export function plainOptions(action: string, options: unknown): Record<string, JSONValue> {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object" || Array.isArray(options)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: options must be an object, got ${describe(options)}`,
    );
  }
  for (const name of ["signal", "onProgress"]) {
    if (Object.hasOwn(options, name))
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot ${action}: option ${quote(name)} cannot be sent in a request`,
      );
  }
  return { ...(options as Record<string, JSONValue>) };
}

/** The model that a request names. */
export function modelOf(handle: unknown): TrafficModel {
  const model = modelFor(handleText("model", handle));
  if (model) return model;
  throw codedError(
    RangeError,
    "E_NO_SUCH_MODEL",
    `Cannot find model ${quote(String(handle))}: it is not in memory any more; train again, or open its file`,
  );
}

/** A handle as text. */
export function handleText(what: string, handle: unknown): string {
  if (typeof handle === "string") return handle;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot find ${what}: its handle must be a text, got ${describe(handle)}`,
  );
}
