/**
 * Stable sorting of doubles by their bits, in time that depends on neither order nor ties.
 *
 * Least significant digit first, six digits of 10 or 11 bits (D. Knuth, "The Art of Computer Programming", vol. 3, 5.2.5), on keys
 * whose unsigned order is the numeric order (sign bit flipped; all bits flipped for negatives). Digits that are the same in all keys
 * are skipped, so whole numbers cost about half.
 */

/** Work space for sorting up to `capacity` numbers; kept between sorts, 24 bytes a number. */
export class SortSpace {
  readonly capacity: number;
  readonly #low: [Uint32Array, Uint32Array];
  readonly #high: [Uint32Array, Uint32Array];
  readonly #index: [Uint32Array, Uint32Array];

  constructor(capacity: number) {
    const pair = (): [Uint32Array, Uint32Array] => [new Uint32Array(capacity), new Uint32Array(capacity)];
    this.capacity = capacity;
    this.#low = pair();
    this.#high = pair();
    this.#index = pair();
  }

  /**
   * The order that sorts `values`, smallest first; equal values (0 and -0 too) keep their order.
   *
   * A generator, so that long sorts can be cut in slices: run it to its end, pausing at each step (about 10 ms of work).
   *
   * @param values Finite or infinite, no NaN; shape (n,), n at most the capacity. Not changed.
   * @returns Positions in `values`, shape (n,); a view of this space, overwritten by the next sort.
   */
  *sort(values: Float64Array): Generator<void, Uint32Array, void> {
    const n = values.length;
    let [low, lowOut] = this.#low;
    let [high, highOut] = this.#high;
    let [index, indexOut] = this.#index;
    const counts = new Uint32Array(DIGITS * BUCKETS);
    for (let from = 0; from < n; from += SLICE) {
      makeKeys(values, from, Math.min(n, from + SLICE), low, high, index, counts);
      yield;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      const starts = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
      if (!startOffsets(starts, n)) continue;
      const inHigh = digit >= DIGITS / 2;
      const shift = SHIFTS[digit % (DIGITS / 2)]!;
      for (let from = 0; from < n; from += SLICE) {
        const to = Math.min(n, from + SLICE);
        scatter(inHigh ? high : low, shift, starts, from, to, low, high, index, lowOut, highOut, indexOut);
        yield;
      }
      [low, lowOut, high, highOut, index, indexOut] = [lowOut, low, highOut, high, indexOut, index];
    }
    return index.subarray(0, n);
  }
}

const DIGITS = 6;
const BUCKETS = 2048;
const MASK = BUCKETS - 1;
const SHIFTS = [0, 11, 22];
/** Numbers handled between two yields. */
const SLICE = 1 << 18;
const LITTLE_ENDIAN = new Uint32Array(new Float64Array([1]).buffer)[0] === 0;

/** Writes keys and positions, and counts the values of every digit. */
function makeKeys(
  values: Float64Array,
  from: number,
  to: number,
  low: Uint32Array,
  high: Uint32Array,
  index: Uint32Array,
  counts: Uint32Array,
): void {
  // Adding 0 turns -0 into 0, so that the two tie.
  const buffer = new Float64Array(Math.min(to - from, 4096));
  const words = new Uint32Array(buffer.buffer);
  const lowWord = LITTLE_ENDIAN ? 0 : 1;
  for (let start = from; start < to; start += buffer.length) {
    const end = Math.min(to, start + buffer.length);
    for (let i = start; i < end; i++) buffer[i - start] = values[i]! + 0;
    for (let i = start; i < end; i++) {
      const at = (i - start) << 1;
      const top = words[at + (1 - lowWord)]!;
      const flip = top >>> 31 === 1 ? -1 : 0;
      const l = words[at + lowWord]! ^ flip;
      const h = top ^ (flip | 0x80000000);
      low[i] = l;
      high[i] = h;
      index[i] = i;
      counts[l & MASK]!++;
      counts[BUCKETS + ((l >>> 11) & MASK)]!++;
      counts[2 * BUCKETS + (l >>> 22)]!++;
      counts[3 * BUCKETS + (h & MASK)]!++;
      counts[4 * BUCKETS + ((h >>> 11) & MASK)]!++;
      counts[5 * BUCKETS + (h >>> 22)]!++;
    }
  }
}

/** Turns counts into the first position of each bucket; false when all n keys lie in one bucket. */
function startOffsets(counts: Uint32Array, n: number): boolean {
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = counts[bucket]!;
    if (count === n) return false;
    counts[bucket] = sum;
    sum += count;
  }
  return true;
}

function scatter(
  digits: Uint32Array,
  shift: number,
  starts: Uint32Array,
  from: number,
  to: number,
  low: Uint32Array,
  high: Uint32Array,
  index: Uint32Array,
  lowOut: Uint32Array,
  highOut: Uint32Array,
  indexOut: Uint32Array,
): void {
  for (let i = from; i < to; i++) {
    const bucket = (digits[i]! >>> shift) & MASK;
    const at = starts[bucket]!++;
    lowOut[at] = low[i]!;
    highOut[at] = high[i]!;
    indexOut[at] = index[i]!;
  }
}
