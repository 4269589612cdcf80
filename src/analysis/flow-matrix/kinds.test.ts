import { runJob } from "../core/mod.ts";
import type { Job, Table } from "../core/mod.ts";
import { intColumn, textColumnFromStrings } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import { tableOf } from "../table/testing/tables.ts";
import { classesOf, fieldsAlone, fitFlowScale, flowMatrix, kindUnits } from "./mod.ts";
import type { FlowMatrix, FlowScale, KindField } from "./mod.ts";

const inJob = <T>(body: (job: Job) => Promise<T>): Promise<T> => runJob("test", {}, body);

async function measured(
  columns: StoredColumn[],
  others: readonly Table[] = [],
): Promise<{ scale: FlowScale; matrix: FlowMatrix }> {
  const table = tableOf([
    intColumn(
      "bytes_sent",
      Int32Array.from(columns[0]!.toArray(), () => 5),
    ),
    ...columns,
  ]);
  return inJob(async (job) => {
    const scale = await fitFlowScale(job, "test", table, { kinds: true }, others);
    return { scale, matrix: await flowMatrix(job, others[0] ?? table, scale) };
  });
}

const namesOf = (field: KindField, codes: Int8Array): string[] =>
  Array.from(codes, (code) => classesOf(field)[code] ?? "none");

test("ports are told by their class, by the service where they are missing; states and protocols by what they mean", async () => {
  const { scale, matrix } = await measured([
    intColumn("dst_port", Int32Array.of(443, 22, 0, 50_000), Uint8Array.of(0b1011)),
    textColumnFromStrings("service", [null, "dns", "ftp", null]),
    textColumnFromStrings("protocol", ["TCP", "icmp6", "gre", null]),
    textColumnFromStrings("state", ["SF", "S0", "weird", null]),
  ]);
  expect(scale.kinds.map(({ field }) => field)).toEqual(["dst_port", "protocol", "state"]);
  expect(namesOf("dst_port", matrix.kinds[0]!)).toEqual(["web", "admin", "admin", "high"]);
  expect(namesOf("protocol", matrix.kinds[1]!)).toEqual(["tcp", "icmp", "other", "none"]);
  expect(namesOf("state", matrix.kinds[2]!)).toEqual(["ok", "failed", "none", "none"]);
  expect(matrix.X.names).toHaveLength(matrix.X.columns);
  expect(matrix.X.names).toContain("dst_port=admin");
});

test("a class's column has mean 0 and deviation 1, as far as 8 units from its mean", async () => {
  const ports = Int32Array.of(80, 80, 80, 22);
  const { matrix } = await measured([intColumn("dst_port", ports)]);
  const at = matrix.X.names.indexOf("dst_port=admin");
  const column = Array.from(ports, (_, row) => matrix.X.data[row * matrix.X.columns + at]!);
  expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
  expect(column.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 12);
  expect(kindUnits(0.001)).toEqual([-0.001 / Math.sqrt(0.001 * 0.999), 8]);
  expect(kindUnits(0)).toEqual([0, 8]);
  expect(kindUnits(1)).toEqual([-8, 0]);
});

test("a class that no flow of the baseline has is 8 units away, and a field that only one table has is left out", async () => {
  const batch = tableOf([
    intColumn("bytes_sent", Int32Array.of(5)),
    intColumn("dst_port", Int32Array.of(23)),
  ]);
  const { scale, matrix } = await measured(
    [intColumn("dst_port", Int32Array.of(80, 53)), textColumnFromStrings("protocol", ["tcp", "udp"])],
    [batch],
  );
  expect(scale.kinds.map(({ field }) => field)).toEqual(["dst_port"]);
  expect(matrix.X.data[matrix.X.names.indexOf("dst_port=admin")]).toBe(8);
});

test("the fields alone are the matrix without classes", async () => {
  const { matrix } = await measured([intColumn("dst_port", Int32Array.of(80, 22))]);
  const { data, rows, columns, names } = fieldsAlone(matrix);
  expect([rows, columns, names]).toEqual([2, 1, ["bytes_sent"]]);
  expect(Array.from(data)).toEqual([0, 0]);
});
