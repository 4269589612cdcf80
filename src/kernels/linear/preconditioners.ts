/** Approximate inverses of the second derivatives, by which conjugate gradients need few steps. */
import { factor, solveFactored } from "./cholesky.ts";
import type { LinearLoss, TallMatrix } from "./types.ts";

/** Work of one dense preconditioner, in multiplications; with more, only every so-manieth panel is looked at. */
const GRAM_WORK = 6e7;
/** With so many columns, the ones among them, a dense one costs next to nothing. */
const NARROW = 129;
/** A factorisation that costs more than so many steps of conjugate gradients does not pay. */
const WORTH_STEPS = 60;
/** Second derivatives, over the penalty, up to which the dual one keeps enough digits. */
const MOST_RATIO = 1e9;
/** Part of the constant's second derivative that stands for its penalty, where it has none. */
const CONSTANT_PART = 1e-3;

/** One for the second derivatives at hand. */
export interface Preconditioner {
  /** Takes in the second derivatives that the loss has noted. */
  prepare(): Generator<number, void>;
  /** The approximate inverse times a vector, [output][column]. */
  apply(vector: Float64Array): Generator<number, Float64Array>;
}

/**
 * Chooses one: the factors of the second derivatives of each output with itself where that pays, through the columns where they are few
 * and through the rows where those are; else the diagonal.
 */
export function preconditionerFor(x: TallMatrix, loss: LinearLoss): Preconditioner {
  const { rows, columns, padded } = x;
  const dense = (padded * columns * columns) / (2 * everyOf(x)) + (columns * columns * columns) / 6;
  const dual = (rows * rows * rows) / 6;
  if (columns <= NARROW) return new Dense(x, loss);
  if (Math.min(dense, dual) > WORTH_STEPS * 2 * padded * columns) return new Diagonal(x, loss);
  return dense <= dual ? new Dense(x, loss) : new Dual(x, loss);
}

/** One panel in so many is looked at. */
function everyOf({ columns, padded }: TallMatrix): number {
  const work = (padded * columns * columns) / 2;
  // At least three rows a column, or the factors would say little.
  const most = Math.max(1, Math.floor(padded / (3 * columns)));
  return Math.min(most, Math.max(1, Math.ceil(work / GRAM_WORK)));
}

/** The second derivatives of each output with itself, factored. */
class Dense implements Preconditioner {
  readonly #x: TallMatrix;
  readonly #loss: LinearLoss;
  readonly #factors: Float64Array[];
  readonly #every: number;
  readonly #own: Float64Array;

  constructor(x: TallMatrix, loss: LinearLoss) {
    const { columns, padded } = x;
    this.#x = x;
    this.#loss = loss;
    this.#factors = Array.from({ length: loss.outputs }, () => new Float64Array(columns * columns));
    this.#own = new Float64Array(padded);
    this.#every = everyOf(x);
  }

  *prepare(): Generator<number, void> {
    const { columns } = this.#x;
    for (const [output, square] of this.#factors.entries()) {
      this.#loss.ownCurvature(output, this.#own);
      yield* this.#x.gram(this.#own, this.#every, square);
      for (let at = 0; at < square.length; at++) square[at]! *= this.#every;
      for (let column = 0; column < columns; column++)
        square[column * columns + column]! += this.#loss.penalty[column]!;
      yield* factor(square, columns);
      yield 0;
    }
  }

  *apply(vector: Float64Array): Generator<number, Float64Array> {
    const out = vector.slice();
    const { columns } = this.#x;
    for (const [output, square] of this.#factors.entries()) {
      solveFactored(square, columns, out.subarray(output * columns, (output + 1) * columns));
      yield 0;
    }
    return out;
  }
}

/** Their diagonal: it keeps the path independent of the columns' scales, at the cost of a product. */
class Diagonal implements Preconditioner {
  readonly #x: TallMatrix;
  readonly #loss: LinearLoss;
  readonly #diagonal: Float64Array;
  readonly #own: Float64Array;

  constructor(x: TallMatrix, loss: LinearLoss) {
    this.#x = x;
    this.#loss = loss;
    this.#diagonal = new Float64Array(loss.outputs * x.columns);
    this.#own = new Float64Array(x.padded);
  }

