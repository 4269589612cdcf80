import type { FlowTable } from "../../table/mod.ts";
import { load } from "../testing/input.ts";

/** Flows of 3 + 1 packets, 300 + 100 bytes, and these seconds. */
const SECONDS = [0.25, 2, 8, 0.5, 40];

function write(names: readonly string[], perSecond: number, rate: number): string {
  const rows = SECONDS.map((s) => [s * perSecond, 3, 1, 300, 100, (rate * 4) / s].join(","));
  return [names.join(","), ...rows].join("\n");
}

function names(duration: string, rate: string): string[] {
  return [duration, "Tot Fwd Pkts", "Tot Bwd Pkts", "TotLen Fwd Pkts", "TotLen Bwd Pkts", rate];
}

function warnings(table: FlowTable): string[] {
  return table.report.warnings.map(({ code }) => code);
}

test.each([
  ["us", 1e6],
  ["ms", 1e3],
  ["s", 1],
  ["ns", 1e9],
])("a duration in %s is told by the rate of packets", async (unit, perSecond) => {
  const table = await load(write(names("Flow Duration", "Flow Pkts/s"), perSecond, 1));
  expect([...table.column("duration")]).toEqual(SECONDS);
  expect(table.mapping.field("duration").unit?.from ?? "s").toBe(unit);
  expect(table.mapping.field("duration").confidence).toBe(1);
});

test("where the rate of packets is not there, that of bytes tells", async () => {
  const table = await load(write(names("flow_duration", "flow_byts_s"), 1, 100));
  expect([...table.column("duration")]).toEqual(SECONDS);
});

test("a few odd rates do not change the verdict of the median", async () => {
  const lines = write(names("Flow Duration", "Flow Pkts/s"), 1e6, 1).split("\n");
  const table = await load([...lines, "1000000,3,1,300,100,77", "0,3,1,300,100,Infinity"].join("\n"));
  expect([...table.column("duration")].slice(0, 5)).toEqual(SECONDS);
});

test("a duration that agrees with the rate in no unit is not mapped: never a wrong one", async () => {
  const table = await load(write(names("Flow Duration", "Flow Pkts/s"), 12345, 1));
  expect(table.columnNames).not.toContain("duration");
  expect(table.mapping.field("duration")).toMatchObject({
    status: "cannot derive",
    reason: expect.stringContaining("in no unit"),
  });
  expect(warnings(table)).toContain("W_UNIT_MISMATCH");
});

test("without any rate the tool's own names mean microseconds, less surely", async () => {
  const table = await load(write(names("Flow Duration", "Down/Up Ratio"), 1e6, 1));
  expect([...table.column("duration")]).toEqual(SECONDS);
  expect(table.mapping.field("duration")).toMatchObject({ confidence: 0.9, unit: { from: "us" } });
});

test("without any rate the names of the Python ports tell no unit", async () => {
  const table = await load(write(names("flow_duration", "down_up_ratio"), 1e6, 1));
  expect(table.columnNames).not.toContain("duration");
  expect(warnings(table)).toContain("W_UNIT_MISMATCH");
});

test("flows of no duration tell no unit, whatever their rates", async () => {
  const head = names("Flow Duration", "Flow Pkts/s").join(",");
  const table = await load(`${head}\n0,3,1,300,100,Infinity\n0,1,0,60,0,NaN\n`);
  expect([...table.column("duration")]).toEqual([0, 0]);
  expect(table.mapping.field("duration").confidence).toBe(0.9);
});

test("a unit that the caller names settles it, without a warning", async () => {
  const table = await load(write(names("flow_duration", "down_up_ratio"), 1e6, 1), {
    mapping: { duration: { column: "flow_duration", unit: "us" } },
  });
  expect([...table.column("duration")]).toEqual(SECONDS);
  expect(table.mapping.field("duration").by).toBe("user");
  expect(warnings(table)).not.toContain("W_UNIT_MISMATCH");
});
