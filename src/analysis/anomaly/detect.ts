import { SortSpace } from "../../kernels/mod.ts";
import { codedError, countOf, cutText, describe, LIBRARY_VERSION, runJob, runSteps } from "../core/mod.ts";
import type { AnomalyData, Job, Provenance } from "../core/mod.ts";
import { fitFlowScale, flowMatrix, scaleNotes } from "../flow-matrix/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { currentHost } from "../host/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { ruleEvidenceSteps } from "../threat/mod.ts";
import { densityOutliers, outliersOf } from "./detectors.ts";
import type { DensityFacts, Detection } from "./detectors.ts";
import { directionOf } from "./direction.ts";
import { ACTION, detectSettings, givenOptions } from "./options.ts";
import type { DetectOptions, DetectSettings } from "./options.ts";
import { descendingRows, rankShares } from "./ranks.ts";
import { reasonsOf } from "./reasons.ts";
import { noveltiesOf } from "./reference.ts";
import { AnomalyReport } from "./report.ts";
import { signaturesOf } from "./signatures.ts";
import { metricsOf, verdictsOf } from "./truth.ts";
import { viewOf } from "./view.ts";

/** Fewer flows have no outliers. */
const LEAST_ROWS = 4;
/** Of the baseline's source, in a sentence. */
const LONGEST_NAME = 60;

/**
 * Looks for unusual flows with several detectors, and for what their agreement is worth.
 *
 * Without a baseline: Isolation Forest, DBSCAN and z-score on the logarithms of duration, packets, bytes and packet size, in standard
 * units; a row is flagged by `atLeast` of them. The report says whether rules and outliers point in the same direction: where attacks are
 * the dense part of a capture (floods, scans, guessing), outliers are the normal traffic, and the sentence in `direction` says so.
 * With a baseline of normal flows: five detectors fitted on it, each calibrated on normal flows that were kept out, so that a score is how
 * seldom a normal flow would be so unlike the others; it does not see attacks whose flows look like ordinary ones one by one.
 *
 * Missing and infinite values are filled by the field's median, and `notes` say how many.
 *
 * @param table The flows; at least 4.
 * @throws {TypeError | RangeError} code BAD_INPUT, for anything but a FlowTable, too few flows, or options that make no sense;
 *   {CancelledError} when cancelled.
 * @example
 * ```ts
 * import { detectAnomalies, generateTraffic } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 1_000, scenarios: ["normal", { kind: "exfiltration", flows: 5 }] });
 * const report = await detectAnomalies(flows, { reviewBudget: 20 });
 * if (report.flagged.length !== 20) throw new Error("the budget is exact");
 * report.reasons(report.flagged[0])[0].text; // "bytes_sent 48 MB, usually 120 B to 31 kB"
 * ```
 */
export async function detectAnomalies(table: FlowTable, options: DetectOptions = {}): Promise<AnomalyReport> {
  if (!(table instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
    );
  const settings = detectSettings(options, table.rowCount);
  if (table.rowCount < LEAST_ROWS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must have at least ${countOf(LEAST_ROWS, "flow")}, got ${table.rowCount}; load more of the capture`,
    );
  return await runJob("the search for anomalies", options, async (job) => {
    const clock = performance.now();
    const timing: Record<string, number> = {};
    const lap = (phase: string, since: number): number => {
      const now = performance.now();
      timing[phase] = now - since;
      return now;
    };
    const { baseline } = settings;
    const scale =
      baseline === null
        ? await fitFlowScale(job, ACTION, table, settings)
        : await fitFlowScale(job, `${ACTION} against the baseline`, baseline, settings, [table]);
    const matrix = await flowMatrix(job, table, scale);
    let since = lap("features", clock);

    const found = await detect(
      job,
      table,
      matrix,
      settings,
      async () => (await flowMatrix(job, baseline!, scale)).X,
    );
    since = lap("detectors", since);
    const { scores, votes, consensusScore, isFlagged, flagged } = found;
    const evidence = await runSteps(job, ruleEvidenceSteps(table, { context: false }));
    const signatures = await signaturesOf(job, table);
    const named = baseline === null ? null : cutText(baseline.provenance.source.name, LONGEST_NAME);
    const { mode, direction } = await directionOf(job, {
      ...{ signatures, evidence, consensusScore, isFlagged },
      baseline: named,
    });
    const verdicts = verdictsOf(table);
    since = lap("direction", since);
    const reasons = (row: number): ReturnType<typeof reasonsOf> =>
      reasonsOf(
        scale,
        matrix.values.map((values) => values[row]!),
        settings.detectors.filter((name) => votes[name]![row] === 1),
      );
    const view = await viewOf(job, {
      ...{ table, matrix, scores, votes, consensusScore, isFlagged, verdicts, reasons },
      detectors: settings.detectors,
      seed: settings.seed,
    });
    lap("views", since);
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
      kDistances: found.density?.kDistances ?? [],
      notes: [...scaleNotes(scale, (baseline ?? table).rowCount), ...found.notes],
      provenance: provenanceOf(table, options, settings.seed, timing),
    };
    return new AnomalyReport(data, { table, scores, votes, consensusScore, flagged, reasons, view });
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
  { X }: FlowMatrix,
  settings: DetectSettings,
  normalRows: () => Promise<FlowMatrix["X"]>,
): Promise<Found> {
  const { detectors, baseline } = settings;
  const rows = table.rowCount;
  const space = new SortSpace(rows);
  const notes: string[] = [];
  let density: DensityFacts | null = null;
  let detections: Detection[] = [];
  let consensusScore: Float64Array;
  if (baseline !== null) {
    const novel = await noveltiesOf(job, X, await normalRows(), settings);
    ({ detections, novelty: consensusScore } = novel);
    notes.push(...novel.notes);
  } else {
    consensusScore = new Float64Array(rows);
    for (const [done, name] of detectors.entries()) {
      job.progress({ phase: "detectors", done, total: detectors.length, unit: "steps", message: name });
      if (name === "dbscan") {
        const { detection, facts } = await densityOutliers(job, X, settings);
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
