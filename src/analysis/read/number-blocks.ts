/** A block of a column's numbers in the narrowest form that holds them exactly. */
export type NumberBlock = Float64Array | Int32Array | Int16Array;

/**
 * The same numbers in less memory where all are whole, present and not -0: a column of small counts would otherwise take many times the
 * memory of its text.
 *
 * @returns `block` itself where it cannot be narrower.
 */
export function packed(block: Float64Array): NumberBlock {
  let low = 0;
  let high = 0;
  for (let at = 0; at < block.length; at++) {
    const value = block[at]!;
    const integer = value | 0;
    if (value !== integer || (integer === 0 && 1 / value < 0)) return block;
    if (integer < low) low = integer;
    else if (integer > high) high = integer;
  }
  return low >= -32_768 && high <= 32_767 ? new Int16Array(block) : new Int32Array(block);
}
