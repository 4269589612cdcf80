import type { FlowTable } from "../../table/mod.ts";
import type { LoadOptions } from "../mod.ts";
import { load } from "../testing/input.ts";

function read(times: readonly (string | number)[], options: LoadOptions = {}): Promise<FlowTable> {
  const rows = times.map((time) => `${time},1000000,1,1,2`);
  return load(
    ["Timestamp,Flow Duration,Total Fwd Packets,Total Backward Packets,Flow Packets/s", ...rows].join("\n"),
    options,
  );
}

function times(table: FlowTable): (string | null)[] {
  return [...table.column("timestamp")].map((ms) =>
    ms === null ? null : new Date(ms as number).toISOString().replace(":00.000Z", ""),
  );
}

function warnings(table: FlowTable): string[] {
  return table.report.warnings.map(({ code }) => code);
}

test("a day above 12 tells that the day comes first, for the whole column", async () => {
  const table = await read(["3/7/2017 9:05", "14/7/2017 13:30"]);
  expect(times(table)).toEqual(["2017-07-03T09:05", "2017-07-14T13:30"]);
  expect(warnings(table)).not.toContain("W_AMBIGUOUS_DATE");
});

test("a second number above 12 tells that the month comes first", async () => {
  const table = await read(["3/7/2017 9:05", "7/14/2017 13:30"]);
  expect(times(table)).toEqual(["2017-03-07T09:05", "2017-07-14T13:30"]);
  expect(warnings(table)).not.toContain("W_AMBIGUOUS_DATE");
});

test("where nothing tells, the day comes first with a warning, and the option settles it", async () => {
  const open = await read(["3/7/2017 9:05", "7/7/2017 13:30"]);
  expect(times(open)).toEqual(["2017-07-03T09:05", "2017-07-07T13:30"]);
  expect(open.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_AMBIGUOUS_DATE", remedy: expect.stringContaining("dayFirst") }),
  );
  const settled = await read(["3/7/2017 9:05", "7/7/2017 13:30"], { dayFirst: false });
  expect(times(settled)).toEqual(["2017-03-07T09:05", "2017-07-07T13:30"]);
  expect(warnings(settled)).not.toContain("W_AMBIGUOUS_DATE");
});

test("dates in both orders are told, and those that the first order does not hold are missing", async () => {
  const table = await read(["14/7/2017 13:30", "7/14/2017 13:30", "1/2/2017 1:00"]);
  expect(times(table)).toEqual(["2017-07-14T13:30", null, "2017-02-01T01:00"]);
  expect(warnings(table)).toEqual(expect.arrayContaining(["W_AMBIGUOUS_DATE", "W_BAD_TIME"]));
});

test("a 12-hour clock without AM and PM is told, and hours stay as they are written", async () => {
  const table = await read(["14/7/2017 8:55", "14/7/2017 3:30"]);
  expect(times(table)).toEqual(["2017-07-14T08:55", "2017-07-14T03:30"]);
  expect(warnings(table)).toContain("W_AMBIGUOUS_CLOCK");
  expect(warnings(await read(["14/7/2017 8:55", "14/7/2017 13:00"]))).not.toContain("W_AMBIGUOUS_CLOCK");
});

test("AM and PM, seconds and their fractions, and hours that no such clock has", async () => {
  const table = await read([
    "14/07/2017 12:00:00 PM",
    "14/07/2017 12:00:00 am",
    "14/07/2017 01:02:03.5 PM",
    "14/07/2017 13:00:00 PM",
  ]);
  expect([...table.column("timestamp")]).toEqual([
    Date.UTC(2017, 6, 14, 12),
    Date.UTC(2017, 6, 14, 0),
    Date.UTC(2017, 6, 14, 13, 2, 3, 500),
    null,
  ]);
  expect(table.report.warnings).toContainEqual(expect.objectContaining({ code: "W_BAD_TIME", lines: [5] }));
});

test("times are in the zone that the caller names", async () => {
  const table = await read(["14/7/2017 13:30"], { timeZone: "-03:00" });
  expect(times(table)).toEqual(["2017-07-14T16:30"]);
  expect(table.mapping.timeZone).toBe("explicit");
  expect(warnings(table)).not.toContain("W_ASSUMED_UTC");
});

test("ISO stamps and epoch numbers", async () => {
  const stamps = await read(["2017-07-14 13:30:00", "2017-07-14T13:31:00+02:00"]);
  expect(times(stamps)).toEqual(["2017-07-14T13:30", "2017-07-14T11:31"]);
  expect(stamps.report.warnings).toContainEqual(expect.objectContaining({ code: "W_ASSUMED_UTC", count: 1 }));
  const epochs = await read([1500039000, 1500039060]);
  expect(times(epochs)).toEqual(["2017-07-14T13:30", "2017-07-14T13:31"]);
  expect(epochs.mapping.timeZone).toBe("explicit");
});

test("texts that are no times give no column of times", async () => {
  const table = await read(["yesterday", "30/30/2017 1:00"]);
  expect(table.columnNames).not.toContain("timestamp");
  expect(table.mapping.field("timestamp").reason).toBe("Timestamp holds no times");
  expect(table.report.warnings).toContainEqual(expect.objectContaining({ code: "W_BAD_TIME", count: 2 }));
});
