import { prng } from "../../kernels/mod.ts";
import { sampleFlows, tableOf } from "../../../tests/support/flows.ts";
import type { AnomalyData, JSONValue } from "../core/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import { type FlowTable, floatColumn, intColumn } from "../table/mod.ts";
import { detectAnomalies, DETECTORS } from "./mod.ts";
import type { DetectOptions } from "./mod.ts";

/** Ordinary flows of one kind, in the five fields. */
function ordinaryFlows(
  rows: number,
  seed: number,
): Record<"duration" | "packets" | "sent" | "received", number[]> {
  const random = prng(seed);
  const draw = (low: number, high: number): number[] =>
    Array.from({ length: rows }, () => Math.round(low + (high - low) * random.next() * random.next()));
  return {
    duration: draw(1, 10),
    packets: draw(10, 60),
    sent: draw(1000, 9000),
    received: draw(2000, 20_000),
  };
}

function flowTable(flows: ReturnType<typeof ordinaryFlows>): FlowTable {
  return tableOf([
    floatColumn("duration", Float64Array.from(flows.duration)),
    intColumn("packet_count", Int32Array.from(flows.packets)),
    intColumn("bytes_sent", Int32Array.from(flows.sent)),
    intColumn("bytes_received", Int32Array.from(flows.received)),
  ]);
}

/** JSON without what may differ between runs. */
function stable(report: { toJSON(): JSONValue }): unknown {
  const data = report.toJSON() as unknown as AnomalyData;
  const { timing: _timing, runtime: _runtime, ...provenance } = data.provenance;
  return { ...data, provenance };
}

test("the three detectors vote, and rows with two votes are flagged, highest consensus score first", async () => {
  const report = await detectAnomalies(generateTraffic({ flows: 600 }));
  expect(report.detectors).toEqual(["isolationForest", "dbscan", "zScore"]);
  const voted = Array.from({ length: 600 }, (_, row) => row).filter(
    (row) => report.detectors.reduce((sum, name) => sum + report.votes[name]![row]!, 0) >= 2,
  );
  expect(voted.length).toBeGreaterThan(0);
  expect(Array.from(report.flagged).sort((a, b) => a - b)).toEqual(voted);
  const scores = Array.from(report.flagged, (row) => report.consensusScore[row]!);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(report.flaggedCount).toBe(voted.length);
  expect(report.agreement.both[1]![1]).toBe(report.votes["dbscan"]!.reduce((sum, vote) => sum + vote, 0));
});

test("the consensus score is the mean of the detectors' rank over n, equal scores with the mean of their ranks", async () => {
  const table = flowTable(ordinaryFlows(50, 3));
  const { scores, consensusScore, detectors } = await detectAnomalies(table);
  for (let row = 0; row < 50; row++) {
    let mean = 0;
    for (const name of detectors) {
      const all = scores[name]!;
      const below = all.filter((score) => score < all[row]!).length;
      const equal = all.filter((score) => score === all[row]).length;
      mean += (below + (1 + equal) / 2) / 50 / detectors.length;
    }
    expect(consensusScore[row]).toBeCloseTo(mean, 12);
    expect(consensusScore[row]).toBeGreaterThan(0);
    expect(consensusScore[row]).toBeLessThanOrEqual(1);
  }
});

test("a review budget flags exactly so many rows, the highest", async () => {
  const report = await detectAnomalies(generateTraffic({ flows: 400 }), { reviewBudget: 7 });
  expect(report.flagged).toHaveLength(7);
  const highest = [...report.consensusScore].sort((a, b) => b - a).slice(0, 7);
  expect(Array.from(report.flagged, (row) => report.consensusScore[row])).toEqual(highest);
  expect(report.atLeast).toBeNull();
  expect(report.view.cut).toBe(highest[6]);
});

