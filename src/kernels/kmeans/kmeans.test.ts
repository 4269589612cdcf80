import { prng } from "../prng.ts";
import {
  drawCoreset,
  lloyd,
  openKMeans,
  putCenters,
  putRows,
  seedCenters,
  spread,
  thinOut,
  trySwaps,
} from "./mod.ts";
import type { Coreset, KMeansResult, KMeansSpace, KMeansSpaceOptions } from "./mod.ts";

const ENGINES = ["wasm", "reference"] as const;
const LIMITS = { maxIterations: 300, tolerance: 0 };

/** Rows around `groups` places, the first of them large. */
function rowsAround(rows: number, columns: number, groups: number, seed: number): Float64Array {
  const random = prng(seed);
  const places = Array.from({ length: groups * columns }, () => random.normal(0, 5));
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const group = random.int(3) === 0 ? random.int(groups) : 0;
    for (let column = 0; column < columns; column++)
      data[row * columns + column] = places[group * columns + column]! + random.normal();
  }
  return data;
}

function withSpace<T>(options: KMeansSpaceOptions, data: Float64Array, body: (space: KMeansSpace) => T): T {
  const space = openKMeans(options);
  try {
    if (!options.source) putRows(space, 0, data);
    return body(space);
  } finally {
    space.close();
  }
}

function drained<T>(steps: Generator<number, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Everything there is, on one engine. */
function everything(
  engine: "wasm" | "reference",
  data: Float64Array,
  columns: number,
  clusters: number,
  source?: Float64Array | Float32Array,
): unknown {
  const rows = data.length / columns;
  return withSpace({ rows, columns, clusters, engine, source }, data, (space) => {
    const variance = drained(spread(space));
    const sample = drawCoreset(space, Math.ceil(rows / 3), prng(1, -1));
    drained(seedCenters(space, prng(1, 0)));
    const start = space.centers.slice();
    const result = drained(lloyd(space, LIMITS));
    const swapped = drained(trySwaps(space, result, { ...LIMITS, tries: 4, random: prng(1, -2) }));
    const distances = new Float64Array(rows * clusters);
    space.distancesToCenters(0, rows, distances);
    const weighted = onSample(engine, sample, columns, clusters);
    return { variance, sample, start, result, swapped, distances, weighted };
  });
}

function onSample(
  engine: "wasm" | "reference",
  sample: Coreset,
  columns: number,
  clusters: number,
): KMeansResult {
  const options = { rows: sample.rows, columns, clusters, weighted: true, engine };
  return withSpace(options, sample.data, (space) => {
    space.weights.set(sample.weights);
    drained(seedCenters(space, prng(2, 0)));
    return drained(lloyd(space, LIMITS));
  });
}

test.each([
  [700, 1, 3],
  [2100, 2, 4],
  [1500, 5, 5],
  [1025, 8, 9],
  [300, 20, 6],
  [64, 3, 64],
])("wasm and TypeScript give the same bits: %i rows, %i columns, %i clusters", (rows, columns, clusters) => {
  const data = rowsAround(rows, columns, 5, rows);
  expect(everything("wasm", data, columns, clusters)).toEqual(
    everything("reference", data, columns, clusters),
  );
});

test.each([
  [2100, 2, 4],
  [1500, 5, 5],
  [3073, 20, 6],
  [1024, 3, 2],
])(
  "rows that stay with the caller give the same bits: %i rows, %i columns, %i clusters",
  (rows, columns, clusters) => {
    const narrow = Float32Array.from(rowsAround(rows, columns, 5, rows));
    const data = Float64Array.from(narrow);
    const held = everything("wasm", data, columns, clusters);
    for (const source of [data, narrow]) {
      for (const engine of ENGINES) expect(everything(engine, data, columns, clusters, source)).toEqual(held);
    }
  },
);

test("a space for rows that stay with the caller does not hold them", () => {
  const source = rowsAround(20_000, 4, 3, 1);
  withSpace({ rows: 20_000, columns: 4, clusters: 3, source }, source, (space) => {
    expect(space.x.length).toBeLessThan(source.length / 10);
  });
});

test("thinning a sample out keeps what it stands for", () => {
  const few = thinOut(
    { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), rows: 4, weights: Float64Array.of(1, 2, 3, 4) },
    3,
  );
  expect(few).toEqual({ data: Float64Array.of(1, 2, 7, 8), rows: 2, weights: Float64Array.of(3, 12) });
});

