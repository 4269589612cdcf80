import { prng } from "../prng.ts";
import { coreIndexClusters, distinctRows, neighborEngine } from "./mod.ts";
import type { DistinctRows, NearestLists, NeighborEngine, NeighborIndex } from "./mod.ts";
import { bruteForceDBSCAN, bruteForceNearest } from "./testing/brute-force.ts";

const ENGINES = ["wasm", "reference"] as const;

interface Case {
  name: string;
  data: Float64Array;
  columns: number;
  eps: number;
  minSamples: number;
}

/** Random rows of several kinds, from one column to more than a cache line of them. */
const CASES = cases();

function cases(): Case[] {
  const out: Case[] = [];
  for (const columns of [1, 2, 3, 4, 5, 7, 10, 17]) {
    for (const rows of [1, 2, 16, 17, 33, 150, ...(columns < 7 ? [400] : [])]) {
      const random = prng(rows, columns);
      const cloud = Float64Array.from({ length: rows * columns }, () => random.normal());
      out.push({
        name: `${rows} rows of a cloud in ${columns} columns`,
        data: cloud,
        columns,
        eps: 0.25 * columns,
        minSamples: 1 + random.int(8),
      });
      // Whole numbers: many rows are equal, and many distances are eps exactly.
      const range = columns < 4 ? 12 : 3;
      const lattice = Float64Array.from({ length: rows * columns }, () => random.int(range));
      const eps = [1, 2, 5, Math.SQRT2][random.int(4)]!;
      out.push({
        name: `${rows} rows of a lattice in ${columns} columns, eps ${eps}`,
        data: lattice,
        columns,
        eps,
        minSamples: 1 + random.int(12),
      });
      // Lumps: a few places with most of the rows, close to some borders.
      const lumps = Float64Array.from({ length: rows * columns }, () => 0);
      for (let row = 0; row < rows; row++) {
        const place = random.int(5);
        for (let c = 0; c < columns; c++)
          lumps[row * columns + c] = place * (c + 1) + (random.int(3) === 0 ? random.normal(0, 0.6) : 0);
      }
      out.push({
        name: `${rows} rows of lumps in ${columns} columns`,
        data: lumps,
        columns,
        eps: 0.8,
        minSamples: 4,
      });
    }
  }
  return out;
}

const expected = new Map<Case, { labels: number[]; core: number[] }>();

function expectedOf(each: Case): { labels: number[]; core: number[] } {
  const { data, columns, eps, minSamples } = each;
  if (!expected.has(each)) expected.set(each, bruteForceDBSCAN(data, columns, eps, minSamples));
  return expected.get(each)!;
}

function drain<T>(steps: Generator<number, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function distinct({ data, columns }: Pick<Case, "data" | "columns">): DistinctRows {
  return drain(distinctRows(data, data.length / columns, columns));
}

/** @param size Leaves of a part. */
function cluster(
  engine: NeighborEngine,
  { data, columns, eps, minSamples }: Case,
  size: number = 1e9,
): { labels: number[]; core: number[] } {
  const rows = distinct({ data, columns });
  const index = drain(engine.buildIndex(rows));
  const limit = eps * eps;
  const core = new Uint16Array(index.leaves);
  for (const { from, to } of parts(index, size))
    core.set(drain(engine.findCore(index, limit, minSamples, from, to)), from);
  const clusters = drain(engine.linkCore(index, core, limit));
  const labels: number[] = [];
  for (const { from, to } of parts(index, size))
    labels.push(...drain(engine.findBorders(index, index, core, clusters, limit, from, to)));
  const slots = slotsOf(index);
  const slotOfRow = Array.from(rows.pointOfRow, (point) => slots[point]!);
  return {
    labels: slotOfRow.map((slot) => labels[slot]!),
    core: slotOfRow.flatMap((slot, row) => (((core[slot >> 4]! >> (slot & 15)) & 1) === 1 ? [row] : [])),
  };
}

function parts({ leaves }: NeighborIndex, size: number): { from: number; to: number }[] {
  const out = [];
  for (let from = 0; from < leaves; from += size) out.push({ from, to: Math.min(leaves, from + size) });
  return out;
}

function slotsOf(index: NeighborIndex): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < index.points; slot++) slots[index.pointOfSlot[slot]!] = slot;
  return slots;
}

/** The list of a slot as [point, squared distance, rows] entries. */
function entries(lists: NearestLists, k: number, slot: number, index: NeighborIndex): number[][] {
  return Array.from({ length: lists.counts[slot]! }, (_, at) => {
    const found = lists.slots[slot * k + at]!;
    return [index.pointOfSlot[found]!, lists.squares[slot * k + at]!];
  });
}

