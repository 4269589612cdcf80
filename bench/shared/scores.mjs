/** The judge of both sides: scores of plain arrays, by none of the libraries that are compared. */

/** @returns {number} Share of equal codes */
export function accuracy(expected, given) {
  let right = 0;
  for (let i = 0; i < expected.length; i++) if (expected[i] === given[i]) right++;
  return right / expected.length;
}

/** @returns {number} Mean F1 over the classes that occur in either; a class that is never hit counts 0 */
export function macroF1(expected, given) {
  const hits = new Map();
  const times = new Map();
  for (let i = 0; i < expected.length; i++) {
    times.set(expected[i], (times.get(expected[i]) ?? 0) + 1);
    times.set(given[i], (times.get(given[i]) ?? 0) + 1);
    if (expected[i] === given[i]) hits.set(expected[i], (hits.get(expected[i]) ?? 0) + 1);
  }
  let sum = 0;
  for (const [code, count] of times) sum += (2 * (hits.get(code) ?? 0)) / count;
  return sum / times.size;
}

/**
 * @param {ArrayLike<number>} isPositive 1 or 0
 * @param {ArrayLike<number>} scores Higher = more likely positive; ties count half
 * @returns {number} Area under the ROC curve
 */
export function rocAuc(isPositive, scores) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let ranks = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    for (let i = from; i < to; i++) {
      if (isPositive[order[i]] !== 1) continue;
      positives++;
      ranks += (from + to + 1) / 2;
    }
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

/** @returns {boolean} Whether the two labelings are the same but for the names of the clusters; -1 (noise) keeps its name */
export function sameClusters(a, b) {
  const there = new Map([[-1, -1]]);
  const back = new Map([[-1, -1]]);
  for (let i = 0; i < a.length; i++) {
    if (!there.has(a[i]) && !back.has(b[i])) {
      there.set(a[i], b[i]);
      back.set(b[i], a[i]);
    }
    if (there.get(a[i]) !== b[i] || back.get(b[i]) !== a[i]) return false;
  }
  return true;
}

/** @returns {number} Rows that lie in another cluster, when each cluster of `a` is taken for the one of `b` that it shares most rows with */
export function differentRows(a, b) {
  const shared = new Map();
  for (let i = 0; i < a.length; i++) {
    const row = shared.get(a[i]) ?? new Map();
    row.set(b[i], (row.get(b[i]) ?? 0) + 1);
    shared.set(a[i], row);
  }
  let same = 0;
  for (const row of shared.values()) same += Math.max(...row.values());
  return a.length - same;
}

/** @returns {number} The largest |a - b| */
export function largestDifference(a, b) {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    // NaN is a difference, unless both say so.
    if (!(difference <= largest) && !(Number.isNaN(a[i]) && Number.isNaN(b[i])))
      largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/** @returns {number} The largest |a - b| / max(1, |b|) */
export function largestRelativeDifference(a, b) {
  const scaled = (values) => Float64Array.from(values, (value, i) => value / Math.max(1, Math.abs(b[i])));
  return largestDifference(scaled(a), scaled(b));
}

/** @returns {number} */
export function median(values) {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

/** @returns {{ mean: number, standardError: number }} */
export function meanAndError(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, standardError: 0 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
