/** How unlike the flows of a table a flow is: an isolation forest and the Mahalanobis distance, calibrated on flows kept out of the fit. */
import { log10, prng } from "../../kernels/mod.ts";
import { codedError, countOf, describe, finishSteps } from "../core/mod.ts";
import type { Matrix, RunOptions } from "../core/mod.ts";
import { IsolationForest } from "../estimators/mod.ts";
import type { IsolationForestModel } from "../estimators/mod.ts";
import { ellipseDistances, fitEllipse } from "../flow-matrix/mod.ts";
import type { Ellipse } from "../flow-matrix/mod.ts";
import { features } from "../features/mod.ts";
import type { FeatureSet } from "../features/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { padded } from "./padded.ts";

/** Share of the table that is kept out of the fit. */
const HELD = 0.4;
const FEWEST_FLOWS = 50;
/** Most flows that are fitted on; more tell nothing new of what is usual. */
const MOST_FLOWS = 50_000;
/** Rows a tree is grown on: with nothing odd in the table, there is nothing that could hide. */
const TREE_ROWS = 4096;
const STREAM = -91;
/** -log10 p from which unlikeness counts, and at which it counts in full. */
const FROM = 1;
const TO = 3;
const MOST_EVIDENCE = 2;

/** The two detectors with their scores of the flows kept out, ascending. */
export interface NoveltyState {
  readonly features: FeatureSet;
  readonly forest: IsolationForestModel;
  readonly ellipse: Ellipse;
  readonly heldForest: Float64Array;
  readonly heldEllipse: Float64Array;
  /** The table it was fitted on. */
  readonly name: string;
  readonly rows: number;
}

/** Scores of flows; each p is the share of usual flows that are as unlike or more. */
export interface Novelty {
  /** Of the isolation forest, in (0, 1]. */
  readonly score: Float64Array;
  readonly isAnomaly: Uint8Array;
  /** Geometric mean of the two p-values. */
  readonly p: Float64Array;
  /** 0 for p of 0.1 and more, 2 for 0.001 and less. */
  readonly evidence: Float64Array;
}

export class NoveltyPart {
  readonly state: NoveltyState;

  constructor(state: NoveltyState) {
    this.state = state;
  }

  /**
   * @param what What the table is, for messages: "baseline" or "anomaly".
   * @throws {TypeError | RangeError} code BAD_INPUT for no table, one of fewer than 50 flows, or one without usable fields.
   */
  static async fit(table: FlowTable, what: string, seed: number, run: RunOptions): Promise<NoveltyPart> {
    if (!(table instanceof FlowTable))
      throw refused(what, `must be a FlowTable, got ${describe(table)}`, TypeError);
    if (table.rowCount < FEWEST_FLOWS)
      throw refused(
        what,
        `must have at least ${FEWEST_FLOWS} flows, got ${table.rowCount}; give a longer capture, or none`,
      );
    const some = table.rowCount > MOST_FLOWS ? table.sample(MOST_FLOWS, seed) : table;
    const order = prng(seed, STREAM).shuffle(Uint32Array.from({ length: some.rowCount }, (_, row) => row));
    const held = Math.floor(some.rowCount * HELD);
    const fitted = some.filter({ rows: [...order.subarray(held)] });
    const kept = some.filter({ rows: [...order.subarray(0, held)] });
    const set = await features(fitted, { include: ["flow"], scaler: "standard" }).fit(fitted, {
      signal: run.signal,
    });
    const X = numbersOnly(set.transform(fitted), set);
    const forest = await new IsolationForest({ maxSamples: Math.min(TREE_ROWS, X.rows), seed }).fit(X, {
      signal: run.signal,
    });
    const ellipse = finishSteps(fitEllipse(X));
    const rest = numbersOnly(set.transform(kept), set);
    return new NoveltyPart({
      features: set,
      forest,
      ellipse,
      heldForest: forest.scoreSamples(rest).sort(),
      heldEllipse: finishSteps(ellipseDistances(ellipse, rest)).sort(),
      name: table.provenance.source.name,
      rows: table.rowCount,
    });
  }

  /** What it was fitted on, in words. */
  get words(): string {
    return `${this.state.name}, ${countOf(this.state.rows, "flow")}`;
  }

  novelty(table: FlowTable): Novelty {
    const { features: set, forest, ellipse, heldForest, heldEllipse } = this.state;
    const X = numbersOnly(set.transform(padded(table)), set);
    const score = forest.scoreSamples(X);
    const distance = finishSteps(ellipseDistances(ellipse, X));
    const p = new Float64Array(X.rows);
    const evidence = new Float64Array(X.rows);
    const isAnomaly = new Uint8Array(X.rows);
    for (let row = 0; row < X.rows; row++) {
      const byForest = shareAbove(heldForest, score[row]!);
      p[row] = Math.sqrt(byForest * shareAbove(heldEllipse, distance[row]!));
      isAnomaly[row] = byForest < 0.05 ? 1 : 0;
      const unlike = (-log10(p[row]!) - FROM) / (TO - FROM);
      evidence[row] = MOST_EVIDENCE * Math.min(Math.max(unlike, 0), 1);
    }
    return { score, isAnomaly, p, evidence };
  }
}

/** Columns of numbers alone: those that say where a value was missing would call every flow of another source unlike. */
function numbersOnly(X: Matrix, set: FeatureSet): Matrix {
  const { columns } = set.toJSON() as { columns: { kind: string }[] };
  const kept = columns.flatMap(({ kind }, at) => (kind === "number" ? [at] : []));
  if (kept.length === X.columns) return X;
  const data = new Float64Array(X.rows * kept.length);
  for (let row = 0; row < X.rows; row++)
    for (let c = 0; c < kept.length; c++) data[row * kept.length + c] = X.data[row * X.columns + kept[c]!]!;
  return { data, rows: X.rows, columns: kept.length, names: kept.map((at) => X.names![at]!) };
}

/** (1 + scores that are as high or higher) / (1 + all scores): the p-value of split conformal prediction. */
function shareAbove(sorted: Float64Array, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return (1 + sorted.length - low) / (1 + sorted.length);
}

function refused(
  what: string,
  rule: string,
  Class: typeof TypeError | typeof RangeError = RangeError,
): Error {
  return codedError(Class, "BAD_INPUT", `Cannot create the threat assessor: ${what} ${rule}`);
}
