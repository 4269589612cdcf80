import { holdOut } from "./hold-out.ts";

const CODES = Int32Array.from({ length: 200 }, (_, row) => (row < 150 ? 0 : row < 199 ? 1 : 2));

function counts(rows: Uint32Array): number[] {
  const found = [0, 0, 0];
  for (const row of rows) found[CODES[row]!]!++;
  return found;
}

test("each class gives its share, rounded, and a class's only row stays", () => {
  const { train, validation } = holdOut(CODES, 3, 0.1, 42);
  expect(counts(validation)).toEqual([15, 5, 0]);
  expect(counts(train)).toEqual([135, 44, 1]);
});

test("every row is on one side, in ascending order", () => {
  const { train, validation } = holdOut(CODES, 3, 0.4, 1);
  const all = [...train, ...validation].sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 200 }, (_, row) => row));
  for (const side of [train, validation]) expect(side).toEqual(side.slice().sort());
});

test("a share of nearly all leaves a row of each class for training", () => {
  expect(counts(holdOut(CODES, 3, 0.999, 1).train)).toEqual([1, 1, 1]);
});

test("rows are drawn evenly: over many seeds each is held out about as often", () => {
  const times = new Int32Array(150);
  for (let seed = 0; seed < 400; seed++)
    for (const row of holdOut(CODES, 3, 0.2, seed).validation) if (row < 150) times[row]!++;
  expect(Math.min(...times)).toBeGreaterThan(45);
  expect(Math.max(...times)).toBeLessThan(115);
});
