/** MLPClassifier and its kernel against scikit-learn (tools/fixtures/mlp). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import { denseOutputs, openDenseTrainer, parameterCount } from "../../../kernels/mod.ts";
import type { Activation, DenseShape } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { rowsOf } from "../testing/data.ts";
import { macroF1 } from "../testing/scores.ts";
import { MLPClassifier } from "./mod.ts";

/** Training from given weights, rows in their order. */
interface Run {
  hidden: number[];
  activation: Activation;
  epochs: number;
  batch: number;
  alpha: number;
  rate: number;
  classWeights: number[] | null;
  loss: number[];
  weights: number[];
  /** Of the first five rows. */
  probabilities: number[];
}

interface Steps {
  columns: number;
  X: number[];
  y: number[];
  runs: Run[];
}

interface Quality {
  hidden: number[];
  epochs: number;
  accuracy: number[];
  macroF1: number[];
}

interface Real {
  file: string;
  sha256: string;
  columns: string[];
  rows: number[];
  train: number;
  attacks: number[];
  quality: Quality;
}

/** The weights that the maker gives: a formula of their place. */
function givenWeights(count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, at) => ((at * at * 7919 + at * 104729) % 1000) / 1250 - 0.4,
  );
}

for (const fixture of ["steps", "edges"]) {
  const { X, y, columns, runs } = readFixture<Steps>(`mlp/${fixture}.json`);
  test.each(
    runs.map((run) => [`${run.activation} ${run.hidden.join("-")}, batches of ${run.batch}`, run] as const),
  )(
    `${fixture}: from the same weights and batches it learns the weights of scikit-learn to 1e-4, with %s`,
    (_, run) => {
      const rows = y.length;
      const shape: DenseShape = {
        inputs: columns,
        widths: [...run.hidden, new Set(y).size],
        hidden: run.activation,
        output: "softmax",
      };
      const features = Float32Array.from(X);
      const trainer = openDenseTrainer(
        shape,
        givenWeights(parameterCount(shape)),
        {
          features,
          rows,
          targets: Int32Array.from(y),
          classWeights: run.classWeights ? Float32Array.from(run.classWeights) : undefined,
        },
        {
          batchSize: Math.min(run.batch, rows),
          learningRate: run.rate,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          epsilonForm: "folded",
          alpha: run.alpha,
        },
      );
      try {
        const losses = run.loss.map(() => {
          trainer.beginEpoch(Uint32Array.from({ length: rows }, (_row, row) => row));
          trainer.advance(rows);
          return trainer.loss();
        });
        const weights = trainer.weights();
        expect(largestDifference(losses, run.loss)).toBeLessThan(1e-4);
        expect(largestDifference(weights, run.weights)).toBeLessThan(1e-4);
        expect(largestDifference(weights, givenWeights(weights.length))).toBeGreaterThan(1e-3);
        const sums = denseOutputs(shape, weights, features, 5);
        expect(largestDifference(softmax(sums, shape.widths.at(-1)!), run.probabilities)).toBeLessThan(1e-4);
      } finally {
        trainer.close();
      }
    },
  );
}

test("does as well on made flows as scikit-learn, over five seeds", async () => {
  const { X, y, columns, train, quality } = readFixture<Steps & { train: number; quality: Quality }>(
    "mlp/flows.json",
  );
  await expectQuality(matrixOfList(X, columns), y.map(String), train, quality);
}, 30_000);

const real = readFixture<Real>("mlp/unsw-nb15.json");

testWithCaptures("does as well on captured flows as scikit-learn, over five seeds", [real.file], async () => {
  const X = scaled(capturedRows(real, real.rows), real.train);
  const attacks = new Set(real.attacks);
  const y = real.rows.map((_, at) => (attacks.has(at) ? "attack" : "normal"));
  await expectQuality(X, y, real.train, real.quality);
});

/** Means over the seeds at most max(0.5 points, 2 standard errors of the difference) below scikit-learn's. */
async function expectQuality(X: Matrix, y: string[], train: number, expected: Quality): Promise<void> {
  const places = Array.from({ length: X.rows }, (_, row) => row);
  const [shown, asked] = [rowsOf(X, places.slice(0, train)), rowsOf(X, places.slice(train))];
  const found: { accuracy: number[]; macroF1: number[] } = { accuracy: [], macroF1: [] };
  for (const seed of expected.accuracy.keys()) {
    const estimator = new MLPClassifier({
      hiddenLayerSizes: expected.hidden,
      maxEpochs: expected.epochs,
      seed,
    });
    const model = await estimator.fit(shown, y.slice(0, train));
    const predicted = model.predict(asked);
    const truth = y.slice(train);
    found.accuracy.push(predicted.filter((name, row) => name === truth[row]).length / truth.length);
    found.macroF1.push(macroF1(truth, predicted));
  }
  for (const metric of ["accuracy", "macroF1"] as const) {
    const [ours, theirs] = [summary(found[metric]), summary(expected[metric])];
    const margin = Math.max(0.005, 2 * Math.sqrt(ours.error ** 2 + theirs.error ** 2));
    expect(ours.mean).toBeGreaterThan(theirs.mean - margin);
  }
}

function summary(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Logarithms, then mean 0 and deviation 1 of the first rows. */
function scaled(X: Matrix, train: number): Matrix {
  const data = Float64Array.from(X.data, (value) => Math.log1p(value));
  for (let column = 0; column < X.columns; column++) {
    const of = Array.from({ length: train }, (_, row) => data[row * X.columns + column]!);
    const mean = of.reduce((sum, value) => sum + value, 0) / train;
    const deviation = Math.sqrt(of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / train);
    for (let at = column; at < data.length; at += X.columns) data[at] = (data[at]! - mean) / deviation;
  }
  return { ...X, data };
}

function softmax(sums: Float32Array, width: number): number[] {
  const found: number[] = [];
  for (let from = 0; from < sums.length; from += width) {
    const powers = Array.from(sums.subarray(from, from + width), Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    found.push(...powers.map((power) => power / total));
  }
  return found;
}
