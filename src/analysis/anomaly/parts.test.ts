import { SortSpace } from "../../kernels/mod.ts";
import { finishSteps, runJob } from "../core/mod.ts";
import type { Job } from "../core/mod.ts";
import { PORT_CLASSES } from "../features/mod.ts";
import { intColumn, textColumnFromStrings } from "../table/mod.ts";
import { tableOf } from "../table/testing/tables.ts";
import { directionOf } from "./direction.ts";
import { ellipseDistances, fitEllipse, FlowScale } from "../flow-matrix/mod.ts";
import type { FieldScale } from "../flow-matrix/mod.ts";
import { reasonsOf } from "./reasons.ts";
import { correlationOfRanks, descendingRows, rankShares } from "./ranks.ts";
import { signaturesOf } from "./signatures.ts";

const inJob = <T>(body: (job: Job) => Promise<T>): Promise<T> => runJob("test", {}, body);

test("ranks over n: equal scores share the mean of their ranks, infinite ones are the highest", async () => {
  const scores = Float64Array.of(3, 1, 3, Infinity, -2);
  const shares = await inJob((job) => rankShares(job, scores, new SortSpace(5)));
  expect(Array.from(shares)).toEqual([0.7, 0.4, 0.7, 1, 0.2]);
  expect(Array.from(await inJob((job) => descendingRows(job, scores, new SortSpace(5))))).toEqual([
    3, 0, 2, 1, 4,
  ]);
});

test("the rank correlation is that of Spearman, and null where one side does not vary", async () => {
  const ranks = (values: number[]): Promise<Float64Array> =>
    inJob((job) => rankShares(job, Float64Array.from(values), new SortSpace(values.length)));
  const [up, down] = [await ranks([1, 2, 3, 4]), await ranks([9, 7, 5, 3])];
  expect(correlationOfRanks(up, down)).toBeCloseTo(-1, 12);
  // By hand: ranks 1 2 3 4 and 2 1 4 3 give 1 - 6 * 4 / (4 * 15) = 0.6.
  expect(correlationOfRanks(up, await ranks([2, 1, 4, 3]))).toBeCloseTo(0.6, 12);
  expect(correlationOfRanks(up, await ranks([5, 5, 5, 5]))).toBeNull();
});

test("the Mahalanobis distance is that of the covariance with the ridge, worked by hand", () => {
  // Covariance [[2/3, 1/3], [1/3, 2/3]] + 0.01 on the diagonal.
  const X = { data: Float64Array.of(-1, -1, 0, 0, 0, 1, 1, 0), rows: 4, columns: 2 };
  const scores = finishSteps(ellipseDistances(finishSteps(fitEllipse(X)), X));
  const [mean, a, b] = [[0, 0], 2 / 3 + 0.01, 1 / 3] as const;
  const determinant = a * a - b * b;
  for (let row = 0; row < 4; row++) {
    const [x, y] = [X.data[2 * row]! - mean[0], X.data[2 * row + 1]! - mean[1]];
    expect(scores[row]).toBeCloseTo((a * x * x - 2 * b * x * y + a * y * y) / determinant, 12);
  }
});

test("fields that follow from each other leave the distance finite", () => {
  const X = { data: Float64Array.from({ length: 20 }, (_, at) => at >> 1), rows: 10, columns: 2 };
  const scores = finishSteps(ellipseDistances(finishSteps(fitEllipse(X)), X));
  expect(scores.every(Number.isFinite)).toBe(true);
});

