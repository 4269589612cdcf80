/** The losses of the linear models. */
import { exp, log } from "../math.ts";
import type { LinearLoss, RowRange, TallMatrix } from "./types.ts";

/**
 * Squared hinge of two classes: cost * max(0, 1 - sign margin)^2, what LIBLINEAR minimises for a linear support vector machine. The weight
 * of the ones is penalised like the others, as there.
 */
export class SquaredHinge implements LinearLoss {
  readonly outputs = 1;
  readonly penalty: Float64Array;
  readonly #signs: Float64Array;
  readonly #costs: Float64Array;
  readonly #curvature: Float64Array;

  /** @param positive Per row, whether it is of the class. @param cost Per row. */
  constructor(x: TallMatrix, positive: (row: number) => boolean, cost: (row: number) => number) {
    this.penalty = new Float64Array(x.columns).fill(1);
    this.#signs = new Float64Array(x.padded);
    this.#costs = new Float64Array(x.padded);
    this.#curvature = new Float64Array(x.padded);
    for (let row = 0; row < x.rows; row++) {
      this.#signs[row] = positive(row) ? 1 : -1;
      this.#costs[row] = cost(row);
    }
  }

  evaluate(margins: Float64Array, slope: Float64Array, [from, to]: RowRange, before: number): number {
    let sum = before;
    for (let row = from; row < to; row++) {
      const sign = this.#signs[row]!;
      const short = Math.max(0, 1 - sign * margins[row]!);
      const pull = this.#costs[row]! * short;
      sum += pull * short;
      slope[row] = -2 * sign * pull;
    }
    return sum;
  }

  prepareCurvature(margins: Float64Array): void {
    for (let row = 0; row < this.#signs.length; row++)
      this.#curvature[row] = this.#signs[row]! * margins[row]! < 1 ? 2 * this.#costs[row]! : 0;
  }

  curvatureTimes(direction: Float64Array, out: Float64Array, [from, to]: RowRange): void {
    for (let row = from; row < to; row++) out[row] = this.#curvature[row]! * direction[row]!;
  }

  ownCurvature(_output: number, out: Float64Array): void {
    out.set(this.#curvature);
  }
}

/**
 * Logarithmic loss of two or more classes: -weight * log(share of the row's class). With two classes there is one output, whose margin
 * speaks for the second; with more, one a class. The weight of the ones is not penalised.
 */
export class Logistic implements LinearLoss {
  readonly outputs: number;
  readonly penalty: Float64Array;
  readonly #codes: Int32Array;
  readonly #weights: Float64Array;
  readonly #padded: number;
  /** Shares of the classes, [output][row]. */
  readonly #shares: Float64Array;

  /** @param weight Per row. @param strength Penalty of the columns' weights. */
  constructor(
    x: TallMatrix,
    codes: Int32Array,
    classes: number,
    weight: (row: number) => number,
    strength: number,
  ) {
    this.outputs = classes === 2 ? 1 : classes;
    this.penalty = new Float64Array(x.columns).fill(strength, 0, x.columns - 1);
    this.#codes = codes;
    this.#padded = x.padded;
    this.#weights = Float64Array.from({ length: x.rows }, (_, row) => weight(row));
    this.#shares = new Float64Array(this.outputs * x.padded);
  }

  evaluate(margins: Float64Array, slope: Float64Array, [from, end]: RowRange, before: number): number {
    const to = Math.min(end, this.#weights.length);
    const sum =
      this.outputs === 1
        ? this.#workBinary(margins, from, to, before)
        : this.#workMany(margins, from, to, before);
    for (let row = from; row < to; row++) {
      const weight = this.#weights[row]!;
      const code = this.#codes[row]!;
      for (let output = 0; output < this.outputs; output++) {
        const own = this.outputs === 1 ? code : code === output ? 1 : 0;
        const at = output * this.#padded + row;
        slope[at] = weight * (this.#shares[at]! - own);
      }
    }
    return sum;
  }

  /** Fills the shares and adds the losses to a sum. */
  #workBinary(margins: Float64Array, from: number, to: number, before: number): number {
    let sum = before;
    for (let row = from; row < to; row++) {
      const margin = margins[row]!;
      const small = exp(-Math.abs(margin));
      this.#shares[row] = (margin >= 0 ? 1 : small) / (1 + small);
      const against = this.#codes[row] === 1 ? -margin : margin;
      sum += this.#weights[row]! * (Math.max(0, against) + log(1 + small));
    }
    return sum;
  }

  #workMany(margins: Float64Array, from: number, to: number, before: number): number {
    const padded = this.#padded;
    let sum = before;
    for (let row = from; row < to; row++) {
      let most = -Infinity;
      for (let at = row; at < margins.length; at += padded) most = Math.max(most, margins[at]!);
      let total = 0;
      for (let at = row; at < margins.length; at += padded) {
        const share = exp(margins[at]! - most);
        this.#shares[at] = share;
        total += share;
      }
      for (let at = row; at < margins.length; at += padded) this.#shares[at]! /= total;
      sum += this.#weights[row]! * (log(total) + most - margins[this.#codes[row]! * padded + row]!);
    }
    return sum;
  }

  prepareCurvature(): void {
    // The shares of the last evaluation are all it takes.
  }

  curvatureTimes(direction: Float64Array, out: Float64Array, [from, end]: RowRange): void {
    const padded = this.#padded;
    const to = Math.min(end, this.#weights.length);
    for (let row = from; row < to; row++) {
      const weight = this.#weights[row]!;
      if (this.outputs === 1) {
        const share = this.#shares[row]!;
        out[row] = weight * share * (1 - share) * direction[row]!;
        continue;
      }
      let mean = 0;
      for (let at = row; at < out.length; at += padded) mean += this.#shares[at]! * direction[at]!;
      for (let at = row; at < out.length; at += padded)
        out[at] = weight * this.#shares[at]! * (direction[at]! - mean);
    }
  }

  ownCurvature(output: number, out: Float64Array): void {
    out.fill(0);
    for (let row = 0; row < this.#weights.length; row++) {
      const share = this.#shares[output * this.#padded + row]!;
      out[row] = this.#weights[row]! * share * (1 - share);
    }
  }
}
