import { prng, SortSpace } from "./mod.ts";

function sort(space: SortSpace, values: Float64Array): Uint32Array {
  const steps = space.sort(values);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value.slice();
}

/** The order by comparison: stable, -0 equal to 0. */
function expectedOrder(values: Float64Array): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) =>
    values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b,
  );
}

const random = prng(1);
const CASES: [string, () => number][] = [
  ["reals of both signs", () => random.normal()],
  ["whole numbers with many ties", () => random.int(20) - 5],
  ["both zeros", () => (random.int(2) === 0 ? 0 : -0)],
  ["the same number", () => 3.25],
  [
    "the ends of the doubles",
    () => [5e-324, -5e-324, 1.7976931348623157e308, -Infinity, Infinity, 0, -0][random.int(7)]!,
  ],
  ["times", () => 1.7e12 + random.int(1e9) / 1000],
];

test.each(CASES)("sort() orders %s, ties by position", (_, draw) => {
  const space = new SortSpace(3000);
  for (const n of [0, 1, 2, 3000]) {
    const values = Float64Array.from({ length: n }, draw);
    const before = values.slice();
    expect([...sort(space, values)]).toEqual(expectedOrder(values));
    expect(values).toEqual(before);
  }
});

test("sort() orders more numbers than one slice and reuses its space", () => {
  const n = (1 << 18) + 1000;
  const space = new SortSpace(n);
  for (let round = 0; round < 2; round++) {
    const values = Float64Array.from({ length: n }, () => random.int(1e6) / 7);
    const order = sort(space, values);
    const isOrdered = order.every(
      (at, i) =>
        i === 0 ||
        values[order[i - 1]!]! < values[at]! ||
        (values[order[i - 1]!] === values[at] && order[i - 1]! < at),
    );
    expect(isOrdered).toBe(true);
  }
});
