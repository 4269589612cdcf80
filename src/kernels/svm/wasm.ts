/** The radial kernel in WebAssembly. */
import { WASM } from "../wasm/bytes/svm.ts";
import { type KernelArena, type KernelExports, openKernel } from "../wasm/instance.ts";
import {
  type ClassLayout,
  classLayout,
  columnMeans,
  fillPanels,
  FLOAT_PANEL,
  halvesOf,
  nearReach,
  PANEL,
  radialScale,
  scalePoints,
} from "./layout.ts";
import type { PairSolution, RadialPair, RadialRows, RadialSolver, RadialSums } from "./types.ts";

interface SvmExports extends KernelExports {
  solverBytes(): number;
  halfSquares(x: number, columns: number, panels: number, out: number): void;
  narrowRows(
    x: number,
    columns: number,
    panels: number,
    narrow: number,
    halves: number,
    near: number,
    reach: number,
  ): void;
  openSolver(
    solver: number,
    x: number,
    halves: number,
    narrow: number,
    narrowHalves: number,
    near: number,
    columns: number,
    rows: number,
    classes: number,
    cache: number,
    slots: number,
    slotOf: number,
    rowOf: number,
    newer: number,
    older: number,
    filled: number,
  ): void;
  lendMemory(solver: number, doubles: number, words: number, rows: number): void;
  startPair(
    solver: number,
    a: number,
    aFrom: number,
    aRows: number,
    aCount: number,
    aCost: number,
    b: number,
    bFrom: number,
    bRows: number,
    bCount: number,
    bCost: number,
    tolerance: number,
    maxSteps: number,
  ): void;
  runSolver(solver: number, nanoseconds: number): number;
  solverBias(solver: number): number;
  solverSteps(solver: number): number;
  scorePanels(
    x: number,
    xHalves: number,
    columns: number,
    panels: number,
    points: number,
    halves: number,
    groups: number,
    groupCount: number,
    coefficients: number,
    pointCount: number,
    targets: number,
    shares: number,
    bias: number,
    sums: number,
    buffer: number,
    used: number,
    out: number,
  ): void;
}

/** What `runSolver` answers when a pair is solved, and when its steps ran out. */
const CONVERGED = 2;
const STOPPED = 3;
const FEWEST_SLOTS = 4;
/** Rows that are scored in one call. */
const SCORED_ROWS = 256;

export function openWasmSolver(rows: RadialRows, cacheBytes: number): RadialSolver {
  return new WasmSolver(rows, cacheBytes);
}

class WasmSolver implements RadialSolver {
  readonly #arena: KernelArena<SvmExports>;
  readonly #layout: ClassLayout;
  readonly #solver: number;
  readonly #beta: number;
  #pair: RadialPair | undefined;
  #state = 0;

  constructor(rows: RadialRows, cacheBytes: number) {
    const { data, columns, codes, classes, gamma } = rows;
    const layout = classLayout(codes, classes);
    const arena = openKernel<SvmExports>(WASM);
    this.#arena = arena;
    this.#layout = layout;
    try {
      const all = layout.starts[classes]!;
      const x = arena.allocate(all * columns * 8);
      const means = columnMeans(data, rows.rows, columns);
      for (let code = 0; code < classes; code++) {
        const panels = arena.f64(x + layout.starts[code]! * columns * 8, layout.padded[code]! * columns);
        fillPanels(data, layout.members[code]!, means, radialScale(gamma), panels);
      }
      const halves = arena.allocate(all * 8);
      arena.exports.halfSquares(x, columns, all / PANEL, halves);
      const narrow = arena.allocate(all * columns * 4);
      const narrowHalves = arena.allocate(all * 4);
      const near = arena.allocate(all / FLOAT_PANEL);
      arena.exports.narrowRows(x, columns, all / FLOAT_PANEL, narrow, narrowHalves, near, nearReach(rows));

      const largest = largestPair(layout);
      const doubles = arena.allocate(largest * 48);
      const words = arena.allocate(largest * 8);
      const slots = Math.min(rows.rows, Math.max(FEWEST_SLOTS, Math.floor(cacheBytes / (all * 4))));
      const slotOf = arena.allocate(all * 4);
      const rowOf = arena.allocate(slots * 4);
      const newer = arena.allocate(slots * 4);
      const older = arena.allocate(slots * 4);
      const filled = arena.allocate(slots * classes);
      this.#solver = arena.allocate(arena.exports.solverBytes());
      const cache = arena.allocate(slots * all * 4);
      this.#beta = doubles;
      arena.exports.openSolver(
        this.#solver,
        x,
        halves,
        narrow,
        narrowHalves,
        near,
        columns,
        all,
        classes,
        cache,
        slots,
        slotOf,
        rowOf,
        newer,
        older,
        filled,
      );
      arena.exports.lendMemory(this.#solver, doubles, words, largest);
    } catch (error) {
      arena.close();
      throw error;
    }
  }

  start(pair: RadialPair): void {
    const { members, starts, padded } = this.#layout;
    const { a, b } = pair;
    this.#pair = pair;
    this.#arena.exports.startPair(
      this.#solver,
      a,
      starts[a]!,
      padded[a]!,
      members[a]!.length,
      pair.aCost,
      b,
      starts[b]!,
      padded[b]!,
      members[b]!.length,
      pair.bCost,
      pair.tolerance,
      pair.maxSteps,
    );
  }

