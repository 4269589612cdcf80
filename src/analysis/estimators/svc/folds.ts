/** Folds of the decision values from which probabilities are learned. */
export const FOLDS = 5;

/**
 * The fold of each row, as scikit-learn's StratifiedKFold(5) without shuffling deals them: classes in the order of their first row, each
 * fold's share of a class taken from every fifth of the sorted classes. Rare classes are in some folds only.
 */
export function stratifiedFolds(codes: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  const rank = new Int32Array(classes).fill(-1);
  let seen = 0;
  for (const code of codes) {
    counts[code]!++;
    if (rank[code] === -1) rank[code] = seen++;
  }
  const order = Int32Array.from(rank.keys()).sort((a, b) => rank[a]! - rank[b]!);
  // Place p of the sorted classes goes to fold p mod 5.
  const left = Array.from({ length: classes }, () => new Int32Array(FOLDS));
  let place = 0;
  for (const code of order) for (let i = 0; i < counts[code]!; i++) left[code]![place++ % FOLDS]!++;
  const next = new Int32Array(classes);
  return codes.map((code) => {
    const shares = left[code]!;
    while (shares[next[code]!] === 0) next[code]!++;
    shares[next[code]!]!--;
    return next[code]!;
  });
}
