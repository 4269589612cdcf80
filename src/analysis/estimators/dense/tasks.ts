import { denseOutputs, openDenseTrainer, prng } from "../../../kernels/mod.ts";
import type { DenseData, DenseShape, DenseTrainer, DenseTraining } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import { Stopping } from "./stopping.ts";
import type { StoppingRule } from "./stopping.ts";
import { hitsOf, squaredErrorOf, multiplications } from "./scores.ts";

/** What is learnt from: rows to train on, and rows held out to see when to stop. */
export interface TrainingRows extends DenseData {
  /** No rows: the training loss says when to stop. */
  readonly validation: Rows;
}

export type Rows = Pick<DenseData, "features" | "rows" | "targets">;

export interface TrainingPlan extends StoppingRule {
  readonly shape: DenseShape;
  /** Initial ones, packed. */
  readonly weights: Float32Array;
  readonly training: DenseTraining;
  readonly seed: number;
}

export interface TrainedNetwork {
  /** Of the last epoch; with rows held out, of the epoch with the best score. */
  readonly weights: Float32Array;
  readonly lossCurve: Float64Array;
  /** Per epoch, where rows are held out: accuracy, or minus the mean squared error. */
  readonly validationScores: Float64Array;
}

/** Stream of a seed's random numbers for the order of the rows. */
export const ORDER_STREAM = 1;
/** Multiplications between two yields: 5 to 10 ms of the fused kernel, under 50 ms of the reference. */
const STEP_MULTIPLICATIONS = 5e7;

/** Trains one network; yields 1 after each epoch. */
export const trainNetworkTask = defineTask(
  "dense.trainNetwork",
  function* (data: TrainingRows, plan: TrainingPlan): Generator<number, TrainedNetwork, void> {
    const trainer = openDenseTrainer(plan.shape, plan.weights, data, plan.training);
    try {
      return yield* trainEpochs(trainer, data, plan);
    } finally {
      trainer.close();
    }
  },
);

function* trainEpochs(
  trainer: DenseTrainer,
  data: TrainingRows,
  plan: TrainingPlan,
): Generator<number, TrainedNetwork, void> {
  const stopping = new Stopping(plan);
  const order = Uint32Array.from({ length: data.rows }, (_, row) => row);
  const random = prng(plan.seed, ORDER_STREAM);
  const rowsAtOnce = Math.ceil(STEP_MULTIPLICATIONS / (3 * multiplications(plan.shape)));
  const holdsOut = data.validation.rows > 0;
  let best = plan.weights;
  while (!stopping.isOver) {
    trainer.beginEpoch(random.shuffle(order));
    while (trainer.advance(rowsAtOnce) < data.rows) yield 0;
    const loss = trainer.loss();
    if (!Number.isFinite(loss)) {
      stopping.note(loss, null);
      break;
    }
    if (holdsOut) {
      const weights = trainer.weights();
      const score = yield* validationScore(plan.shape, weights, data, rowsAtOnce);
      if (stopping.note(loss, score)) best = weights;
    } else {
      stopping.note(loss, null);
    }
    yield 1;
  }
  return {
    weights: holdsOut ? best.slice() : trainer.weights(),
    lossCurve: Float64Array.from(stopping.lossCurve),
    validationScores: Float64Array.from(stopping.validationScores),
  };
}

/** The score of the rows held out, in blocks of `rowsAtOnce` rows with a yield of 0 between them. */
export function* validationScore(
  shape: DenseShape,
  weights: Float32Array,
  { validation }: TrainingRows,
  rowsAtOnce: number,
): Generator<number, number, void> {
  const { features, rows, targets } = validation;
  const width = shape.widths.at(-1)!;
  let sum = 0;
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce);
    const block = features.subarray(from * shape.inputs, to * shape.inputs);
    const sums = denseOutputs(shape, weights, block, to - from);
    sum +=
      targets instanceof Int32Array
        ? hitsOf(sums, targets.subarray(from, to))
        : -squaredErrorOf(sums, targets.subarray(from * width, to * width), width);
    if (to < rows) yield 0;
  }
  return sum / rows;
}
