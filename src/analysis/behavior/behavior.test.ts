import { prng } from "../../kernels/mod.ts";
import { sampleFlows, tableOf } from "../../../tests/support/flows.ts";
import type { BehaviorData, JSONValue } from "../core/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import { type FlowTable, floatColumn, intColumn, textColumnFromStrings } from "../table/mod.ts";
import { analyzeBehavior } from "./mod.ts";
import { clusterNames } from "./names.ts";
import type { ClusterTraits } from "./names.ts";
import type { BehaviorOptions } from "./mod.ts";

/** Flows around a few centers: duration s, packets, bytes sent, bytes received, port. */
function groups(
  centers: readonly (readonly [number, number, number, number, number])[],
  each: number,
): FlowTable {
  const random = prng(11);
  const near = (value: number): number => value * (0.9 + 0.2 * random.next());
  const rows = centers.flatMap((center) => Array.from({ length: each }, () => center));
  const whole = (at: 1 | 2 | 3): Int32Array =>
    Int32Array.from(rows, (center) => Math.round(near(center[at])));
  return tableOf([
    floatColumn(
      "duration",
      Float64Array.from(rows, ([seconds]) => near(seconds)),
    ),
    intColumn("packet_count", whole(1)),
    intColumn("bytes_sent", whole(2)),
    intColumn("bytes_received", whole(3)),
    intColumn(
      "dst_port",
      Int32Array.from(rows, (center) => center[4]),
    ),
    textColumnFromStrings(
      "label",
      rows.map((center) => (center[4] === 22 ? "ssh" : "other")),
    ),
  ]);
}

const THREE = groups(
  [
    [0.01, 2, 60, 120, 53],
    [5, 30, 1500, 60_000, 443],
    [400, 2000, 5_000_000, 40_000, 22],
  ],
  100,
);

function stable(report: { toJSON(): JSONValue }): unknown {
  const data = report.toJSON() as unknown as BehaviorData;
  const { timing: _timing, runtime: _runtime, ...provenance } = data.provenance;
  return { ...data, provenance };
}

test("three groups are found by the silhouette, with names that say what they do", async () => {
  const report = await analyzeBehavior(THREE);
  expect(report.k).toBe(3);
  expect(report.chosenBy).toBe("silhouette");
  expect(report.silhouette).toBeGreaterThan(0.8);
  expect(report.candidates.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const names = [0, 100, 200].map((row) => report.clusters[report.labels[row]!]!.name);
  expect(names).toEqual(["Short light DNS exchanges", "Web downloads", "Long heavy SSH uploads"]);
});

test("clusters have the means, medians and labels of their flows, and sizes that sum to all", async () => {
  const report = await analyzeBehavior(THREE, { k: 3 });
  expect(report.chosenBy).toBe("user");
  const sent = THREE.numeric("bytes_sent");
  for (const { id, size, share, fields, labels } of report.clusters) {
    const own = sent.filter((_, row) => report.labels[row] === id).sort();
    const field = fields.find((one) => one.field === "bytes_sent");
    expect(size).toBe(100);
    expect(share).toBeCloseTo(1 / 3, 12);
    expect(field?.mean).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 100, 6);
    expect(field?.median).toBe((own[49]! + own[50]!) / 2);
    expect(labels).toHaveLength(1);
  }
  expect(report.clusters.reduce((sum, { size }) => sum + size, 0)).toBe(300);
});

test("a sentence tells the three fields that set the cluster apart most, against all flows", async () => {
  const report = await analyzeBehavior(THREE, { k: 3 });
  const uploads = report.clusters[report.labels[250]!]!;
  const largest = [...uploads.fields]
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
    .slice(0, 3);
  expect(uploads.sentence).toMatch(/^Mostly SSH; medians \(of all flows\): .+\.$/);
  for (const { field } of largest) expect(uploads.sentence).toContain(field);
});

test("no two clusters have one name, however many there are", async () => {
  const report = await analyzeBehavior(generateTraffic({ flows: 3000 }), { k: 30 });
  const names = report.clusters.map(({ name }) => name);
  expect(new Set(names).size).toBe(30);
  expect(names.every((name) => name !== "")).toBe(true);
});

test("clusters of one kind are told apart by the field in which they differ most, then by number", () => {
  const traits = (size: number, sent: number): ClusterTraits => ({
    fields: [
      { field: "packet_size_mean", mean: 0, median: 0, deviation: size },
      { field: "bytes_sent", mean: 0, median: 500, deviation: sent },
      { field: "bytes_received", mean: 0, median: 500, deviation: 0 },
    ],
    usual: new Map(),
    service: "DNS",
    share: 0.5,
  });
  expect(clusterNames([traits(0.9, 0.1), traits(-0.8, 0)])).toEqual([
    "DNS exchanges, larger packets",
    "DNS exchanges, smaller packets",
  ]);
  expect(clusterNames([traits(0, 0), traits(0, 0)])).toEqual(["DNS exchanges", "DNS exchanges (2)"]);
});

