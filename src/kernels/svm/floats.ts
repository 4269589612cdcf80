/** Kernel values as floats: src/kernels/assembly/svm/floats.ts and shared/exp-floats.ts, operation by operation. */
import { type ClassLayout, FLOAT_PANEL } from "./layout.ts";

const LOG2_E = 1.4426950408889634;
const LOG2_E_NARROW = Math.fround(LOG2_E);
const LN2 = 0.6931471805599453;
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.fround(-0.00021219444170128554);
const WHOLE_BITS = 12582912;
const WHOLE_BITS_WIDE = 6755399441055744;
/** The rest of the series after 1 + r, over r^2: highest power first. */
const SERIES = [
  0.001381457201205194, 0.008368713781237602, 0.04166838899254799, 0.1666652113199234, 0.4999999403953552,
];
const FLOOR = -87;

/** e to the power x as a float, for a float x from -87 to 0. */
export function expFloat(x: number): number {
  const { fround } = Math;
  const k = fround(fround(fround(x * LOG2_E_NARROW) + WHOLE_BITS) - WHOLE_BITS);
  const r = fround(fround(x - fround(k * LN2_HIGH)) - fround(k * LN2_LOW));
  return series(r) * 2 ** k;
}

/** e to the power x as a float, for a double x from -87 to 0: what is left of it is rounded to a float, not x. */
export function expDouble(x: number): number {
  const k = x * LOG2_E + WHOLE_BITS_WIDE - WHOLE_BITS_WIDE;
  return series(Math.fround(x - k * LN2)) * 2 ** k;
}

function series(r: number): number {
  const { fround } = Math;
  let q = SERIES[0]!;
  for (let at = 1; at < SERIES.length; at++) q = fround(fround(q * r) + SERIES[at]!);
  return fround(1 + fround(r + fround(fround(r * r) * q)));
}

/** The radial kernel between scaled rows, as a float. */
export class FloatKernel {
  readonly #points: Float64Array;
  readonly #halves: Float64Array;
  readonly #columns: number;
  readonly #narrow: Float32Array;
  readonly #narrowHalves: Float32Array;
  /** Per row: whether all rows of its panel are near. */
  readonly #near: Uint8Array;

  /**
   * @param points Row-major, scaled, with half the squared length of each row beside them.
   * @param reach See `nearReach`.
   */
  constructor(
    points: Float64Array,
    halves: Float64Array,
    columns: number,
    { members }: ClassLayout,
    reach: number,
  ) {
    this.#points = points;
    this.#halves = halves;
    this.#columns = columns;
    this.#narrow = Float32Array.from(points);
    this.#narrowHalves = narrowHalves(this.#narrow, columns);
    this.#near = new Uint8Array(halves.length);
    for (const rows of members) {
      for (let from = 0; from < rows.length; from += FLOAT_PANEL) {
        const panel = rows.subarray(from, from + FLOAT_PANEL);
        if (panel.every((row) => this.#narrowHalves[row]! <= reach))
          for (const row of panel) this.#near[row] = 1;
      }
    }
  }

  /** The kernel of two rows. */
  at(row: number, other: number): number {
    return this.#near[row] && this.#near[other]
      ? expFloat(held(this.#nearExponent(row, other)))
      : expDouble(held(this.#farExponent(row, other)));
  }

  #nearExponent(row: number, other: number): number {
    const { fround } = Math;
    const columns = this.#columns;
    let sum = 0;
    for (let k = 0; k < columns; k++)
      sum = fround(sum + fround(this.#narrow[row * columns + k]! * this.#narrow[other * columns + k]!));
    return fround(sum - fround(this.#narrowHalves[row]! + this.#narrowHalves[other]!));
  }

  #farExponent(row: number, other: number): number {
    const columns = this.#columns;
    let sum = 0;
    for (let k = 0; k < columns; k++)
      sum += this.#points[row * columns + k]! * this.#points[other * columns + k]!;
    return sum - (this.#halves[row]! + this.#halves[other]!);
  }
}

function held(exponent: number): number {
  return Math.max(FLOOR, Math.min(0, exponent));
}

function narrowHalves(points: Float32Array, columns: number): Float32Array {
  const halves = new Float32Array(points.length / columns);
  for (let at = 0, row = 0; row < halves.length; row++) {
    let sum = 0;
    for (let k = 0; k < columns; k++, at++) sum = Math.fround(sum + Math.fround(points[at]! * points[at]!));
    halves[row] = 0.5 * sum;
  }
  return halves;
}
