import { generateTraffic } from "../generate/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { createThreatAssessor, watch } from "./mod.ts";
import type { ThreatAssessor } from "./mod.ts";

jest.setTimeout(60_000);

/** What each window looks back to, as watch() says. */
const MEMORY_MS = 600_000;

async function expectSameAsBatches(
  assessor: ThreatAssessor,
  flows: FlowTable,
  seconds: number,
): Promise<number> {
  const times = flows.numeric("timestamp");
  let closed = -Infinity;
  let windows = 0;
  for await (const { from, to, flows: count, score, alerts } of watch(flows, { assessor, window: seconds })) {
    const rows = [...times.keys()].filter((row) => times[row]! >= closed - MEMORY_MS && times[row]! < to);
    const batch = flows.filter({ rows });
    const all = await assessor.assessAll(batch);
    const inside = [...rows.keys()].filter((place) => times[rows[place]!]! >= from);
    expect(count).toBe(inside.length);
    const scores = inside.map((place) => all.score[place]!).filter((one) => !Number.isNaN(one));
    expect(score).toBe(Math.max(0, ...scores));
    const places = alerts.map(({ row }) => rows.indexOf(row));
    const expected = await assessor.assessRows(batch, places);
    alerts.forEach(({ assessment }, at) => {
      const { provenance: _, ...found } = assessment.toJSON() as { provenance: unknown };
      const { provenance: __, ...known } = expected[at]!.toJSON() as { provenance: unknown };
      expect(found).toEqual(known);
    });
    closed = to;
    windows++;
  }
  return windows;
}

test("a replay's windows are those of the same flows assessed as batches, ledgers and all", async () => {
  const flows = generateTraffic({ flows: 3000, hours: 1, seed: 8 });
  expect(await expectSameAsBatches(await createThreatAssessor(), flows, 120)).toBe(30);
});

test("so they are with a baseline, in any order of rows, and for captures with gaps, missing times and lone flows", async () => {
  const some = generateTraffic({ flows: 900, hours: 1, seed: 2 });
  const times = some.numeric("timestamp");
  const start = Math.min(...times);
  const flows = some
    .filter(
      (row) =>
        (row["timestamp"] as number) < start + 600_000 || (row["timestamp"] as number) > start + 3_000_000,
    )
    .sort([{ column: "bytes_sent" }]);
  const baseline = generateTraffic({ flows: 300, scenarios: ["normal"], seed: 3 });
  const assessor = await createThreatAssessor({ baseline });
  expect(await expectSameAsBatches(assessor, flows, 300)).toBeGreaterThan(2);
  const [first] = flows.slice(0, 1).numeric("timestamp");
  expect(
    await expectSameAsBatches(
      assessor,
      flows.filter((row) => row["timestamp"] === first),
      60,
    ),
  ).toBe(1);
});

test("flows without addresses are assessed by themselves and by what is alike", async () => {
  const flows = generateTraffic({ flows: 600, hours: 1, seed: 4 });
  const names = flows.columnNames.filter((name) => name !== "src_ip");
  expect(await expectSameAsBatches(await createThreatAssessor(), flows.select(names), 600)).toBe(6);
});
