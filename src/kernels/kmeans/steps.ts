import { BLOCK } from "./space.ts";
import type { KMeansArrays } from "./space.ts";

/** Multiplications of numbers that take about 10 ms. */
const STEP_PRODUCTS = 8_000_000;

/** Runs a pass in pieces of about 10 ms, and yields after each how many of the pass's rows it took. */
export function* inSteps(
  { rows, stride }: Pick<KMeansArrays, "rows" | "stride">,
  centers: number,
  pass: (from: number, to: number) => void,
): Generator<number, void, void> {
  const step = Math.max(1, Math.floor(STEP_PRODUCTS / (stride * centers * BLOCK))) * BLOCK;
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    pass(from, to);
    yield to - from;
  }
}

/** Sum in the order of the blocks. */
export function total(blocks: Float64Array): number {
  let sum = 0;
  for (const block of blocks) sum += block;
  return sum;
}
