import { prng } from "../../../kernels/mod.ts";

/** Stream of a seed's random numbers for the rows held out. */
const HOLD_OUT_STREAM = 2;

export interface HeldOut {
  /** Row numbers, in ascending order. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Holds out a share of the rows of each class, rounded, and never a class's only row; rows are drawn at random.
 *
 * @param codes Class of each row, from 0 to nClasses - 1.
 */
export function holdOut(codes: Int32Array, nClasses: number, fraction: number, seed: number): HeldOut {
  const counts = new Int32Array(nClasses);
  for (const code of codes) counts[code]!++;
  const wanted = counts.map((count) => Math.min(count - 1, Math.round(count * fraction)));
  const order = Uint32Array.from({ length: codes.length }, (_, row) => row);
  prng(seed, HOLD_OUT_STREAM).shuffle(order);
  const isHeldOut = new Uint8Array(codes.length);
  for (const row of order) {
    const code = codes[row]!;
    if (wanted[code]! <= 0) continue;
    wanted[code]!--;
    isHeldOut[row] = 1;
  }
  order.sort();
  return {
    train: order.filter((row) => isHeldOut[row] === 0),
    validation: order.filter((row) => isHeldOut[row] === 1),
  };
}
