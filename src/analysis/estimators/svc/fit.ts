import { prng } from "../../../kernels/mod.ts";
import type { PairSolution, RadialSums } from "../../../kernels/mod.ts";
import { runSteps } from "../../core/mod.ts";
import type { FitOptions, Job } from "../../core/mod.ts";
import { radialBasis, radialFeaturesTask } from "../random-features/mod.ts";
import type { RadialBasis } from "../random-features/mod.ts";
import { defaultWorkers, runTasks } from "../../workers/mod.ts";
import { FOLDS } from "./folds.ts";
import { gammaOf } from "./gamma.ts";
import type { Machine } from "./machine.ts";
import type { SVCSettings } from "./options.ts";
import { classPairs, pairMachine } from "./pair-machine.ts";
import { fitHingeTask, rowsOf, rowsWhere, solvePairsTask } from "./tasks.ts";
import type { PairsInput, SVCProblem } from "./tasks.ts";
import { scoreCount } from "./votes.ts";

/** A fitted machine, and the scores of rows by machines that had not seen them. */
export interface Fitted {
  readonly machine: Machine;
  readonly gamma: number | null;
  readonly converged: boolean;
  /** Shape (rows, classes), or (rows,) for two classes; empty without cross-validation. */
  readonly scores: Float64Array;
  /** The classes of these rows. */
  readonly codes: Int32Array;
}

/** The approximated machine is fitted on at most this many rows: its features take 8 bytes x components x rows. */
const MOST_FEATURE_ROWS = 100_000;
const FEATURE_BLOCK = 4096;
/** Groups of pairs that are solved apart: each fills a cache of its own. */
const PAIR_GROUPS = 2;

/** Solves all pairs of classes with the radial kernel, on all rows and without each fold. */
export async function fitPairs(job: Job, problem: SVCProblem, run: FitOptions): Promise<Fitted> {
  const { data, rows, columns, codes, classes, folds } = problem;
  const pairs = classPairs(classes);
  const groups: PairsInput[] = folds.length > 0 ? [{ pairs, fold: -1 }] : pairGroups(codes, classes);
  const held = folds.length > 0 ? Array.from({ length: FOLDS }, (_, fold) => ({ pairs, fold })) : [];
  const used = held.filter(({ fold }) => folds.includes(fold));
  const inputs = [...groups, ...used];
  const outputs = await runTasks(job, {
    task: solvePairsTask,
    shared: problem,
    inputs,
    workMs: 4e-6 * rows * rows * (0.5 + columns / 40) * (1 + 0.6 * used.length),
    workers: run.workers,
    phase: "fitting pairs of classes",
    unit: "steps",
    total: pairs.length * (1 + used.length),
  });
  const solved = new Map<number, PairSolution>();
  groups.forEach((group, at) =>
    group.pairs.forEach(([a, b], i) => solved.set(a * classes + b, outputs[at]!.solutions[i]!)),
  );
  const solutions = pairs.map(([a, b]) => solved.get(a * classes + b)!);
  const { gamma } = outputs[0]!;
  const width = scoreCount(classes);
  const scores = new Float64Array(folds.length * width);
  used.forEach(({ fold }, at) => {
    const own = outputs[groups.length + at]!.scores;
    rowsWhere(folds, (value) => value === fold).forEach((row, i) =>
      scores.set(own.subarray(i * width, (i + 1) * width), row * width),
    );
  });
  return {
    machine: {
      kind: "pairs",
      ...pairMachine(data as Float64Array, columns, codes, classes, gamma, solutions),
    },
    gamma,
    converged: solutions.every((solution) => solution.converged),
    scores,
    codes,
  };
}

/** Two groups of about equal work; the largest pairs are dealt first. */
function pairGroups(codes: Int32Array, classes: number): PairsInput[] {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code]!++;
  const work = ([a, b]: readonly [number, number]): number =>
    (counts[a]! + counts[b]!) * (counts[a]! + counts[b]!);
  const sorted = classPairs(classes).sort((left, right) => work(right) - work(left));
  const groups = Array.from({ length: Math.min(PAIR_GROUPS, sorted.length) }, () => ({
    pairs: [] as [number, number][],
    fold: -1,
    work: 0,
  }));
  for (const pair of sorted) {
    const least = groups.reduce((best, group) => (group.work < best.work ? group : best));
    least.pairs.push(pair);
    least.work += work(pair);
  }
  return groups.map(({ pairs, fold }) => ({ pairs, fold }));
}

