import { Logistic, minimise, openTallMatrix } from "../../../kernels/mod.ts";
import type { LinearSolution, TallMatrix } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import { START_EVERY, tenthOf } from "../linear/mod.ts";

const START_TOLERANCE = 1e-3;

/** A whole fit. */
export interface LogisticProblem {
  /** Row-major. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly codes: Int32Array;
  /** Factor of each class. */
  readonly weights: Float64Array;
  readonly C: number;
  readonly tol: number;
  readonly maxIter: number;
}

/** Fits the weights, [output][column], the last column for the constant. */
export const fitLogisticTask = defineTask(
  "logistic-regression.fit",
  function* (problem: LogisticProblem): Generator<number, LinearSolution> {
    const { data, rows, columns } = problem;
    const start = yield* startOf(problem);
    const x = yield* openTallMatrix(data, rows);
    try {
      const loss = lossOf(x, problem, problem.codes, 1);
      const solution = yield* minimise(x, loss, start, problem.tol, problem.maxIter);
      if (loss.outputs > 1) centreConstants(solution.weights, loss.outputs, columns);
      return solution;
    } finally {
      x.close();
    }
  },
);

/** Weights to begin with: 0, or those of every tenth row with ten times its weight. */
function* startOf(problem: LogisticProblem): Generator<number, Float64Array> {
  const classes = problem.weights.length;
  const none = new Float64Array((classes === 2 ? 1 : classes) * (problem.columns + 1));
  const tenth = yield* tenthOf(problem);
  if (!tenth) return none;
  const x = yield* openTallMatrix(tenth.data, tenth.codes.length);
  try {
    const loss = lossOf(x, problem, tenth.codes, START_EVERY);
    const tolerance = Math.max(problem.tol, START_TOLERANCE);
    return (yield* minimise(x, loss, none, tolerance, problem.maxIter)).weights;
  } finally {
    x.close();
  }
}

function lossOf(x: TallMatrix, { weights, C }: LogisticProblem, codes: Int32Array, factor: number): Logistic {
  return new Logistic(x, codes, weights.length, (row) => factor * weights[codes[row]!]!, 1 / C);
}

/** Only differences of the constants matter; their mean is made 0, as scikit-learn's solver leaves it. */
function centreConstants(weights: Float64Array, outputs: number, columns: number): void {
  let sum = 0;
  for (let output = 0; output < outputs; output++) sum += weights[output * (columns + 1) + columns]!;
  for (let output = 0; output < outputs; output++)
    weights[output * (columns + 1) + columns]! -= sum / outputs;
}
