/** From the decisions of pairs of classes to classes and scores; pairs in the order (0, 1), (0, 2), ... (1, 2), ... */

export function pairCount(classes: number): number {
  return (classes * (classes - 1)) / 2;
}

/** Scores a row: one a class, or one for two classes. */
export function scoreCount(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** The class with most votes, as LIBSVM counts them: a decision above 0 is a vote for the first of the pair; first of equals. */
export function votedClass(
  decisions: Float64Array,
  from: number,
  classes: number,
  votes: Int32Array,
): number {
  votes.fill(0);
  let at = from;
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) votes[decisions[at++]! > 0 ? a : b]!++;
  }
  let best = 0;
  for (let code = 1; code < classes; code++) if (votes[code]! > votes[best]!) best = code;
  return best;
}

/**
 * One score a class: its votes plus its summed decisions brought into (-1/3, 1/3), as scikit-learn's decision_function_shape="ovr". With
 * two classes one score, above 0 for the second.
 *
 * @returns Row-major, shape (rows, classes), or (rows,) for two classes.
 */
export function scoresOfPairs(decisions: Float64Array, rows: number, classes: number): Float64Array {
  if (classes === 2) return decisions.map((value) => -value);
  const pairs = pairCount(classes);
  const scores = new Float64Array(rows * classes);
  const votes = new Float64Array(classes);
  const sums = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    votes.fill(0);
    sums.fill(0);
    let at = row * pairs;
    for (let a = 0; a < classes; a++) {
      for (let b = a + 1; b < classes; b++) {
        const decision = decisions[at++]!;
        votes[decision < 0 ? b : a]!++;
        sums[a]! += decision;
        sums[b]! -= decision;
      }
    }
    for (let code = 0; code < classes; code++) {
      const sum = sums[code]!;
      scores[row * classes + code] = votes[code]! + sum / (3 * (Math.abs(sum) + 1));
    }
  }
  return scores;
}
