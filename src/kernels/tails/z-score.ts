/**
 * Distance of numbers from the middle of their column, in units of its spread.
 *
 * Columns whose largest size is beyond 2^480, or below 2^-480, are brought near 1 by a power of 2 first, so that no square overflows or
 * vanishes; all others keep their bits.
 */
import { medianInto } from "./quantiles.ts";

/** Middle and spread of a column after its scaling: z = (x * scale - center) / spread; spread 0 means that every z is 0. */
export interface Spread {
  readonly scale: number;
  readonly center: number;
  readonly spread: number;
}

/** B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993: median deviation / 0.6745 estimates a normal deviation. */
const MAD_PER_DEVIATION = 0.6745;
/** sqrt(pi / 2): mean absolute deviation times this estimates a normal deviation. */
const DEVIATION_PER_MEAN_AD = 1.2533141373155001;

/** 2^480 and 2^600. */
const LARGE = 3.1217485503159922e144;
const STEP = 4.149515568880993e180;

/**
 * Mean and standard deviation; deviations are summed twice, so that rounding of the mean does not matter (T. Chan, G. Golub, R. LeVeque,
 * "Algorithms for computing the sample variance", 1983, eq. 1.7). Sums run in blocks of 128, as numpy's do.
 *
 * @param column Finite; one number at least.
 * @param ddof n - ddof is the divisor; no more rows than that give spread 0.
 */
export function meanSpread(column: Float64Array, ddof: number): Spread {
  const n = column.length;
  const scale = scaleOf(column);
  const rough = blockSum(column, scale, 0, ASIS) / n;
  const rest = blockSum(column, scale, rough, ASIS);
  const center = rough + rest / n;
  if (n <= ddof) return { scale, center, spread: 0 };
  const squares = blockSum(column, scale, rough, SQUARE);
  const variance = Math.max(0, (squares - (rest * rest) / n) / (n - ddof));
  return { scale, center, spread: isConstant(column) ? 0 : Math.sqrt(variance) };
}

/**
 * Median and median absolute deviation over 0.6745. Where more than half of the rows are equal, so that this is 0, the mean absolute
 * deviation times 1.2533 takes its place.
 *
 * @param column Finite; one number at least.
 */
export function medianSpread(column: Float64Array): Spread {
  const scale = scaleOf(column);
  const work = column.map((value) => value * scale);
  const center = medianInto(work);
  for (let i = 0; i < work.length; i++) work[i] = Math.abs(column[i]! * scale - center);
  const mad = medianInto(work);
  if (mad > 0) return { scale, center, spread: mad / MAD_PER_DEVIATION };
  const meanDeviation = blockSum(work, 1, 0, ASIS) / work.length;
  return { scale, center, spread: meanDeviation * DEVIATION_PER_MEAN_AD };
}

/** z of one number; kept finite. */
export function zOf(value: number, { scale, center, spread }: Spread): number {
  if (spread === 0) return 0;
  const z = (value * scale - center) / spread;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, z));
}

const ASIS = 1;
const SQUARE = 2;
const BLOCK = 128;

function blockSum(column: Float64Array, scale: number, center: number, power: number): number {
  // Sums of blocks are added in a second level of blocks, and so on: error grows with the logarithm of n.
  let sums: Float64Array = column;
  let first = true;
  for (;;) {
    const blocks = Math.ceil(sums.length / BLOCK);
    const next = new Float64Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const to = Math.min(sums.length, (block + 1) * BLOCK);
      let sum = 0;
      for (let i = block * BLOCK; i < to; i++) {
        const value = first ? sums[i]! * scale - center : sums[i]!;
        sum += first && power === SQUARE ? value * value : value;
      }
      next[block] = sum;
    }
    if (blocks === 1) return next[0]!;
    sums = next;
    first = false;
  }
}

function scaleOf(column: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < column.length; i++) {
    const size = Math.abs(column[i]!);
    if (size > largest) largest = size;
  }
  if (largest > LARGE) return 1 / STEP;
  return largest > 0 && largest < 1 / LARGE ? STEP : 1;
}

function isConstant(column: Float64Array): boolean {
  const first = column[0]!;
  for (let i = 1; i < column.length; i++) if (column[i] !== first) return false;
  return true;
}