test("the variance is that of all rows, or NaN when a number is missing or infinite", () => {
  const data = rowsAround(12_000, 3, 4, 2);
  const variances = [0, 1, 2].map((column) => {
    const values = data.filter((_, at) => at % 3 === column);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  });
  const variance = (variances[0]! + variances[1]! + variances[2]!) / 3;
  const options = { rows: 12_000, columns: 3, clusters: 1 };
  const found = withSpace(options, data, (space) => drained(spread(space)));
  expect(Math.abs(found / variance - 1)).toBeLessThan(2e-3);
  for (const bad of [NaN, Infinity, -Infinity]) {
    const spoiled = data.slice();
    spoiled[30_001] = bad;
    expect(withSpace(options, spoiled, (space) => drained(spread(space))) < Infinity).toBe(false);
  }
});

describe.each(ENGINES)("with the engine %s", (engine) => {
  test("finds the two groups of a case worked by hand", () => {
    const data = Float64Array.of(0, 0, 0, 2, 10, 0, 10, 2, 12, 1);
    withSpace({ rows: 5, columns: 2, clusters: 2, engine }, data, (space) => {
      const result = drained(lloyd(space, LIMITS, [0, 0, 10, 0]));
      expect([...result.labels]).toEqual([0, 0, 1, 1, 1]);
      expect([...result.centers]).toEqual([0, 1, 32 / 3, 1]);
      // 1 + 1, and 2 (4/9 + 1) + 16/9
      expect(result.inertia).toBeCloseTo(2 + 2 * (4 / 9 + 1) + 16 / 9, 12);
    });
  });

  test("gives a row between two centers to the first", () => {
    withSpace({ rows: 1, columns: 1, clusters: 3, engine }, Float64Array.of(5), (space) => {
      putCenters(space, [9, 4, 6]);
      space.label(0, 1);
      expect(space.labels[0]).toBe(1);
    });
  });

  test("gives a cluster without rows the row farthest from its center", () => {
    const data = Float64Array.of(0, 1, 2, 50, 51, 90);
    withSpace({ rows: 6, columns: 1, clusters: 3, engine }, data, (space) => {
      const result = drained(lloyd(space, LIMITS, [1, 40, 1e6]));
      expect([...result.labels]).toEqual([0, 0, 0, 1, 1, 2]);
    });
  });

  test("keeps centers apart from rows when there are fewer distinct rows than clusters", () => {
    const data = Float64Array.from({ length: 40 }, (_, row) => row % 2);
    withSpace({ rows: 40, columns: 1, clusters: 5, engine }, data, (space) => {
      drained(seedCenters(space, prng(1)));
      const result = drained(lloyd(space, LIMITS));
      expect(result.inertia).toBe(0);
      expect([...result.centers].every((center) => center === 0 || center === 1)).toBe(true);
    });
  });

  test("skips only rows that keep their center: bounds give what comparing all distances gives", () => {
    const data = rowsAround(1500, 4, 6, 3);
    const options = { rows: 1500, columns: 4, clusters: 6, engine };
    withSpace(options, data, (space) => {
      drained(seedCenters(space, prng(5)));
      let centers = space.centers.slice();
      for (let iteration = 1; iteration < 12; iteration++) {
        const bounded = drained(lloyd(space, { ...LIMITS, maxIterations: iteration }, centers));
        // One iteration at a time starts anew, without bounds.
        let plain: KMeansResult | undefined;
        for (let step = 0; step < iteration; step++)
          plain = drained(lloyd(space, { ...LIMITS, maxIterations: 1 }, plain?.centers ?? centers));
        expect(bounded.labels).toEqual(plain!.labels);
      }
      centers = space.centers.slice();
      expect(centers).toHaveLength(24);
    });
  });

  test("labels and inertia are those of the centers it returns, also when it stops early", () => {
    const data = rowsAround(1500, 4, 6, 13);
    withSpace({ rows: 1500, columns: 4, clusters: 6, engine }, data, (space) => {
      drained(seedCenters(space, prng(2)));
      let { centers } = drained(lloyd(space, { ...LIMITS, maxIterations: 0 }));
      for (const maxIterations of [1, 2, 3]) {
        const stopped = drained(lloyd(space, { ...LIMITS, maxIterations }, centers));
        const plain = drained(lloyd(space, { ...LIMITS, maxIterations: 0 }, stopped.centers));
        expect(stopped.labels).toEqual(plain.labels);
        expect(stopped.inertia).toBe(plain.inertia);
        centers = stopped.centers;
      }
    });
  });

  test("does not lose the small rows of a cluster that a huge row leaves", () => {
    const data = Float64Array.of(1, 2, 3, 1e18, 1.6e18, 1.6e18);
    withSpace({ rows: 6, columns: 1, clusters: 2, engine }, data, (space) => {
      // 1e18 starts in the cluster of the small ones and leaves it in the second pass.
      const result = drained(lloyd(space, LIMITS, [4e17, 1.7e18]));
      expect([...result.centers]).toEqual([2, 1.4e18]);
    });
  });

  test("never raises the inertia from one iteration to the next", () => {
    const data = rowsAround(900, 3, 7, 9);
    withSpace({ rows: 900, columns: 3, clusters: 7, engine }, data, (space) => {
      drained(seedCenters(space, prng(6)));
      const start = Array.from({ length: 21 }, (_, at) => space.centers[Math.floor(at / 3) * 4 + (at % 3)]!);
      let before = Infinity;
      for (let iteration = 1; iteration < 15; iteration++) {
        const { inertia } = drained(lloyd(space, { ...LIMITS, maxIterations: iteration }, start));
        expect(inertia).toBeLessThanOrEqual(before * (1 + 1e-15));
        before = inertia;
      }
    });
  });
});

