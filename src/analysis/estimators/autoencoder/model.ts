import type { LayersModel } from "../../adapters/mod.ts";
import type { JSONValue, Matrix, ModelArray } from "../../core/mod.ts";
import { layersTopology } from "../dense/mod.ts";
import type { DenseNetwork } from "../dense/mod.ts";
import { DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { inStandardUnits } from "./standard-units.ts";
import type { StandardUnits } from "./standard-units.ts";

/** What `AutoencoderDetector.fit` found. */
export interface FittedAutoencoder {
  readonly network: DenseNetwork;
  readonly standard: StandardUnits;
  readonly lossCurve: Float64Array;
}

/** Longest lists in a summary. */
const MOST_LISTED = 1000;
/** Rows that are scored together. */
const BLOCK = 4096;

/** A trained autoencoder; immutable. */
export class AutoencoderDetectorModel extends DetectorModel {
  readonly estimator = "AutoencoderDetector";
  /** Mean training loss of each epoch, penalty included. */
  readonly lossCurve: Float64Array;
  readonly #fitted: FittedAutoencoder;

  constructor(facts: DetectorFacts, fitted: FittedAutoencoder) {
    super(facts);
    this.lossCurve = fitted.lossCurve;
    this.#fitted = fitted;
  }

  /** Number of epochs that were trained. */
  get nEpochs(): number {
    return this.lossCurve.length;
  }

  /**
   * The network as a tf.LayersModel: from a row in standard units, cut at 10 standard deviations, to what it makes of it. It is made at
   * first use and is a copy; `dispose` releases it.
   *
   * @throws {TypeError} code E_UNSUPPORTED, in the page, which has no TensorFlow.js.
   */
  get tf(): LayersModel {
    return this.#fitted.network.layersModel;
  }

  override toJSON(): JSONValue {
    const { estimator, options, nFeatures, seed, threshold, nEpochs } = this;
    const { shape, weights } = this.#fitted.network;
    return {
      estimator,
      options,
      nFeatures,
      featureNames: this.featureNames.slice(0, MOST_LISTED),
      seed,
      threshold,
      layers: [shape.inputs, ...shape.widths],
      nWeights: weights.length,
      nEpochs,
      lossCurve: Array.from(this.lossCurve.subarray(0, MOST_LISTED)),
    };
  }

  /** Releases the tensors of `tf`, when it was used. */
  override dispose(): void {
    this.#fitted.network.dispose();
  }

  protected scoresOf(X: Matrix): Float64Array {
    const scores = new Float64Array(X.rows);
    for (let from = 0; from < X.rows; from += BLOCK)
      scores.set(reconstructionErrors(this.#fitted, X, from, Math.min(X.rows, from + BLOCK)), from);
    return scores;
  }

  protected arrays(): Record<string, ModelArray> {
    const { network, standard } = this.#fitted;
    return { weights: network.weights, lossCurve: this.lossCurve, ...standard };
  }

  protected override moreMeta(): Record<string, JSONValue> {
    const { modelTopology, weightSpecs } = layersTopology(this.#fitted.network.shape);
    return { nEpochs: this.nEpochs, modelTopology, weightSpecs };
  }
}

/** Mean over the columns of the squared difference between a row, in standard units, and what the network makes of it. */
export function reconstructionErrors(
  { network, standard }: Omit<FittedAutoencoder, "lossCurve">,
  X: Matrix,
  from: number,
  to: number,
): Float64Array {
  const { values, seen } = inStandardUnits(standard, X, from, to);
  const outputs = network.outputs("score with AutoencoderDetector", seen, to - from);
  const errors = new Float64Array(to - from);
  for (let row = 0, at = 0; row < errors.length; row++) {
    let sum = 0;
    for (const end = at + X.columns; at < end; at++) {
      const difference = outputs[at]! - values[at]!;
      sum += difference * difference;
    }
    errors[row] = sum / X.columns;
  }
  return errors;
}
