/**
 * The radial kernel in plain TypeScript: what src/kernels/assembly/svm does, operation by operation, so that both give the same bits.
 * The papers it follows are named there.
 */
import { exp } from "../math.ts";
import { FloatKernel } from "./floats.ts";
import {
  classLayout,
  columnMeans,
  FLOAT_PANEL,
  halvesOf,
  nearReach,
  radialScale,
  scaled,
  scalePoints,
} from "./layout.ts";
import type { PairSolution, RadialPair, RadialRows, RadialSolver, RadialSums } from "./types.ts";

const FLOOR = -700;
const SHRINK_EVERY = 300;
const TAU = 1e-12;
const FEWEST_ROWS = 4;

export function openReferenceSolver(rows: RadialRows, cacheBytes: number): RadialSolver {
  return new ReferenceSolver(rows, cacheBytes);
}

class ReferenceSolver implements RadialSolver {
  readonly #kernel: FloatKernel;
  readonly #members: Int32Array[];
  readonly #cache = new Map<number, Float32Array>();
  readonly #cacheBytes: number;
  #pair!: RadialPair;
  /** The rows of the pair. */
  #ids: Int32Array = new Int32Array(0);
  #aCount = 0;
  #beta = new Float64Array(0);
  #low = new Float64Array(0);
  #high = new Float64Array(0);
  #gradient: Float64Array = new Float64Array(0);
  /** Places of the pair that still take part. */
  #active: Int32Array = new Int32Array(0);
  #most = 0;
  #mostAt = 0;
  #least = 0;
  #toShrink = 0;
  #scanned = false;
  #steps = 0;
  #state: "running" | "converged" | "stopped" = "running";

  constructor(rows: RadialRows, cacheBytes: number) {
    const { data, columns, codes, classes, gamma } = rows;
    this.#cacheBytes = cacheBytes;
    const points = scalePoints(data, columnMeans(data, rows.rows, columns), radialScale(gamma));
    const layout = classLayout(codes, classes);
    this.#members = layout.members;
    this.#kernel = new FloatKernel(points, halvesOf(points, columns), columns, layout, nearReach(rows));
  }

  start(pair: RadialPair): void {
    const a = this.#members[pair.a]!;
    const b = this.#members[pair.b]!;
    const count = a.length + b.length;
    this.#pair = pair;
    this.#ids = new Int32Array(count);
    this.#ids.set(a);
    this.#ids.set(b, a.length);
    this.#aCount = a.length;
    this.#beta = new Float64Array(count);
    this.#low = new Float64Array(count).fill(-pair.bCost, a.length);
    this.#high = new Float64Array(count).fill(pair.aCost, 0, a.length);
    this.#gradient = this.#signs();
    this.#active = Int32Array.from(this.#ids.keys());
    this.#cache.clear();
    this.#toShrink = this.#shrinkPeriod();
    this.#scanned = false;
    this.#steps = 0;
    this.#state = "running";
  }

  run(nanoseconds: number): boolean {
    for (let left = nanoseconds; left > 0 && this.#state === "running";) {
      this.#step();
      left -= 20 * this.#active.length;
    }
    return this.#state !== "running";
  }

  solution(): PairSolution {
    let sum = 0;
    let free = 0;
    for (let id = 0; id < this.#beta.length; id++) {
      if (!this.#mayGrow(id) || !this.#mayFall(id)) continue;
      sum += this.#gradient[id]!;
      free++;
    }
    return {
      coefficients: this.#beta.slice(),
      bias: free > 0 ? sum / free : (this.#most + this.#least) / 2,
      steps: this.#steps,
      converged: this.#state === "converged",
    };
  }

  close(): void {
    this.#cache.clear();
  }

  #signs(): Float64Array {
    return new Float64Array(this.#ids.length).fill(1, 0, this.#aCount).fill(-1, this.#aCount);
  }

  /** The wasm solver counts the rows with their padding. */
  #shrinkPeriod(): number {
    const padded = (count: number): number => Math.ceil(count / FLOAT_PANEL) * FLOAT_PANEL;
    return Math.min(padded(this.#aCount) + padded(this.#ids.length - this.#aCount), SHRINK_EVERY);
  }

  #mayGrow(id: number): boolean {
    return this.#beta[id]! < this.#high[id]!;
  }

  #mayFall(id: number): boolean {
    return this.#beta[id]! > this.#low[id]!;
  }

  #isWhole(): boolean {
    return this.#active.length === this.#ids.length;
  }

  #step(): void {
    if (!this.#scanned) this.#scan();
    if (this.#isWhole() && this.#ended()) {
      this.#finish();
      return;
    }
    if (--this.#toShrink <= 0) {
      this.#toShrink = this.#shrinkPeriod();
      this.#shrink();
      this.#scan();
    }
    if (this.#ended()) {
      this.#finish();
      return;
    }
    const i = this.#mostAt;
    const iRow = this.#kernelRow(i);
    const j = this.#choosePartner(iRow);
    if (j < 0) {
      this.#finish();
      return;
    }
    const jRow = this.#kernelRow(j);
    const t = this.#move(i, iRow, j);
    for (const id of this.#active) {
      this.#gradient[id] = this.#gradient[id]! - t * (iRow[id]! - jRow[id]!);
    }
    this.#scan();
    this.#steps++;
  }