describe.each(ENGINES)("the %s engine", (name) => {
  const engine = neighborEngine(name);

  test.each(CASES)("clusters $name as a comparison of all rows does", (each) => {
    expect(cluster(engine, each)).toEqual(expectedOf(each));
  });

  test.each(CASES)("finds the nearest of $name as a comparison of all rows does", ({ data, columns }) => {
    const rows = distinct({ data, columns });
    const total = rows.pointOfRow.length;
    const index = drain(engine.buildIndex(rows));
    const slots = slotsOf(index);
    for (const k of [1, 5, 20].filter((most) => most < total)) {
      const lists = drain(engine.findNearest(index, index, k, 0, index.leaves));
      for (let row = 0; row < total; row += 1 + (total >> 3)) {
        const point = rows.pointOfRow[row]!;
        let left = k;
        const found = entries(lists, k, slots[point]!, index).flatMap(([other, square]) => {
          const taken = Math.min(left, rows.weights[other!]! - (other === point ? 1 : 0));
          left -= taken;
          return Array.from({ length: taken }, () => [other, square]);
        });
        const expected = bruteForceNearest(data, columns, k, row, rows.pointOfRow).map((near) => [
          rows.pointOfRow[near.row]!,
          near.square,
        ]);
        expect(found).toEqual(expected);
      }
    }
  });

  test("gives the same for parts of one leaf as for all leaves at once", () => {
    for (const each of CASES.filter(({ data, columns }) => data.length / columns >= 150).slice(-9)) {
      expect(cluster(engine, each, 1)).toEqual(cluster(engine, each));
      const index = drain(engine.buildIndex(distinct(each)));
      const whole = drain(engine.findNearest(index, index, 4, 0, index.leaves));
      const last = drain(engine.findNearest(index, index, 4, index.leaves - 1, index.leaves));
      expect(entries(last, 4, 0, index)).toEqual(entries(whole, 4, (index.leaves - 1) * 16, index));
    }
  });

  test("counts a point of the searched tree among the neighbours of an equal query of another tree", () => {
    const index = drain(engine.buildIndex(distinct({ data: Float64Array.of(1, 2, 2, 5), columns: 1 })));
    const queries = drain(engine.buildIndex(distinct({ data: Float64Array.of(2, 9), columns: 1 })));
    const lists = drain(engine.findNearest(queries, index, 3, 0, 1));
    const slots = slotsOf(queries);
    expect(entries(lists, 3, slots[0]!, index)).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(entries(lists, 3, slots[1]!, index)).toEqual([
      [2, 16],
      [1, 49],
    ]);
  });

  test("labels queries of another tree by the lowest cluster within reach", () => {
    const each = { data: Float64Array.of(0, 1, 3, 4, 20), columns: 1, eps: 1, minSamples: 2 };
    const index = drain(engine.buildIndex(distinct(each)));
    const core = drain(engine.findCore(index, 1, 2, 0, 1));
    const clusters = drain(engine.linkCore(index, core, 1));
    expect(clusters.clusters).toBe(2);
    const asked = [2, 3.5, -1, -1.01, 20, 1e308];
    const queries = drain(engine.buildIndex(distinct({ data: Float64Array.from(asked), columns: 1 })));
    const found = drain(engine.findBorders(queries, index, core, clusters, 1, 0, 1));
    const slots = slotsOf(queries);
    expect(asked.map((_, at) => found[slots[at]!])).toEqual([0, 1, 0, -1, -1, -1]);
  });

  test.each([
    ["so small that its square is 0", 1e-200, [0, -1, 0, -1]],
    ["so small that cells of its size could not be counted in 32 bits", 1e-12, [0, -1, 0, -1]],
    ["so large that its square overflows", 1e200, [0, 0, 0, 0]],
    ["as large as the largest distance", 2e5, [0, 0, 0, 0]],
  ])("takes an eps %s", (_, eps, expected) => {
    const each = { name: "", data: Float64Array.of(1e5, 0, 1e5, -1e5), columns: 1, eps, minSamples: 2 };
    expect(cluster(engine, each).labels).toEqual(expected);
  });

  test("takes distances that overflow for larger than any eps but those that overflow as well", () => {
    const data = Float64Array.of(1e300, -1e300, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 0);
    const each = { name: "", data, columns: 1, eps: 1e10, minSamples: 2 };
    expect(cluster(engine, each).labels).toEqual([0, -1, 0, -1, -1, -1]);
    const index = drain(engine.buildIndex(distinct(each)));
    const { counts, squares } = drain(engine.findNearest(index, index, 5, 0, 1));
    // Four other points, and for the point of two rows its other row.
    expect([...counts.subarray(0, 5)].sort()).toEqual([4, 4, 4, 4, 5]);
    expect(squares.some(Number.isNaN)).toBe(false);
  });

  test("finds rows that are distinct at a squared distance of 0 once each", () => {
    const data = Float64Array.of(1e-200, 2e-200, 2e-200, 3e-200, 1e-200, 1);
    const index = drain(engine.buildIndex(distinct({ data, columns: 1 })));
    const lists = drain(engine.findNearest(index, index, 2, 0, 1));
    const slots = slotsOf(index);
    expect([0, 1, 2, 3].map((point) => entries(lists, 2, slots[point]!, index))).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
      [[0, 0]],
      [[0, 0]],
      [[0, 1]],
    ]);
  });
});

