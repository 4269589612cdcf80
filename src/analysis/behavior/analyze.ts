import { codedError, countOf, describe, runJob } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { ACTION, behaviorSettings } from "./options.ts";
import type { BehaviorOptions } from "./options.ts";
import type { BehaviorReport } from "./report.ts";

/** Fewer flows have no patterns. */
const LEAST_ROWS = 4;

/**
 * Groups flows by how they behave, and tells when they happen.
 *
 * K-Means on the logarithms of duration, packets, bytes and packet size in standard units. "auto" tries 2 to 10 clusters and takes the
 * number with the highest silhouette over at most 2,000 flows; the curve of all numbers stands in `candidates`. Clusters are named and
 * described by how their flows differ from all. Where flows have times, their counts by hour of the day and by weekday come with how
 * often each lies in the span, so that they can be compared whatever the span is.
 *
 * K-Means finds round groups of like size: a small group beside a large one may be split off only with a larger `k`.
 *
 * @param table The flows; at least 4.
 * @throws {TypeError | RangeError} code BAD_INPUT, for anything but a FlowTable, too few flows, or options that make no sense;
 *   {CancelledError} when cancelled.
 * @example
 * ```ts
 * import { analyzeBehavior, generateTraffic } from "trafficlab";
 *
 * const report = await analyzeBehavior(generateTraffic({ flows: 1_000 }), { k: 3 });
 * if (report.clusters.length !== 3) throw new Error("three were asked for");
 * report.clusters[0].name; // "Short light DNS exchanges"
 * ```
 */
export async function analyzeBehavior(
  table: FlowTable,
  options: BehaviorOptions = {},
): Promise<BehaviorReport> {
  if (!(table instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
    );
  const settings = behaviorSettings(options);
  if (table.rowCount < LEAST_ROWS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must have at least ${countOf(LEAST_ROWS, "flow")}, got ${table.rowCount}; load more of the capture`,
    );
  return await runJob("the analysis of behavior", options, async (job) => {
    const { findPatterns } = await import("./find-patterns.ts"); // at first use: ADR 0017
    await job.pause();
    return findPatterns(job, table, options, settings);
  });
}
