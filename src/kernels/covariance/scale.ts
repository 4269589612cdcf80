import { WASM } from "../wasm/bytes/covariance.ts";
import { openKernel, wasmAvailable } from "../wasm/instance.ts";
import type { KernelExports } from "../wasm/instance.ts";

interface ScaleExports extends KernelExports {
  scaleCells(x: number, cells: number, columns: number, centers: number, scales: number, out: number): number;
}

/** Cells of a block, which stays in the processor's cache. */
const BLOCK_CELLS = 4096;

/**
 * Writes (x - center) / scale of each cell into `out`.
 *
 * @param data Row-major, a whole number of rows of as many columns as there are centers.
 * @param engine For tests; default: "wasm" where it runs.
 * @returns Whether all of the data was finite.
 */
export function scaleRows(
  data: Float64Array | Float32Array,
  centers: Float64Array,
  scales: Float64Array,
  out: Float64Array,
  engine: "wasm" | "reference" = wasmAvailable() ? "wasm" : "reference",
): boolean {
  const scaled = engine === "wasm" ? scaleWasm : scaleReference;
  return scaled(data, centers, scales, out);
}

type Scale = (
  data: Float64Array | Float32Array,
  centers: Float64Array,
  scales: Float64Array,
  out: Float64Array,
) => boolean;

const scaleReference: Scale = (data, centers, scales, out) => {
  const columns = centers.length;
  let check = 0;
  for (let at = 0; at < out.length;) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      check += value * 0;
      out[at] = (value - centers[column]!) / scales[column]!;
    }
  }
  return check === 0;
};

const scaleWasm: Scale = (data, centers, scales, out) => {
  const arena = openKernel<ScaleExports>(WASM);
  try {
    const columns = centers.length;
    const centersAt = arena.putF64(centers);
    const scalesAt = arena.putF64(scales);
    const most = Math.max(1, Math.floor(BLOCK_CELLS / columns)) * columns;
    const x = arena.allocate(most * 8);
    const to = arena.allocate(most * 8);
    const block = arena.f64(x, most);
    const made = arena.f64(to, most);
    let finite = true;
    for (let from = 0; from < data.length; from += most) {
      const cells = Math.min(most, data.length - from);
      block.set(data.subarray(from, from + cells));
      if (arena.exports.scaleCells(x, cells, columns, centersAt, scalesAt, to) === 0) finite = false;
      out.set(cells === most ? made : made.subarray(0, cells), from);
    }
    return finite;
  } finally {
    arena.close();
  }
};
