import { checkOneOf } from "../core/mod.ts";
import type { Labels } from "../core/mod.ts";
import {
  accuracyOf,
  balancedAccuracyOf,
  countCodes,
  macroF1Of,
  matthewsOf,
  weightedF1Of,
} from "./class-metrics.ts";
import type { ClassCounts } from "./class-metrics.ts";
import { brierOf, lossOf } from "./probabilities.ts";
import { aucOf, averagePrecisionOf, columnOf, rank } from "./ranking.ts";
import type { Ranking } from "./ranking.ts";
import { badRange, checkClasses, checkScores, encodeBy, encodePair } from "./truth.ts";

export const METRICS = [
  "accuracy",
  "balanced_accuracy",
  "macro_f1",
  "weighted_f1",
  "matthews",
  "roc_auc",
  "average_precision",
  "brier",
  "log_loss",
] as const;
export type MetricName = (typeof METRICS)[number];

/** What a model said about the rows of a truth. */
export interface Predictions {
  /** One class a row. */
  readonly predicted?: Labels | undefined;
  /** Row-major, shape (rows, classes). */
  readonly probabilities?: ArrayLike<number> | undefined;
  /** The class of each column of `probabilities`. */
  readonly classes?: readonly string[] | undefined;
}

/** A metric that is ready for many draws of the same rows. */
export interface PreparedMetric {
  readonly rows: number;
  /** @param drawn Row numbers, repeated as drawn; null for each row once. */
  value(drawn: Uint32Array | null): number;
}

/** A metric by its name. */
export interface Scorer {
  readonly name: MetricName;
  readonly needs: "classes" | "probabilities";
  readonly greaterIsBetter: boolean;
  score(yTrue: Labels, said: Predictions): number;
  prepare(yTrue: Labels, said: Predictions): PreparedMetric;
}

const FROM_COUNTS: Partial<Record<MetricName, (counts: ClassCounts) => number>> = {
  accuracy: accuracyOf,
  balanced_accuracy: balancedAccuracyOf,
  macro_f1: macroF1Of,
  weighted_f1: weightedF1Of,
  matthews: matthewsOf,
};

/**
 * A metric by its name: "accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "matthews" need predicted classes; "roc_auc",
 * "average_precision" (each class against the rest, unweighted mean; with two classes of the second one), "brier" and "log_loss" need
 * probabilities.
 *
 * @throws {RangeError} code BAD_INPUT, naming the metrics there are.
 */
export function scorer(name: MetricName): Scorer {
  checkOneOf("score", "metric", name, METRICS);
  const fromCounts = FROM_COUNTS[name];
  const prepare = (yTrue: Labels, said: Predictions): PreparedMetric =>
    fromCounts ? prepareCounts(name, fromCounts, yTrue, said) : prepareProbabilities(name, yTrue, said);
  return {
    name,
    needs: fromCounts ? "classes" : "probabilities",
    greaterIsBetter: name !== "log_loss" && name !== "brier",
    score: (yTrue, said) => prepare(yTrue, said).value(null),
    prepare,
  };
}

function prepareCounts(
  name: MetricName,
  metric: (counts: ClassCounts) => number,
  yTrue: Labels,
  { predicted }: Predictions,
): PreparedMetric {
  const action = `score ${name}`;
  if (predicted === undefined) throw badRange(action, "predicted classes must be given, got none");
  const { truth, predicted: said, classes } = encodePair(action, yTrue, predicted);
  const rows = truth.length;
  const k = classes.length;
  // Rows with the same two classes count alike; there are few such cells.
  const cellCodes = new Map<number, number>();
  const cells = Int32Array.from(truth, (code, row) => {
    const key = code * k + said[row]!;
    let cell = cellCodes.get(key);
    if (cell === undefined) cellCodes.set(key, (cell = cellCodes.size));
    return cell;
  });
  const keys = Float64Array.from(cellCodes.keys());
  return {
    rows,
    value(drawn) {
      if (drawn === null) return metric(countCodes(truth, said, k));
      const inCell = new Float64Array(keys.length);
      for (let i = 0; i < drawn.length; i++) inCell[cells[drawn[i]!]!]!++;
      const counts = {
        rows: drawn.length,
        real: new Float64Array(k),
        claimed: new Float64Array(k),
        hits: new Float64Array(k),
      };
      for (let cell = 0; cell < keys.length; cell++) {
        const real = Math.floor(keys[cell]! / k);
        const claimed = keys[cell]! - real * k;
        counts.real[real]! += inCell[cell]!;
        counts.claimed[claimed]! += inCell[cell]!;
        if (real === claimed) counts.hits[real]! += inCell[cell]!;
      }
      return metric(counts);
    },
  };
}

function prepareProbabilities(
  name: MetricName,
  yTrue: Labels,
  { probabilities, classes }: Predictions,
): PreparedMetric {
  const action = `score ${name}`;
  if (probabilities === undefined || classes === undefined)
    throw badRange(action, "probabilities and their classes must be given, got none");
  checkClasses(action, classes);
  if (name === "brier" || name === "log_loss") {
    const parts = (name === "brier" ? brierOf : lossOf)(action, yTrue, probabilities, { classes });
    return { rows: parts.length, value: (drawn) => meanOf(parts, drawn) };
  }
  const metric = name === "roc_auc" ? aucOf : averagePrecisionOf;
  const codes = encodeBy(action, yTrue, classes);
  checkScores(action, probabilities, codes.length, classes.length);
  const which = classes.length === 2 ? [1] : Array.from(classes.keys());
  const rankings = which.map((code) =>
    placed(
      rank(
        Uint8Array.from(codes, (at) => (at === code ? 1 : 0)),
        columnOf(probabilities, classes.length, code),
      ),
    ),
  );
  const counts = new Uint32Array(codes.length);
  return {
    rows: codes.length,
    value(drawn) {
      let sum = 0;
      for (const { ranking, placeOf } of rankings) {
        if (drawn === null) {
          sum += metric(ranking, null);
          continue;
        }
        counts.fill(0);
        for (let i = 0; i < drawn.length; i++) counts[placeOf[drawn[i]!]!]!++;
        sum += metric(ranking, counts);
      }
      return sum / rankings.length;
    },
  };
}

function placed(ranking: Ranking): { ranking: Ranking; placeOf: Uint32Array } {
  const placeOf = new Uint32Array(ranking.order.length);
  ranking.order.forEach((row, place) => (placeOf[row] = place));
  return { ranking, placeOf };
}

function meanOf(parts: Float64Array, drawn: Uint32Array | null): number {
  let sum = 0;
  if (drawn === null) {
    for (let row = 0; row < parts.length; row++) sum += parts[row]!;
    return sum / parts.length;
  }
  for (let i = 0; i < drawn.length; i++) sum += parts[drawn[i]!]!;
  return sum / drawn.length;
}
