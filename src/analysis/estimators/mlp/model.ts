import { exp } from "../../../kernels/mod.ts";
import { stackFromLayersModel } from "../../adapters/mod.ts";
import type { LayersModel } from "../../adapters/mod.ts";
import { checkList, checkOptions, codedError, describe } from "../../core/mod.ts";
import type { JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import {
  checkNetworkSize,
  DenseNetwork,
  inSinglePrecision,
  largestAt,
  layersTopology,
} from "../dense/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import { settingsJSON, settingsOf } from "./options.ts";
import type { MLPSettings } from "./options.ts";

const NAME = "MLPClassifier";
/** Longest lists in a summary. */
const MOST_LISTED = 1000;

/** What the columns of a tf.LayersModel mean. */
export interface LayersModelNames {
  /** One for each softmax output, in their order; two for a single sigmoid output. */
  classes: readonly string[];
  /** Default x0, x1, ... */
  featureNames?: readonly string[] | undefined;
}

/** What makes up a model; checked already. */
export interface MLPParts {
  readonly network: DenseNetwork;
  readonly classes: readonly string[];
  readonly featureNames: string[];
  readonly settings: MLPSettings;
  readonly lossCurve: Float64Array;
  readonly validationScores: Float64Array;
}

/** A trained MLPClassifier. */
export class MLPClassifierModel implements Model {
  readonly estimator = NAME;
  readonly classes: string[];
  readonly featureNames: string[];
  readonly nFeatures: number;
  readonly options: JSONValue;
  readonly seed: number;
  /** Mean training loss of each epoch, penalty included; empty for a model made from a tf.LayersModel. */
  readonly lossCurve: Float64Array;
  /** Accuracy on the rows held out after each epoch; empty without early stopping. */
  readonly validationScores: Float64Array;
  readonly #network: DenseNetwork;

  constructor({ network, classes, featureNames, settings, lossCurve, validationScores }: MLPParts) {
    this.classes = [...classes];
    this.featureNames = [...featureNames];
    this.nFeatures = featureNames.length;
    this.options = settingsJSON(settings);
    this.seed = settings.seed;
    this.lossCurve = lossCurve;
    this.validationScores = validationScores;
    this.#network = network;
  }

  /**
   * Takes over a tf.LayersModel: a stack of Dense layers with one activation in all hidden layers, and softmax, or a single sigmoid, at
   * its end. The weights are copied.
   *
   * @throws {TypeError} or {RangeError}, code BAD_INPUT, when it is no such stack, or the names do not fit it.
   */
  static fromLayersModel(model: LayersModel, names: LayersModelNames): MLPClassifierModel {
    const action = `make ${NAME} from a tf.LayersModel`;
    checkOptions(action, names, ["classes", "featureNames"]);
    const { shape, weights } = stackFromLayersModel(model);
    if (shape.output !== "softmax") {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot ${action}: its output must be softmax or a single sigmoid, got "linear"`,
      );
    }
    checkNetworkSize(action, shape);
    const classes = distinctTexts(action, "classes", names?.classes, shape.widths.at(-1)!);
    const { featureNames = Array.from({ length: shape.inputs }, (_, at) => `x${at}`) } = names;
    return new MLPClassifierModel({
      network: new DenseNetwork(shape, weights),
      classes,
      featureNames: distinctTexts(action, "featureNames", featureNames, shape.inputs),
      settings: settingsOf(action, { hiddenLayerSizes: shape.widths.slice(0, -1), activation: shape.hidden }),
      lossCurve: new Float64Array(0),
      validationScores: new Float64Array(0),
    });
  }

  /** Number of epochs that were trained. */
  get nEpochs(): number {
    return this.lossCurve.length;
  }

  /**
   * The network as a tf.LayersModel, to be evaluated, extended or saved by TensorFlow.js. It is made at first use and is a copy: training
   * it further does not change this model (`MLPClassifierModel.fromLayersModel` takes the result over). It computes on the engine that
   * is active: plain JavaScript until `useEngine()` has started a faster one. `dispose` releases it.
   *
   * @throws {TypeError} code E_UNSUPPORTED, in the page, which has no TensorFlow.js.
   */
  get tf(): LayersModel {
    return this.#network.layersModel;
  }

  predict(X: Matrix): string[] {
    const outputs = this.#outputs(X);
    const width = this.classes.length;
    return Array.from({ length: X.rows }, (_, row) => this.classes[largestAt(outputs, row * width, width)]!);
  }

  predictProba(X: Matrix): Float64Array {
    const outputs = this.#outputs(X);
    const width = this.classes.length;
    const probabilities = new Float64Array(outputs.length);
    for (let from = 0; from < outputs.length; from += width) softmaxInto(outputs, from, width, probabilities);
    return probabilities;
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes, lossCurve, validationScores } = this;
    const { modelTopology, weightSpecs } = layersTopology(this.#network.shape);
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: { classes, nEpochs: this.nEpochs, modelTopology, weightSpecs },
      arrays: { weights: this.#network.weights, lossCurve, validationScores },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, classes, nEpochs } = this;
    const { widths, inputs } = this.#network.shape;
    return {
      estimator,
      options,
      nFeatures,
      featureNames: featureNames.slice(0, MOST_LISTED),
      seed,
      nClasses: classes.length,
      classes: classes.slice(0, MOST_LISTED),
      layers: [inputs, ...widths],
      nWeights: this.#network.weights.length,
      nEpochs,
      lossCurve: Array.from(this.lossCurve.subarray(0, MOST_LISTED)),
      validationScores: Array.from(this.validationScores.subarray(0, MOST_LISTED)),
    };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  /** Releases the tensors of `tf`, when it was used. */
  dispose(): void {
    this.#network.dispose();
  }

  #outputs(X: Matrix): Float32Array {
    const action = `predict with ${NAME}`;
    checkWidth(action, this, X);
    return this.#network.outputs(action, inSinglePrecision(action, X), X.rows);
  }
}

/** In double precision, so that each row's probabilities sum to 1. */
function softmaxInto(outputs: Float32Array, from: number, width: number, out: Float64Array): void {
  let most = outputs[from]!;
  for (let at = from + 1; at < from + width; at++) most = Math.max(most, outputs[at]!);
  let sum = 0;
  for (let at = from; at < from + width; at++) {
    out[at] = exp(outputs[at]! - most);
    sum += out[at]!;
  }
  for (let at = from; at < from + width; at++) out[at]! /= sum;
}

function distinctTexts(action: string, name: string, value: unknown, count: number): string[] {
  checkList(action, name, value);
  const list = value as unknown[];
  const wrong = list.find((text) => typeof text !== "string");
  if (wrong !== undefined)
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be texts, got ${describe(wrong)}`,
    );
  if (list.length !== count || new Set(list).size !== count) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be ${count} different texts, got ${list.length}`,
    );
  }
  return list as string[];
}
