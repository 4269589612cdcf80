import { prng } from "../../kernels/mod.ts";
import type { PitfallFinding } from "../core/mod.ts";
import { intColumn, textColumnFromStrings } from "../table/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { trainClassifiers } from "./mod.ts";
import type { TrainOptions } from "./mod.ts";
import { labelledFlows } from "./testing/flows.ts";

const ROWS = 400;

async function findings(table: FlowTable, options: TrainOptions = {}): Promise<PitfallFinding[]> {
  return (await trainClassifiers(table, { models: ["forest"], workers: 0, ...options })).warnings;
}

function of(found: readonly PitfallFinding[], code: PitfallFinding["code"]): PitfallFinding | undefined {
  return found.find((one) => one.code === code);
}

describe("planted pitfalls are found:", () => {
  test("test flows that were trained on, with the score of the others", async () => {
    // Rows come in runs of four equal ones.
    const random = prng(3);
    const values = Array.from({ length: ROWS / 4 }, () => random.next());
    const flows = labelledFlows({
      rows: ROWS,
      label: (row) => ((row >> 2) % 3 === 0 ? "attack" : "normal"),
      fields: {
        duration: (row) => values[row >> 2]!,
        packet_count: (row) => Math.floor(100 * values[row >> 2]!),
        bytes_sent: (row) => 1000 * values[row >> 2]!,
        bytes_received: (row) => 10 * values[row >> 2]!,
      },
    });
    const found = of(await findings(flows), "duplicates-across-split");
    expect(found).toMatchObject({ severity: "warning" });
    expect(found!.value).toBeGreaterThan(0.9);
    expect(found!.message).toMatch(
      /of 120 \(\d+ %\) equal a training flow in every feature\. Only \d+ test flows? (are|is) new/,
    );
  });

  test("a field that gives the label away", async () => {
    const flows = labelledFlows({
      rows: ROWS,
      fields: { bytes_received: (row) => (row % 3 === 0 ? 77 : 100 + (row % 50)) },
    });
    expect(of(await findings(flows), "single-column-leak")).toMatchObject({
      severity: "error",
      columns: ["bytes_received"],
      value: 1,
    });
  });

  test("a row number taken for a field", async () => {
    const flows = labelledFlows({ rows: ROWS, fields: { packet_count: (row) => 10 + row } });
    expect(of(await findings(flows), "identifier-feature")).toMatchObject({
      severity: "error",
      columns: ["packet_count"],
    });
  });

  test("a model that knows the ports", async () => {
    const ports = Int32Array.from({ length: ROWS }, (_, row) =>
      row % 3 === 0 ? (row % 5 === 0 ? 443 : 22) : 443,
    );
    const flows = labelledFlows({
      rows: ROWS,
      fields: {
        duration: () => 1,
        packet_count: () => 5,
        bytes_sent: (row) => row % 7,
        bytes_received: (row) => row % 11,
      },
      more: [intColumn("dst_port", ports)],
    });
    const found = await findings(flows);
    expect(found).toContainEqual(
      expect.objectContaining({ code: "identifier-feature", severity: "warning", columns: ["dst_port"] }),
    );
    expect(of(await findings(flows, { exclude: ["dst_port"] }), "identifier-feature")).toBeUndefined();
  });

  test("equal flows of different classes, with the accuracy that is left", async () => {
    const same = {
      duration: () => 1,
      packet_count: () => 5,
      bytes_sent: (row: number) => (row < 100 ? 9 : row),
      bytes_received: () => 7,
    };
    const flows = labelledFlows({
      rows: ROWS,
      fields: same,
      label: (row) => (row % 2 === 0 ? "attack" : "normal"),
    });
    expect(of(await findings(flows), "label-conflict")).toMatchObject({
      severity: "warning",
      count: 100,
      value: 0.25,
      message: expect.stringContaining(
        "any model must be wrong about 50 of them: at most 350 of 400 flows can be right",
      ),
    });
  });

  test("classes of few test flows", async () => {
    const flows = labelledFlows({ rows: ROWS, label: (row) => (row % 40 === 0 ? "attack" : "normal") });
    expect(of(await findings(flows), "rare-class")).toMatchObject({
      severity: "warning",
      count: 1,
      value: 3,
    });
  });

  test("classes that the training part lacks", async () => {
    const flows = labelledFlows({
      rows: ROWS,
      time: (row) => row,
      label: (row) => (row > 320 && row % 2 === 0 ? "new" : row % 3 === 0 ? "attack" : "normal"),
    });
    const found = await findings(flows, { split: { kind: "time" } });
    expect(found).toContainEqual(
      expect.objectContaining({
        code: "rare-class",
        severity: "error",
        message: expect.stringContaining('no flow of "new"'),
      }),
    );
  });

  test("attacks in bursts, cut at random; not by time", async () => {
    const options = {
      rows: ROWS,
      time: (row: number) => row * 1000,
      label: (row: number) => (row % 100 < 30 ? "attack" : "normal"),
    };
    const flows = labelledFlows(options);
    expect(of(await findings(flows), "future-leak")).toMatchObject({
      severity: "warning",
      columns: ["timestamp"],
    });
    expect(of(await findings(flows, { split: { kind: "time" } }), "future-leak")).toBeUndefined();
    const mixed = labelledFlows({ ...options, label: (row) => ((row * 7) % 10 < 3 ? "attack" : "normal") });
    expect(of(await findings(mixed), "future-leak")).toMatchObject({ severity: "info" });
  });

  test("a model that is no better than the most frequent class", async () => {
    const random = prng(9);
    const labels = Array.from({ length: ROWS }, () => (random.next() < 0.1 ? "attack" : "normal"));
    const flows = labelledFlows({
      rows: ROWS,
      label: (row) => labels[row]!,
      fields: Object.fromEntries(
        ["duration", "packet_count", "bytes_sent", "bytes_received"].map((name, at) => [
          name,
          (row: number) => (row * (7 + at)) % 13,
        ]),
      ),
    });
    expect(of(await findings(flows), "no-baseline")).toMatchObject({ severity: "error" });
  });

  test("test flows that are far richer in attacks than the network", async () => {
    const flows = labelledFlows({ rows: ROWS });
    expect(of(await findings(flows), "base-rate")).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("Where 1 in 10,000 of 1,000,000 flows a day is one"),
    });
    const likely = await findings(flows, { priors: { attackRate: 0.3, flowsPerDay: 100 } });
    expect(of(likely, "base-rate")).toMatchObject({
      severity: "info",
      message: expect.stringContaining("Where 1 in 3 of 100"),
    });
  });
});

test("a clean set has no finding but the base rate, worst findings come first", async () => {
  const clean = await findings(labelledFlows({ rows: 600 }));
  expect(clean.filter(({ severity }) => severity !== "info").map(({ code }) => code)).toEqual(["base-rate"]);
  const flows = labelledFlows({
    rows: ROWS,
    fields: { bytes_received: (row) => (row % 3 === 0 ? 77 : 100 + (row % 50)), packet_count: (row) => row },
    more: [
      textColumnFromStrings(
        "service",
        Array.from({ length: ROWS }, () => "http"),
      ),
    ],
  });
  const severities = (await findings(flows)).map(({ severity }) => severity);
  const rank = (severity: string): number => ["error", "warning", "info"].indexOf(severity);
  expect(severities).toEqual([...severities].sort((a, b) => rank(a) - rank(b)));
  expect(severities[0]).toBe("error");
});
