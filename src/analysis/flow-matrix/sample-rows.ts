import { prng } from "../../kernels/mod.ts";

/** A stream beside those that estimators take of the same seed. */
const STREAM = -77;

/**
 * Rows drawn evenly without replacement, ascending; all of them where there are no more (D. Knuth, "The Art of Computer Programming",
 * vol. 2, 3.4.2, algorithm S).
 */
export function sampleRows(rows: number, count: number, seed: number): Uint32Array {
  const wanted = Math.min(rows, count);
  const drawn = new Uint32Array(wanted);
  const random = prng(seed, STREAM);
  for (let row = 0, taken = 0; taken < wanted; row++)
    if (random.next() * (rows - row) < wanted - taken) drawn[taken++] = row;
  return drawn;
}