  run(nanoseconds: number): boolean {
    this.#state = this.#arena.exports.runSolver(this.#solver, nanoseconds);
    return this.#state === CONVERGED || this.#state === STOPPED;
  }

  solution(): PairSolution {
    const { members, padded } = this.#layout;
    const { a, b } = this.#pair!;
    const aCount = members[a]!.length;
    const bCount = members[b]!.length;
    const coefficients = new Float64Array(aCount + bCount);
    coefficients.set(this.#arena.f64(this.#beta, aCount));
    coefficients.set(this.#arena.f64(this.#beta + padded[a]! * 8, bCount), aCount);
    return {
      coefficients,
      bias: this.#arena.exports.solverBias(this.#solver),
      steps: this.#arena.exports.solverSteps(this.#solver),
      converged: this.#state === CONVERGED,
    };
  }

  close(): void {
    this.#arena.close();
  }
}

function largestPair({ padded }: ClassLayout): number {
  const sorted = padded.toSorted((left, right) => right - left);
  return sorted[0]! + (sorted[1] ?? 0);
}

/** See `radialSums` in mod.ts. */
export function wasmSums(sums: RadialSums, data: Float64Array, rows: number): Float64Array {
  const { columns, shares, groups, bias } = sums;
  const count = sums.points.length / columns;
  const means = columnMeans(sums.points, count, columns);
  const scale = radialScale(sums.gamma);
  const arena = openKernel<SvmExports>(WASM);
  try {
    const points = arena.putF64(scalePoints(sums.points, means, scale));
    const halves = arena.putF64(halvesOf(arena.f64(points, count * columns), columns));
    const groupsAt = arena.putI32(groups);
    const coefficients = arena.putF64(sums.coefficients);
    const targets = arena.putI32(sums.targets);
    const biasAt = arena.putF64(bias);
    const buffer = arena.allocate(64 * PANEL * 8);
    const used = arena.allocate(shares * (groups.length + Math.ceil(count / 64)));
    const x = arena.allocate(SCORED_ROWS * columns * 8);
    const xHalves = arena.allocate(SCORED_ROWS * 8);
    const out = arena.allocate(SCORED_ROWS * bias.length * 8);
    const result = new Float64Array(rows * bias.length);
    const order = new Int32Array(SCORED_ROWS);
    for (let from = 0; from < rows; from += SCORED_ROWS) {
      const block = Math.min(SCORED_ROWS, rows - from);
      const panels = Math.ceil(block / PANEL);
      for (let at = 0; at < block; at++) order[at] = from + at;
      fillPanels(data, order.subarray(0, block), means, scale, arena.f64(x, panels * PANEL * columns));
      arena.exports.halfSquares(x, columns, panels, xHalves);
      arena.exports.scorePanels(
        x,
        xHalves,
        columns,
        panels,
        points,
        halves,
        groupsAt,
        groups.length - 1,
        coefficients,
        count,
        targets,
        shares,
        biasAt,
        bias.length,
        buffer,
        used,
        out,
      );
      const scores = arena.f64(out, panels * PANEL * bias.length);
      for (let at = 0; at < block; at++) {
        const panel = (at >> 3) * bias.length * PANEL + (at & 7);
        const target = (from + at) * bias.length;
        for (let sum = 0; sum < bias.length; sum++) result[target + sum] = scores[panel + sum * PANEL]!;
      }
    }
    return result;
  } finally {
    arena.close();
  }
}
