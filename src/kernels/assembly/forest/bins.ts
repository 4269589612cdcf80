/** Numbers to bins. */

/**
 * Bins of rows, column after column: how many of a column's cuts are below a number.
 *
 * @param values Row-major, shape (rows, columns).
 * @param cuts 256 for each column, ascending, the unused ones infinite.
 * @param out Column-major, shape (rows, columns).
 */
export function binRows(values: usize, rows: u32, columns: u32, cuts: usize, out: usize): void {
  const width = <usize>columns << 3;
  for (let c: usize = 0; c < <usize>columns; c++) {
    const cut = cuts + (c << 11);
    const step = firstStep(cut);
    let at = values + (c << 3);
    let to = out + c * <usize>rows;
    let row: u32 = 0;
    for (; row + 4 <= rows; row += 4) {
      store<u32>(to, binFour(at, width, cut, step));
      at += width << 2;
      to += 4;
    }
    for (; row < rows; row++) {
      store<u8>(to, binOne(load<f64>(at), cut, step));
      at += width;
      to++;
    }
  }
}

/**
 * Bins of rows in groups of sixteen: row 16 i + j, column c at (i * columns + c) * 16 + j. What the last group lacks is not written.
 *
 * @param values Row-major, shape (rows, columns).
 */
export function binGroups(values: usize, rows: u32, columns: u32, cuts: usize, out: usize): void {
  const width = <usize>columns << 3;
  const size = <usize>columns << 4;
  for (let c: usize = 0; c < <usize>columns; c++) {
    const cut = cuts + (c << 11);
    const step = firstStep(cut);
    let at = values + (c << 3);
    let to = out + (c << 4);
    let row: u32 = 0;
    for (; row + 16 <= rows; row += 16) {
      for (let four: usize = 0; four < 16; four += 4) {
        store<u32>(to + four, binFour(at, width, cut, step));
        at += width << 2;
      }
      to += size;
    }
    for (; row < rows; row++) {
      store<u8>(to + <usize>(row & 15), binOne(load<f64>(at), cut, step));
      at += width;
    }
  }
}

/** Bytes of the first step of a search: half of the least power of two that the cuts fit below. */
@inline
function firstStep(cut: usize): usize {
  let half: usize = 128 << 3;
  while (half > 8 && load<f64>(cut + half - 8) == Infinity) half >>= 1;
  return half;
}

@inline
function binOne(x: f64, cut: usize, step: usize): u8 {
  let p = cut;
  for (let half = step; half >= 8; half >>= 1) p += <usize>(load<f64>(p + half - 8) < x) * half;
  return <u8>((p - cut) >>> 3);
}

/** Four searches at a time: each waits for its own loads only. */
@inline
function binFour(at: usize, width: usize, cut: usize, step: usize): u32 {
  const x0 = load<f64>(at);
  const x1 = load<f64>(at + width);
  const x2 = load<f64>(at + width * 2);
  const x3 = load<f64>(at + width * 3);
  let p0 = cut;
  let p1 = cut;
  let p2 = cut;
  let p3 = cut;
  for (let half = step; half >= 8; half >>= 1) {
    p0 += <usize>(load<f64>(p0 + half - 8) < x0) * half;
    p1 += <usize>(load<f64>(p1 + half - 8) < x1) * half;
    p2 += <usize>(load<f64>(p2 + half - 8) < x2) * half;
    p3 += <usize>(load<f64>(p3 + half - 8) < x3) * half;
  }
  const low = <u32>((p0 - cut) >>> 3) | (<u32>((p1 - cut) >>> 3) << 8);
  return low | (<u32>((p2 - cut) >>> 3) << 16) | (<u32>((p3 - cut) >>> 3) << 24);
}
