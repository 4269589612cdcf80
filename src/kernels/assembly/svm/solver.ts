/** What a solver keeps in memory: the rows, the cache of kernel rows, and the pair of classes that is being solved. */

/** Still at work, waiting for gradients to be rebuilt, ended. */
export const RUNNING: i32 = 0;
export const REBUILDING: i32 = 1;
export const CONVERGED: i32 = 2;
export const STOPPED: i32 = 3;

@unmanaged
export class Solver {
  // ---- rows, sorted by class, each class padded to whole panels of 16; as doubles in panels of 8, as floats in panels of 16
  x: usize;
  halves: usize;
  narrow: usize;
  narrowHalves: usize;
  /** Per panel of 16: whether all its rows are near. */
  near: usize;
  columns: i32;
  rows: i32;
  classes: i32;
  // ---- cache: slots of float rows, in a list from the newest to the oldest use
  cache: usize;
  slots: i32;
  usedSlots: i32;
  /** Per row: its slot, or -1. */
  slotOf: usize;
  rowOf: usize;
  newer: usize;
  older: usize;
  newest: i32;
  oldest: i32;
  /** Per slot and class: whether that part of the row is there. */
  filled: usize;
  // ---- the pair: rows from aFrom, then rows from bFrom
  aFrom: i32;
  aRows: i32;
  bFrom: i32;
  bRows: i32;
  aClass: i32;
  bClass: i32;
  /** Per row of the pair: coefficient and its bounds. */
  beta: usize;
  low: usize;
  high: usize;
  /** Per active row: its gradient, 0 or -infinity where it cannot grow, 0 or infinity where it cannot fall. */
  gradient: usize;
  up: usize;
  down: usize;
  /** Per active row: which of the pair, and its byte offset in a kernel row. */
  ids: usize;
  offsets: usize;
  active: i32;
  whole: i32;
  // ---- progress
  tolerance: f64;
  most: f64;
  mostAt: i32;
  least: f64;
  gain: f64;
  gainAt: i32;
  toShrink: i32;
  scanned: i32;
  state: i32;
  next: i32;
  steps: f64;
  maxSteps: f64;
  /** Work left of this call, in about nanoseconds. */
  budget: f64;
}

/** Bytes of a solver. */
export function solverBytes(): i32 {
  return offsetof<Solver>();
}

/** Where row `id` of the pair stands among all rows. */
// @ts-ignore: decorator
@inline
export function rowOfPair(s: Solver, id: i32): i32 {
  return id < s.aRows ? s.aFrom + id : s.bFrom + id - s.aRows;
}
