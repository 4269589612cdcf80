import { prng } from "./prng.ts";
import { stableOrder } from "./stable-order.ts";

function rowsUpTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}

describe("stableOrder()", () => {
  test("orders by the first key, ties by the next, ties of all as they were", () => {
    const first = Float64Array.of(2, 1, 2, 1, 2);
    const second = Float64Array.of(5, 9, 5, 7, -5);
    expect([...stableOrder([{ values: first }, { values: second }], rowsUpTo(5))]).toEqual([3, 1, 4, 0, 2]);
    expect([...stableOrder([{ values: first, descending: true }, { values: second }], rowsUpTo(5))]).toEqual([
      4, 0, 2, 3, 1,
    ]);
  });

  test("puts rows without a value last in either direction, in their order; infinite ones at the ends; -0 ties with 0", () => {
    const values = Float64Array.of(NaN, 0, -Infinity, -0, Infinity, NaN);
    expect([...stableOrder([{ values }], rowsUpTo(6))]).toEqual([2, 1, 3, 4, 0, 5]);
    expect([...stableOrder([{ values, descending: true }], rowsUpTo(6))]).toEqual([4, 1, 3, 2, 0, 5]);
  });

  test("takes some rows in the order given, no rows, and no keys; changes none of them", () => {
    const values = Float64Array.of(3, 1, 2, 1);
    const rows = Uint32Array.of(3, 2, 1);
    expect([...stableOrder([{ values }], rows)]).toEqual([3, 1, 2]);
    expect([...rows]).toEqual([3, 2, 1]);
    expect(stableOrder([{ values }], new Uint32Array(0))).toHaveLength(0);
    expect([...stableOrder([], rows)]).toEqual([3, 2, 1]);
  });

  test("is what a stable comparison sort gives, on any mixture of ties and gaps", () => {
    const random = prng(7);
    for (let round = 0; round < 40; round++) {
      const n = random.int(200);
      const keys = Array.from({ length: 1 + random.int(3) }, () => ({
        values: Float64Array.from({ length: n }, () => (random.int(5) === 0 ? NaN : random.int(4) - 2.5)),
        descending: random.int(2) === 0,
      }));
      const expected = [...rowsUpTo(n)].sort((a, b) => {
        for (const { values, descending } of keys) {
          const [x, y] = [values[a]!, values[b]!];
          if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
          if (x < y || x > y) return x < y === descending ? 1 : -1;
        }
        return a - b;
      });
      expect([...stableOrder(keys, rowsUpTo(n))]).toEqual(expected);
    }
  });
});
