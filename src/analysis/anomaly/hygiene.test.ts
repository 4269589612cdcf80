import { generateTraffic } from "../generate/mod.ts";
import { floatColumn, FlowTable, textColumnFromStrings } from "../table/mod.ts";
import { detectAnomalies } from "./mod.ts";

const FAST = { detectors: ["mahalanobis"] } as const;
const normal = (flows: number, seed: number): FlowTable =>
  generateTraffic({ flows, seed, scenarios: ["normal"] });

async function notesOf(batch: FlowTable, baseline: FlowTable): Promise<string> {
  return (await detectAnomalies(batch, { baseline, ...FAST })).notes.join("\n");
}

/** The table with other values in one column. */
function changed(table: FlowTable, name: string, change: (value: number) => number): FlowTable {
  const columns = table
    .storedColumns()
    .map((column) => (column.name === name ? floatColumn(name, table.numeric(name).map(change)) : column));
  const { mapping, report, provenance } = table;
  return FlowTable.fromColumns(columns, { mapping: mapping.toJSON(), report, provenance });
}

test("a baseline that is one is not doubted", async () => {
  expect(await notesOf(normal(600, 1), normal(600, 2))).not.toMatch(/labelled|unit|meter|of other classes/);
});

test("attacks in the baseline are counted, by their evidence and by their labels", async () => {
  const dirty = FlowTable.concat([
    normal(500, 1),
    generateTraffic({ flows: 40, seed: 3, scenarios: ["port-scan"] }),
  ]);
  const notes = await notesOf(normal(300, 2), dirty);
  expect(notes).toMatch(
    /^\d+ flows of the baseline \([\d.]+ %\) have 2 points of evidence by the rules or more \(rows 5\d\d/m,
  );
  expect(notes).toContain("40 flows of the baseline are labelled as an attack");
});

test("durations in ms are told from durations in s, and a field that only one table has is named", async () => {
  const baseline = changed(normal(400, 1), "duration", (seconds) => seconds * 1000);
  expect(await notesOf(normal(400, 2), baseline)).toMatch(
    /^duration: half of the flows have .* another unit\?$/m,
  );
  const narrow = normal(400, 1).select(["duration", "bytes_sent", "bytes_received", "dst_port"]);
  expect(await notesOf(normal(400, 2), narrow)).toMatch(/packet_size_mean.* are in one of both tables only/);
});

test("a baseline of other services, of another meter or another way of counting bytes is told", async () => {
  const batch = normal(400, 2);
  const { report, provenance } = batch;
  const columns = batch
    .storedColumns()
    .map((column) =>
      column.name === "protocol"
        ? textColumnFromStrings("protocol", new Array<string>(400).fill("gre"))
        : column,
    );
  const other = FlowTable.fromColumns(columns, {
    mapping: { ...batch.mapping.toJSON(), dialect: "argus", byteMeaning: "payload", direction: "one-way" },
    report,
    provenance,
  });
  const notes = await notesOf(other, normal(400, 1));
  expect(notes).toContain("The baseline was written by another meter");
  expect(notes).toContain("they cannot be compared as they are");
  expect(notes).toMatch(/protocol: 100 % of the flows are of other classes .*other 100 % here, 0 % there/);
});

describe("contrast", () => {
  const guessing = (seed: number): FlowTable =>
    FlowTable.concat([normal(1000, seed), generateTraffic({ flows: 60, seed, scenarios: ["brute-force"] })]);

  test("finds what is new, and the fused rank comes with it where nothing drifted", async () => {
    const report = await detectAnomalies(guessing(5), { baseline: normal(1500, 6) });
    expect(report.drift).toMatchObject({ isDrift: false });
    expect(report.contrast).toHaveLength(1060);
    const mean = (from: number, to: number): number =>
      report.contrast!.slice(from, to).reduce((sum, score) => sum + score, 0) / (to - from);
    expect(mean(1000, 1060)).toBeGreaterThan(mean(0, 1000) + 0.3);
    expect(Math.max(...report.fused!)).toBeLessThanOrEqual(1);
  });

  test("says that a batch of another kind has drifted, and gives no fused rank", async () => {
    const other = changed(
      changed(normal(600, 7), "bytes_sent", (x) => 3 * x + 7),
      "duration",
      (x) => 2 * x + 1,
    );
    const report = await detectAnomalies(other, { baseline: normal(600, 8), ...FAST });
    expect(report.drift!.isDrift).toBe(true);
    expect(report.fused).toBeUndefined();
    expect(report.notes.join()).toContain("it is from another time or network");
    expect((report.toJSON() as { drift: unknown }).drift).toEqual(report.drift);
  });

  test("is not there for few flows, nor without a baseline", async () => {
    expect((await detectAnomalies(normal(100, 1), { baseline: normal(600, 2) })).contrast).toBeUndefined();
    expect((await detectAnomalies(normal(300, 1))).drift).toBeUndefined();
  });
});

test("trimming a dirty baseline lets the like of its attacks stand out again", async () => {
  const attacks = (seed: number): FlowTable => generateTraffic({ flows: 60, seed, scenarios: ["port-scan"] });
  const baseline = FlowTable.concat([normal(700, 1), attacks(3)]);
  const batch = FlowTable.concat([normal(700, 2), attacks(4)]);
  const dirty = await detectAnomalies(batch, { baseline });
  const clean = await detectAnomalies(batch, { baseline, trimBaseline: 0.15 });
  expect(clean.metrics!.rocAuc).toBeGreaterThan(dirty.metrics!.rocAuc + 0.01);
});

test.each<[object, string]>([
  [{ trimBaseline: 0.1 }, "trimBaseline needs a baseline, got none"],
  [
    { baseline: true, trimBaseline: 0.6 },
    "trimBaseline must be finite and at least 0 and at most 0.5, got 0.6",
  ],
  [{ kinds: 1 }, "kinds must be true or false, got 1"],
])("options %j are refused", async (options, message) => {
  const given = "baseline" in options ? { ...options, baseline: normal(50, 1) } : options;
  await expect(detectAnomalies(normal(50, 2), given)).rejects.toThrow(message);
});
