import type { PairSolution, RadialSums } from "../../../kernels/mod.ts";

/** The support vectors of all pairs and their sums. */
export interface PairMachine {
  readonly sums: RadialSums;
  /** Rows of the fit that are support vectors, class by class. */
  readonly support: Int32Array;
}

/**
 * Puts the solutions of all pairs together: a row that any pair uses becomes a point of its class; its coefficient in the pair with another
 * class stands in the line of that class (its own left out), as in LIBSVM.
 */
export function pairMachine(
  data: Float64Array,
  columns: number,
  codes: Int32Array,
  classes: number,
  gamma: number,
  solutions: readonly PairSolution[],
): PairMachine {
  const members = Array.from({ length: classes }, (): number[] => []);
  codes.forEach((code, row) => members[code]!.push(row));
  // Per class and member, the coefficients with each other class.
  const shares = classes - 1;
  const lines = members.map((rows) => new Float64Array(rows.length * shares));
  let pair = 0;
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) {
      const { coefficients } = solutions[pair++]!;
      const aCount = members[a]!.length;
      for (let at = 0; at < coefficients.length; at++) {
        if (at < aCount) lines[a]![at * shares + b - 1] = coefficients[at]!;
        else lines[b]![(at - aCount) * shares + a] = coefficients[at]!;
      }
    }
  }
  const support: number[] = [];
  const values: Float64Array[] = [];
  const groups = new Int32Array(classes + 1);
  for (let code = 0; code < classes; code++) {
    members[code]!.forEach((row, at) => {
      const own = lines[code]!.subarray(at * shares, (at + 1) * shares);
      if (own.every((value) => value === 0)) return;
      support.push(row);
      values.push(own);
    });
    groups[code + 1] = support.length;
  }
  const points = new Float64Array(support.length * columns);
  const coefficients = new Float64Array(support.length * shares);
  support.forEach((row, at) => {
    points.set(data.subarray(row * columns, (row + 1) * columns), at * columns);
    for (let share = 0; share < shares; share++)
      coefficients[share * support.length + at] = values[at]![share]!;
  });
  const bias = Float64Array.from(solutions, (solution) => solution.bias);
  const sums = { points, columns, gamma, groups, shares, coefficients, targets: pairTargets(classes), bias };
  return { sums, support: Int32Array.from(support) };
}

/** Which pair each line of each class belongs to. */
export function pairTargets(classes: number): Int32Array {
  const shares = classes - 1;
  const targets = new Int32Array(classes * shares);
  let pair = 0;
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++, pair++) {
      targets[a * shares + b - 1] = pair;
      targets[b * shares + a] = pair;
    }
  }
  return targets;
}

/** The pairs of classes, in the order of LIBSVM. */
export function classPairs(classes: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < classes; a++) for (let b = a + 1; b < classes; b++) pairs.push([a, b]);
  return pairs;
}
