/**
 * Newton's method for linear models, the step by conjugate gradients (C.-J. Lin, R. Weng and S. Keerthi, "Trust region Newton method for
 * logistic regression", JMLR 9, 2008; here with a line search, and preconditioned, see preconditioners.ts).
 *
 * The preconditioner makes the path independent of the columns' scales, as long as they fit in doubles.
 */
import { preconditionerFor } from "./preconditioners.ts";
import type { Preconditioner } from "./preconditioners.ts";
import type { LinearLoss, LinearSolution, RowRange, TallMatrix } from "./types.ts";

/** Rows times outputs whose losses are worked out between two yields: some 10 ms. */
const SLICE = 1 << 18;
const MOST_CG_STEPS = 200;
const MOST_HALVINGS = 40;
/** Part of the promised gain that a step must bring (Armijo). */
const SUFFICIENT = 1e-4;

/**
 * Minimises a loss. Yields the number of finished iterations since the last yield (0 or 1).
 *
 * @param start Weights to begin from, [output][column].
 * @param tolerance Ends when a step promises to lower the objective by less than its square, relative to the objective.
 */
export function* minimise(
  x: TallMatrix,
  loss: LinearLoss,
  start: Float64Array,
  tolerance: number,
  maxIterations: number,
): Generator<number, LinearSolution> {
  const { columns, padded } = x;
  const { outputs, penalty } = loss;
  const size = outputs * columns;
  const weights = start.slice();
  const margins = new Float64Array(outputs * padded);
  const moved = new Float64Array(outputs * padded);
  const reached = new Float64Array(outputs * padded);
  const slope = new Float64Array(outputs * padded);
  const gradient = new Float64Array(size);
  const trial = new Float64Array(size);
  const precondition = preconditionerFor(x, loss);

  yield* x.times(weights, outputs, margins);
  let objective = (yield* lossAt(loss, margins, slope)) + penaltyOf(weights, penalty);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations) {
    yield* x.transposedTimes(slope, outputs, gradient);
    for (let at = 0; at < size; at++) gradient[at]! += penalty[at % columns]! * weights[at]!;
    loss.prepareCurvature(margins);
    yield* precondition.prepare();
    // Scale of the objective: without the penalty of columns and rows alike it is 0 only at the optimum.
    const enough = tolerance * tolerance * Math.max(objective, Number.MIN_VALUE);
    const { step, gain } = yield* newtonStep(x, loss, precondition, gradient, { objective, enough, moved });
    let taken = false;
    let value = objective;
    for (let halving = 0, length = 1; halving < MOST_HALVINGS && !taken; halving++, length /= 2) {
      for (let at = 0; at < size; at++) trial[at] = weights[at]! + length * step[at]!;
      for (let at = 0; at < moved.length; at++) reached[at] = margins[at]! + length * moved[at]!;
      value = (yield* lossAt(loss, reached, slope)) + penaltyOf(trial, penalty);
      taken = value <= objective - SUFFICIENT * length * gain;
    }
    yield 1;
    iterations++;
    // Rounding hides what is left to gain.
    if (!taken) {
      converged = true;
      break;
    }
    weights.set(trial);
    margins.set(reached);
    objective = value;
    if (gain <= enough) {
      converged = true;
      break;
    }
  }
  return { weights, iterations, converged, objective };
}

/** The sum of the losses; `slope` receives the derivatives. */
function* lossAt(loss: LinearLoss, margins: Float64Array, slope: Float64Array): Generator<number, number> {
  let sum = 0;
  for (const range of rowSlices(loss, margins)) {
    sum = loss.evaluate(margins, slope, range, sum);
    yield 0;
  }
  return sum;
}

function* rowSlices({ outputs }: LinearLoss, margins: Float64Array): Generator<RowRange, void> {
  const padded = margins.length / outputs;
  const step = Math.ceil(SLICE / outputs);
  for (let from = 0; from < padded; from += step) yield [from, Math.min(padded, from + step)];
}

function penaltyOf(weights: Float64Array, penalty: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++)
    sum += penalty[at % penalty.length]! * weights[at]! * weights[at]!;
  return sum / 2;
}

/**
 * Conjugate gradients on H step = -gradient. `moved` receives the step's margins; `gain` is -gradient . step, of which `enough` does not
 * matter any more.
 */
function* newtonStep(
  x: TallMatrix,
  loss: LinearLoss,
  precondition: Preconditioner,
  gradient: Float64Array,
  { objective, enough, moved }: { objective: number; enough: number; moved: Float64Array },
): Generator<number, { step: Float64Array; gain: number }> {
  const { outputs, penalty } = loss;
  const { columns, padded } = x;
  const size = gradient.length;
  const step = new Float64Array(size);
  const residual = gradient.map((value) => -value);
  const solved = yield* precondition.apply(residual);
  const direction = solved.slice();
  const product = new Float64Array(size);
  const margins = new Float64Array(outputs * padded);
  const curved = new Float64Array(outputs * padded);
  moved.fill(0);
  let square = dot(residual, solved);
  // Tighter as the optimum comes near, so that the last steps are quadratic.
  const goal = Math.max(square * Math.min(0.01, square / objective), enough / 100);
  for (let iteration = 0; iteration < MOST_CG_STEPS && square > goal && square > 0; iteration++) {
    yield* x.times(direction, outputs, margins);
    for (const range of rowSlices(loss, margins)) {
      loss.curvatureTimes(margins, curved, range);
      yield 0;
    }
    yield* x.transposedTimes(curved, outputs, product);
    for (let at = 0; at < size; at++) product[at]! += penalty[at % columns]! * direction[at]!;
    const bend = dot(direction, product);
    // Flat beyond the reach of doubles: what there is will do.
    if (!(bend > 0)) break;
    const length = square / bend;
    for (let at = 0; at < size; at++) {
      step[at]! += length * direction[at]!;
      residual[at]! -= length * product[at]!;
    }
    for (let at = 0; at < moved.length; at++) moved[at]! += length * margins[at]!;
    const next = yield* precondition.apply(residual);
    const nextSquare = dot(residual, next);
    const keep = nextSquare / square;
    for (let at = 0; at < size; at++) direction[at] = next[at]! + keep * direction[at]!;
    square = nextSquare;
  }
  return { step, gain: -dot(gradient, step) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
