import { SortSpace } from "../../kernels/mod.ts";
import { cutText, Laps, LIBRARY_VERSION, runSteps } from "../core/mod.ts";
import type { AnomalyData, Job, Provenance } from "../core/mod.ts";
import { formatNumber } from "../display/mod.ts";
import { fieldsAlone, fitFlowScale, flowMatrix, scaleNotes } from "../flow-matrix/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ruleEvidenceSteps } from "../threat/mod.ts";
import { contrastOf } from "./contrast.ts";
import type { Contrast } from "./contrast.ts";
import { densityOutliers, outliersOf } from "./detectors.ts";
import type { DensityFacts, Detection } from "./detectors.ts";
import { directionOf } from "./direction.ts";
import { baselineNotes } from "./hygiene.ts";
import { ACTION, givenOptions } from "./options.ts";
import type { DetectOptions, DetectSettings } from "./options.ts";
import { descendingRows, rankShares } from "./ranks.ts";
import { reasonsOf } from "./reasons.ts";
import { noveltiesOf } from "./reference.ts";
import { AnomalyReport } from "./report.ts";
import { signaturesOf } from "./signatures.ts";
import { trimmed } from "./trim.ts";
import { metricsOf, verdictsOf } from "./truth.ts";
import { viewOf } from "./view.ts";

/** Of the baseline's source, in a sentence. */
const LONGEST_NAME = 60;

/** What `detectAnomalies` does once its options are checked. */
export async function findAnomalies(
  job: Job,
  table: FlowTable,
  options: DetectOptions,
  settings: DetectSettings,
): Promise<AnomalyReport> {
  const laps = new Laps();
  const baseline =
    settings.trimBaseline > 0 ? await trimmed(job, settings.baseline!, settings) : settings.baseline;
  const scale =
    baseline === null
      ? await fitFlowScale(job, ACTION, table, settings)
      : await fitFlowScale(job, `${ACTION} against the baseline`, baseline, settings, [table]);
  const matrix = await flowMatrix(job, table, scale);
  const normal = baseline === null ? null : (await flowMatrix(job, baseline, scale)).X;
  const doubts =
    baseline === null ? [] : await baselineNotes(job, baseline, table, { scale, codes: matrix.kinds });
  laps.end("features");

  const found = await detect(job, table, matrix, settings, normal);
  laps.end("detectors");
  const { scores, votes, consensusScore, isFlagged, flagged } = found;
  const contrast =
    normal === null
      ? null
      : await contrastOf(job, matrix.X, normal, {
          ...{ novelty: consensusScore, seed: settings.seed },
          flaggedShare: flagged.length / table.rowCount,
        });
  laps.end("contrast");
  const evidence = await runSteps(job, ruleEvidenceSteps(table, { context: false }));
  const signatures = await signaturesOf(job, table);
  const named = baseline === null ? null : cutText(baseline.provenance.source.name, LONGEST_NAME);
  const { mode, direction } = await directionOf(job, {
    ...{ signatures, evidence, consensusScore, isFlagged },
    baseline: named,
  });
  const verdicts = verdictsOf(table);
  laps.end("direction");
  const reasons = (row: number): ReturnType<typeof reasonsOf> =>
    reasonsOf(
      scale,
      matrix,
      row,
      settings.detectors.filter((name) => votes[name]![row] === 1),
    );
  const view = await viewOf(job, {
    ...{ table, matrix, scores, votes, consensusScore, isFlagged, verdicts, reasons },
    detectors: settings.detectors,
    seed: settings.seed,
  });
  laps.end("views");
  const data: AnomalyData = {
    rowCount: table.rowCount,
    detectors: [...settings.detectors],
    flaggedCount: flagged.length,
    agreement: agreementOf(settings.detectors, votes, table.rowCount),
    mode,
    direction,
    ...(verdicts === null ? {} : { metrics: metricsOf(verdicts, consensusScore, isFlagged) }),
    parameters: {
      eps: found.density?.eps ?? 0,
      minSamples: settings.minSamples,
      contamination: settings.contamination,
      zThreshold: settings.zThreshold,
    },
    atLeast: settings.reviewBudget === null ? settings.atLeast : null,
    reviewBudget: settings.reviewBudget,
    ...(contrast === null ? {} : { drift: contrast.drift }),
    kDistances: found.density?.kDistances ?? [],
    notes: [
      ...doubts,
      ...scaleNotes(scale, (baseline ?? table).rowCount),
      ...found.notes,
      ...driftNotes(contrast),
    ],
    provenance: provenanceOf(table, options, settings.seed, laps.timing),
  };
  return new AnomalyReport(data, {
    ...{ table, scores, votes, consensusScore, flagged, reasons, view },
    contrast: contrast?.score ?? null,
    fused: contrast?.fused ?? null,
  });
}

