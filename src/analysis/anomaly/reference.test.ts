import { generateTraffic } from "../generate/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { detectAnomalies } from "./mod.ts";

const normal = (flows: number, seed: number): FlowTable =>
  generateTraffic({ flows, seed, scenarios: ["normal"] });

test("against a baseline few normal flows are flagged by each detector, about one in a hundred", async () => {
  const report = await detectAnomalies(normal(4000, 8), { baseline: normal(4000, 9) });
  expect(report.mode).toBe("reference");
  expect(report.detectors).toEqual(["isolationForest", "mahalanobis", "knn", "copod", "hbos"]);
  for (const name of report.detectors) {
    const share = report.votes[name]!.reduce((sum, vote) => sum + vote, 0) / 4000;
    expect(share).toBeLessThan(0.025);
  }
});

test("flows unlike the baseline are found although they are most of the batch", async () => {
  const flood = generateTraffic({
    flows: 600,
    seed: 3,
    scenarios: [{ kind: "exfiltration", share: 0.7 }, "normal"],
  });
  const baseline = normal(3000, 4);
  const alone = await detectAnomalies(flood);
  const against = await detectAnomalies(flood, { baseline });
  expect(against.metrics!.rocAuc).toBeGreaterThan(0.8);
  expect(against.metrics!.rocAuc).toBeGreaterThan(alone.metrics!.rocAuc);
});

test("a row's novelty does not depend on the other rows of the batch", async () => {
  const baseline = normal(500, 4);
  const batch = generateTraffic({ flows: 60, seed: 6 });
  const whole = await detectAnomalies(batch, { baseline });
  const part = await detectAnomalies(batch.slice(10, 20), { baseline });
  expect(Array.from(part.consensusScore)).toEqual(Array.from(whole.consensusScore.slice(10, 20)));
});

test("a flow beyond all normal ones has the smallest p-value there is, and no score is 1", async () => {
  const batch = normal(20, 2);
  const far = FlowTable.concat([batch, generateTraffic({ flows: 1, seed: 1, scenarios: ["exfiltration"] })]);
  const { consensusScore } = await detectAnomalies(far, { baseline: normal(100, 4), detectors: ["zScore"] });
  // 40 of the 100 normal flows are kept out of the fit.
  expect(consensusScore[20]).toBeCloseTo(1 - 1 / 41, 12);
  expect(Math.max(...consensusScore)).toBeLessThan(1);
  expect(Math.min(...consensusScore)).toBeGreaterThanOrEqual(0);
});

test("a small baseline is said to be small", async () => {
  const { notes } = await detectAnomalies(normal(100, 2), { baseline: normal(60, 1) });
  expect(notes.join(" ")).toContain("less like it than all 24 normal flows kept out of the fit");
});

test("reasons are told by what is usual in the baseline", async () => {
  const baseline = normal(1000, 1);
  const report = await detectAnomalies(generateTraffic({ flows: 200, seed: 2 }), { baseline });
  const sorted = baseline.numeric("bytes_sent").sort();
  const reason = report.reasons(0).find(({ field }) => field === "bytes_sent");
  expect(reason?.typical[0]).toBeCloseTo(sorted[Math.floor(0.05 * 999)]!, -2);
});

test("fields that only one of both tables has are left out; with none in common it is refused", async () => {
  const batch = normal(100, 2).select(["duration", "bytes_sent"]);
  const baseline = normal(100, 3).select(["bytes_sent", "bytes_received"]);
  const report = await detectAnomalies(batch, { baseline });
  expect(report.reasons(0).map(({ field }) => field)).toEqual(["bytes_sent"]);
  await expect(
    detectAnomalies(batch.select(["duration"]), { baseline: baseline.select(["bytes_sent"]) }),
  ).rejects.toThrow(/got none in the fields that both tables have/);
});

test("other detectors can be asked for, DBSCAN as the distance to the minSamples-th normal flow", async () => {
  const detectors = ["dbscan", "zScore", "robustZScore", "ecod", "lof"] as const;
  const report = await detectAnomalies(normal(80, 2), { baseline: normal(120, 3), detectors });
  for (const name of detectors) expect(report.scores[name]!.every(Number.isFinite)).toBe(true);
});
