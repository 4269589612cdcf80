/** Sorting of doubles by their bits: least significant digit first, six digits of 11 bits. */

const DIGITS: usize = 6;
const BUCKETS: usize = 2048;
/** Bytes of the counts that `sortDoubles` works with. */
export const COUNTS_BYTES: usize = DIGITS * BUCKETS * 4;

/** A key whose unsigned order is the numeric order. */
@inline
function keyOf(bits: u64): u64 {
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
}

@inline
function bitsOf(key: u64): u64 {
  return key ^ (<u64>(<i64>~key >> 63) | 0x8000000000000000);
}

/**
 * Sorts `n` finite numbers in place, smallest first.
 *
 * @param spare Room for as many.
 * @param counts COUNTS_BYTES bytes.
 */
export function sortDoubles(values: usize, n: u32, spare: usize, counts: usize): void {
  const end = values + (<usize>n << 3);
  memory.fill(counts, 0, COUNTS_BYTES);
  for (let at = values; at < end; at += 8) {
    let key = keyOf(load<u64>(at));
    store<u64>(at, key);
    for (let digit: usize = 0; digit < DIGITS; digit++) {
      const counter = counts + ((digit * BUCKETS + <usize>(key & 2047)) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
      key >>= 11;
    }
  }
  let from = values;
  let to = spare;
  for (let digit: usize = 0; digit < DIGITS; digit++) {
    const starts = counts + ((digit * BUCKETS) << 2);
    if (!addUp(starts, n)) continue;
    const shift = <u64>(digit * 11);
    const stop = from + (<usize>n << 3);
    for (let at = from; at < stop; at += 8) {
      const key = load<u64>(at);
      const counter = starts + (<usize>((key >> shift) & 2047) << 2);
      const place = load<u32>(counter);
      store<u32>(counter, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<u64>(values + at, bitsOf(load<u64>(from + at)));
}

/** Counts to first places. @returns Whether the digit differs between keys. */
function addUp(starts: usize, n: u32): bool {
  let sum: u32 = 0;
  for (let bucket: usize = 0; bucket < BUCKETS; bucket++) {
    const counter = starts + (bucket << 2);
    const count = load<u32>(counter);
    if (count == n) return false;
    store<u32>(counter, sum);
    sum += count;
  }
  return true;
}
