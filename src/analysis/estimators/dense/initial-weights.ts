import { parameterCount, prng } from "../../../kernels/mod.ts";
import type { DenseShape } from "../../../kernels/mod.ts";

/** Stream of a seed's random numbers for the initial weights; the order of the rows and the validation rows have their own. */
const WEIGHTS_STREAM = 0;

/**
 * Initial weights and biases, packed: uniform between plus and minus sqrt(6 / (inputs + outputs)) of each layer, with 2 for 6 where the
 * hidden layers are logistic (X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
 * AISTATS 2010, eq. 16; biases drawn alike, as scikit-learn does).
 */
export function initialWeights(shape: DenseShape, seed: number): Float32Array {
  const random = prng(seed, WEIGHTS_STREAM);
  const weights = new Float32Array(parameterCount(shape));
  const factor = shape.hidden === "logistic" ? 2 : 6;
  let inputs = shape.inputs;
  let at = 0;
  for (const outputs of shape.widths) {
    const bound = Math.sqrt(factor / (inputs + outputs));
    for (const end = at + (inputs + 1) * outputs; at < end; at++)
      weights[at] = (2 * random.next() - 1) * bound;
    inputs = outputs;
  }
  return weights;
}
