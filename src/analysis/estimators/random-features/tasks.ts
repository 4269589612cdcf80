import { radialSums } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import type { RadialBasis } from "./basis.ts";

/** Rows whose features are worked out between two yields. */
const BLOCK = 256;

export interface FeatureRows {
  /** Row-major. */
  readonly data: Float64Array;
  readonly basis: RadialBasis;
}

/** Works out the features of the rows from `from` to `to`, in single precision, row-major. */
export const radialFeaturesTask = defineTask(
  "random-features.rows",
  function* (
    { data, basis }: FeatureRows,
    { from, to }: { from: number; to: number },
  ): Generator<number, Float32Array> {
    const { columns, bias } = basis;
    const out = new Float32Array((to - from) * bias.length);
    for (let at = from; at < to; at += BLOCK) {
      const count = Math.min(BLOCK, to - at);
      const block = radialSums(basis, data.subarray(at * columns, (at + count) * columns), count);
      out.set(block, (at - from) * bias.length);
      yield count;
    }
    return out;
  },
);
