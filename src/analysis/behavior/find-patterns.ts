import { countOf, Laps, LIBRARY_VERSION } from "../core/mod.ts";
import type { BehaviorData, Job, Projection, Temporal } from "../core/mod.ts";
import { fitFlowScale, flowMatrix, principalMap, sampleRows, scaleNotes } from "../flow-matrix/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { clusterRows } from "./clustering.ts";
import { describeClusters } from "./clusters.ts";
import { ACTION, givenOptions } from "./options.ts";
import type { BehaviorOptions, BehaviorSettings } from "./options.ts";
import { BehaviorReport } from "./report.ts";
import { temporalOf } from "./temporal.ts";

const MOST_POINTS = 2000;

/** What `analyzeBehavior` does once its options are checked. */
export async function findPatterns(
  job: Job,
  table: FlowTable,
  options: BehaviorOptions,
  settings: BehaviorSettings,
): Promise<BehaviorReport> {
  const laps = new Laps();
  const scale = await fitFlowScale(job, ACTION, table, settings);
  const matrix = await flowMatrix(job, table, scale);
  laps.end("features");
  const clustering = await clusterRows(job, matrix.X, settings);
  const { k, labels } = clustering;
  laps.end("clusters");
  const clusters = await describeClusters(job, table, matrix, labels, k);
  const projection = await projectionOf(job, matrix, settings.seed);
  const temporal = await temporalOf(job, table, labels, k);
  laps.end("descriptions");
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
      timing: laps.timing,
    },
  };
  return new BehaviorReport(data, table, labels);
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
