import { exp } from "../math.ts";
import { prng } from "../prng.ts";
import type { Engine, PairSolution, RadialRows } from "./types.ts";
import { expDouble, expFloat } from "./floats.ts";
import { openRadialSolver, radialSums } from "./mod.ts";

const ENGINES: Engine[] = ["wasm", "reference"];

/** Overlapping clouds, one a class. */
function clouds(rows: number, columns: number, classes: number, seed: number): RadialRows {
  const random = prng(seed);
  const data = new Float64Array(rows * columns);
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const code = row < classes ? row : random.int(classes);
    codes[row] = code;
    for (let k = 0; k < columns; k++) data[row * columns + k] = random.normal(k % classes === code ? 1 : 0);
  }
  return { data, rows, columns, codes, classes, gamma: 1 / columns, largestCost: 1, tolerance: 1e-3 };
}

function solve(
  rows: RadialRows,
  engine: Engine,
  { cost = 1, tolerance = 1e-3, cache = 1e8, slice = 1e6 } = {},
) {
  const solver = openRadialSolver({ ...rows, largestCost: cost, tolerance }, cache, engine);
  try {
    const solutions: PairSolution[] = [];
    for (let a = 0; a < rows.classes; a++) {
      for (let b = a + 1; b < rows.classes; b++) {
        solver.start({ a, b, aCost: cost, bCost: cost, tolerance, maxSteps: 1e6 });
        let calls = 0;
        while (!solver.run(slice)) expect(++calls).toBeLessThan(1e6);
        solutions.push(solver.solution());
      }
    }
    return solutions;
  } finally {
    solver.close();
  }
}

describe("openRadialSolver", () => {
  test.each(ENGINES)("solves two points by hand (%s)", (engine) => {
    // beta = 1 / (1 - K) each way, held at the cost; by symmetry the bias is 0.
    const data = Float64Array.of(0, 1);
    const rows = {
      data,
      rows: 2,
      columns: 1,
      codes: Int32Array.of(0, 1),
      classes: 2,
      gamma: 0.5,
      largestCost: 100,
      tolerance: 1e-9,
    };
    const [free] = solve(rows, engine, { cost: 100, tolerance: 1e-9 });
    const expected = 1 / (1 - expFloat(-0.5));
    expect(free!.coefficients[0]).toBeCloseTo(expected, 8);
    expect(free!.coefficients[1]).toBeCloseTo(-expected, 8);
    expect(free!.bias).toBeCloseTo(0, 8);
    const [held] = solve(rows, engine, { cost: 1 });
    expect([...held!.coefficients]).toEqual([1, -1]);
  });

  test.each([
    [300, 5, 2, 1],
    [301, 20, 3, 10],
    [90, 1, 4, 1000],
    [64, 33, 2, 0.01],
  ])(
    "gives the same bits in wasm as in the reference (%p rows x %p, %p classes, cost %p)",
    (n, d, k, cost) => {
      const rows = clouds(n, d, k, n);
      const options = { cost, tolerance: 1e-5 };
      expect(solve(rows, "wasm", options)).toEqual(solve(rows, "reference", options));
    },
  );

  test("gives the same bits in wasm as in the reference where some rows are far out", () => {
    const rows = clouds(400, 6, 3, 11);
    for (let row = 5; row < 400; row += 97) rows.data[row * 6 + (row % 6)]! *= 1000;
    // Far rows with near neighbours: their products are larger than their distances by far.
    for (let k = 0; k < 6; k++) rows.data[20 * 6 + k] = 1e4 + k;
    for (let k = 0; k < 6; k++) rows.data[21 * 6 + k] = 1e4 + k + 0.25;
    const options = { cost: 10, tolerance: 1e-5 };
    expect(solve(rows, "wasm", options)).toEqual(solve(rows, "reference", options));
  });

  test.each(ENGINES)("keeps the distances of rows that are far out (%s)", (engine) => {
    const data = Float64Array.of(0, 1e6, 1e6 + 1);
    const rows = {
      data,
      rows: 3,
      columns: 1,
      codes: Int32Array.of(0, 0, 1),
      classes: 2,
      gamma: 0.5,
      largestCost: 1e6,
      tolerance: 1e-9,
    };
    const [solution] = solve(rows, engine, { cost: 100, tolerance: 1e-9 });
    // All three stand on their margins.
    const kernel = Math.exp(-0.5);
    const [first, second, third] = solution!.coefficients;
    expect(first! + second! + third!).toBeCloseTo(0, 9);
    const margin = (own: number, other: number): number => own + kernel * other + solution!.bias;
    expect(margin(second!, third!)).toBeCloseTo(1, 5);
    expect(margin(third!, second!)).toBeCloseTo(-1, 5);
    expect(first! + solution!.bias).toBeCloseTo(1, 5);
  });

  test.each(ENGINES)("meets the conditions of the optimum on all rows, shrunk ones too (%s)", (engine) => {
    const rows = clouds(1500, 4, 2, 5);
    const [solution] = solve(rows, engine, { tolerance: 1e-4 });
    const order = [0, 1].flatMap((code) => [...rows.codes.keys()].filter((row) => rows.codes[row] === code));
    let sum = 0;
    let wrong = 0;
    for (const [at, row] of order.entries()) {
      const beta = solution!.coefficients[at]!;
      sum += beta;
      const sign = rows.codes[row] === 0 ? 1 : -1;
      const margin = sign * decision(rows, order, solution!, row);
      const alpha = sign * beta;
      expect(alpha).toBeGreaterThanOrEqual(0);
      expect(alpha).toBeLessThanOrEqual(1);
      if (alpha === 0 ? margin < 1 - 1e-3 : alpha === 1 ? margin > 1 + 1e-3 : Math.abs(margin - 1) > 1e-3)
        wrong++;
    }
    expect(sum).toBeCloseTo(0, 9);
    expect(wrong).toBe(0);
  });

  test.each(ENGINES)("does not depend on the cache, the slices or other pairs (%s)", (engine) => {
    const rows = clouds(200, 6, 3, 9);
    const expected = solve(rows, engine);
    expect(solve(rows, engine, { cache: 0 })).toEqual(expected);
    expect(solve(rows, engine, { slice: 1 })).toEqual(expected);
  });

  test.each(ENGINES)("ends where all rows are equal (%s)", (engine) => {
    const rows = { ...clouds(40, 3, 2, 1), data: new Float64Array(120).fill(7) };
    const [solution] = solve(rows, engine);
    expect(solution!.converged).toBe(true);
    expect(Number.isFinite(solution!.bias)).toBe(true);
  });

  test.each(ENGINES)("holds values near the end of the range of doubles (%s)", (engine) => {
    const rows = clouds(40, 3, 2, 1);
    rows.data[0] = 1e308;
    rows.data[4] = -1e308;
    const [solution] = solve(rows, engine);
    expect(solution!.coefficients.every(Number.isFinite)).toBe(true);
  });

  test("says that the steps ran out", () => {
    const solver = openRadialSolver(clouds(200, 3, 2, 3), 1e6);
    solver.start({ a: 0, b: 1, aCost: 1, bCost: 1, tolerance: 1e-9, maxSteps: 5 });
    while (!solver.run(1e6));
    expect(solver.solution()).toMatchObject({ converged: false, steps: 5 });
    solver.close();
  });
});

