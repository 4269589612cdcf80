import { prng } from "../prng.ts";
import { moments, scaleRows } from "./mod.ts";
import type { MomentOptions, Moments } from "./mod.ts";

const ENGINES = ["wasm", "reference"] as const;

function momentsOf(data: Float64Array | Float32Array, options: MomentOptions): Moments {
  const steps = moments(data, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function someRows(rows: number, columns: number): Float64Array {
  const random = prng(rows, columns);
  return Float64Array.from(
    { length: rows * columns },
    (_, at) => 10 ** ((at % columns) % 5) * random.normal(at % columns, 2),
  );
}

test.each([
  [1, 1],
  [2, 3],
  [255, 4],
  [256, 5],
  [257, 7],
  [1000, 9],
  [3000, 20],
])("wasm and TypeScript give the same bits: %i rows, %i columns", (rows, columns) => {
  const data = someRows(rows, columns);
  for (const onlySquares of [false, true]) {
    const wasm = momentsOf(data, { rows, columns, onlySquares, engine: "wasm" });
    expect(wasm).toEqual(momentsOf(data, { rows, columns, onlySquares, engine: "reference" }));
  }
});

test.each([
  [1, 1],
  [3, 1],
  [5, 3],
  [700, 7],
  [301, 20],
  [2, 5000],
])("scaled rows have the same bits in wasm and TypeScript: %i rows, %i columns", (rows, columns) => {
  const data = someRows(rows, columns);
  const centers = Float64Array.from({ length: columns }, (_, at) => at / 3);
  const scales = Float64Array.from({ length: columns }, (_, at) => 0.7 + at);
  const expected = data.map((value, at) => (value - centers[at % columns]!) / scales[at % columns]!);
  for (const engine of ENGINES) {
    const out = new Float64Array(data.length);
    expect(scaleRows(data, centers, scales, out, engine)).toBe(true);
    expect(out).toEqual(expected);
  }
});

describe.each(ENGINES)("with the engine %s", (engine) => {
  test("tells whether all numbers to be scaled are finite, wherever one is not", () => {
    const scaled = (at: number, bad: number): boolean => {
      const data = new Float64Array(5 * 1001).fill(2);
      data[at] = bad;
      return scaleRows(
        data,
        new Float64Array(5),
        new Float64Array(5).fill(1),
        new Float64Array(data.length),
        engine,
      );
    };
    expect(scaled(0, 1e308)).toBe(true);
    for (const bad of [NaN, Infinity, -Infinity])
      for (const at of [0, 1, 4095, 4096, 5004]) expect(scaled(at, bad)).toBe(false);
  });

  test("sums a case worked by hand", () => {
    const { means, products } = momentsOf(Float64Array.of(1, 2, 3, 6, 5, 4), { rows: 3, columns: 2, engine });
    expect([...means]).toEqual([3, 4]);
    expect([...products]).toEqual([8, 4, 4, 8]);
  });

  test("gives 0 for a constant column, whatever the constant", () => {
    const data = Float64Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? 0.1 : at));
    const { means, products } = momentsOf(data, { rows: 1000, columns: 2, engine });
    expect([means[0], products[0], products[1]]).toEqual([0.1, 0, 0]);
  });

  test("agrees with plain sums of deviations", () => {
    const [rows, columns] = [1300, 6];
    const data = someRows(rows, columns);
    const { means, products } = momentsOf(data, { rows, columns, engine });
    for (let i = 0; i < columns; i++) {
      let mean = 0;
      for (let row = 0; row < rows; row++) mean += data[row * columns + i]! / rows;
      expect(Math.abs(means[i]! / mean - 1)).toBeLessThan(1e-12);
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let row = 0; row < rows; row++)
          sum += (data[row * columns + i]! - means[i]!) * (data[row * columns + j]! - means[j]!);
        const scale = Math.sqrt(products[i * columns + i]! * products[j * columns + j]!);
        expect(Math.abs(products[i * columns + j]! - sum) / scale).toBeLessThan(1e-12);
      }
    }
  });

  test("keeps its digits where means are large or the first row is far from all others", () => {
    const random = prng(4);
    const near = Float64Array.from({ length: 1024 }, () => random.normal());
    const plain = momentsOf(near, { rows: 1024, columns: 1, engine }).products[0]!;
    const moved = momentsOf(
      near.map((value) => Math.round(value * 1024) / 1024 + 1e9),
      { rows: 1024, columns: 1, engine },
    );
    const rounded = momentsOf(
      near.map((value) => Math.round(value * 1024) / 1024),
      { rows: 1024, columns: 1, engine },
    );
    expect(Math.abs(moved.products[0]! / rounded.products[0]! - 1)).toBeLessThan(1e-12);
    near[0] = 1e6;
    const far = momentsOf(near, { rows: 1024, columns: 1, engine });
    let exact = 0;
    for (const value of near) exact += (value - far.means[0]!) * (value - far.means[0]!);
    expect(Math.abs(far.products[0]! / exact - 1)).toBeLessThan(1e-12);
    expect(plain).toBeGreaterThan(900);
  });
});

test("takes float32 for the doubles of the same values", () => {
  const narrow = Float32Array.from(someRows(600, 3));
  expect(momentsOf(narrow, { rows: 600, columns: 3 })).toEqual(
    momentsOf(Float64Array.from(narrow), { rows: 600, columns: 3 }),
  );
});

test("rows in another order give the same sums but for rounding", () => {
  const data = someRows(2000, 4);
  const order = prng(8).shuffle(Uint32Array.from({ length: 2000 }, (_, row) => row));
  const shuffled = new Float64Array(8000);
  order.forEach((from, to) => shuffled.set(data.subarray(from * 4, from * 4 + 4), to * 4));
  const [a, b] = [data, shuffled].map((rows) => momentsOf(rows, { rows: 2000, columns: 4 }));
  for (let at = 0; at < 16; at += 5)
    expect(Math.abs(a!.products[at]! / b!.products[at]! - 1)).toBeLessThan(1e-12);
});
