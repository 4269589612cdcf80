import {
  minimise,
  openRadialSolver,
  openTallMatrix,
  radialSums,
  SquaredHinge,
} from "../../../kernels/mod.ts";
import type { PairSolution, TallMatrix } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import { START_EVERY, tenthOf } from "../linear/mod.ts";
import { weightsFor } from "../shared/mod.ts";
import { gammaOf } from "./gamma.ts";
import type { SVCSettings } from "./options.ts";
import { pairMachine } from "./pair-machine.ts";
import { scoreCount, scoresOfPairs } from "./votes.ts";

/** What the parts of a fit share. */
export interface SVCProblem {
  /** Row-major; of the features, where the kernel is approximated. */
  readonly data: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly codes: Int32Array;
  readonly classes: number;
  /** Per row its fold; empty without cross-validation. */
  readonly folds: Int32Array;
  readonly weights: Float64Array | "balanced";
  readonly settings: Pick<SVCSettings, "C" | "gamma" | "tol" | "cacheMB">;
}

/** Kernel work between two yields, ns. */
const SLICE_NS = 1.5e7;
/** As in LIBSVM: ten million steps, or 100 a row. */
const MOST_STEPS = 1e7;
const BLOCK = 512;
const MOST_ITERATIONS = 1000;
const START_TOLERANCE = 1e-3;

/** Pairs of classes to be solved on all rows, or on all but one fold. */
export interface PairsInput {
  readonly pairs: readonly (readonly [number, number])[];
  /** -1: all rows. */
  readonly fold: number;
}

export interface PairsOutput {
  readonly solutions: PairSolution[];
  readonly gamma: number;
  /** Scores of the fold's rows (`scoresOfPairs`); empty without a fold. */
  readonly scores: Float64Array;
}

/** Solves pairs of classes with the radial kernel. */
export const solvePairsTask = defineTask(
  "svc.solvePairs",
  function* (problem: SVCProblem, { pairs, fold }: PairsInput): Generator<number, PairsOutput> {
    const { columns, classes, settings, folds } = problem;
    const data = problem.data as Float64Array;
    const train = fold < 0 ? { data, codes: problem.codes } : withoutFold(problem, data, fold);
    const rows = train.codes.length;
    const gamma = gammaOf(settings.gamma, train.data, columns);
    const weights = weightsFor(problem.weights, train.codes, classes);
    const largestCost = settings.C * weights.reduce((most, weight) => Math.max(most, weight), 0);
    const counts = new Int32Array(classes);
    for (const code of train.codes) counts[code]!++;
    const solutions: PairSolution[] = [];
    const solver = openRadialSolver(
      {
        data: train.data,
        rows,
        columns,
        codes: train.codes,
        classes,
        gamma,
        largestCost,
        tolerance: settings.tol,
      },
      settings.cacheMB * 1e6,
    );
    try {
      for (const [a, b] of pairs) {
        if (counts[a] === 0 || counts[b] === 0) {
          // A class with a single row is missing where that row is held out: the other one wins, none when both are.
          const bias = (counts[a]! > 0 ? 1 : 0) - (counts[b]! > 0 ? 1 : 0);
          solutions.push({
            coefficients: new Float64Array(counts[a]! + counts[b]!),
            bias,
            steps: 0,
            converged: true,
          });
        } else {
          const { C, tol } = settings;
          const maxSteps = Math.max(MOST_STEPS, 100 * rows);
          solver.start({ a, b, aCost: C * weights[a]!, bCost: C * weights[b]!, tolerance: tol, maxSteps });
          while (!solver.run(SLICE_NS)) yield 0;
          solutions.push(solver.solution());
        }
        yield fold < 0 ? 1 : 0;
      }
    } finally {
      solver.close();
    }
    if (fold < 0) return { solutions, gamma, scores: new Float64Array(0) };

    const machine = pairMachine(train.data, columns, train.codes, classes, gamma, solutions);
    const held = rowsWhere(folds, (value) => value === fold);
    const width = scoreCount(classes);
    const scores = new Float64Array(held.length * width);
    for (let from = 0; from < held.length; from += BLOCK) {
      const block = rowsOf(data, columns, held.subarray(from, from + BLOCK));
      const blockRows = block.length / columns;
      const decisions = radialSums(machine.sums, block, blockRows);
      scores.set(scoresOfPairs(decisions, blockRows, classes), from * width);
      yield 0;
    }
    yield pairs.length;
    return { solutions: [], gamma, scores };
  },
);

