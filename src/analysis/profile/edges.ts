/** Round bin edges. All of them ascend strictly, begin at or below the smallest value and end at or above the largest. */

/** Most bins wished for. */
const MOST_BINS = 30;
/** Steps of linear bins, times a power of ten. */
const STEPS = [1, 2, 2.5, 5];
/** Mantissas of the edges within a power of ten, finest first. */
const LOG_GRIDS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];
/** The first Monday of the epoch, to which steps of weeks are aligned. */
const MONDAY = 4 * DAY;

/** A bin for each whole number, from k - 1/2 to k + 1/2. */
export function unitEdges(min: number, max: number): number[] {
  return Array.from({ length: max - min + 2 }, (_, i) => min - 0.5 + i);
}

/** Equal steps, at multiples of the step; for whole numbers the last edge is above the largest value, so that no bin holds more of them. */
export function linearEdges(min: number, max: number, whole: boolean): number[] {
  const range = max - min;
  if (range < Infinity) {
    for (let power = powerBelow(range / MOST_BINS); power < 400; power++) {
      for (const mantissa of STEPS) {
        if (whole && (power < 0 || (power === 0 && mantissa === 2.5))) continue;
        const edges = multiples(min, max, mantissa, power, whole);
        if (edges !== null) return edges;
      }
    }
  }
  return equalEdges(min, max);
}

/** Multiples of mantissa x 10^power that enclose the values, or null when they are too many or too close for doubles. */
function multiples(
  min: number,
  max: number,
  mantissa: number,
  power: number,
  whole: boolean,
): number[] | null {
  const step = decimal(mantissa, power);
  if (!(step > 0)) return null;
  let from = Math.floor(min / step);
  if (Math.abs(from) > 1e14 || (max - min) / step > MOST_BINS) return null;
  while (decimal(from * mantissa, power) > min) from--;
  const edges = [decimal(from * mantissa, power)];
  const isOpen = (edge: number): boolean => edge < max || (whole && edge === max);
  while (isOpen(edges[edges.length - 1]!)) {
    const edge = decimal((from + edges.length) * mantissa, power);
    if (!(edge > edges[edges.length - 1]!) || edge === Infinity || edges.length > MOST_BINS + 2) return null;
    edges.push(edge);
  }
  return edges;
}

/** Equal parts of the range, for values that lie too close together or too far apart for round edges. */
function equalEdges(min: number, max: number): number[] {
  const bins = 24;
  const edges = [min];
  for (let i = 1; i < bins; i++) {
    const edge = min * (1 - i / bins) + max * (i / bins);
    if (edge > edges[edges.length - 1]! && edge < max) edges.push(edge);
  }
  edges.push(max);
  return edges;
}

/** 1, 2, 5 and the like of each power of ten, with a bin for zeros in front where there are any. */
export function logEdges(zeros: boolean, smallest: number, largest: number): number[] {
  const first = powerBelow(smallest);
  const last = powerBelow(largest);
  let edges: number[] = [];
  for (const grid of LOG_GRIDS) {
    edges = gridEdges(grid, first, last, 1, smallest, largest);
    if (edges.length - 1 <= MOST_BINS) break;
  }
  for (let stride = 2; edges.length - 1 > MOST_BINS; stride++)
    edges = gridEdges([1], first, last, stride, smallest, largest);
  return zeros ? [0, ...edges] : edges;
}

function gridEdges(
  grid: number[],
  first: number,
  last: number,
  stride: number,
  smallest: number,
  largest: number,
): number[] {
  const edges: number[] = [];
  for (let power = first; ; power += stride) {
    for (const mantissa of grid) {
      const edge = decimal(mantissa, power);
      if (edge === 0) continue;
      // The grid's last edge at or below the smallest value begins the first bin.
      if (edge <= smallest) edges.length = 0;
      edges.push(Math.min(edge, Number.MAX_VALUE));
      if (edge > largest || edge === Infinity) return edges;
    }
    if (power > last + stride) return edges;
  }
}

/** Steps of the calendar in UTC; weeks begin on Monday, anything beyond four weeks goes by multiples of those. */
export function timeEdges(min: number, max: number): number[] {
  const range = max - min;
  if (range < MOST_BINS / 2 || Math.abs(min) > 8.64e15 || Math.abs(max) > 8.64e15)
    return linearEdges(min, max, false);
  let step = TIME_STEPS.find((candidate) => range / candidate <= MOST_BINS);
  if (step === undefined) step = Math.ceil(range / MOST_BINS / (28 * DAY)) * 28 * DAY;
  const origin = step >= 7 * DAY ? MONDAY : 0;
  const from = origin + Math.floor((min - origin) / step) * step;
  const edges = [from];
  while (edges[edges.length - 1]! < max) edges.push(from + edges.length * step);
  return edges;
}

/** The largest p with 10^p not above a positive number. */
function powerBelow(x: number): number {
  if (!(x > 0)) return -324;
  const text = x.toExponential();
  return Number(text.slice(text.indexOf("e") + 1));
}

/** mantissa x 10^power, rounded once: reading decimals is exact in every engine, multiplying by a power of ten is not. */
function decimal(mantissa: number, power: number): number {
  return Number(`${mantissa}e${power}`);
}
