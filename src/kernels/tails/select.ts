/** Order statistics without sorting: medians and percentiles. */

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

/** The median; the mean of the middle two for an even number. @param values Put in another order; one at least. */
export function medianInto(values: Float64Array): number {
  const half = values.length >> 1;
  const upper = selectInto(values, half);
  if (values.length % 2 === 1) return upper;
  let lower = values[0]!;
  for (let i = 1; i < half; i++) if (values[i]! > lower) lower = values[i]!;
  // As numpy's mean of two; halves first where their sum overflows.
  const sum = lower + upper;
  return sum - sum === 0 ? sum / 2 : lower / 2 + upper / 2;
}

/**
 * numpy.percentile(values, 100 * share), linear between neighbours.
 *
 * @param values Finite, one at least; put in another order.
 */
export function quantileInto(values: Float64Array, share: number): number {
  const place = share * (values.length - 1);
  const k = Math.min(values.length - 1, Math.max(0, Math.floor(place)));
  const lower = selectInto(values, k);
  const part = place - k;
  if (part === 0 || k + 1 === values.length) return lower;
  let upper = values[k + 1]!;
  for (let i = k + 2; i < values.length; i++) if (values[i]! < upper) upper = values[i]!;
  const step = upper - lower;
  return part >= 0.5 ? upper - step * (1 - part) : lower + step * part;
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