test.each([
  ["expFloat", expFloat],
  ["expDouble", expDouble],
])("%s is exp to a tenth of a millionth", (_, approximate) => {
  expect(approximate(0)).toBe(1);
  let worst = 0;
  for (let at = 0; at <= 87_000; at++) {
    const x = Math.fround(-at / 1000);
    worst = Math.max(worst, Math.abs(approximate(x) / exp(x) - 1));
  }
  expect(worst).toBeLessThan(1e-7);
});

describe("radialSums", () => {
  const rows = clouds(203, 7, 3, 4);
  const random = prng(8);
  const points = rows.data.slice(0, 71 * 7);
  const sums = {
    points,
    columns: 7,
    gamma: 0.3,
    groups: Int32Array.of(0, 30, 30, 71),
    shares: 2,
    coefficients: Float64Array.from({ length: 142 }, () => random.normal()),
    targets: Int32Array.of(0, 1, 0, 2, 1, 2),
    bias: Float64Array.of(0.5, -1, 2),
  };

  test("gives the same bits in wasm as in the reference", () => {
    const wasm = radialSums(sums, rows.data, rows.rows, "wasm");
    expect(wasm).toEqual(radialSums(sums, rows.data, rows.rows, "reference"));
    expect(wasm.length).toBe(609);
  });

  test("is the sum of coefficient times exp(-gamma distance^2)", () => {
    const actual = radialSums(sums, rows.data, rows.rows);
    const expected = [...sums.bias];
    for (let point = 0; point < 71; point++) {
      let squares = 0;
      for (let k = 0; k < 7; k++) squares += (points[point * 7 + k]! - rows.data[100 * 7 + k]!) ** 2;
      for (const share of [0, 1]) {
        const target = sums.targets[(point < 30 ? 0 : 4) + share]!;
        expected[target]! += sums.coefficients[share * 71 + point]! * Math.exp(-0.3 * squares);
      }
    }
    for (const [at, value] of expected.entries()) expect(actual[300 + at]).toBeCloseTo(value, 12);
  });

  test("does not depend on which rows are asked for together", () => {
    const whole = radialSums(sums, rows.data, rows.rows);
    const part = radialSums(sums, rows.data.slice(50 * 7, 61 * 7), 11);
    expect(part).toEqual(whole.slice(150, 183));
  });

  test("is the bias for rows far from every point, and nothing for no rows", () => {
    expect(radialSums(sums, new Float64Array(7).fill(1e300), 1)).toEqual(sums.bias);
    expect(radialSums(sums, new Float64Array(0), 0).length).toBe(0);
  });
});

function decision(rows: RadialRows, order: number[], solution: PairSolution, row: number): number {
  let sum = solution.bias;
  for (const [at, other] of order.entries()) {
    if (solution.coefficients[at] === 0) continue;
    let squares = 0;
    for (let k = 0; k < rows.columns; k++) {
      squares += (rows.data[row * rows.columns + k]! - rows.data[other * rows.columns + k]!) ** 2;
    }
    sum += solution.coefficients[at]! * Math.exp(-rows.gamma * squares);
  }
  return sum;
}
