/** Support vector machines with the radial kernel: rows of the kernel, the solver of one pair of classes, and scores. */
import { openCache } from "./svm/cache";
import { narrowRows } from "./svm/floats";
import { halfSquares } from "./svm/rows";
import { scorePanels } from "./svm/score";
import { openPair, pairBias, run } from "./svm/smo";
import { Solver, solverBytes } from "./svm/solver";

export { halfSquares, narrowRows, scorePanels, solverBytes };

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}

/** Hands the rows (doubles in panels of 8, floats in panels of 16, classes padded to whole panels) and the memory of the cache to a solver of `solverBytes()` bytes. */
export function openSolver(
  solver: usize,
  x: usize,
  halves: usize,
  narrow: usize,
  narrowHalves: usize,
  near: usize,
  columns: i32,
  rows: i32,
  classes: i32,
  cache: usize,
  slots: i32,
  slotOf: usize,
  rowOf: usize,
  newer: usize,
  older: usize,
  filled: usize,
): void {
  const s = changetype<Solver>(solver);
  s.x = x;
  s.halves = halves;
  s.narrow = narrow;
  s.narrowHalves = narrowHalves;
  s.near = near;
  s.columns = columns;
  s.rows = rows;
  s.classes = classes;
  openCache(s, cache, slots, slotOf, rowOf, newer, older, filled);
}

/** The working memory of a pair: doubles (6 arrays) and 32-bit numbers (2 arrays), one a row of the largest pair, padding counted. */
export function lendMemory(solver: usize, doubles: usize, words: usize, rows: i32): void {
  const s = changetype<Solver>(solver);
  const wide = (<usize>rows) << 3;
  s.beta = doubles;
  s.low = doubles + wide;
  s.high = doubles + 2 * wide;
  s.gradient = doubles + 3 * wide;
  s.up = doubles + 4 * wide;
  s.down = doubles + 5 * wide;
  s.ids = words;
  s.offsets = words + ((<usize>rows) << 2);
}

/** Starts on classes a and b: where each begins, its padded and its true number of rows, its cost. */
export function startPair(
  solver: usize,
  a: i32,
  aFrom: i32,
  aRows: i32,
  aCount: i32,
  aCost: f64,
  b: i32,
  bFrom: i32,
  bRows: i32,
  bCount: i32,
  bCost: f64,
  tolerance: f64,
  maxSteps: f64,
): void {
  const s = changetype<Solver>(solver);
  s.aClass = a;
  s.aFrom = aFrom;
  s.aRows = aRows;
  s.bClass = b;
  s.bFrom = bFrom;
  s.bRows = bRows;
  s.tolerance = tolerance;
  s.maxSteps = maxSteps;
  openPair(s, aCount, bCount, aCost, bCost);
}

/** Goes on for about `budget` nanoseconds: 0 and 1 while at work, 2 solved, 3 out of steps. */
export function runSolver(solver: usize, budget: f64): i32 {
  return run(changetype<Solver>(solver), budget);
}

export function solverBias(solver: usize): f64 {
  return pairBias(changetype<Solver>(solver));
}

export function solverSteps(solver: usize): f64 {
  return changetype<Solver>(solver).steps;
}
