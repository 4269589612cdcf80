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

/** Writes the rows into panels, with a column of ones. */
function fillPanels(data: Float64Array | Float32Array, rows: number, out: Float64Array): void {
  const columns = data.length / rows;
  const stride = (columns + 1) * PANEL;
  out.fill(0);
  for (let at = 0, row = 0; row < rows; row++) {
    const target = (row >> 3) * stride + (row & 7);
    for (let column = 0; column < columns; column++) out[target + column * PANEL] = data[at++]!;
    out[target + columns * PANEL] = 1;
  }
}

abstract class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly padded: number;
  protected readonly panels: number;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns + 1;
    this.panels = Math.ceil(rows / PANEL);
    this.padded = this.panels * PANEL;
  }
}

export class WasmMatrix extends Matrix implements TallMatrix {
  readonly #arena: KernelArena<LinearExports>;
  readonly #x: number;
  /** Room for one vector over rows, one over columns, and the lanes of a square. */
  readonly #rowVector: number;
  readonly #weights: number;
  readonly #lanes: number;

  constructor(data: Float64Array | Float32Array, rows: number) {
    super(rows, data.length / rows);
    const arena = openKernel<LinearExports>(WASM);
    this.#arena = arena;
    try {
      this.#x = arena.allocate(this.padded * this.columns * 8);
      this.#rowVector = arena.allocate(this.padded * 8);
      this.#weights = arena.allocate(this.columns * 8);
      this.#lanes = arena.allocate(this.columns * this.columns * 16);
      fillPanels(data, rows, arena.f64(this.#x, this.padded * this.columns));
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
    arena.f64(this.#rowVector, this.padded).set(factors);
    arena.f64(this.#lanes, columns * columns * 2).fill(0);
    for (const [from, to] of slices(Math.ceil(this.panels / every), (columns * columns * PANEL) / 2)) {
      const end = Math.min(this.panels, to * every);
      arena.exports.gram(this.#x, columns, from * every, end, every, this.#rowVector, this.#lanes);
      yield 0;
    }
    fillSquare(arena.f64(this.#lanes, columns * columns * 2), columns, out);
  }

  close(): void {
    this.#arena.close();
  }
}

export class ReferenceMatrix extends Matrix implements TallMatrix {
  readonly #x: Float64Array;

  constructor(data: Float64Array | Float32Array, rows: number) {
    super(rows, data.length / rows);
    this.#x = new Float64Array(this.padded * this.columns);
    fillPanels(data, rows, this.#x);
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
