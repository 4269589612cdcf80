import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateTraffic } from "../generate/mod.ts";
import { loadFlows } from "../read/mod.ts";
import { failure } from "../read/testing/input.ts";
import { timeColumn } from "./columns.ts";
import { FlowTable } from "./flow-table.ts";

describe("FlowTable.toParquet()", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "parquet-"));
  const table = generateTraffic({ flows: 30, seed: 5 });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("writes one file, which is read back with its byte meaning and direction", async () => {
    const file = path.join(folder, "flows.parquet");
    await table.toParquet(file);
    await table.toParquet(file);
    expect(readdirSync(folder)).toEqual(["flows.parquet"]);
    const back = await loadFlows(file);
    expect(back.columnNames).toEqual(table.columnNames);
    const { byteMeaning, direction, timeZone } = table.mapping;
    expect(back.mapping).toMatchObject({ dialect: "trafficlab", byteMeaning, direction, timeZone });
    expect(back.report).toMatchObject({ read: 30, kept: 30, labels: table.report.labels });
  });

  test("times that microseconds do not hold come back to the last bit", async () => {
    const times = timeColumn("timestamp", Float64Array.of(1.5e12 + 1 / 3, NaN, -0, 1e300));
    const { mapping, report, provenance } = table;
    const odd = FlowTable.fromColumns([times], { mapping: mapping.toJSON(), report, provenance });
    await odd.toParquet(path.join(folder, "odd.parquet"));
    const back = (await loadFlows(path.join(folder, "odd.parquet"))).column("timestamp");
    expect([back.type, ...back.toArray()]).toEqual(["time", 1.5e12 + 1 / 3, null, -0, 1e300]);
  });

  test("the note of a file is not believed against its columns", async () => {
    const file = path.join(folder, "forged.parquet");
    await table.select(["duration", "packet_count", "bytes_sent", "service"]).toParquet(file);
    const forged = readFileSync(file)
      .toString("latin1")
      .replaceAll("service", "src_ip#")
      .replaceAll("duration", "protocol");
    const back = await loadFlows(Buffer.from(forged, "latin1"));
    expect(back.column("protocol").type).toBe("text");
  });

  test.each([
    [42, "path must name a file of this machine, got 42"],
    ["", 'path must name a file of this machine, got ""'],
    ["https://example.org/a.parquet", "path must name a file of this machine"],
  ])("refuses %p as a path", async (target, message) => {
    const error = await failure(table.toParquet(target as string));
    expect([error.constructor, error.code, error.message]).toEqual([
      TypeError,
      "BAD_INPUT",
      expect.stringContaining(message),
    ]);
  });

  test("says what keeps it from writing, and leaves nothing behind", async () => {
    const error = await failure(table.toParquet(path.join(folder, "no", "such.parquet")));
    expect([error.code, error.message]).toEqual([
      "E_WRITE",
      expect.stringMatching(/^Cannot write ".*such\.parquet": /),
    ]);
    const none = await failure(table.select([]).toParquet(path.join(folder, "none.parquet")));
    expect(none.message).toBe("Cannot write Parquet: a table must have columns, got none");
  });
});
