import type { DenseTraining } from "../../../kernels/mod.ts";

/** Of Adam, as in scikit-learn and tfjs. */
const BETA1 = 0.9;
const BETA2 = 0.999;
/** scikit-learn's; tfjs has 1e-7 by default. */
const EPSILON = 1e-8;
const AUTO_BATCH = 200;

/** The training that an estimator's options ask for. */
export function trainingOf(
  {
    alpha,
    batchSize,
    learningRate,
  }: Pick<DenseTraining, "alpha" | "learningRate"> & { batchSize: number | "auto" },
  rows: number,
): DenseTraining {
  return {
    batchSize: Math.min(rows, batchSize === "auto" ? AUTO_BATCH : batchSize),
    learningRate,
    beta1: BETA1,
    beta2: BETA2,
    epsilon: EPSILON,
    epsilonForm: "textbook",
    alpha,
  };
}
