/** Plain measures for the quality floors of the shared suite, written apart from src/analysis/evaluate. */

/** Unweighted mean of F1 over the true classes. */
export function macroF1(truth: readonly string[], predicted: readonly string[]): number {
  const classes = [...new Set(truth)];
  const scores = classes.map((name) => {
    let hits = 0;
    let claimed = 0;
    let real = 0;
    truth.forEach((value, row) => {
      if (value === name) real++;
      if (predicted[row] === name) claimed++;
      if (value === name && predicted[row] === name) hits++;
    });
    return (2 * hits) / (real + claimed);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Share of pairs (odd, normal) in which the odd row has the higher score; ties count half. */
export function pairAuc(isOdd: readonly boolean[], scores: ArrayLike<number>): number {
  let sum = 0;
  let pairs = 0;
  isOdd.forEach((odd, i) => {
    if (!odd) return;
    isOdd.forEach((other, j) => {
      if (other) return;
      pairs++;
      sum += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    });
  });
  return sum / pairs;
}

/** Adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups whatever their names, 0 for chance. */
export function adjustedRand(truth: readonly string[], labels: ArrayLike<number | string>): number {
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const count = (keys: readonly string[]): number => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()].reduce((sum, n) => sum + pairs(n), 0);
  };
  const found = truth.map((_, row) => String(labels[row]));
  const together = count(truth.map((name, row) => `${name}|${found[row]!}`));
  const byTruth = count(truth);
  const byLabel = count(found);
  const expected = (byTruth * byLabel) / pairs(truth.length);
  const most = (byTruth + byLabel) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
