/** Dense networks as TensorFlow.js layers: a LayersModel from packed weights, and back. */
import type * as tensorflow from "@tensorflow/tfjs-node";
import { parameterCount } from "../../kernels/mod.ts";
import type { Activation, DenseShape } from "../../kernels/mod.ts";
import { codedError, quote } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { TensorFlow } from "./tfjs.ts";

export type LayersModel = tensorflow.LayersModel;

/** A dense network as plain data; weights packed layer by layer, kernel (inputs x outputs) before bias, as tfjs orders them. */
export interface DenseStack {
  readonly shape: DenseShape;
  readonly weights: Float32Array;
}

type HiddenName = "linear" | "relu" | "tanh" | "sigmoid";

/** Names of the activations in tfjs. */
export const TFJS_ACTIVATIONS: Readonly<Record<Activation, HiddenName>> = {
  identity: "linear",
  relu: "relu",
  tanh: "tanh",
  logistic: "sigmoid",
};

/** What changes nothing when a network is evaluated. */
const SILENT_LAYERS = ["Dropout", "GaussianNoise", "GaussianDropout", "ActivityRegularization"];
const ACTION = "take over a tf.LayersModel";

/**
 * Makes a LayersModel with these weights, on the engine that is active. Dispose of it when done.
 *
 * @throws {TypeError} code E_UNSUPPORTED, in the page.
 */
export function layersModelFrom({ shape, weights }: DenseStack): LayersModel {
  const tf = loadTensorFlow();
  const model = sequentialOf(tf, shape, shape.output === "softmax" ? "softmax" : "linear");
  setWeights(tf, model, weights);
  return model;
}

/**
 * Takes the weights out of a LayersModel that is a plain stack of Dense layers, whose activations may be layers of their own.
 *
 * A single sigmoid output becomes two softmax outputs with the same probabilities.
 *
 * @throws {TypeError} code BAD_INPUT, when it is no such stack, with the layer that is in the way.
 */
export function stackFromLayersModel(model: LayersModel): DenseStack {
  const found = collectLayers(chainOf(model));
  const last = found.pop();
  if (!last) throw refusal("it must have a Dense layer, got none");
  const kinds = new Set(found.map((layer) => layer.activation));
  if (kinds.size > 1)
    throw refusal(
      `its hidden layers must have one activation, got ${[...kinds].map((kind) => quote(kind)).join(", ")}`,
    );
  const hidden = hiddenActivation(found[0]?.activation ?? "relu");
  const output = last.activation === "linear" ? "identity" : "softmax";
  if (!["linear", "softmax", "sigmoid"].includes(last.activation))
    throw refusal(`its output must be softmax, sigmoid or linear, got ${quote(last.activation)}`);
  if (last.activation === "sigmoid") asTwoOutputs(last);
  const parts = [...found, last];
  const shape: DenseShape = {
    inputs: parts[0]!.inputs,
    widths: parts.map((layer) => layer.outputs),
    hidden,
    output,
  };
  const weights = new Float32Array(parameterCount(shape));
  let at = 0;
  for (const { kernel, bias } of parts) {
    weights.set(kernel, at);
    weights.set(bias, at + kernel.length);
    at += kernel.length + bias.length;
  }
  return { shape, weights };
}

/** The module as it is, whatever engine is active. */
export function loadTensorFlow(): TensorFlow {
  return currentHost().requireModule("@tensorflow/tfjs-node") as TensorFlow;
}

/** The layers; all weights are 0. */
export function sequentialOf(
  tf: TensorFlow,
  { inputs, widths, hidden }: DenseShape,
  output: "linear" | "softmax",
): tensorflow.Sequential {
  const layers = widths.map((units, at) =>
    tf.layers.dense({
      name: `dense_${at + 1}`,
      units,
      activation: at === widths.length - 1 ? output : TFJS_ACTIVATIONS[hidden],
      kernelInitializer: "zeros",
      ...(at === 0 ? { inputShape: [inputs] } : null),
    }),
  );
  return tf.sequential({ name: "mlp", layers });
}

