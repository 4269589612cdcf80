/** What a view of a detection draws, made while the scores of all rows are at hand: bounded, whatever the number of flows. */
import { SortSpace } from "../../kernels/mod.ts";
import { runSteps } from "../core/mod.ts";
import type { AnomaliesPayload, Histogram, Job, RankedFlow, Reason, Table } from "../core/mod.ts";
import { principalMap, sampleRows } from "../flow-matrix/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { histogram } from "../profile/mod.ts";
import { descendingRows } from "./ranks.ts";

export type AnomalyView = Pick<
  AnomaliesPayload,
  "histograms" | "cut" | "cuts" | "ranked" | "map" | "timeline"
>;

/** Flows of the ranked list. */
export const MOST_RANKED = 200;
const MOST_POINTS = 2000;
const MOST_CUTS = 200;
const REASONS = 3;

export interface ViewInput {
  readonly table: Table;
  readonly matrix: FlowMatrix;
  readonly detectors: readonly string[];
  readonly scores: Readonly<Record<string, Float64Array>>;
  readonly votes: Readonly<Record<string, Uint8Array>>;
  readonly consensusScore: Float64Array;
  readonly isFlagged: Uint8Array;
  /** 1 attack, 0 benign, -1 not known; null without labels. */
  readonly verdicts: Int8Array | null;
  readonly reasons: (row: number) => Reason[];
  readonly seed: number;
}

export async function viewOf(job: Job, input: ViewInput): Promise<AnomalyView> {
  const { table, matrix, consensusScore, isFlagged } = input;
  const space = new SortSpace(table.rowCount);
  const byScore = await descendingRows(job, consensusScore, space);
  const histograms: Record<string, Histogram> = {
    consensus: await scoreHistogram(job, consensusScore, space),
  };
  for (const name of input.detectors)
    histograms[name] = await scoreHistogram(job, input.scores[name]!, space);
  const rankedRows = rowsToRank(byScore, isFlagged);
  const ranked = rankedRows.map((row) => rankedFlow(input, row));
  const lowest = byScore.findLast((row) => isFlagged[row] === 1);
  const timeline = await timelineOf(job, table, isFlagged, space);
  const map = await principalMap(job, matrix.X);
  const drawn = new Set([...sampleRows(table.rowCount, MOST_POINTS, input.seed), ...rankedRows]);
  const label = labelReader(table);
  return {
    histograms,
    cut: lowest === undefined ? null : consensusScore[lowest]!,
    cuts: cutsOf(byScore, input),
    ranked,
    map: {
      explained: map.explained,
      points: [...drawn]
        .sort((a, b) => a - b)
        .map((row) => ({
          row,
          ...map.place(row),
          flagged: isFlagged[row] === 1,
          label: label(row),
          isAttack: verdictOf(input.verdicts, row),
        })),
    },
    ...(timeline === null ? {} : { timeline }),
  };
}

function verdictOf(verdicts: Int8Array | null, row: number): boolean | null {
  const verdict = verdicts?.[row] ?? -1;
  return verdict < 0 ? null : verdict === 1;
}

/** The flagged with the highest scores; where there is room, the highest of the others. Highest score first. */
function rowsToRank(byScore: Uint32Array, isFlagged: Uint8Array): number[] {
  const flagged = byScore.filter((row) => isFlagged[row] === 1).subarray(0, MOST_RANKED);
  const chosen = new Set<number>(flagged);
  for (const row of byScore) {
    if (chosen.size >= MOST_RANKED) break;
    chosen.add(row);
  }
  const rows: number[] = [];
  for (const row of byScore) {
    if (rows.length === chosen.size) break;
    if (chosen.has(row)) rows.push(row);
  }
  return rows;
}

function rankedFlow(
  { detectors, scores, votes, consensusScore, isFlagged, reasons }: ViewInput,
  row: number,
): RankedFlow {
  return {
    row,
    flagged: isFlagged[row] === 1,
    consensusScore: consensusScore[row]!,
    scores: detectors.map((name) => scores[name]![row]!),
    votes: detectors.map((name) => (votes[name]![row] === 1 ? 1 : 0)),
    reasons: reasons(row).slice(0, REASONS),
  };
}

async function scoreHistogram(job: Job, scores: Float64Array, space: SortSpace): Promise<Histogram> {
  return histogram(await sortedNumbers(job, scores, space), "float", false)!;
}

async function sortedNumbers(job: Job, values: Float64Array, space: SortSpace): Promise<Float64Array> {
  const order = await runSteps(job, space.sort(values));
  return Float64Array.from(order, (at) => values[at]!);
}

/** Cuts at ranks that grow by a constant factor, so that short lists are told apart as well as long ones. */
function cutsOf(byScore: Uint32Array, { consensusScore, verdicts }: ViewInput): AnomaliesPayload["cuts"] {
  const n = byScore.length;
  const wanted = new Set<number>();
  let step = 1;
  for (
    let rank = 1;
    rank < n && wanted.size < MOST_CUTS - 1;
    rank = Math.max(rank + 1, Math.floor(rank * step))
  ) {
    wanted.add(rank);
    step = growth(n);
  }
  wanted.add(n);
  const attacks = verdicts === null ? 0 : verdicts.reduce((sum, verdict) => sum + (verdict === 1 ? 1 : 0), 0);
  const cuts: AnomaliesPayload["cuts"] = [];
  let [known, hits] = [0, 0];
  for (let place = 0; place < n; place++) {
    const verdict = verdicts?.[byScore[place]!] ?? -1;
    known += verdict >= 0 ? 1 : 0;
    hits += verdict === 1 ? 1 : 0;
    const score = consensusScore[byScore[place]!]!;
    const isLast = place === n - 1 || consensusScore[byScore[place + 1]!] !== score;
    // A cut between equal scores cannot be made: the wanted place moves to the last of them.
    if (!isLast) {
      if (wanted.delete(place + 1)) wanted.add(place + 2);
      continue;
    }
    if (!wanted.has(place + 1)) continue;
    cuts.push({
      score,
      flagged: place + 1,
      ...(verdicts === null ? {} : { precision: known === 0 ? 0 : hits / known, recall: hits / attacks }),
    });
  }
  return cuts;
}

/** A factor that takes 1 to n in fewer steps than there are cuts. */
function growth(n: number): number {
  return n < 1000 ? 1.02 : n < 100_000 ? 1.08 : n < 10_000_000 ? 1.11 : 1.15;
}

/** Flows and flagged flows in steps of the calendar. */
async function timelineOf(
  job: Job,
  table: Table,
  isFlagged: Uint8Array,
  space: SortSpace,
): Promise<NonNullable<AnomalyView["timeline"]> | null> {
  if (!table.columnNames.includes("timestamp") || table.column("timestamp").type === "text") return null;
  const times = table.numeric("timestamp");
  const known = times.filter((time) => isFinite(time));
  if (known.length === 0) return null;
  const flows = histogram(await sortedNumbers(job, known, space), "time", false)!;
  const marked = times.filter((time, row) => isFinite(time) && isFlagged[row] === 1).sort();
  const flagged = new Array<number>(flows.counts.length).fill(0);
  let bin = 0;
  for (const time of marked) {
    while (bin < flagged.length - 1 && time >= flows.edges[bin + 1]!) bin++;
    flagged[bin]!++;
  }
  return { edges: flows.edges, flows: flows.counts, flagged };
}

function labelReader(table: Table): (row: number) => string | null {
  if (!table.columnNames.includes("label")) return () => null;
  const column = table.column("label");
  return (row) => {
    const label = column.at(row);
    return label === null ? null : String(label);
  };
}
