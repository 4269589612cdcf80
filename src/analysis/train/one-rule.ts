/** How far a single feature gets: the more it does alone, the likelier it was made together with the labels. */
import type { Matrix } from "../core/mod.ts";
import { macroF1 } from "../evaluate/mod.ts";

const MOST_BINS = 256;

/** Training and test rows of one feature matrix, with their classes. */
export interface RuleData {
  readonly train: Matrix;
  readonly test: Matrix;
  /** Rows that are looked at. */
  readonly trainRows: Uint32Array;
  readonly testRows: Uint32Array;
  readonly yTrain: readonly string[];
  readonly yTest: readonly string[];
}

/**
 * The macro F1 of one rule a feature: at most 256 bins of the training values, each says its most frequent class (R. Holte, "Very simple
 * classification rules", Machine Learning 11, 1993).
 *
 * @yields After each feature.
 * @returns By column.
 */
export function* oneRuleScores(given: RuleData): Generator<void, Float64Array, void> {
  const { train, test, trainRows, testRows } = given;
  const yTrain = Array.from(trainRows, (row) => given.yTrain[row]!);
  const yTest = Array.from(testRows, (row) => given.yTest[row]!);
  const scores = new Float64Array(train.columns);
  for (let column = 0; column < train.columns; column++) {
    const values = (matrix: Matrix, rows: Uint32Array): Float64Array =>
      Float64Array.from(rows, (row) => matrix.data[row * matrix.columns + column]!);
    const known = values(train, trainRows);
    const edges = edgesOf(known);
    const classes = frequentClasses(known, yTrain, edges);
    scores[column] = macroF1(
      yTest,
      Array.from(values(test, testRows), (value) => classes[binOf(edges, value)]!),
    );
    yield;
  }
  return scores;
}

/** Upper edges of the bins, rising: each value its own bin where there are few, else about as many rows in each. */
function edgesOf(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  if (distinct.length <= MOST_BINS) return distinct;
  const cuts = Float64Array.from(
    { length: MOST_BINS },
    (_, bin) => sorted[Math.ceil(((bin + 1) * sorted.length) / MOST_BINS) - 1]!,
  );
  return cuts.filter((value, at) => at === 0 || value !== cuts[at - 1]);
}

/** The first bin whose upper edge is not below the value; the last one for what is above them all. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function frequentClasses(values: Float64Array, labels: readonly string[], edges: Float64Array): string[] {
  const counts = Array.from(edges, () => new Map<string, number>());
  values.forEach((value, row) => {
    const bin = counts[binOf(edges, value)]!;
    bin.set(labels[row]!, (bin.get(labels[row]!) ?? 0) + 1);
  });
  return counts.map((bin) => {
    let best = "";
    let most = -1;
    for (const [name, count] of bin)
      if (count > most || (count === most && name < best)) [best, most] = [name, count];
    return best;
  });
}
