/**
 * Codes of distinct texts: a hash table of open addresses.
 *
 * The dictionary is seven numbers of 4 bytes: how many texts there are, their bytes in all, and then, set by the caller: the seed, a mask
 * for slots, and the addresses of the slots (code + 1, hash), of the offsets of the texts, and of their bytes.
 */

const FACTOR: u64 = 0x9e3779b97f4a7c15;

export function codeOf(dictionary: usize, from: usize, to: usize): i32 {
  const length = to - from;
  const hash = hashOf(from, to, load<u32>(dictionary, 8));
  const mask = load<u32>(dictionary, 12);
  const slots = <usize>load<u32>(dictionary, 16);
  const offsets = <usize>load<u32>(dictionary, 20);
  const texts = <usize>load<u32>(dictionary, 24);
  let place = slots + (<usize>(hash & mask) << 3);
  for (let slot = hash; load<i32>(place) != 0; place = slots + (<usize>(++slot & mask) << 3)) {
    if (load<u32>(place, 4) != hash) continue;
    const code = load<i32>(place) - 1;
    const entry = offsets + (<usize>code << 2);
    const known = <usize>load<u32>(entry);
    if (<usize>load<u32>(entry, 4) - known == length && isSame(texts + known, from, length)) return code;
  }
  store<u32>(place, hash, 4);
  return add(dictionary, place, offsets, texts, from, length);
}

function isSame(a: usize, b: usize, length: usize): bool {
  for (; length >= 8; length -= 8, a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  return length == 0 || (load<u64>(a) ^ load<u64>(b)) << (64 - (<u64>length << 3)) == 0;
}

function add(dictionary: usize, place: usize, offsets: usize, texts: usize, from: usize, length: usize): i32 {
  const code = load<i32>(dictionary);
  const bytes = load<u32>(dictionary, 4);
  memory.copy(texts + <usize>bytes, from, length);
  store<i32>(dictionary, code + 1);
  store<u32>(dictionary, bytes + <u32>length, 4);
  store<u32>(offsets + (<usize>(code + 1) << 2), bytes + <u32>length);
  store<i32>(place, code + 1);
  return code;
}

function hashOf(from: usize, to: usize, seed: u32): u32 {
  let hash = (<u64>seed + <u64>(to - from)) * FACTOR;
  for (; from + 8 <= to; from += 8) {
    hash = (hash ^ load<u64>(from)) * FACTOR;
    hash ^= hash >> 32;
  }
  if (from < to) {
    const rest = load<u64>(from) & ((<u64>1 << (<u64>(to - from) << 3)) - 1);
    hash = (hash ^ rest) * FACTOR;
  }
  return <u32>(hash ^ (hash >> 32) ^ (hash >> 17));
}
