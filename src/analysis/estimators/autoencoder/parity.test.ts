/** AutoencoderDetector and its kernel against scikit-learn's MLPRegressor (tools/fixtures/autoencoder). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import { denseOutputs, openDenseTrainer, parameterCount } from "../../../kernels/mod.ts";
import type { Activation, DenseShape } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { pairAuc } from "../testing/scores.ts";
import { AutoencoderDetector } from "./mod.ts";

/** Training from given weights, rows in their order. */
interface Run {
  hidden: number[];
  activation: Activation;
  epochs: number;
  batch: number;
  alpha: number;
  loss: number[];
  weights: number[];
  /** For the first five rows. */
  outputs: number[];
}

interface Steps {
  sets: { columns: number; X: number[]; runs: Run[] }[];
}

interface Quality {
  epochs: number;
  auroc: number[];
}

interface Made extends Quality {
  columns: number;
  X: number[];
  anomalous: number[];
}

interface Real extends Quality {
  file: string;
  sha256: string;
  columns: string[];
  rows: number[];
  attacks: number[];
}

/** The weights that the maker gives: a formula of their place. */
function givenWeights(count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, at) => ((at * at * 7919 + at * 104729) % 1000) / 1250 - 0.4,
  );
}

const runs = readFixture<Steps>("autoencoder/steps.json").sets.flatMap(({ columns, X, runs: of }) =>
  of.map((run) => [`${run.activation} ${run.hidden.join("-")}`, { columns, X, run }] as const),
);

test.each(runs)(
  "from the same weights and batches it learns the weights of scikit-learn to 1e-4: %s",
  (_, { columns, X, run }) => {
    const rows = X.length / columns;
    const shape: DenseShape = {
      inputs: columns,
      widths: [...run.hidden, columns],
      hidden: run.activation,
      output: "identity",
    };
    const features = Float32Array.from(X);
    // The kernel's loss is the mean square; scikit-learn's steps follow half the sum of squares. Adam only sees that in epsilon and alpha.
    const scale = 2 / columns;
    const trainer = openDenseTrainer(
      shape,
      givenWeights(parameterCount(shape)),
      { features, rows, targets: features },
      {
        batchSize: Math.min(run.batch, rows),
        learningRate: 1e-3,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8 * scale,
        epsilonForm: "folded",
        alpha: run.alpha * scale,
      },
    );
    try {
      for (let epoch = 0; epoch < run.epochs; epoch++) {
        trainer.beginEpoch(Uint32Array.from({ length: rows }, (_row, row) => row));
        trainer.advance(rows);
        // Half the mean square, without penalty, which scikit-learn does not scale.
        if (run.alpha === 0) expect(trainer.loss() / 2).toBeCloseTo(run.loss[epoch]!, 4);
      }
      const weights = trainer.weights();
      expect(largestDifference(weights, run.weights)).toBeLessThan(1e-4);
      expect(largestDifference(weights, givenWeights(weights.length))).toBeGreaterThan(1e-3);
      expect(largestDifference(denseOutputs(shape, weights, features, 5), run.outputs)).toBeLessThan(1e-4);
    } finally {
      trainer.close();
    }
  },
);

test("tells made anomalies apart as well as scikit-learn's network, over five seeds", async () => {
  const { X, columns, anomalous, ...quality } = readFixture<Made>("autoencoder/anomalies.json");
  await expectQuality(matrixOfList(X, columns), anomalous, quality);
});

const real = readFixture<Real>("autoencoder/unsw-nb15.json");

testWithCaptures("tells attacks apart in captured flows as well, over five seeds", [real.file], async () => {
  await expectQuality(capturedRows(real, real.rows), real.attacks, real);
});

/** Mean AUROC over the seeds at most max(0.005, 2 standard errors of the difference) below scikit-learn's. */
async function expectQuality(X: Matrix, odd: readonly number[], { epochs, auroc }: Quality): Promise<void> {
  const isOdd = new Set(odd);
  const truth = Array.from({ length: X.rows }, (_, row) => isOdd.has(row));
  const found: number[] = [];
  for (const seed of auroc.keys()) {
    const model = await new AutoencoderDetector({ maxEpochs: epochs, seed }).fit(X);
    found.push(pairAuc(truth, model.scoreSamples(X)));
  }
  const [ours, theirs] = [summary(found), summary(auroc)];
  const margin = Math.max(0.005, 2 * Math.sqrt(ours.error ** 2 + theirs.error ** 2));
  expect(ours.mean).toBeGreaterThan(theirs.mean - margin);
}

function summary(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
