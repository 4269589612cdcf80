import { parameterCount } from "../../../kernels/mod.ts";
import type { DenseShape } from "../../../kernels/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import type { PartsReader } from "../shared/mod.ts";
import { DenseNetwork } from "./network.ts";
import { layersTopology } from "./topology.ts";

/** What a model file says of a network beside its array "weights". */
export const NETWORK_META = ["modelTopology", "weightSpecs"];

/** Makes a network of this shape from a model's parts: checks the weights, and that the tfjs description beside them is its own. */
export function restoreNetwork(reader: PartsReader, shape: DenseShape): DenseNetwork {
  const { meta } = reader.parts;
  const expected = layersTopology(shape);
  for (const name of ["modelTopology", "weightSpecs"] as const) {
    if (!sameJSON(meta[name], expected[name])) {
      const layers = [shape.inputs, ...shape.widths].join("-");
      reader.refuse(
        `meta "${name}" must describe the layers ${layers} of ${shape.hidden} that the options give`,
      );
    }
  }
  return new DenseNetwork(shape, reader.finite("weights", Float32Array, parameterCount(shape)).slice());
}

function sameJSON(a: JSONValue | undefined, b: JSONValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return b.every((item, at) => sameJSON(a[at], item));
  }
  const keys = Object.keys(b);
  return (
    Object.keys(a).length === keys.length &&
    keys.every((key) => Object.hasOwn(a, key) && sameJSON(a[key], b[key]!))
  );
}
