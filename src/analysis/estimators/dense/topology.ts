/** A dense network in the layers format of TensorFlow.js, written without it. */
import type { DenseShape } from "../../../kernels/mod.ts";
import { TFJS_ACTIVATIONS } from "../../adapters/mod.ts";
import type { JSONValue } from "../../core/mod.ts";

/** What `tf.io.fromMemory` takes, beside the weights as bytes in the order of the specs. */
export interface LayersTopology {
  readonly modelTopology: JSONValue;
  readonly weightSpecs: JSONValue;
}

/** The network as `tf.loadLayersModel` reads it. */
export function layersTopology({ inputs, widths, hidden, output }: DenseShape): LayersTopology {
  const names = widths.map((_, at) => `dense_${at + 1}`);
  const layers = widths.map((units, at): JSONValue => {
    const isLast = at === widths.length - 1;
    const config: Record<string, JSONValue> = {
      name: names[at]!,
      units,
      activation: isLast ? (output === "softmax" ? "softmax" : "linear") : TFJS_ACTIVATIONS[hidden],
      use_bias: true,
      dtype: "float32",
    };
    if (at === 0) config["batch_input_shape"] = [null, inputs];
    return { class_name: "Dense", config };
  });
  const weightSpecs = widths.flatMap((units, at): JSONValue[] => [
    { name: `${names[at]!}/kernel`, shape: [at === 0 ? inputs : widths[at - 1]!, units], dtype: "float32" },
    { name: `${names[at]!}/bias`, shape: [units], dtype: "float32" },
  ]);
  return {
    modelTopology: {
      class_name: "Sequential",
      config: { name: "mlp", layers },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightSpecs,
  };
}
