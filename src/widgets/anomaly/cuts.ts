/** Where the scores are cut, and what is flagged then. */
import type { AnomaliesPayload, Histogram } from "../../analysis/mod.ts";

export type CutPoint = AnomaliesPayload["cuts"][number];

/** The cuts from the lowest score to the highest, one for each score. */
export function cutPoints({ cuts }: AnomaliesPayload): CutPoint[] {
  const ascending = [...cuts].sort((a, b) => a.score - b.score);
  return ascending.filter(({ score }, at) => ascending[at - 1]?.score !== score);
}

/** Index of the number that is nearest to a value; -1 without numbers. */
export function nearest(numbers: readonly number[], value: number): number {
  let found = -1;
  let least = Infinity;
  numbers.forEach((number, at) => {
    const distance = Math.abs(number - value);
    if (distance < least) {
      least = distance;
      found = at;
    }
  });
  return found;
}

/** The cut that flags about so many flows. */
export function cutForBudget(points: readonly CutPoint[], flows: number): CutPoint | null {
  const at = nearest(
    points.map(({ flagged }) => flagged),
    flows,
  );
  return points[at] ?? null;
}

/** Place of a value on a histogram whose bins have equal width, 0 to 1. */
export function placeIn({ edges, counts }: Histogram, value: number): number {
  const bins = counts.length;
  if (bins === 0 || value <= (edges[0] ?? 0)) return 0;
  for (let bin = 0; bin < bins; bin++) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? from;
    if (value < to) return (bin + (value - from) / (to - from)) / bins;
  }
  return 1;
}

/** Key of the histogram of the score that all detectors make together. */
export const CONSENSUS = "consensus";

/** The histograms in the order they are offered, the consensus first. */
export function scoreNames({ anomalies, histograms }: AnomaliesPayload): string[] {
  return [CONSENSUS, ...anomalies.detectors].filter((name) => histograms[name] !== undefined);
}
