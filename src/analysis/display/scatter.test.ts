import { floatColumn, textColumnFromStrings } from "../table/mod.ts";
import { numbers, sampleFlows, tableOf } from "../../../tests/support/flows.ts";
import { MAX_POINTS, scatters } from "./scatter.ts";

function amounts(rows: number, changes: { sent?: Float64Array; labels?: (string | null)[] } = {}) {
  const next = numbers(7);
  const sent = changes.sent ?? Float64Array.from({ length: rows }, () => next(100_000));
  const received = Float64Array.from({ length: rows }, () => next(3_000_000));
  const labels =
    changes.labels ?? Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? "scan" : "normal"));
  return tableOf([
    floatColumn("bytes_sent", sent),
    floatColumn("bytes_received", received),
    textColumnFromStrings("label", labels),
  ]);
}

test("up to ten thousand flows each has its point, with its label", () => {
  const [first, second] = scatters(sampleFlows(500));
  expect([first?.x, first?.y, second?.x, second?.y]).toEqual([
    "bytes_sent",
    "bytes_received",
    "duration",
    "packet_size_mean",
  ]);
  expect(first?.density).toBeNull();
  expect(first?.points?.x).toHaveLength(first?.flows ?? -1);
  expect(first?.points?.classes.every((place) => place >= -1 && place < (first?.classes.length ?? 0))).toBe(
    true,
  );
});

test("more flows are counted in cells, and no flow is lost or counted twice", () => {
  const table = amounts(MAX_POINTS + 1);
  const [scatter] = scatters(table);
  expect(scatter?.points).toBeNull();
  const { xEdges, yEdges, cells } = scatter!.density!;
  expect(cells.reduce((sum, [, , , flows]) => sum + flows, 0)).toBe(MAX_POINTS + 1);
  const [sent, received] = [table.column("bytes_sent"), table.column("bytes_received")];
  const label = table.column("label");
  const counted = new Map<string, number>();
  for (let row = 0; row < table.rowCount; row++) {
    const at = (edges: readonly number[], value: number): number =>
      Math.min(
        edges.length - 2,
        edges.findLastIndex((edge) => edge <= value),
      );
    const place = scatter!.classes.findIndex(({ name }) => name === label.at(row));
    const key = [at(xEdges, sent.at(row) as number), at(yEdges, received.at(row) as number), place].join();
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  expect(new Map(cells.map(([x, y, place, flows]) => [[x, y, place].join(), flows]))).toEqual(counted);
});

test("a flow on an edge is counted in the cell that begins there, on the last edge in the last cell", () => {
  const sent = Float64Array.from({ length: MAX_POINTS + 1 }, (_, row) => row);
  const edges = scatters(amounts(MAX_POINTS + 1, { sent }))[0]!.density!.xEdges;
  // The same least and largest value make the same edges.
  const onEdges = sent.map((_, row) => edges[row % edges.length]!);
  const { xEdges, cells } = scatters(amounts(MAX_POINTS + 1, { sent: onEdges }))[0]!.density!;
  expect(xEdges).toEqual(edges);
  const counted = Array.from({ length: edges.length - 1 }, (_, column) =>
    cells.filter(([at]) => at === column).reduce((sum, [, , , flows]) => sum + flows, 0),
  );
  const expected = counted.map((_, column) => onEdges.filter((value) => value === edges[column]).length);
  expected[expected.length - 1]! += onEdges.filter((value) => value === edges.at(-1)).length;
  expect(counted).toEqual(expected);
});

test("flows without a value, below 0 or infinite are left out", () => {
  const sent = Float64Array.of(1, NaN, -5, Infinity, 8);
  const [scatter] = scatters(amounts(5, { sent }));
  expect(scatter?.flows).toBe(2);
  expect(scatter?.points?.x).toEqual([1, 8]);
});

test("one value in all flows still has a cell, and a field that is missing everywhere no scatter", () => {
  const [scatter] = scatters(amounts(MAX_POINTS + 1, { sent: new Float64Array(MAX_POINTS + 1).fill(60) }));
  expect(scatter?.density?.xEdges).toEqual([60, 61]);
  expect(scatters(amounts(3, { sent: Float64Array.of(NaN, NaN, NaN) }))).toEqual([]);
});

test("the most frequent labels have their own class, all others one together", () => {
  const labels = Array.from({ length: 400 }, (_, row) => (row < 40 ? null : `label ${row % 20}`));
  const [scatter] = scatters(amounts(400, { labels }));
  expect(scatter?.classes).toHaveLength(8);
  expect(scatter?.classes.at(-1)).toEqual({ name: "13 other labels", isAttack: null, count: 13 * 18 });
  expect(scatter?.points?.classes.slice(0, 3)).toEqual([-1, -1, -1]);
});

test("equal tables have equal scatters, and another limit makes cells of the same flows", () => {
  const table = sampleFlows(500);
  expect(JSON.stringify(scatters(table))).toBe(JSON.stringify(scatters(sampleFlows(500))));
  const dense = scatters(table, 100);
  expect(dense.map(({ points, flows }) => [points, flows])).toEqual(
    scatters(table).map(({ flows }) => [null, flows]),
  );
});