test("draws first centers by squared distance", () => {
  // One row in 100 is far away; the second center is nearly always one of these.
  const data = Float64Array.from({ length: 1000 }, (_, row) => (row % 100 === 7 ? 1000 + row : row / 1000));
  let far = 0;
  for (let seed = 0; seed < 50; seed++) {
    withSpace({ rows: 1000, columns: 1, clusters: 2 }, data, (space) => {
      drained(seedCenters(space, prng(seed)));
      if (space.centers.some((value) => value > 500)) far += 1;
    });
  }
  expect(far).toBe(50);
});

test("a sample's weights stand for all rows, and their sums for the sums of all rows", () => {
  const rows = 5000;
  const data = rowsAround(rows, 3, 6, 11);
  let weight = 0;
  const sums = [0, 0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const sample = withSpace({ rows, columns: 3, clusters: 1 }, data, (space) => {
      drained(spread(space));
      return drawCoreset(space, 300, prng(seed));
    });
    expect(sample.rows).toBeLessThanOrEqual(301);
    sample.weights.forEach((each, row) => {
      expect(Number.isInteger(each * 1048576)).toBe(true);
      weight += each / 40;
      for (let column = 0; column < 3; column++)
        sums[column] = sums[column]! + (each * sample.data[row * 3 + column]!) / 40;
    });
  }
  expect(Math.abs(weight / rows - 1)).toBeLessThan(0.02);
  for (let column = 0; column < 3; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += data[row * 3 + column]!;
    expect(Math.abs(sums[column]! - sum) / rows).toBeLessThan(0.1);
  }
});

test("swaps leave a poor optimum", () => {
  // Four far groups; two centers share one group and one center serves two.
  const random = prng(3);
  const data = Float64Array.from({ length: 400 }, (_, row) => (row % 4) * 100 + random.normal());
  withSpace({ rows: 400, columns: 1, clusters: 4 }, data, (space) => {
    const stuck = drained(lloyd(space, LIMITS, [-1, 1, 100, 250]));
    const best = drained(trySwaps(space, stuck, { ...LIMITS, tries: 5, random: prng(1) }));
    expect(stuck.inertia).toBeGreaterThan(100_000);
    expect(best.inertia).toBeLessThan(1000);
  });
});

test("the same seed gives the pinned first centers", () => {
  const data = Float64Array.from({ length: 100 }, (_, row) => row * row);
  withSpace({ rows: 100, columns: 1, clusters: 3 }, data, (space) => {
    drained(seedCenters(space, prng(42)));
    expect([space.centers[0], space.centers[2], space.centers[4]]).toMatchInlineSnapshot(`
      [
        676,
        6889,
        4900,
      ]
    `);
  });
});
