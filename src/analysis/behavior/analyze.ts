import { codedError, countOf, describe, LIBRARY_VERSION, runJob } from "../core/mod.ts";
import type { BehaviorData, Job, Projection, Temporal } from "../core/mod.ts";
import { fitFlowScale, flowMatrix, principalMap, sampleRows, scaleNotes } from "../flow-matrix/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { currentHost } from "../host/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { clusterRows } from "./clustering.ts";
import { describeClusters } from "./clusters.ts";
import { ACTION, behaviorSettings, givenOptions } from "./options.ts";
import type { BehaviorOptions } from "./options.ts";
import { BehaviorReport } from "./report.ts";
import { temporalOf } from "./temporal.ts";

/** Fewer flows have no patterns. */
const LEAST_ROWS = 4;
const MOST_POINTS = 2000;

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
    const clock = performance.now();
    const timing: Record<string, number> = {};
    const lap = (phase: string, since: number): number => {
      const now = performance.now();
      timing[phase] = now - since;
      return now;
    };
    const scale = await fitFlowScale(job, ACTION, table, settings);
    const matrix = await flowMatrix(job, table, scale);
    let since = lap("features", clock);
    const clustering = await clusterRows(job, matrix.X, settings);
    const { k, labels } = clustering;
    since = lap("clusters", since);
    const clusters = await describeClusters(job, table, matrix, labels, k);
    const projection = await projectionOf(job, matrix, settings.seed);
    const temporal = await temporalOf(job, table, labels, k);
    lap("descriptions", since);
    const data: BehaviorData = {
      rowCount: table.rowCount,
      k,
      chosenBy: clustering.chosenBy,
      silhouette: clustering.silhouette,
      silhouetteRows: clustering.silhouetteRows,
      candidates: clustering.candidates,
      clusters,
      projection,
      ...(temporal === null ? {} : { temporal }),
      notes: [...scaleNotes(scale, table.rowCount), ...clustering.notes, ...timeNotes(table, temporal)],
      provenance: {
        library: `trafficlab ${LIBRARY_VERSION}`,
        formatVersion: 1,
        source: { ...table.provenance.source },
        rows: table.rowCount,
        mapping: table.mapping.toJSON(),
        call: "analyzeBehavior",
        parameters: givenOptions(options),
        seed: settings.seed,
        runtime: { ...currentHost().runtime },
        timing,
      },
    };
    return new BehaviorReport(data, table, labels);
  });
}

async function projectionOf(job: Job, { X }: FlowMatrix, seed: number): Promise<Projection> {
  const map = await principalMap(job, X);
  return {
    explained: map.explained,
    fields: [...X.names],
    components: map.components,
    points: Array.from(sampleRows(X.rows, MOST_POINTS, seed), (row) => ({ row, ...map.place(row) })),
  };
}

/** What has to be known to read hours and weekdays. */
function timeNotes(table: FlowTable, temporal: Temporal | null): string[] {
  if (temporal === null) return [];
  if (temporal.timeZone === "relative")
    return ["Times count from the start of the capture: hours and weekdays are not those of a clock."];
  const untimed = table.column("timestamp").missing;
  return untimed > 0
    ? [`${countOf(untimed, "flow")} without a time ${untimed === 1 ? "is" : "are"} in no chart of time.`]
    : [];
}