  #ended(): boolean {
    return this.#most - this.#least < this.#pair.tolerance || this.#steps >= this.#pair.maxSteps;
  }

  #scan(): void {
    this.#most = -Infinity;
    this.#least = Infinity;
    for (const id of this.#active) {
      const gradient = this.#gradient[id]!;
      if (this.#mayGrow(id) && gradient > this.#most) {
        this.#most = gradient;
        this.#mostAt = id;
      }
      if (this.#mayFall(id) && gradient < this.#least) this.#least = gradient;
    }
    this.#scanned = true;
  }

  #choosePartner(row: Float32Array): number {
    let best = 0;
    let bestAt = -1;
    for (const id of this.#active) {
      if (!this.#mayFall(id)) continue;
      const b = this.#most - this.#gradient[id]!;
      if (!(b > 0)) continue;
      const gain = (b * b) / Math.max(2 - 2 * row[id]!, TAU);
      if (gain > best) {
        best = gain;
        bestAt = id;
      }
    }
    return bestAt;
  }

  #move(i: number, iRow: Float32Array, j: number): number {
    const wanted = (this.#most - this.#gradient[j]!) / Math.max(2 - 2 * iRow[j]!, TAU);
    const iRoom = this.#high[i]! - this.#beta[i]!;
    const jRoom = this.#beta[j]! - this.#low[j]!;
    const t = Math.min(wanted, Math.min(iRoom, jRoom));
    this.#beta[i] = t === iRoom ? this.#high[i]! : this.#beta[i]! + t;
    this.#beta[j] = t === jRoom ? this.#low[j]! : this.#beta[j]! - t;
    return t;
  }

  #finish(): void {
    if (this.#isWhole()) {
      this.#state = this.#steps >= this.#pair.maxSteps ? "stopped" : "converged";
      return;
    }
    this.#rebuild();
    this.#toShrink = 1;
  }

  #shrink(): void {
    this.#active = this.#active.filter((id) => {
      const gradient = this.#gradient[id]!;
      if (!this.#mayGrow(id)) return this.#mayFall(id) && !(gradient > this.#most);
      return this.#mayFall(id) || !(gradient < this.#least);
    });
  }

  #rebuild(): void {
    const gradient = this.#signs();
    for (let support = 0; support < this.#beta.length; support++) {
      const beta = this.#beta[support]!;
      if (beta === 0) continue;
      const row = this.#kernelRow(support);
      for (let id = 0; id < gradient.length; id++) gradient[id] = gradient[id]! - beta * row[id]!;
    }
    this.#gradient = gradient;
    this.#active = Int32Array.from(this.#ids.keys());
    this.#scanned = false;
  }

  /** The kernel of one row of the pair with all of them, as floats. */
  #kernelRow(id: number): Float32Array {
    const kept = this.#cache.get(id);
    if (kept) return kept;
    const row = new Float32Array(this.#ids.length);
    this.#kernel.fill(this.#ids[id]!, this.#ids, row);
    const most = Math.max(FEWEST_ROWS, this.#cacheBytes / (4 * row.length));
    if (this.#cache.size >= most) this.#cache.delete(this.#cache.keys().next().value!);
    this.#cache.set(id, row);
    return row;
  }
}

/** See `radialSums` in mod.ts. */
export function referenceSums(sums: RadialSums, data: Float64Array, rows: number): Float64Array {
  const { columns, shares, groups, bias, coefficients, targets } = sums;
  const count = sums.points.length / columns;
  const means = columnMeans(sums.points, count, columns);
  const scale = radialScale(sums.gamma);
  const points = scalePoints(sums.points, means, scale);
  const halves = halvesOf(points, columns);
  const result = new Float64Array(rows * bias.length);
  const x = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    let half = 0;
    for (let k = 0; k < columns; k++) {
      x[k] = scaled(data[row * columns + k]!, means[k]!, scale);
      half += x[k]! * x[k]!;
    }
    half *= 0.5;
    const out = result.subarray(row * bias.length, (row + 1) * bias.length);
    out.set(bias);
    for (let group = 0; group + 1 < groups.length; group++) {
      for (let point = groups[group]!; point < groups[group + 1]!; point++) {
        let sum = 0;
        for (let k = 0; k < columns; k++) sum += points[point * columns + k]! * x[k]!;
        const kernel = exp(Math.max(FLOOR, sum - (halves[point]! + half)));
        for (let share = 0; share < shares; share++) {
          const target = targets[group * shares + share]!;
          out[target] = out[target]! + coefficients[share * count + point]! * kernel;
        }
      }
    }
  }
  return result;
}
