/**
 * The k-th smallest number, from 0; afterwards the numbers before place k are not greater and those after it not smaller.
 *
 * Quickselect with three parts (C. A. R. Hoare, "Algorithm 65: Find", CACM 4(7), 1961; ties in the middle part) and a ninther as pivot
 * (J. Bentley, M. McIlroy, 1993); what resists is sorted, so no input takes more than n log n.
 *
 * @param values No NaN; put in another order.
 */
export function selectInto(values: Float64Array, k: number): number {
  let from = 0;
  let to = values.length - 1;
  let tries = 4 * (32 - Math.clz32(values.length));
  while (to - from > SMALL && tries-- > 0) {
    const pivot = ninther(values, from, to);
    let low = from;
    let high = to;
    for (let i = from; i <= high;) {
      const value = values[i]!;
      if (value < pivot) {
        values[i++] = values[low]!;
        values[low++] = value;
      } else if (value > pivot) {
        values[i] = values[high]!;
        values[high--] = value;
      } else {
        i++;
      }
    }
    if (k < low) to = low - 1;
    else if (k > high) from = high + 1;
    else return pivot;
  }
  values.subarray(from, to + 1).sort();
  return values[k]!;
}

const SMALL = 40;

function ninther(values: Float64Array, from: number, to: number): number {
  const step = (to - from) >> 3;
  const at = (i: number): number => values[from + i * step]!;
  return middleOf(
    middleOf(at(0), at(1), at(2)),
    middleOf(at(3), at(4), at(5)),
    middleOf(at(6), at(7), values[to]!),
  );
}

function middleOf(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}
