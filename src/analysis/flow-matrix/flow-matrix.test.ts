import { runJob } from "../core/mod.ts";
import { floatColumn, intColumn, textColumnFromStrings } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import { tableOf } from "../table/testing/tables.ts";
import { checkMatrixOptions, fitFlowScale, flowMatrix, principalMap, sampleRows, scaleNotes } from "./mod.ts";
import type { FlowMatrix, FlowMatrixOptions, FlowScale } from "./mod.ts";

function fitted(
  columns: StoredColumn[],
  options: FlowMatrixOptions = {},
): Promise<{ scale: FlowScale; matrix: FlowMatrix }> {
  const table = tableOf(columns);
  return runJob("test", {}, async (job) => {
    const scale = await fitFlowScale(job, "test", table, options);
    return { scale, matrix: await flowMatrix(job, table, scale) };
  });
}

test("fields are logarithms in standard units, durations in milliseconds", async () => {
  const { matrix } = await fitted([
    floatColumn("duration", Float64Array.of(0, 0.001, 0.001, 0.003)),
    floatColumn("bytes_sent", Float64Array.of(5, 5, 5, 5)),
  ]);
  expect(matrix.X.names).toEqual(["duration", "bytes_sent"]);
  const logs = [0, Math.log(2), Math.log(2), Math.log(4)];
  const mean = Math.log(2);
  const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
  logs.forEach((value, row) => {
    expect(matrix.X.data[row * 2]).toBeCloseTo((value - mean) / deviation, 12);
    expect(matrix.X.data[row * 2 + 1]).toBe(0);
  });
});

test("missing and infinite values become the median, and the notes count them", async () => {
  const { scale, matrix } = await fitted(
    [
      floatColumn("duration", Float64Array.of(1, NaN, 3, Infinity, 2)),
      intColumn("packet_count", Int32Array.of(7, 7, 7, 7, 7)),
    ],
    { transform: "none" },
  );
  expect(Array.from(matrix.values[0]!)).toEqual([1, 2, 3, 2, 2]);
  expect(scaleNotes(scale, 5)).toEqual([
    "duration: the median stands for 1 missing value and 1 infinite value of 5 flows.",
    "packet_count is the same in all flows and tells nothing.",
  ]);
});

test("a duration of -1, as meters write it, keeps its sign and stays finite", async () => {
  const { matrix } = await fitted([floatColumn("duration", Float64Array.of(-1, 0, 1))]);
  expect(matrix.X.data[0]).toBeCloseTo(-matrix.X.data[2]!, 12);
});

test("the sum of packets is left out where they are counted by direction", async () => {
  const numbers = Int32Array.of(1, 2, 3);
  const columns = ["packet_count", "packets_sent", "packets_received"].map((name) =>
    intColumn(name, numbers),
  );
  expect((await fitted(columns)).matrix.X.names).toEqual(["packets_sent", "packets_received"]);
  expect((await fitted(columns, { fields: ["packet_count"] })).matrix.X.names).toEqual(["packet_count"]);
});

test("a field that lacks is named with the reason, and so is a table without any", async () => {
  const columns = [floatColumn("duration", Float64Array.of(1, 2))];
  await expect(fitted(columns, { fields: ["bytes_sent"] })).rejects.toThrow(
    /Cannot test: .*got none for "bytes_sent" \(the file has no such column\); load it with a mapping/,
  );
  await expect(fitted([textColumnFromStrings("note", ["a", "b"])])).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
  await expect(fitted([floatColumn("duration", Float64Array.of(NaN, NaN))])).rejects.toThrow(
    /at least one field must have values, got none in "duration"/,
  );
  await expect(
    fitted([floatColumn("duration", Float64Array.of(NaN, NaN))], { fields: ["duration"] }),
  ).rejects.toThrow(/"duration" must have values, got none/);
});

test.each([
  [{ fields: [] }, /at least one field, each once, got 0 names/],
  [{ fields: ["duration", "duration"] }, /each once, got 2 names/],
  [{ fields: ["dst_port"] }, /fields must be one of "duration"/],
  [{ transform: "sqrt" }, /transform must be one of "log", "none", got "sqrt"/],
])("options %j are refused", (options, message) => {
  expect(() => checkMatrixOptions("test", options as FlowMatrixOptions)).toThrow(message);
});

test("a sample is even, ascending, without repeats, and the same for the same seed", () => {
  const counts = new Uint32Array(10);
  for (let seed = 0; seed < 2000; seed++) {
    const rows = sampleRows(10, 3, seed);
    expect(Array.from(rows)).toEqual([...new Set(rows)].sort((a, b) => a - b));
    for (const row of rows) counts[row]!++;
  }
  // 600 expected of each, standard deviation 20.5.
  for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(90);
  expect(sampleRows(1000, 30, 7)).toEqual(sampleRows(1000, 30, 7));
  expect(Array.from(sampleRows(3, 10, 1))).toEqual([0, 1, 2]);
});

test("the map places rows along the axis in which they vary, and one field lies on a line", async () => {
  const X = { data: Float64Array.of(-1, 0, 1), rows: 3, columns: 1 };
  const map = await runJob("test", {}, (job) => principalMap(job, X));
  expect([0, 1, 2].map((row) => map.place(row))).toEqual([
    { x: -1, y: 0 },
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ]);
  expect(map.explained).toEqual([1]);
});
