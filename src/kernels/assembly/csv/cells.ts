/** Where a cell lies, and whether it is missing. */

export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;
export const QUOTE: u32 = 0x22;

/** @param ends Entry of the field: the one before it is where the field before it ended. */
// @ts-ignore: decorator
@inline
export function cellFrom(ends: usize): usize {
  return <usize>load<u32>(ends - 4) + 1;
}

/** @param isLast The field ends its row: a carriage return before the line feed is none of it. */
// @ts-ignore: decorator
@inline
export function cellEnd(ends: usize, from: usize, isLast: bool): usize {
  const end = <usize>load<u32>(ends);
  return isLast && end > from && load<u8>(end - 1) == CR ? end - 1 : end;
}

// @ts-ignore: decorator
@inline
export function isQuoted(from: usize, to: usize): bool {
  return from < to && load<u8>(from) == QUOTE;
}

// @ts-ignore: decorator
@inline
export function blank(byte: u32): bool {
  return byte == 0x20 || byte == 0x09;
}

/** Whether a cell is empty or one of "-", "?", "na", "nan", "n/a", "null", "none", "(empty)", in any case. */
export function isMissing(from: usize, to: usize): bool {
  const length = to - from;
  if (length == 0) return true;
  const first: u32 = load<u8>(from);
  if (length == 1) return first == 0x2d || first == 0x3f;
  if (first == 0x28) return length == 7 && isEmptyWord(from);
  if (length > 4 || (first | 0x20) != 0x6e) return false;
  const second: u32 = load<u8>(from + 1);
  if (length == 2) return (second | 0x20) == 0x61;
  if (length == 3) {
    const third: u32 = load<u8>(from + 2);
    return (second == 0x2f && (third | 0x20) == 0x61) || ((second | 0x20) == 0x61 && (third | 0x20) == 0x6e);
  }
  const word = load<u32>(from) | 0x20202020;
  return word == 0x6c6c756e || word == 0x656e6f6e;
}

function isEmptyWord(from: usize): bool {
  const letters = load<u32>(from + 1) | 0x20202020;
  return letters == 0x74706d65 && (load<u8>(from + 5) | 0x20) == 0x79 && load<u8>(from + 6) == 0x29;
}
