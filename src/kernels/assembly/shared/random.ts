/**
 * Random numbers, draw for draw those of src/kernels/prng.ts. The four words of state lie in memory that the caller hands in.
 */

/** Bytes of a generator's state. */
export const RANDOM_BYTES: usize = 16;

/** Starts the sequence of (seed, stream); both are safe integers. */
export function seedRandom(state: usize, seed: f64, stream: f64): void {
  let a = lowWord(seed);
  let b = highWord(seed);
  let c = lowWord(stream);
  let d = highWord(stream);
  for (let round: u32 = 0; round < 8; round++) {
    a = a + 0x9e3779b9 + round;
    b = b ^ 0x7f4a7c15;
    a = a + b;
    d = rotl<u32>(d ^ a, 16);
    c = c + d;
    b = rotl<u32>(b ^ c, 12);
    a = a + b;
    d = rotl<u32>(d ^ a, 8);
    c = c + d;
    b = rotl<u32>(b ^ c, 7);
  }
  if ((a | b | c | d) == 0) d = 1;
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
}

/** A whole number from 0 to 2^32 - 1. */
@inline
export function nextUint32(state: usize): u32 {
  const a = load<u32>(state);
  const b = load<u32>(state, 4);
  const result = rotl<u32>(b * 5, 7) * 9;
  const c = load<u32>(state, 8) ^ a;
  const d = load<u32>(state, 12) ^ b;
  store<u32>(state, a ^ d);
  store<u32>(state, b ^ c, 4);
  store<u32>(state, c ^ (b << 9), 8);
  store<u32>(state, rotl<u32>(d, 11), 12);
  return result;
}

/** A number in [0, 1), a multiple of 2^-53. */
export function nextDouble(state: usize): f64 {
  const high = nextUint32(state) >>> 5;
  const low = nextUint32(state) >>> 6;
  return (<f64>high * 67108864 + <f64>low) / 9007199254740992;
}

/** Draws at or above this are thrown away, so that each of `n` numbers is equally likely; 0 = none are. */
@inline
export function drawLimit(n: u32): u32 {
  return -((-n) % n);
}

/** A whole number from 0 to n - 1; `limit` is `drawLimit(n)`. */
@inline
export function nextBelow(state: usize, n: u32, limit: u32): u32 {
  let draw = nextUint32(state);
  while (limit != 0 && draw >= limit) draw = nextUint32(state);
  return draw % n;
}

function lowWord(n: f64): u32 {
  return <u32>(<i64>n);
}

function highWord(n: f64): u32 {
  return <u32>((<i64>n) >> 32);
}
