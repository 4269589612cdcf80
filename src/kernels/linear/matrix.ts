/** The tall matrix, in WebAssembly and in plain TypeScript: the same operations in the same order, so the same bits. */
import { WASM } from "../wasm/bytes/linear.ts";
import { type KernelArena, type KernelExports, openKernel } from "../wasm/instance.ts";
import type { TallMatrix } from "./types.ts";

const PANEL = 8;
/** Multiplications between two yields: about 20 ms. */
const SLICE = 2e7;

interface LinearExports extends KernelExports {
  times(x: number, columns: number, from: number, to: number, weights: number, out: number): void;
  transposedTimes(x: number, columns: number, from: number, to: number, factors: number, lanes: number): void;
  gram(
    x: number,
    columns: number,
    from: number,
    to: number,
    every: number,
    factors: number,
    lanes: number,
  ): void;
}

/** Cuts the panels into slices of about 20 ms each. */
function* slices(panels: number, workPerPanel: number): Generator<[number, number], void> {
  const step = Math.max(1, Math.floor(SLICE / workPerPanel));
  for (let from = 0; from < panels; from += step) yield [from, Math.min(panels, from + step)];
}

/** Cuts rows, that many numbers each, into slices of whole panels, of about 10 ms. */
function* strips(count: number, width: number): Generator<[number, number], void> {
  const step = Math.max(1, Math.floor(2e6 / width / PANEL)) * PANEL;
  for (let from = 0; from < count; from += step) yield [from, Math.min(count, from + step)];
}

abstract class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly padded: number;
  protected readonly panels: number;
  protected readonly data: Float64Array | Float32Array;
  #rowGram: { scales: Float64Array; products: Float64Array } | undefined;

  constructor(data: Float64Array | Float32Array, rows: number) {
    this.rows = rows;
    this.columns = data.length / rows + 1;
    this.panels = Math.ceil(rows / PANEL);
    this.padded = this.panels * PANEL;
    this.data = data;
  }

  /** The panels; until the next allocation. */
  protected abstract cells(): Float64Array;
  /** A matrix of the same kind, to be filled. */
  protected abstract open(data: Float64Array, rows: number): TallMatrix & { fill(): Generator<number, void> };

  /** Writes the rows into panels, with a column of ones. */
  *fill(): Generator<number, void> {
    const { data, rows } = this;
    const columns = this.columns - 1;
    const stride = this.columns * PANEL;
    for (const [first, last] of strips(rows, this.columns)) {
      const out = this.cells();
      if (last === rows) out.fill(0, (this.panels - 1) * stride);
      for (let row = first, at = first * columns; row < last; row++) {
        const target = (row >> 3) * stride + (row & 7);
        for (let column = 0; column < columns; column++) out[target + column * PANEL] = data[at++]!;
        out[target + columns * PANEL] = 1;
      }
      yield 0;
    }
  }

  *squares(factors: Float64Array, out: Float64Array): Generator<number, void> {
    const { data, rows } = this;
    const columns = this.columns - 1;
    out.fill(0);
    for (const [first, last] of strips(rows, this.columns)) {
      for (let row = first, at = first * columns; row < last; row++) {
        const factor = factors[row]!;
        for (let column = 0; column < columns; column++, at++) out[column]! += factor * data[at]! * data[at]!;
        out[columns]! += factor;
      }
      yield 0;
    }
  }

  *rowGram(scales: Float64Array): Generator<number, Float64Array> {
    const kept = this.#rowGram;
    if (kept && scales.every((value, at) => value === kept.scales[at])) return kept.products;
    const lines = this.rows + 1;
    const square = new Float64Array(lines * lines);
    const turned = this.open(yield* this.#transposed(), this.columns - 1);
    try {
      yield* turned.fill();
      const factors = new Float64Array(turned.padded);
      factors.set(scales.subarray(0, turned.rows));
      yield* turned.gram(factors, 1, square);
    } finally {
      turned.close();
    }
    const products = new Float64Array(this.rows * this.rows);
    for (let i = 0; i < this.rows; i++)
      products.set(square.subarray(i * lines, i * lines + this.rows), i * this.rows);
    this.#rowGram = { scales: scales.slice(), products };
    return products;
  }

  /** The columns of X as rows. */
  *#transposed(): Generator<number, Float64Array> {
    const { data, rows } = this;
    const columns = this.columns - 1;
    const out = new Float64Array(rows * columns);
    for (const [first, last] of strips(rows, this.columns)) {
      for (let row = first, at = first * columns; row < last; row++)
        for (let column = 0; column < columns; column++) out[column * rows + row] = data[at++]!;
      yield 0;
    }
    return out;
  }
}