test("both engines make the same tree, and lists to the bit", () => {
  for (const each of CASES.filter(({ data, columns }) => data.length / columns >= 150)) {
    const rows = distinct(each);
    const [wasm, reference] = ENGINES.map((name) => drain(neighborEngine(name).buildIndex(rows)));
    expect(wasm).toEqual(reference);
    const [ours, theirs] = ENGINES.map((name) =>
      drain(neighborEngine(name).findNearest(wasm!, wasm!, 7, 0, wasm!.leaves)),
    );
    expect(ours).toEqual(theirs);
  }
});

test("both engines cluster 2,000 rows alike, over many steps and parts", () => {
  const random = prng(3);
  const data = Float64Array.from(
    { length: 20_000 },
    (_, at) => (Math.floor(at / 10) % 7) * 1.3 + random.normal(0, 0.5),
  );
  const each = { name: "", data, columns: 10, eps: 1.4, minSamples: 6 };
  const wasm = cluster(neighborEngine("wasm"), each, 64);
  expect(wasm).toEqual(cluster(neighborEngine("reference"), each));
  expect(new Set(wasm.labels).size).toBeGreaterThan(4);
});

test("coreIndexClusters() calls a node whole when one cluster has all of its points", () => {
  const data = Float64Array.from({ length: 16 * 8 }, (_, at) => at);
  const index = drain(neighborEngine().buildIndex(distinct({ data, columns: 1 })));
  // Leaf by leaf, in the order of the line.
  const ofLeaf = [3, 3, 3, 0, 1, 1, 1, 1];
  const clusterOfPoint = Int32Array.from(data, (at) => (at === 1 ? 2 : ofLeaf[at >> 4]!));
  const { core, clusters } = coreIndexClusters(index, clusterOfPoint, 4);
  expect([...core]).toEqual(ofLeaf.map(() => 0xffff));
  // Preorder: all, left half, its pairs with their leaves, then the same of the right half.
  expect([...clusters.whole]).toEqual([0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect([...clusters.some].map((slot) => slot >> 4)).toEqual([0, 0, 0, 0, 1, 2, 2, 3, 4, 4, 4, 5, 6, 6, 7]);
  expect(
    Array.from(clusters.labels, (label, slot) => label === clusterOfPoint[index.pointOfSlot[slot]!]),
  ).toEqual(Array.from(clusters.labels, () => true));
});

describe("distinctRows()", () => {
  test("numbers rows in the order of their first occurrence, and counts them", () => {
    const found = distinct({ data: Float64Array.of(5, 1, 7, 7, 5, 1, 0, 0, 7, 7, 5, 1), columns: 2 });
    expect([...found.pointOfRow]).toEqual([0, 1, 0, 2, 1, 0]);
    expect([...found.weights]).toEqual([3, 2, 1]);
    expect([...found.points]).toEqual([5, 1, 7, 7, 0, 0]);
  });

  test("takes 0 and -0 for equal, and 32-bit numbers for what they are", () => {
    expect([...distinct({ data: Float64Array.of(0, -0, 1), columns: 1 }).pointOfRow]).toEqual([0, 0, 1]);
    const narrow = drain(distinctRows(Float32Array.of(0.1, 0.2, 0.1), 3, 1));
    expect([...narrow.pointOfRow]).toEqual([0, 1, 0]);
    expect([...narrow.points]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
  });

  test("does not slow down on 200,000 rows of few values, nor on values that differ in few bits", () => {
    const random = prng(1);
    const few = Float64Array.from({ length: 400_000 }, () => random.int(9));
    expect(distinct({ data: few, columns: 2 }).weights).toHaveLength(81);
    const close = Float64Array.from({ length: 100_000 }, (_, at) => 1 + at * Number.EPSILON);
    expect(distinct({ data: close, columns: 1 }).weights).toHaveLength(100_000);
    const powers = Float64Array.from({ length: 100_000 }, (_, at) => at * 2 ** 40);
    expect(distinct({ data: powers, columns: 1 }).weights).toHaveLength(100_000);
  });
});
