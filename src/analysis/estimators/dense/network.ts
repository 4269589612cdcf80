import { denseOutputs } from "../../../kernels/mod.ts";
import type { DenseShape } from "../../../kernels/mod.ts";
import { layersModelFrom } from "../../adapters/mod.ts";
import type { LayersModel } from "../../adapters/mod.ts";
import { codedError } from "../../core/mod.ts";
import { firstNotFinite } from "./checks.ts";

/** A trained network: its numbers, and its tf.LayersModel once somebody asks for it. */
export class DenseNetwork {
  readonly shape: DenseShape;
  /** Packed as tfjs orders them: for each layer the kernel, shape (inputs, outputs), then the bias. */
  readonly weights: Float32Array;
  #layers: LayersModel | null = null;

  constructor(shape: DenseShape, weights: Float32Array) {
    this.shape = shape;
    this.weights = weights;
  }

  /** The network as a tf.LayersModel, made at first use; it is the same object each time until `dispose`. */
  get layersModel(): LayersModel {
    return (this.#layers ??= layersModelFrom(this));
  }

  /**
   * Outputs before softmax, row-major.
   *
   * @throws {RangeError} code BAD_INPUT, when a row's outputs leave the range of single precision.
   */
  outputs(action: string, features: Float32Array, rows: number): Float32Array {
    const outputs = denseOutputs(this.shape, this.weights, features, rows);
    const at = firstNotFinite(outputs);
    if (at >= 0) {
      const row = Math.floor(at / (outputs.length / rows));
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${action}: numbers must stay within single precision, got an output of ${outputs[at]} in row ${row}; scale the features with StandardScaler`,
      );
    }
    return outputs;
  }

  dispose(): void {
    this.#layers?.dispose();
    this.#layers = null;
  }
}