/** One class against the others, without a kernel. */
export interface HingeOutput {
  readonly weights: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** Decisions of every row by the machine that has not seen its fold; empty without folds. */
  readonly decisions: Float64Array;
}

/** Fits the linear machine of one class on all rows, then, from there, without each fold. */
export const fitHingeTask = defineTask(
  "svc.fitHinge",
  function* (problem: SVCProblem, positives: readonly number[]): Generator<number, HingeOutput[]> {
    const starts: Float64Array[] = [];
    for (const positive of positives) starts.push(yield* startOf(problem, positive));
    const x = yield* openTallMatrix(problem.data, problem.rows);
    try {
      const outputs: HingeOutput[] = [];
      for (const [at, positive] of positives.entries())
        outputs.push(yield* fitHinge(x, problem, positive, starts[at]!));
      return outputs;
    } finally {
      x.close();
    }
  },
);

function* fitHinge(
  x: TallMatrix,
  problem: SVCProblem,
  positive: number,
  start: Float64Array,
): Generator<number, HingeOutput> {
  const { codes, folds, settings } = problem;
  const loss = hingeOf(x, problem, positive, () => true, 1);
  const whole = yield* minimise(x, loss, start, settings.tol, MOST_ITERATIONS);
  yield 1;
  const decisions = new Float64Array(folds.length);
  const margins = new Float64Array(x.padded);
  for (const fold of new Set(folds)) {
    const rest = hingeOf(x, problem, positive, (row) => folds[row] !== fold, 1);
    const part = yield* minimise(x, rest, whole.weights, settings.tol, MOST_ITERATIONS);
    yield* x.times(part.weights, 1, margins);
    for (let row = 0; row < codes.length; row++) if (folds[row] === fold) decisions[row] = margins[row]!;
    yield 1;
  }
  return {
    weights: whole.weights,
    iterations: whole.iterations,
    converged: whole.converged,
    decisions,
  };
}

/** Weights to begin with: 0, or those of every tenth row with ten times its cost. */
function* startOf(problem: SVCProblem, positive: number): Generator<number, Float64Array> {
  const none = new Float64Array(problem.columns + 1);
  const tenth = yield* tenthOf(problem);
  if (!tenth) return none;
  const x = yield* openTallMatrix(tenth.data, tenth.codes.length);
  try {
    const loss = hingeOf(x, { ...problem, codes: tenth.codes }, positive, () => true, START_EVERY);
    const tolerance = Math.max(problem.settings.tol, START_TOLERANCE);
    return (yield* minimise(x, loss, none, tolerance, MOST_ITERATIONS)).weights;
  } finally {
    x.close();
  }
}

function hingeOf(
  x: TallMatrix,
  { codes, classes, weights, settings }: SVCProblem,
  positive: number,
  isIn: (row: number) => boolean,
  factor: number,
): SquaredHinge {
  const shown = weights === "balanced" ? codes.filter((_, row) => isIn(row)) : codes;
  const own = weightsFor(weights, shown, classes);
  // As in LIBLINEAR: with three or more classes, the weight of a class counts where it stands against the others, not among them.
  const weightOf = (code: number): number => (code === positive || classes === 2 ? own[code]! : 1);
  const cost = (row: number): number => (isIn(row) ? factor * settings.C * weightOf(codes[row]!) : 0);
  return new SquaredHinge(x, (row) => codes[row] === positive, cost);
}

function withoutFold(
  { codes, columns, folds }: SVCProblem,
  data: Float64Array,
  fold: number,
): { data: Float64Array; codes: Int32Array } {
  const kept = rowsWhere(folds, (value) => value !== fold);
  return { data: rowsOf(data, columns, kept), codes: kept.map((row) => codes[row]!) };
}

export function rowsWhere(values: Int32Array, test: (value: number) => boolean): Int32Array {
  const rows: number[] = [];
  values.forEach((value, row) => {
    if (test(value)) rows.push(row);
  });
  return Int32Array.from(rows);
}

export function rowsOf(data: Float64Array, columns: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => out.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  return out;
}