  *prepare(): Generator<number, void> {
    const { columns } = this.#x;
    const { penalty } = this.#loss;
    for (let output = 0; output < this.#loss.outputs; output++) {
      const part = this.#diagonal.subarray(output * columns, (output + 1) * columns);
      this.#loss.ownCurvature(output, this.#own);
      yield* this.#x.squares(this.#own, part);
      // Flat, as the constant where all rows are certain: any number will do.
      for (let column = 0; column < columns; column++) part[column] = part[column]! + penalty[column]! || 1;
      yield 0;
    }
  }

  *apply(vector: Float64Array): Generator<number, Float64Array> {
    yield 0;
    return vector.map((value, at) => value / this.#diagonal[at]!);
  }
}

/**
 * The inverse of penalty + X' D X through a matrix of rows x rows (Woodbury's identity): exact for each output with itself, but for the
 * constant. Where the second derivatives are so much larger than the penalty that its differences would lose their digits, the
 * diagonal stands in.
 */
class Dual implements Preconditioner {
  readonly #x: TallMatrix;
  readonly #loss: LinearLoss;
  readonly #diagonal: Diagonal;
  /** X / penalty X', without the ones. */
  #products: Float64Array | undefined;
  readonly #factors: Float64Array[];
  /** Square roots of the second derivatives, [output][row]. */
  readonly #roots: Float64Array;
  /** Per output, what stands for the penalty of the constant. */
  readonly #constants: Float64Array;
  readonly #margins: Float64Array;
  #inRange = true;

  constructor(x: TallMatrix, loss: LinearLoss) {
    const { rows, padded } = x;
    this.#x = x;
    this.#loss = loss;
    this.#diagonal = new Diagonal(x, loss);
    this.#factors = Array.from({ length: loss.outputs }, () => new Float64Array(rows * rows));
    this.#roots = new Float64Array(loss.outputs * padded);
    this.#constants = new Float64Array(loss.outputs);
    this.#margins = new Float64Array(loss.outputs * padded);
  }

  *prepare(): Generator<number, void> {
    this.#products ??= yield* this.#x.rowGram(this.#loss.penalty.map((value) => 1 / value));
    this.#inRange = true;
    for (let output = 0; output < this.#factors.length && this.#inRange; output++)
      yield* this.#prepareOutput(output, this.#products);
    if (!this.#inRange) yield* this.#diagonal.prepare();
  }

  *#prepareOutput(output: number, products: Float64Array): Generator<number, void> {
    const { rows, columns, padded } = this.#x;
    const roots = this.#roots.subarray(output * padded, (output + 1) * padded);
    this.#loss.ownCurvature(output, roots);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += roots[row]!;
      roots[row] = Math.sqrt(roots[row]!);
    }
    const constant = Math.max(this.#loss.penalty[columns - 1]!, CONSTANT_PART * sum) || 1;
    this.#constants[output] = constant;
    const square = this.#factors[output]!;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= i; j++)
        square[i * rows + j] = roots[i]! * roots[j]! * (products[i * rows + j]! + 1 / constant);
      if (!(square[i * rows + i]! < MOST_RATIO)) {
        this.#inRange = false;
        return;
      }
      square[i * rows + i]! += 1;
    }
    yield* factor(square, rows);
    yield 0;
  }

  *apply(vector: Float64Array): Generator<number, Float64Array> {
    if (!this.#inRange) return yield* this.#diagonal.apply(vector);
    const { rows, padded } = this.#x;
    const outputs = this.#factors.length;
    const margins = this.#margins;
    yield* this.#x.times(this.#overPenalty(vector), outputs, margins);
    for (let output = 0; output < outputs; output++) {
      const own = margins.subarray(output * padded, output * padded + rows);
      for (let row = 0; row < rows; row++) own[row]! *= this.#roots[output * padded + row]!;
      solveFactored(this.#factors[output]!, rows, own);
      for (let row = 0; row < rows; row++) own[row]! *= this.#roots[output * padded + row]!;
      yield 0;
    }
    const back = new Float64Array(vector.length);
    yield* this.#x.transposedTimes(margins, outputs, back);
    for (let at = 0; at < back.length; at++) back[at] = vector[at]! - back[at]!;
    return this.#overPenalty(back);
  }

  #overPenalty(vector: Float64Array): Float64Array {
    const { columns } = this.#x;
    const { penalty } = this.#loss;
    return vector.map((value, at) => {
      const column = at % columns;
      return value / (column === columns - 1 ? this.#constants[(at - column) / columns]! : penalty[column]!);
    });
  }
}
