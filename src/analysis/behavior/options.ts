import { checkInteger, checkOptions } from "../core/mod.ts";
import type { JSONValue, RunOptions } from "../core/mod.ts";
import { checkMatrixOptions } from "../flow-matrix/mod.ts";
import type { FlowField, FlowTransform } from "../flow-matrix/mod.ts";

/** Options of `analyzeBehavior`; all have defaults. */
export interface BehaviorOptions extends RunOptions {
  /** Number of clusters, from 1; "auto" (default) = the one from 2 to 10 with the highest silhouette. */
  k?: "auto" | number | undefined;
  /** Fields to look at. Default: all of duration, packet and byte counts and mean packet size that there are. */
  fields?: readonly FlowField[] | undefined;
  /** "log" (default): ln(1 + x) of each field; "none": the values as they are. */
  transform?: FlowTransform | undefined;
  /** 42. */
  seed?: number | undefined;
}

export interface BehaviorSettings {
  readonly k: "auto" | number;
  readonly fields: readonly FlowField[] | undefined;
  readonly transform: FlowTransform;
  readonly seed: number;
}

export const ACTION = "analyze behavior";
/** More clusters than anybody can tell apart. */
export const MOST_CLUSTERS = 50;

/** @throws {TypeError | RangeError} code BAD_INPUT. */
export function behaviorSettings(options: BehaviorOptions): BehaviorSettings {
  checkOptions(ACTION, options, ["k", "fields", "transform", "seed", "signal", "onProgress"]);
  const { k = "auto", seed = 42, transform = "log", fields } = options;
  if (k !== "auto") checkInteger(ACTION, 'k, unless "auto",', k, 1, MOST_CLUSTERS);
  checkMatrixOptions(ACTION, options);
  checkInteger(ACTION, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return { k, fields, transform, seed };
}

/** The options that were given, as plain data. */
export function givenOptions(options: BehaviorOptions): JSONValue {
  const { signal: _signal, onProgress: _onProgress, ...rest } = options;
  return JSON.parse(JSON.stringify(rest)) as JSONValue;
}
