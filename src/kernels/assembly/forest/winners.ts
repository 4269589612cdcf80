/** Rows whose class is certain before all trees were asked. */

/** A tree adds no more than this above 1, rounding included: shares of a stored leaf sum to 1 with an error of 1e-6. */
const ROUNDING: f64 = 1e-5;

/**
 * Writes the winners of the rows whose class no further tree can change, and moves the others together.
 *
 * @param bins In groups of sixteen rows, see `binGroups`.
 * @param sums Row-major, shape (rows, kinds).
 * @param ids Which of the winners is each row's.
 * @param total All trees; `rest`: those that are still to be asked, each of which adds at most 1. Of equal shares the first wins.
 * @returns How many rows are left.
 */
export function dropCertain(
  bins: usize,
  sums: usize,
  ids: usize,
  rows: u32,
  columns: u32,
  kinds: u32,
  total: f64,
  rest: f64,
  winners: usize,
): u32 {
  const bytes = <usize>kinds << 3;
  const size = <usize>columns << 4;
  let kept: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const own = sums + <usize>row * bytes;
    // Compared as the means that they become, which may be equal where sums are not.
    let best = load<f64>(own) / total;
    let second: f64 = -1;
    let winner: u32 = 0;
    for (let kind: u32 = 1; kind < kinds; kind++) {
      const mean = load<f64>(own + (<usize>kind << 3)) / total;
      if (mean > best) {
        second = best;
        best = mean;
        winner = kind;
      } else second = max(second, mean);
    }
    const id = load<u32>(ids + (<usize>row << 2));
    if (rest == 0 || (best - second) * total > rest + (rest + 1) * ROUNDING) {
      store<u16>(winners + (<usize>id << 1), <u16>winner);
      continue;
    }
    if (kept != row) {
      const from = bins + <usize>(row >>> 4) * size + <usize>(row & 15);
      const to = bins + <usize>(kept >>> 4) * size + <usize>(kept & 15);
      for (let at: usize = 0; at < size; at += 16) store<u8>(to + at, load<u8>(from + at));
      memory.copy(sums + <usize>kept * bytes, own, bytes);
      store<u32>(ids + (<usize>kept << 2), id);
    }
    kept++;
  }
  return kept;
}