test("one field far out of its range is the first reason of at least 95 of 100 planted flows", async () => {
  const fields = ["duration", "packets", "sent", "received"] as const;
  const names = {
    duration: "duration",
    packets: "packet_count",
    sent: "bytes_sent",
    received: "bytes_received",
  };
  const flows = ordinaryFlows(4000, 1);
  const planted = Array.from({ length: 100 }, (_, at) => ({ row: at * 40, field: fields[at % 4]! }));
  for (const { row, field } of planted) flows[field][row] = flows[field][row]! * 300;
  const report = await detectAnomalies(flowTable(flows));
  const right = planted.filter(({ row, field }) => report.reasons(row)[0]?.field === names[field]);
  expect(right.length).toBeGreaterThanOrEqual(95);
  const [first] = report.reasons(planted[2]!.row);
  expect(first).toMatchObject({ field: "bytes_sent", direction: "high" });
  expect(first!.text).toMatch(/^bytes_sent .+ [kM]B, usually .+ to .+ kB$/);
});

test("the shares of a row's reasons sum to 1, the largest first, and a row of usual values has reasons, too", async () => {
  const report = await detectAnomalies(generateTraffic({ flows: 300 }));
  for (let row = 0; row < 300; row++) {
    const shares = report.reasons(row).map(({ share }) => share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  }
  expect(() => report.reasons(300)).toThrow(/row must be a whole number from 0 to 299, got 300/);
});

test("where a scan is the dense part of a capture, the report says that outliers are not threats", async () => {
  const scan = generateTraffic({ flows: 2000, scenarios: [{ kind: "port-scan", share: 0.8 }, "normal"] });
  const { direction, mode } = await detectAnomalies(scan);
  expect(direction.inverted).toBe(true);
  expect(mode).toBe("dense-attacks");
  expect(direction.sentence).toMatch(/^Outliers are not threats here/);
  const calm = await detectAnomalies(generateTraffic({ flows: 2000, scenarios: ["normal"] }));
  expect(calm.direction.inverted).toBe(false);
  expect(calm.mode).toBe("rare");
  expect(calm.direction.sentence).toContain("rare, which need not be bad");
});

test("precision and recall are those of the flagged rows, over rows that have a verdict", async () => {
  const table = generateTraffic({ flows: 500 });
  const report = await detectAnomalies(table);
  const verdicts = table.numeric("is_attack");
  const hits = report.flagged.filter((row) => verdicts[row] === 1).length;
  expect(report.metrics?.precision).toBe(hits / report.flagged.length);
  expect(report.metrics?.recall).toBe(hits / verdicts.filter((verdict) => verdict === 1).length);
  const normal = await detectAnomalies(generateTraffic({ flows: 100, scenarios: ["normal"] }));
  expect(normal.metrics).toBeUndefined();
});

test("the same seed gives the same numbers, and the table is left as it was", async () => {
  const table = sampleFlows(300);
  const before = table.toCSV();
  const [one, two] = [await detectAnomalies(table, { seed: 5 }), await detectAnomalies(table, { seed: 5 })];
  expect(stable(one)).toEqual(stable(two));
  expect(one.scores).toEqual(two.scores);
  expect(table.toCSV()).toBe(before);
});

test("every detector runs, alone as well, and gives finite scores", async () => {
  const table = generateTraffic({ flows: 250 });
  for (const name of DETECTORS) {
    const report = await detectAnomalies(table, { detectors: [name] });
    expect(report.scores[name]!.every((score) => Number.isFinite(score))).toBe(true);
    const votes = report.votes[name]!.reduce((sum, vote) => sum + vote, 0);
    expect(report.flagged).toHaveLength(votes);
    expect(votes).toBeLessThan(125);
  }
});

test("eps comes from the distances, or is taken as given; noise alone scores above 1", async () => {
  const table = generateTraffic({ flows: 400 });
  const found = await detectAnomalies(table);
  expect(found.parameters.eps).toBeGreaterThan(0);
  expect(found.kDistances).toHaveLength(200);
  expect(found.kDistances).toContainEqual(Math.max(...found.kDistances));
  found.scores["dbscan"]!.forEach((score, row) => expect(score > 1).toBe(found.votes["dbscan"]![row] === 1));
  const given = await detectAnomalies(table, { eps: 100 });
  expect(given.parameters.eps).toBe(100);
  expect(given.votes["dbscan"]!.some((vote) => vote === 1)).toBe(false);
});

test("flows that are all alike give no error: nothing is unusual", async () => {
  const same = new Array<number>(30).fill(5);
  const report = await detectAnomalies(
    flowTable({ duration: same, packets: same, sent: same, received: same }),
  );
  expect(report.flaggedCount).toBe(0);
  expect(report.notes.join(" ")).toMatch(/are the same in all flows and tell nothing/);
  expect(report.notes.join(" ")).toMatch(/DBSCAN took 0\.5/);
});

test("the list of flagged flows is a table with scores and reasons, safe to open in a spreadsheet", async () => {
  const report = await detectAnomalies(generateTraffic({ flows: 300 }), { reviewBudget: 5 });
  const table = report.flaggedTable();
  expect(table.rowCount).toBe(5);
  expect(Array.from(table.numeric("anomaly_row"))).toEqual(Array.from(report.flagged));
  expect(table.column("anomaly_reasons").at(0)).toContain(report.reasons(report.flagged[0]!)[0]!.text);
  expect(table.toCSV({ formulaSafe: true }).split("\n")[0]).toContain("anomaly_isolationForest");
});

test("cuts fall with the score and end with all rows; with labels they have precision and recall", async () => {
  const { view } = await detectAnomalies(generateTraffic({ flows: 5000 }));
  expect(view.cuts.length).toBeLessThanOrEqual(200);
  const counts = view.cuts.map(({ flagged }) => flagged);
  expect(counts[0]).toBeLessThan(5);
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  expect(view.cuts.at(-1)).toMatchObject({ flagged: 5000, recall: 1 });
});

test("a cut never parts flows of one score: it moves to the last of them", async () => {
  const one = ordinaryFlows(40, 5);
  const repeated = Object.fromEntries(
    Object.entries(one).map(([name, values]) => [
      name,
      values.flatMap((value) => new Array<number>(37).fill(value)),
    ]),
  ) as typeof one;
  const { view, consensusScore } = await detectAnomalies(flowTable(repeated));
  expect(view.cuts.slice(0, 8).map(({ flagged }) => flagged)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((at) => 37 * at),
  );
  for (const { score, flagged } of view.cuts)
    expect(consensusScore.filter((value) => value >= score)).toHaveLength(flagged);
});

describe("input that makes no sense", () => {
  const table = generateTraffic({ flows: 50 });

  test.each<[string, unknown, RegExp]>([
    ["an unknown option", { detector: "dbscan" }, /unknown option "detector"/],
    ["no detector", { detectors: [] }, /at least one detector, each once/],
    ["an unknown detector", { detectors: ["svm"] }, /detectors must be one of .*"knn", got "svm"/],
    ["one detector twice", { detectors: ["hbos", "hbos"] }, /each once/],
    [
      "more votes than detectors",
      { consensus: { atLeast: 4 } },
      /consensus.atLeast must be .* from 1 to 3, got 4/,
    ],
    ["a budget beyond the rows", { reviewBudget: 51 }, /reviewBudget must be .* from 1 to 50, got 51/],
    ["a share of 1", { contamination: 1 }, /contamination must be finite and above 0 and at most 0.5, got 1/],
    ["eps of 0", { eps: 0 }, /eps, unless "auto", must be finite and above 0, got 0/],
    ["a baseline that is no table", { baseline: [] }, /baseline must be a FlowTable of normal flows/],
    ["a small baseline", { baseline: table.slice(0, 5) }, /baseline must have at least 20 flows, got 5/],
  ])("%s is refused with the rule", async (_, options, message) => {
    await expect(detectAnomalies(table, options as DetectOptions)).rejects.toThrow(message);
    await expect(detectAnomalies(table, options as DetectOptions)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });

  test("two flows, and what is no table, are refused with the remedy", async () => {
    await expect(detectAnomalies(table.slice(0, 2))).rejects.toThrow(/at least 4 flows, got 2; load more/);
    await expect(detectAnomalies({} as FlowTable)).rejects.toThrow(/must be a FlowTable, as loadFlows gives/);
  });

  test("cancelling rejects with CANCELLED", async () => {
    const control = new AbortController();
    const job = detectAnomalies(generateTraffic({ flows: 20_000 }), { signal: control.signal });
    setTimeout(() => control.abort(), 5);
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