/** Puts packed weights into a model that has room for just them. */
export function setWeights(tf: TensorFlow, model: LayersModel, packed: Float32Array): void {
  tf.tidy(() => {
    let at = 0;
    const tensors = model.getWeights().map(({ shape, size }) => {
      const tensor = tf.tensor(packed.slice(at, at + size), shape);
      at += size;
      return tensor;
    });
    model.setWeights(tensors);
  });
}

type Layer = tensorflow.layers.Layer;

/** The layers from input to output; each must have one input, the one before. */
function chainOf(model: LayersModel): Layer[] {
  if (model?.outputs?.length !== 1 || model.inputs.length !== 1)
    throw refusal(`it must have one input and one output, got ${quote(String(model?.name))}`);
  const chain: Layer[] = [];
  let tensor = model.outputs[0]!;
  for (;;) {
    const { sourceLayer, nodeIndex } = tensor;
    chain.unshift(sourceLayer);
    const { inputTensors } = sourceLayer.inboundNodes[nodeIndex]!;
    if (inputTensors.length === 0) return chain;
    if (inputTensors.length > 1)
      throw refusal(
        `its layers must be a chain, got ${inputTensors.length} inputs of ${quote(sourceLayer.name)}`,
      );
    if (sourceLayer.name === model.inputs[0]!.sourceLayer.name) return chain;
    tensor = inputTensors[0]!;
  }
}

interface FoundLayer {
  inputs: number;
  outputs: number;
  activation: string;
  kernel: Float32Array;
  bias: Float32Array;
}

function collectLayers(chain: readonly Layer[]): FoundLayer[] {
  const found: FoundLayer[] = [];
  for (const layer of chain) {
    const kind = layer.getClassName();
    if (kind === "InputLayer" || SILENT_LAYERS.includes(kind)) continue;
    if (kind === "Dense") {
      found.push(denseLayer(layer));
      continue;
    }
    const activation = activationOf(layer, kind);
    const before = found.at(-1);
    if (activation === null || !before || before.activation !== "linear")
      throw refusal(`its layers must be Dense with activations, got ${quote(kind)} ${quote(layer.name)}`);
    before.activation = activation;
  }
  return found;
}

function denseLayer(layer: Layer): FoundLayer {
  const [kernel, bias] = layer.getWeights();
  if (kernel?.rank !== 2) throw refusal(`its layers must work on rows, got ${quote(layer.name)}`);
  const [inputs, outputs] = kernel.shape as [number, number];
  return {
    inputs,
    outputs,
    activation: layer.getConfig()["activation"] as string,
    kernel: Float32Array.from(kernel.dataSync()),
    bias: bias ? Float32Array.from(bias.dataSync()) : new Float32Array(outputs),
  };
}

function activationOf(layer: Layer, kind: string): string | null {
  if (kind === "Activation") return layer.getConfig()["activation"] as string;
  if (kind === "Softmax") return "softmax";
  const { maxValue } = layer.getConfig();
  return kind === "ReLU" && (maxValue === undefined || maxValue === null) ? "relu" : null;
}

function hiddenActivation(name: string): Activation {
  for (const [activation, tfjsName] of Object.entries(TFJS_ACTIVATIONS))
    if (tfjsName === name) return activation as Activation;
  throw refusal(`its hidden layers must be linear, relu, tanh or sigmoid, got ${quote(name)}`);
}

/** sigmoid(z) is the second of softmax(0, z). */
function asTwoOutputs(layer: FoundLayer): void {
  if (layer.outputs !== 1) throw refusal(`a sigmoid output must be the only one, got ${layer.outputs}`);
  const { kernel, bias } = layer;
  layer.kernel = Float32Array.from({ length: kernel.length * 2 }, (_, at) =>
    at % 2 === 0 ? 0 : kernel[(at - 1) / 2]!,
  );
  layer.bias = new Float32Array([0, bias[0]!]);
  layer.outputs = 2;
}

function refusal(rule: string): Error {
  return codedError(TypeError, "BAD_INPUT", `Cannot ${ACTION}: ${rule}`);
}
