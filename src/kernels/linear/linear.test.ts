import { prng } from "../prng.ts";
import { factor, solveFactored } from "./cholesky.ts";
import { Logistic, minimise, openTallMatrix, SquaredHinge } from "./mod.ts";
import type { LinearLoss, LinearSolution, TallMatrix } from "./mod.ts";

const ENGINES = ["wasm", "reference"] as const;

function drain<T>(steps: Generator<number, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function cloud(rows: number, columns: number, classes: number, seed: number) {
  const random = prng(seed);
  const codes = Int32Array.from({ length: rows }, (_, row) => (row < classes ? row : random.int(classes)));
  const data = Float64Array.from({ length: rows * columns }, (_, at) =>
    random.normal(codes[Math.floor(at / columns)] === at % columns ? 1 : 0),
  );
  return { data, rows, columns, codes };
}

describe("openTallMatrix", () => {
  test.each([
    [1, 1],
    [7, 3],
    [64, 20],
    [1003, 33],
  ])("multiplies with the same bits in wasm as in the reference (%p x %p)", (rows, columns) => {
    const { data } = cloud(rows, columns, 2, rows);
    const random = prng(3);
    const results = ENGINES.map((engine) => {
      const x = drain(openTallMatrix(data, rows, engine));
      const own = prng(4);
      const weights = Float64Array.from({ length: 2 * x.columns }, () => own.normal());
      const factors = new Float64Array(2 * x.padded);
      for (const output of [0, 1])
        for (let row = 0; row < rows; row++) factors[output * x.padded + row] = own.int(3) - 1 + own.next();
      const out = [new Float64Array(2 * x.padded), new Float64Array(2 * x.columns)];
      const squares = [1, 3].map(() => new Float64Array(x.columns * x.columns));
      drain(x.times(weights, 2, out[0]!));
      drain(x.transposedTimes(factors, 2, out[1]!));
      drain(x.gram(factors.subarray(0, x.padded), 1, squares[0]!));
      drain(x.gram(factors.subarray(0, x.padded), 3, squares[1]!));
      const sums = new Float64Array(x.columns);
      drain(x.squares(factors.subarray(0, x.padded), sums));
      drain(x.rowGram(new Float64Array(x.columns).fill(1)));
      const products = drain(x.rowGram(weights.subarray(0, x.columns)));
      expect(drain(x.rowGram(weights.slice(0, x.columns)))).toBe(products);
      x.close();
      return { sums, products, out, squares, weights, factors, padded: x.padded };
    });
    expect(results[0]).toEqual(results[1]);

    const { sums, products, out, squares, weights, factors, padded } = results[0]!;
    const row = random.int(rows);
    const cell = (r: number, c: number): number => (c === columns ? 1 : data[r * columns + c]!);
    let product = 0;
    for (let c = 0; c <= columns; c++) product += cell(row, c) * weights[columns + 1 + c]!;
    expect(out[0]![padded + row]).toBeCloseTo(product, 10);
    let back = 0;
    let square = 0;
    for (let r = 0; r < rows; r++) {
      back += cell(r, columns - 1) * factors[padded + r]!;
      square += factors[r]! * cell(r, columns - 1) * cell(r, 0);
    }
    expect(out[1]![columns + columns]).toBeCloseTo(back, 8);
    expect(squares[0]![(columns - 1) * (columns + 1)]).toBeCloseTo(square, 8);
    for (const c of [0, columns]) expect(sums[c]).toBeCloseTo(squares[0]![c * (columns + 2)]!, 8);
    let between = 0;
    for (let c = 0; c < columns; c++) between += weights[c]! * cell(row, c) * cell(0, c);
    expect(products[row * rows]).toBeCloseTo(between, 8);
    expect(products[row]).toBe(products[row * rows]);
    expect(squares[0]![columns - 1]).toBe(squares[0]![(columns - 1) * (columns + 1)]);
  });
});

describe("Cholesky factors", () => {
  test("solve by hand, and stay finite without a positive pivot", () => {
    const a = Float64Array.of(4, 2, 2, 5);
    drain(factor(a, 2));
    expect([a[0], a[2], a[3]]).toEqual([2, 1, 2]);
    const b = Float64Array.of(8, 12);
    solveFactored(a, 2, b);
    expect([...b]).toEqual([1, 2]);
    const flat = Float64Array.of(1, 1, 1, 1);
    drain(factor(flat, 2));
    expect([...flat].every(Number.isFinite)).toBe(true);
    const none = new Float64Array(4);
    drain(factor(none, 2));
    expect([none[0], none[3]]).toEqual([1, 1]);
  });
});

describe("minimise", () => {
  const cases: [string, number, (x: TallMatrix, codes: Int32Array) => LinearLoss][] = [
    [
      "the squared hinge",
      2,
      (x, codes) =>
        new SquaredHinge(
          x,
          (row) => codes[row] === 1,
          () => 0.5,
        ),
    ],
    ["the logistic loss of two classes", 2, (x, codes) => new Logistic(x, codes, 2, () => 1, 1)],
    [
      "the logistic loss of four classes",
      4,
      (x, codes) => new Logistic(x, codes, 4, (row) => 1 + (row % 2), 2),
    ],
  ];

  test.each(cases)("finds the optimum of %s, with the same bits in both engines", (_, classes, make) => {
    const { data, rows, columns, codes } = cloud(403, 6, classes, 11);
    const solutions = ENGINES.map((engine): LinearSolution => {
      const x = drain(openTallMatrix(data, rows, engine));
      const loss = make(x, codes);
      const start = new Float64Array(loss.outputs * x.columns);
      const solution = drain(minimise(x, loss, start, 1e-8, 100));
      expect(solution.converged).toBe(true);

      // Any small step away from it costs.
      const margins = new Float64Array(loss.outputs * x.padded);
      for (let at = 0; at < solution.weights.length; at++) {
        for (const step of [-1e-3, 1e-3]) {
          const near = solution.weights.slice();
          near[at]! += step;
          drain(x.times(near, loss.outputs, margins));
          let value = loss.evaluate(margins, new Float64Array(margins.length), [0, x.padded], 0);
          near.forEach((weight, i) => (value += (loss.penalty[i % x.columns]! * weight * weight) / 2));
          expect(value).toBeGreaterThan(solution.objective);
        }
      }
      x.close();
      return solution;
    });
    expect(solutions[0]).toEqual(solutions[1]);
    expect(columns).toBe(6);
  });

  test.each(cases)("agrees with slopes of %s taken by differences", (_, classes, make) => {
    const { data, rows, codes } = cloud(21, 3, classes, 5);
    const x = drain(openTallMatrix(data, rows));
    const loss = make(x, codes);
    const random = prng(2);
    const margins = new Float64Array(loss.outputs * x.padded);
    for (let output = 0; output < loss.outputs; output++)
      for (let row = 0; row < rows; row++) margins[output * x.padded + row] = random.normal();
    const [slope, moved, curved, other] = [1, 2, 3, 4].map(() => new Float64Array(margins.length));
    const all = [0, x.padded] as const;
    loss.evaluate(margins, slope!, all, 0);
    loss.prepareCurvature(margins);
    const at = (loss.outputs - 1) * x.padded + 4;
    moved![at] = 1;
    loss.curvatureTimes(moved!, curved!, all);
    const own = new Float64Array(x.padded);
    loss.ownCurvature(loss.outputs - 1, own);
    const step = 1e-5;
    const near = margins.slice();
    near[at]! += step;
    const up = loss.evaluate(near, other!, all, 0);
    const bend = (other![at]! - slope![at]!) / step;
    near[at]! -= 2 * step;
    expect((up - loss.evaluate(near, other!, all, 0)) / (2 * step)).toBeCloseTo(slope![at]!, 4);
    expect(bend).toBeCloseTo(curved![at]!, 3);
    expect(own[4]).toBeCloseTo(curved![at]!, 12);
    x.close();
  });

  // The cloud's columns repeat others but for some noise, so that conjugate gradients have work to do.
  test.each([
    ["few rows, by their products", 40, 300, [1], 1e-9],
    ["few rows and columns of scales too far apart for that, by the diagonal", 40, 300, [1, 1e6, 1e-6], 1e-9],
    ["as many rows as columns, by the diagonal", 750, 740, [1, 10], 1e-5],
  ])("finds the optimum of wide data in few steps: %s", (_, rows, columns, scales, tolerance) => {
    const { data, codes } = cloud(rows, columns, 3, 5);
    for (let at = 0; at < data.length; at++) {
      const column = at % columns;
      if (column % 3 === 2) data[at] = data[at - 1]! + 0.3 * data[at]!;
    }
    for (let at = 0; at < data.length; at++) data[at]! *= scales[(at % columns) % scales.length]!;
    const solutions = ENGINES.map((engine) => {
      const x = drain(openTallMatrix(data, rows, engine));
      const loss = new Logistic(x, codes, 3, () => 1, 1);
      const solution = drain(minimise(x, loss, new Float64Array(3 * x.columns), tolerance, 60));
      expect(solution.converged).toBe(true);

      // What a step along any column could still gain.
      const margins = new Float64Array(3 * x.padded);
      const slope = new Float64Array(margins.length);
      const [gradient, squares] = [new Float64Array(solution.weights.length), new Float64Array(x.columns)];
      drain(x.times(solution.weights, 3, margins));
      loss.evaluate(margins, slope, [0, x.padded], 0);
      drain(x.transposedTimes(slope, 3, gradient));
      for (let output = 0; output < 3; output++) {
        const own = new Float64Array(x.padded);
        loss.ownCurvature(output, own);
        drain(x.squares(own, squares));
        for (let column = 0; column < x.columns; column++) {
          const at = output * x.columns + column;
          const total = gradient[at]! + loss.penalty[column]! * solution.weights[at]!;
          const gain = (total * total) / (squares[column]! + loss.penalty[column]!);
          expect(gain).toBeLessThan(1e4 * tolerance * tolerance);
        }
      }
      x.close();
      return solution;
    });
    expect(solutions[0]).toEqual(solutions[1]);
    expect(solutions[0]!.iterations).toBeLessThan(50);
  });

  test.each([
    [60, 2000],
    [700, 700],
  ])("yields often on wide data, and soon ends (%p x %p)", (rows, columns) => {
    const { data, codes } = cloud(rows, columns, 3, 9);
    const x = drain(openTallMatrix(data, rows));
    const loss = new Logistic(x, codes, 3, () => 1, 1);
    const began = performance.now();
    const steps = minimise(x, loss, new Float64Array(3 * x.columns), 1e-4, 100);
    let longest = 0;
    for (let last = performance.now(); !steps.next().done; last = performance.now())
      longest = Math.max(longest, performance.now() - last);
    x.close();
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(longest).toBeLessThan(1500);
  });

  test("needs few steps with every so-manieth row in the preconditioner, and finds the same optimum", () => {
    const { data, rows, codes } = cloud(6000, 150, 2, 7);
    const x = drain(openTallMatrix(data, rows));
    const loss = new SquaredHinge(
      x,
      (row) => codes[row] === 1,
      () => 1,
    );
    const solution = drain(minimise(x, loss, new Float64Array(x.columns), 1e-6, 50));
    expect(solution.converged).toBe(true);
    expect(solution.iterations).toBeLessThan(20);
    x.close();
  });
});