/** Fits one linear machine a class against the others (one for two classes). */
export async function fitHinges(job: Job, problem: SVCProblem, run: FitOptions): Promise<Fitted> {
  const { rows, columns, codes, classes, folds } = problem;
  const inputs = classes === 2 ? [1] : Array.from({ length: classes }, (_, code) => code);
  const folded = folds.length > 0 ? FOLDS : 0;
  // Each group lays the rows out once for all of its classes; how they are grouped changes no result.
  const groups = dealt(inputs, Math.max(1, run.workers ?? defaultWorkers()));
  const fitted = await runTasks(job, {
    task: fitHingeTask,
    shared: problem,
    inputs: groups,
    workMs: 5e-6 * rows * columns * inputs.length * (1 + 0.5 * folded) * (1 + columns / 20),
    workers: run.workers,
    phase: "fitting classes",
    unit: "steps",
  });
  const outputs = inputs.map((_, at) => fitted[at % groups.length]![Math.floor(at / groups.length)]!);
  const weights = new Float64Array(inputs.length * (columns + 1));
  const scores = new Float64Array(folds.length * inputs.length);
  for (const [at, { weights: own, decisions }] of outputs.entries()) {
    weights.set(own, at * (columns + 1));
    for (let row = 0; row < decisions.length; row++) scores[row * inputs.length + at] = decisions[row]!;
    await job.pause();
  }
  const converged = outputs.every((output) => output.converged);
  return { machine: { kind: "linear", weights }, gamma: null, converged, scores, codes };
}

/** Deals items out in turn. */
function dealt<T>(items: readonly T[], hands: number): T[][] {
  const count = Math.min(hands, items.length);
  return Array.from({ length: count }, (_, hand) => items.filter((_, at) => at % count === hand));
}

/** Fits linear machines on Nyström features of the radial kernel. */
export async function fitNystroem(
  job: Job,
  problem: SVCProblem,
  settings: SVCSettings,
  run: FitOptions,
): Promise<Fitted> {
  const some = rowsToFit(problem, settings.seed);
  const { columns } = problem;
  const data = rowsOf(problem.data as Float64Array, columns, some);
  await job.pause();
  const gamma = gammaOf(settings.gamma, data, columns);
  const basis = await runSteps(
    job,
    radialBasis(data, some.length, columns, gamma, settings.components, settings.seed),
  );
  const inputs = Array.from({ length: Math.ceil(some.length / FEATURE_BLOCK) }, (_, at) => ({
    from: at * FEATURE_BLOCK,
    to: Math.min(some.length, (at + 1) * FEATURE_BLOCK),
  }));
  const width = basis.bias.length;
  const blocks = await runTasks(job, {
    task: radialFeaturesTask,
    shared: { data, basis },
    inputs,
    workMs: 3e-7 * some.length * width * (width + columns + 40),
    workers: run.workers,
    phase: "working out features",
    unit: "rows",
    total: some.length,
  });
  const features = new Float32Array(some.length * width);
  for (const [at, block] of blocks.entries()) {
    features.set(block, at * FEATURE_BLOCK * width);
    await job.pause();
  }
  const folds = problem.folds.length > 0 ? some.map((row) => problem.folds[row]!) : problem.folds;
  const codes = some.map((row) => problem.codes[row]!);
  const fitted = await fitHinges(
    job,
    { ...problem, data: features, rows: some.length, columns: width, codes, folds },
    run,
  );
  const { machine } = fitted;
  if (machine.kind !== "linear") return fitted;
  const sums = await runSteps(job, sumsOnPoints(basis, machine.weights));
  return { ...fitted, machine: { kind: "nystroem", sums, fittedRows: some.length }, gamma };
}

/** All rows, or as many as features are made of, each class with a row at least. */
function rowsToFit({ rows, codes, classes }: SVCProblem, seed: number): Int32Array {
  if (rows <= MOST_FEATURE_ROWS) return Int32Array.from({ length: rows }, (_, row) => row);
  const shuffled = prng(seed, 1).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  const first = new Int32Array(classes).fill(-1);
  for (const row of shuffled) if (first[codes[row]!] === -1) first[codes[row]!] = row;
  const taken = new Set<number>(first);
  for (const row of shuffled) {
    if (taken.size >= MOST_FEATURE_ROWS) break;
    taken.add(row);
  }
  return Int32Array.from(taken).sort();
}

/** Weights of the features as coefficients of the points that the features are made of. */
function* sumsOnPoints(basis: RadialBasis, weights: Float64Array): Generator<number, RadialSums, void> {
  const width = basis.bias.length;
  const outputs = weights.length / (width + 1);
  const coefficients = new Float64Array(outputs * width);
  const bias = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const own = weights.subarray(output * (width + 1), (output + 1) * (width + 1));
    for (let feature = 0; feature < width; feature++) {
      for (let point = 0; point < width; point++)
        coefficients[output * width + point]! += own[feature]! * basis.coefficients[feature * width + point]!;
    }
    bias[output] = own[width]!;
    yield 0;
  }
  return {
    points: basis.points,
    columns: basis.columns,
    gamma: basis.gamma,
    groups: basis.groups,
    shares: outputs,
    coefficients,
    targets: Int32Array.from({ length: outputs }, (_, output) => output),
    bias,
  };
}
