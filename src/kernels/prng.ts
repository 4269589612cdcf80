/**
 * Seeded random numbers in 32-bit arithmetic: the same sequence in every engine and for every number of workers.
 *
 * Generator: xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021;
 * reference code xoshiro128starstar.c, public domain). Period 2^128 - 1. Not for secrets.
 * Seeding: the words of seed and stream run through ChaCha quarter rounds (RFC 8439, section 2.1), a bijection of 128 bits, so
 * different (seed, stream) pairs never start in the same state.
 */
import { log } from "./math.ts";

/** A source of random numbers. */
export interface Prng {
  /** A whole number from 0 to 2^32 - 1. */
  nextUint32(): number;
  /** A number in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** A whole number from 0 to n - 1, each equally likely; n from 1 to 2^53. */
  int(n: number): number;
  /** A draw from the normal distribution. */
  normal(mean?: number, deviation?: number): number;
  /** A draw from the exponential distribution. */
  exponential(mean?: number): number;
  /** Puts the items in random order, in place, each order equally likely, and returns them. */
  shuffle<T extends unknown[] | Float64Array | Int32Array | Uint32Array>(items: T): T;
}

const TWO_POW_32 = 4294967296;
const TWO_POW_53 = 9007199254740992;

/**
 * Makes a generator.
 *
 * @param seed A safe integer; negative ones are as good as any.
 * @param stream Which of the independent sequences of this seed: one per tree, scenario or fold, so that their order and the number
 *   of workers do not matter. A safe integer.
 * @throws {RangeError} when one is no safe integer.
 */
export function prng(seed: number, stream: number = 0): Prng {
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`Cannot make random numbers: seed must be a safe integer, got ${String(seed)}`);
  if (!Number.isSafeInteger(stream))
    throw new RangeError(`Cannot make random numbers: stream must be a safe integer, got ${String(stream)}`);
  const state = new Uint32Array([lowWord(seed), highWord(seed), lowWord(stream), highWord(stream)]);
  mix(state);
  return new Xoshiro128(state[0]!, state[1]!, state[2]!, state[3]!);
}

/** The generator itself; `prng` seeds it. The four words of state must not all be 0. */
export class Xoshiro128 implements Prng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  /** The second of two normal draws that come together. */
  #spare = NaN;

  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = (a | b | c | d) === 0 ? 1 : d | 0;
  }

  nextUint32(): number {
    const b = this.#b;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  next(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / TWO_POW_53;
  }

  int(n: number): number {
    // Draws at or above the largest multiple of n are thrown away, so that no remainder is favoured.
    if (n <= TWO_POW_32) {
      const end = TWO_POW_32 - (TWO_POW_32 % n);
      let draw = this.nextUint32();
      while (draw >= end) draw = this.nextUint32();
      return draw % n;
    }
    const end = TWO_POW_53 - (TWO_POW_53 % n);
    let draw = this.next() * TWO_POW_53;
    while (draw >= end) draw = this.next() * TWO_POW_53;
    return draw % n;
  }

  /** Polar method: G. Marsaglia and T. Bray, "A convenient method for generating normal variables", SIAM Review 6(3), 1964. */
  normal(mean: number = 0, deviation: number = 1): number {
    const spare = this.#spare;
    if (spare === spare) {
      this.#spare = NaN;
      return mean + deviation * spare;
    }
    let u = 0;
    let v = 0;
    let s = 0;
    do {
      u = 2 * this.next() - 1;
      v = 2 * this.next() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * log(s)) / s);
    this.#spare = v * factor;
    return mean + deviation * u * factor;
  }

  exponential(mean: number = 1): number {
    return -mean * log(1 - this.next());
  }

  /** R. Durstenfeld, "Algorithm 235: random permutation", CACM 7(7), 1964. */
  shuffle<T extends unknown[] | Float64Array | Int32Array | Uint32Array>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.int(last + 1);
      const item = items[last];
      items[last] = items[other]!;
      items[other] = item!;
    }
    return items;
  }
}

function lowWord(n: number): number {
  return n >>> 0;
}

function highWord(n: number): number {
  return Math.floor(n / TWO_POW_32) >>> 0;
}

/** Eight quarter rounds; the constants (fraction of the golden ratio, as in other mixers) keep small seeds from staying small. */
function mix(state: Uint32Array): void {
  for (let round = 0; round < 8; round++) {
    let a = (state[0]! + 0x9e3779b9 + round) | 0;
    let b = state[1]! ^ 0x7f4a7c15;
    let c = state[2]! | 0;
    let d = state[3]! | 0;
    a = (a + b) | 0;
    d = rotate(d ^ a, 16);
    c = (c + d) | 0;
    b = rotate(b ^ c, 12);
    a = (a + b) | 0;
    d = rotate(d ^ a, 8);
    c = (c + d) | 0;
    b = rotate(b ^ c, 7);
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