interface Found {
  scores: Record<string, Float64Array>;
  votes: Record<string, Uint8Array>;
  consensusScore: Float64Array;
  isFlagged: Uint8Array;
  flagged: Uint32Array;
  density: DensityFacts | null;
  notes: string[];
}

async function detect(
  job: Job,
  table: FlowTable,
  matrix: FlowMatrix,
  settings: DetectSettings,
  normal: FlowMatrix["X"] | null,
): Promise<Found> {
  const { detectors } = settings;
  const { X } = matrix;
  const rows = table.rowCount;
  const space = new SortSpace(rows);
  const notes: string[] = [];
  let density: DensityFacts | null = null;
  let detections: Detection[] = [];
  let consensusScore: Float64Array;
  if (normal !== null) {
    const novel = await noveltiesOf(job, X, normal, settings);
    ({ detections, novelty: consensusScore } = novel);
    notes.push(...novel.notes);
  } else {
    consensusScore = new Float64Array(rows);
    for (const [done, name] of detectors.entries()) {
      job.progress({ phase: "detectors", done, total: detectors.length, unit: "steps", message: name });
      if (name === "dbscan") {
        // Classes have no distances: eps stays a length in standard units of sizes and times.
        const { detection, facts } = await densityOutliers(job, fieldsAlone(matrix), settings);
        density = facts;
        if (facts.note !== null) notes.push(facts.note);
        detections.push(detection);
      } else detections.push(await outliersOf(job, name, X, settings));
      const shares = await rankShares(job, detections.at(-1)!.scores, space);
      for (let row = 0; row < rows; row++)
        consensusScore[row] = consensusScore[row]! + shares[row]! / detectors.length;
    }
  }
  job.progress({ phase: "detectors", done: detectors.length, total: detectors.length, unit: "steps" });
  const isFlagged = new Uint8Array(rows);
  const byScore = await descendingRows(job, consensusScore, space);
  if (settings.reviewBudget !== null)
    for (const row of byScore.subarray(0, settings.reviewBudget)) isFlagged[row] = 1;
  else
    for (let row = 0; row < rows; row++) {
      let count = 0;
      for (const { votes } of detections) count += votes[row]!;
      isFlagged[row] = count >= settings.atLeast ? 1 : 0;
    }
  return {
    scores: Object.fromEntries(detectors.map((name, at) => [name, detections[at]!.scores])),
    votes: Object.fromEntries(detectors.map((name, at) => [name, detections[at]!.votes])),
    ...{ consensusScore, isFlagged, density, notes },
    flagged: byScore.filter((row) => isFlagged[row] === 1),
  };
}

function driftNotes(contrast: Contrast | null): string[] {
  if (contrast === null || !contrast.drift.isDrift) return [];
  const { auc, explained } = contrast.drift;
  return [
    `The batch can be told from the baseline with an area of ${formatNumber(auc)} under the ROC curve, the flagged flows explain ${formatNumber(explained)}: it is from another time or network, or holds many new flows that are ordinary one by one. The alarms may be more than 1 in 100 for that, and contrast alone means "new".`,
  ];
}

/** How many rows each pair of detectors flags together; on the diagonal how many each flags. */
function agreementOf(
  detectors: readonly string[],
  votes: Readonly<Record<string, Uint8Array>>,
  rows: number,
): AnomalyData["agreement"] {
  const both = detectors.map((a) =>
    detectors.map((b) => {
      const [x, y] = [votes[a]!, votes[b]!];
      let count = 0;
      for (let row = 0; row < rows; row++) count += x[row]! & y[row]!;
      return count;
    }),
  );
  return { detectors: [...detectors], both };
}

function provenanceOf(
  table: FlowTable,
  options: DetectOptions,
  seed: number,
  timing: Record<string, number>,
): Provenance {
  return {
    library: `trafficlab ${LIBRARY_VERSION}`,
    formatVersion: 1,
    source: { ...table.provenance.source },
    rows: table.rowCount,
    mapping: table.mapping.toJSON(),
    call: "detectAnomalies",
    parameters: givenOptions(options),
    seed,
    runtime: { ...currentHost().runtime },
    timing,
  };
}