test("clusters are numbered by size, the largest first", async () => {
  const { clusters, labels } = await analyzeBehavior(generateTraffic({ flows: 1000 }), { k: 5 });
  const sizes = clusters.map(({ size }) => size);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  clusters.forEach(({ id, size }) => expect(labels.filter((label) => label === id)).toHaveLength(size));
});

test("the same seed gives the same numbers, and the table is left as it was", async () => {
  const table = sampleFlows(300);
  const before = table.toCSV();
  expect(stable(await analyzeBehavior(table, { seed: 9 }))).toEqual(
    stable(await analyzeBehavior(table, { seed: 9 })),
  );
  expect(table.toCSV()).toBe(before);
});

test("flows that are all alike are one cluster, and the notes say so", async () => {
  const same = new Float64Array(20).fill(3);
  const report = await analyzeBehavior(
    tableOf([floatColumn("duration", same), floatColumn("bytes_sent", same)]),
  );
  expect(report.k).toBe(1);
  expect(report.clusters[0]).toMatchObject({ size: 20, share: 1 });
  expect(report.notes.join(" ")).toContain("All flows are alike");
});

test("names come from the ports and services, never from a text of the data that is none", async () => {
  const column = (text: string): FlowTable =>
    tableOf([
      floatColumn("duration", Float64Array.of(1, 2, 3, 4, 500, 600)),
      textColumnFromStrings("service", new Array<string>(6).fill(text)),
    ]);
  const names = async (text: string): Promise<string> =>
    (await analyzeBehavior(column(text), { k: 1 })).clusters[0]!.name;
  expect(await names("ssl")).toBe("Web flows");
  expect(await names("radius")).toBe("RADIUS flows");
  expect(await names("-")).toBe("Flows");
  expect(await names("<img src=x>")).toBe("Flows");
});

test("the list of clusters is a table, one row each", async () => {
  const report = await analyzeBehavior(THREE, { k: 3 });
  const table = report.clustersTable();
  expect(table.rowCount).toBe(3);
  expect(table.column("name").toArray()).toEqual(report.clusters.map(({ name }) => name));
  expect(table.columnNames).toContain("median_bytes_sent");
});

test("the flows with their clusters are a table of all rows, whose own columns stay, and again when it is analyzed itself", async () => {
  const report = await analyzeBehavior(THREE, { k: 3 });
  const table = report.flowsTable();
  const added = ["behavior_row", "behavior_cluster", "behavior_name"];
  expect(table.columnNames).toEqual([...THREE.columnNames, ...added]);
  expect([table.column("behavior_row").at(299), table.rowCount]).toEqual([299, 300]);
  expect(table.column("behavior_cluster").toArray()).toEqual([...report.labels]);
  const names = report.clusters.map(({ id, name }) => [id, name] as const);
  const said = new Set(
    table
      .column("behavior_cluster")
      .toArray()
      .map((id, row) => JSON.stringify([id, table.column("behavior_name").at(row)])),
  );
  expect([...said].sort()).toEqual(names.map((pair) => JSON.stringify(pair)).sort());
  expect(table.column("dst_port").toArray()).toEqual(THREE.column("dst_port").toArray());
  const again = (await analyzeBehavior(table, { k: 3 })).flowsTable();
  expect(again.columnNames.slice(-3)).toEqual(["behavior_2_row", "behavior_2_cluster", "behavior_2_name"]);
});

describe("input that makes no sense", () => {
  test.each<[string, unknown, RegExp]>([
    ["an unknown option", { clusters: 3 }, /unknown option "clusters"/],
    ["k of 0", { k: 0 }, /k, unless "auto", must be a whole number from 1 to 50, got 0/],
    ["k as text", { k: "3" }, /k, unless "auto", must be a number, got "3"/],
    ["an unknown field", { fields: ["label"] }, /fields must be one of/],
  ])("%s is refused with the rule", async (_, options, message) => {
    await expect(analyzeBehavior(THREE, options as BehaviorOptions)).rejects.toThrow(message);
  });

  test("more clusters than different flows are refused with the remedy", async () => {
    const table = tableOf([floatColumn("duration", Float64Array.of(1, 1, 2, 2, 2))]);
    await expect(analyzeBehavior(table, { k: 3 })).rejects.toThrow(
      /got 3 for 2 different flows in these fields; give a smaller k/,
    );
    expect((await analyzeBehavior(table)).k).toBe(2);
  });

  test("three flows, and what is no table, are refused with the remedy", async () => {
    await expect(analyzeBehavior(THREE.slice(0, 3))).rejects.toThrow(/at least 4 flows, got 3; load more/);
    await expect(analyzeBehavior(null as unknown as FlowTable)).rejects.toThrow(
      /as loadFlows gives, got null/,
    );
  });

  test("cancelling rejects with CANCELLED", async () => {
    const control = new AbortController();
    const job = analyzeBehavior(generateTraffic({ flows: 20_000 }), { signal: control.signal });
    setTimeout(() => control.abort(), 5);
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