test("near-identical flows are one pattern, name service is none, and single flows are none", async () => {
  const rows = 10;
  const table = tableOf([
    intColumn("bytes_sent", Int32Array.of(100, 101, 100, 99, 5, 70, 70, 70, 900, 20_000)),
    intColumn("packet_count", new Int32Array(rows).fill(2)),
    intColumn("dst_port", Int32Array.of(22, 22, 22, 22, 22, 53, 53, 53, 80, 80)),
    textColumnFromStrings("protocol", new Array<string>(rows).fill("tcp")),
  ]);
  const { dense, denseShare, largest } = await inJob((job) => signaturesOf(job, table));
  expect(largest[0]).toBe(4);
  expect(Array.from(dense)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(denseShare).toBe(0.4);
});

test("a value out of its usual range is a stronger reason than a farther one within a wide range", () => {
  const field = (name: FieldScale["field"], typical: [number, number]): FieldScale => ({
    ...{ field: name, typical, fill: 0, missing: 0, infinite: 0, isConstant: false },
    spread: { scale: 1, center: 0, spread: 1 },
  });
  const scale = new FlowScale([field("duration", [-3, 3]), field("packet_count", [-1, 1])], "none");
  const flow = (...numbers: number[]) => ({ values: numbers.map((one) => Float64Array.of(one)), kinds: [] });
  const [first, second] = reasonsOf(scale, flow(2.5, 1.5), 0, ["zScore"]);
  // (1.5 - 1)² + 1.5² / 100 against 2.5² / 100.
  expect(first).toMatchObject({ field: "packet_count", direction: "high", detectors: ["zScore"] });
  expect(first!.share).toBeCloseTo(0.2725 / (0.2725 + 0.0625), 12);
  expect(first!.text).toBe("packet_count 1.5, usually -1 to 1");
  expect(second!.text).toBe("duration 2.5 s, within the usual -3 s to 3 s");
  expect(reasonsOf(scale, flow(0, 0), 0, []).map(({ share }) => share)).toEqual([0.5, 0.5]);
});

test("a port that few flows have is a reason, by the share of flows that have one of its class", () => {
  const shares = PORT_CLASSES.map((name) => ({ web: 0.75, dns: 0.24, admin: 0.01 })[name] ?? 0);
  const scale = new FlowScale([], "log", [{ field: "dst_port", shares }]);
  const reasonOf = (name: string) =>
    reasonsOf(scale, { values: [], kinds: [Int8Array.of(PORT_CLASSES.indexOf(name))] }, 0, [])[0]!;
  expect(reasonOf("admin")).toEqual({
    ...{ field: "dst_port", kind: "admin", value: 0.01, typical: [0.24, 0.75], direction: "low", share: 1 },
    ...{ detectors: [], text: "dst_port of class admin, as 1 % of flows have" },
  });
  expect(reasonOf("web").direction).toBe("high");
  expect(reasonOf("mail").text).toBe("dst_port of class mail, as 0 % of flows have");
});

test("parts of packets are not told", () => {
  const typical: [number, number] = [1, 35.05];
  const spread = { scale: 1, center: 0, spread: 1 };
  const scale = new FlowScale(
    [{ field: "packets_sent", typical, fill: 2, missing: 0, infinite: 0, isConstant: false, spread }],
    "none",
  );
  const flow = { values: [Float64Array.of(400)], kinds: [] };
  expect(reasonsOf(scale, flow, 0, [])[0]!.text).toBe("packets_sent 400, usually 1 to 35");
});

describe("direction", () => {
  const rows = 1000;
  const signatures = { largest: [], dense: new Uint8Array(rows), denseShare: 0.1 };
  const rising = Float64Array.from({ length: rows }, (_, row) => (row + 1) / rows);
  const isFlagged = Uint8Array.from(rising, (score) => (score > 0.9 ? 1 : 0));
  const directed = (evidence: Float64Array | null, baseline: string | null = null) =>
    inJob((job) => directionOf(job, { signatures, evidence, consensusScore: rising, isFlagged, baseline }));

  test("rules that point at the highest scores agree with them", async () => {
    const { mode, direction } = await directed(rising.map((score) => 2 * score));
    expect(direction).toMatchObject({ inverted: false, agreement: 1, ruleHitsFlagged: 100 / 501 });
    expect(mode).toBe("rare");
  });

  test("rules that point at the lowest scores turn the meaning round", async () => {
    const { mode, direction } = await directed(rising.map((score) => 2 - 2 * score));
    expect(direction.inverted).toBe(true);
    expect(mode).toBe("dense-attacks");
    expect(direction.sentence).toBe(
      "Outliers are not threats here; of 500 flows with evidence by the rules 0 % are flagged, of all flows 10 %. Rank the flows by threat instead.",
    );
  });

  test("hits that are mostly ordinary turn it round although enough of them are flagged", async () => {
    const { direction } = await directed(
      Float64Array.from(rising, (_, row) => (row < 400 || row >= 950 ? 2 : 0)),
    );
    expect(direction.ruleHitsFlagged).toBeCloseTo(50 / 450, 12);
    expect(direction.agreement).toBeLessThan(-0.1);
    expect(direction.inverted).toBe(true);
  });

  test("a few hits turn nothing round", async () => {
    const { direction } = await directed(Float64Array.from(rising, (_, row) => (row < 10 ? 2 : 0)));
    expect(direction).toMatchObject({ inverted: false, ruleHitsFlagged: 0 });
  });

  test("hits that are flagged less than half as often as others turn it round", async () => {
    const evidenceOf = (score: number, row: number): number => (score >= 0.9 ? 0.9 : row % 3 === 0 ? 2 : 0);
    const hits = Float64Array.from(rising, evidenceOf);
    const { direction } = await directed(hits);
    expect(direction.agreement).toBeGreaterThan(-0.1);
    expect(direction.inverted).toBe(true);
  });

  test("without a hit, and without rules, nothing is claimed", async () => {
    expect((await directed(new Float64Array(rows))).direction).toMatchObject({
      inverted: false,
      ruleHitsFlagged: null,
      sentence: expect.stringContaining("no flow has a point of evidence"),
    });
    expect((await directed(null)).direction).toMatchObject({ inverted: false, agreement: null });
  });

  test("with a baseline the flags are measured by it, whatever rules say", async () => {
    const { mode, direction } = await directed(
      rising.map((score) => 2 - 2 * score),
      "normal.csv",
    );
    expect(mode).toBe("reference");
    expect(direction.inverted).toBe(false);
    expect(direction.sentence).toContain("normal flows of normal.csv");
  });
});
