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
/** 1, 1/2, 1/4 and so on, as far down as e^-87 asks for. */
const POWERS = new Float64Array(127).fill(1);
for (let at = 1; at < POWERS.length; at++) POWERS[at] = POWERS[at - 1]! / 2;

/** e to the power x as a float, for a float x from -87 to 0. */
export function expFloat(x: number): number {
  const k = Math.fround(Math.fround(Math.fround(x * LOG2_E_NARROW) + WHOLE_BITS) - WHOLE_BITS);
  const r = Math.fround(Math.fround(x - Math.fround(k * LN2_HIGH)) - Math.fround(k * LN2_LOW));
  return series(r) * POWERS[-k]!;
}

/** e to the power x as a float, for a double x from -87 to 0: what is left of it is rounded to a float, not x. */
export function expDouble(x: number): number {
  const k = x * LOG2_E + WHOLE_BITS_WIDE - WHOLE_BITS_WIDE;
  return series(Math.fround(x - k * LN2)) * POWERS[-k]!;
}

function series(r: number): number {
  let q = SERIES[0]!;
  for (let at = 1; at < SERIES.length; at++) q = Math.fround(Math.fround(q * r) + SERIES[at]!);
  return Math.fround(1 + Math.fround(r + Math.fround(Math.fround(r * r) * q)));
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
    this.#narrowHalves = halvesOfFloats(this.#narrow, columns);
    this.#near = new Uint8Array(halves.length);
    for (const rows of members) {
      for (let from = 0; from < rows.length; from += FLOAT_PANEL) {
        const panel = rows.subarray(from, from + FLOAT_PANEL);
        if (panel.every((row) => this.#narrowHalves[row]! <= reach))
          for (const row of panel) this.#near[row] = 1;
      }
    }
  }

  /** Writes the kernel of one row with the others. */
  fill(row: number, others: Int32Array, out: Float32Array): void {
    const near = this.#near;
    const points = this.#points;
    const halves = this.#halves;
    const narrow = this.#narrow;
    const narrowHalves = this.#narrowHalves;
    const from = row * this.#columns;
    const own = points.subarray(from, from + this.#columns);
    const ownNarrow = narrow.subarray(from, from + this.#columns);
    others.forEach((other, at) => {
      out[at] =
        near[row] && near[other]
          ? expFloat(held(nearExponent(ownNarrow, narrowHalves[row]!, narrow, narrowHalves, other)))
          : expDouble(held(farExponent(own, halves[row]!, points, halves, other)));
    });
  }
}

function nearExponent(
  own: Float32Array,
  half: number,
  points: Float32Array,
  halves: Float32Array,
  other: number,
): number {
  let sum = 0;
  for (let k = 0, at = other * own.length; k < own.length; k++, at++)
    sum = Math.fround(sum + Math.fround(own[k]! * points[at]!));
  return Math.fround(sum - Math.fround(half + halves[other]!));
}

function farExponent(
  own: Float64Array,
  half: number,
  points: Float64Array,
  halves: Float64Array,
  other: number,
): number {
  let sum = 0;
  for (let k = 0, at = other * own.length; k < own.length; k++, at++) sum += own[k]! * points[at]!;
  return sum - (half + halves[other]!);
}

function held(exponent: number): number {
  return Math.max(FLOOR, Math.min(0, exponent));
}

function halvesOfFloats(points: Float32Array, columns: number): Float32Array {
  const halves = new Float32Array(points.length / columns);
  for (let at = 0, row = 0; row < halves.length; row++) {
    let sum = 0;
    for (let k = 0; k < columns; k++, at++) sum = Math.fround(sum + Math.fround(points[at]! * points[at]!));
    halves[row] = 0.5 * sum;
  }
  return halves;
}