export class WasmMatrix extends Matrix implements TallMatrix {
  readonly #arena: KernelArena<LinearExports>;
  readonly #x: number;
  /** Room for one vector over rows, one over columns, and the lanes of one; with the first `gram` also those of a square. */
  readonly #rowVector: number;
  readonly #weights: number;
  readonly #lanes: number;
  #squareLanes = 0;

  constructor(data: Float64Array | Float32Array, rows: number) {
    super(data, rows);
    const arena = openKernel<LinearExports>(WASM);
    this.#arena = arena;
    try {
      this.#x = arena.allocate(this.padded * this.columns * 8);
      this.#rowVector = arena.allocate(this.padded * 8);
      this.#weights = arena.allocate(this.columns * 8);
      this.#lanes = arena.allocate(this.columns * 16);
    } catch (error) {
      arena.close();
      throw error;
    }
  }

  *times(weights: Float64Array, outputs: number, out: Float64Array): Generator<number, void> {
    const arena = this.#arena;
    const { columns, padded } = this;
    for (let output = 0; output < outputs; output++) {
      const own = weights.subarray(output * columns, (output + 1) * columns);
      arena.f64(this.#weights, columns).set(own);
      for (const [from, to] of slices(this.panels, columns * PANEL)) {
        arena.exports.times(this.#x, columns, from, to, this.#weights, this.#rowVector);
        yield 0;
      }
      out.set(arena.f64(this.#rowVector, padded), output * padded);
    }
  }

  *transposedTimes(factors: Float64Array, outputs: number, out: Float64Array): Generator<number, void> {
    const arena = this.#arena;
    const { columns, padded } = this;
    for (let output = 0; output < outputs; output++) {
      arena.f64(this.#rowVector, padded).set(factors.subarray(output * padded, (output + 1) * padded));
      arena.f64(this.#lanes, columns * 2).fill(0);
      for (const [from, to] of slices(this.panels, columns * PANEL)) {
        arena.exports.transposedTimes(this.#x, columns, from, to, this.#rowVector, this.#lanes);
        yield 0;
      }
      const lanes = arena.f64(this.#lanes, columns * 2);
      for (let at = 0; at < columns; at++) out[output * columns + at] = lanes[2 * at]! + lanes[2 * at + 1]!;
    }
  }

  *gram(factors: Float64Array, every: number, out: Float64Array): Generator<number, void> {
    const arena = this.#arena;
    const { columns } = this;
    this.#squareLanes ||= arena.allocate(columns * columns * 16);
    arena.f64(this.#rowVector, this.padded).set(factors);
    arena.f64(this.#squareLanes, columns * columns * 2).fill(0);
    for (const [from, to] of slices(Math.ceil(this.panels / every), (columns * columns * PANEL) / 2)) {
      const end = Math.min(this.panels, to * every);
      arena.exports.gram(this.#x, columns, from * every, end, every, this.#rowVector, this.#squareLanes);
      yield 0;
    }
    fillSquare(arena.f64(this.#squareLanes, columns * columns * 2), columns, out);
  }

  protected open(data: Float64Array, rows: number): WasmMatrix {
    return new WasmMatrix(data, rows);
  }

  protected cells(): Float64Array {
    return this.#arena.f64(this.#x, this.padded * this.columns);
  }

  close(): void {
    this.#arena.close();
  }
}

export class ReferenceMatrix extends Matrix implements TallMatrix {
  readonly #x: Float64Array;

  constructor(data: Float64Array | Float32Array, rows: number) {
    super(data, rows);
    this.#x = new Float64Array(this.padded * this.columns);
  }

  *times(weights: Float64Array, outputs: number, out: Float64Array): Generator<number, void> {
    const { columns, padded } = this;
    for (let output = 0; output < outputs; output++) {
      for (const [from, to] of slices(this.panels, columns * PANEL)) {
        for (let row = from * PANEL; row < to * PANEL; row++) {
          let at = (row >> 3) * columns * PANEL + (row & 7);
          let sum = 0;
          for (let column = 0; column < columns; column++, at += PANEL)
            sum += this.#x[at]! * weights[output * columns + column]!;
          out[output * padded + row] = sum;
        }
        yield 0;
      }
    }
  }

  *transposedTimes(factors: Float64Array, outputs: number, out: Float64Array): Generator<number, void> {
    const { columns, padded } = this;
    for (let output = 0; output < outputs; output++) {
      const own = factors.subarray(output * padded, (output + 1) * padded);
      const lanes = new Float64Array(columns * 2);
      for (const [from, to] of slices(this.panels, columns * PANEL)) {
        for (let panel = from; panel < to; panel++) {
          const panelFactors = own.subarray(panel * PANEL, (panel + 1) * PANEL);
          for (let column = 0; column < columns; column++)
            addDot(panelFactors, this.#x, (panel * columns + column) * PANEL, lanes, 2 * column);
        }
        yield 0;
      }
      for (let at = 0; at < columns; at++) out[output * columns + at] = lanes[2 * at]! + lanes[2 * at + 1]!;
    }
  }

  *gram(factors: Float64Array, every: number, out: Float64Array): Generator<number, void> {
    const { columns } = this;
    const lanes = new Float64Array(columns * columns * 2);
    const own = new Float64Array(PANEL);
    for (const [from, to] of slices(Math.ceil(this.panels / every), (columns * columns * PANEL) / 2)) {
      for (let panel = from * every; panel < Math.min(this.panels, to * every); panel += every) {
        const start = panel * columns * PANEL;
        for (let i = 0; i < columns; i++) {
          for (let at = 0; at < PANEL; at++)
            own[at] = factors[panel * PANEL + at]! * this.#x[start + i * PANEL + at]!;
          for (let j = 0; j <= i; j++) addDot(own, this.#x, start + j * PANEL, lanes, 2 * (i * columns + j));
        }
      }
      yield 0;
    }
    fillSquare(lanes, columns, out);
  }

  protected open(data: Float64Array, rows: number): ReferenceMatrix {
    return new ReferenceMatrix(data, rows);
  }

  protected cells(): Float64Array {
    return this.#x;
  }

  close(): void {
    // Nothing but arrays.
  }
}

/** Adds the products of 8 rows to two lanes: even rows to the first, odd ones to the second. */
function addDot(factors: Float64Array, x: Float64Array, at: number, lanes: Float64Array, lane: number): void {
  for (const odd of [0, 1]) {
    const first = factors[odd]! * x[at + odd]! + factors[2 + odd]! * x[at + 2 + odd]!;
    const second = factors[4 + odd]! * x[at + 4 + odd]! + factors[6 + odd]! * x[at + 6 + odd]!;
    lanes[lane + odd] = lanes[lane + odd]! + (first + second);
  }
}

function fillSquare(lanes: Float64Array, columns: number, out: Float64Array): void {
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      const at = 2 * (i * columns + j);
      out[i * columns + j] = out[j * columns + i] = lanes[at]! + lanes[at + 1]!;
    }
  }
}
