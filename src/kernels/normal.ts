/** The normal distribution with the same bits in every engine. */
import { exp, log } from "./math.ts";

/** Coefficients from the lowest power on, numerator and denominator: the middle, the near tails and the far tails. */
const MIDDLE = [
  [
    3.3871328727963666, 133.14166789178438, 1971.5909503065514, 13731.693765509461, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.1960214247511, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852855,
  ],
] as const;
const NEAR = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 7.745450142783414e-4,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    5.475938084995345e-4, 1.0507500716444169e-9,
  ],
] as const;
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4,
    1.8463183175100548e-5, 1.4215117583164459e-7, 2.0442631033899397e-15,
  ],
] as const;

/** 1 / sqrt(2 pi). */
const DENSITY_AT_0 = 0.3989422804014327;

/**
 * The number below which a standard normal value falls with probability p; M. Wichura, "Algorithm AS 241: the percentage points of the
 * normal distribution", Applied Statistics 37(3), 1988 (PPND16, about 16 digits).
 *
 * @returns -Infinity for 0, Infinity for 1, NaN outside.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(MIDDLE, 0.180625 - q * q);
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const size = r <= 5 ? ratio(NEAR, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -size : size;
}

/**
 * The probability that a standard normal value is below x: a series of positive terms near 0, a continued fraction in the tails
 * (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.2.11 and 26.2.14); errors below 1e-16, and below 4e-14 of the value down to -30.
 */
export function normalCdf(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size > 40) return x < 0 ? 0 : 1;
  const density = DENSITY_AT_0 * exp(-0.5 * x * x);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let rest = size;
  for (let k = 60; k > 0; k--) rest = size + k / rest;
  const tail = density / rest;
  return x < 0 ? tail : 1 - tail;
}

function ratio([above, below]: readonly [readonly number[], readonly number[]], x: number): number {
  let numerator = 0;
  let denominator = 0;
  for (let power = above.length - 1; power >= 0; power--) {
    numerator = numerator * x + above[power]!;
    denominator = denominator * x + below[power]!;
  }
  return numerator / denominator;
}
