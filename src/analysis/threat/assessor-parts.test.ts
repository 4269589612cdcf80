import type { TrafficModel } from "../persist/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { createThreatAssessor, DEFAULT_RULES, ThreatAssessor } from "./mod.ts";
import { assessors, linesOf, trained } from "./testing/assessors.ts";
import { DEFAULT_FLOW } from "./testing/flows.ts";

jest.setTimeout(120_000);

let rulesAlone: ThreatAssessor;
let traffic: FlowTable;
let model: TrafficModel;
let withAll: ThreatAssessor;

beforeAll(async () => {
  ({ rulesAlone, traffic, model, withAll } = await assessors());
});

describe("parts", () => {
  test("a classifier, a baseline and an anomaly detector are named and give their own verdicts", async () => {
    expect(withAll.parts.classifier).toContain("RandomForestClassifier of generated traffic");
    const scan = [...traffic.column("label")].indexOf("port-scan");
    const [assessment] = await withAll.assessRows(traffic, [scan]);
    expect(assessment).toMatchObject({ level: "HIGH", classifier: { label: "port-scan", level: "HIGH" } });
    expect(assessment!.anomaly!.score).toBeGreaterThan(0);
    const sources = assessment!.ledger.map(({ source }) => source);
    expect(sources).toEqual(expect.arrayContaining(["rule", "baseline", "classifier", "limit"]));
    expect(assessment!.toPayload()).toMatchObject({
      assessor: expect.stringMatching(/^a-/) as string,
      parts: withAll.parts,
    });
  });

  test("assessors of other models have other handles, one of the same parts has the same", async () => {
    const handleOf = (assessor: ThreatAssessor): string | null => assessor.toPayload().assessor;
    const other = await createThreatAssessor({
      model: await trained(traffic, { benignClasses: ["normal"] }),
    });
    const first = await createThreatAssessor({ model });
    expect(new Set([handleOf(withAll), handleOf(other), handleOf(first)]).size).toBe(3);
    expect(handleOf(await createThreatAssessor({ model }))).toBe(handleOf(first));
    expect(handleOf(rulesAlone)).toBeNull();
  });

  test("a flow far beyond all that the classifier was trained on is not assessable", () => {
    const assessment = withAll.assess({ ...DEFAULT_FLOW, bytes_sent: 1e15 });
    expect(assessment).toMatchObject({ level: "NOT_ASSESSABLE", score: null });
    expect(assessment.ledger.at(-1)).toMatchObject({
      rule: "outside-envelope",
      field: "bytes_sent",
      points: 0,
    });
    expect(assessment.recommendations.map(({ text }) => text).join(" ")).toContain("rules alone");
    expect(rulesAlone.assess({ ...DEFAULT_FLOW, bytes_sent: 1e15 }).level).not.toBe("NOT_ASSESSABLE");
  });

  test("rules and a classifier that contradict each other are a conflict, not a mean", async () => {
    // Trained to call every probe benign.
    const upside = await trained(traffic, {
      benignClasses: ["port-scan", "flood", "brute-force", "exfiltration", "beacon"],
    });
    const assessor = await createThreatAssessor({ model: upside });
    const scan = [...traffic.column("label")].indexOf("port-scan");
    const [assessment] = await assessor.assessRows(traffic, [scan]);
    expect(assessment).toMatchObject({ level: "NOT_ASSESSABLE", conflict: true, score: null });
    expect(linesOf(assessment!)).toContain("parts-disagree");
    expect(assessment!.warnings[0]!.text).toContain("contradict");
  });

  test("a milder contradiction is judged, and said to be one", async () => {
    const flow = { ...DEFAULT_FLOW, packet_size_mean: 152, dst_port: 4444, protocol: "tcp", state: "RSTO" };
    // Evidence of the rules: 1.5 + 0.6 - 0.4; the classifier knows nothing but benign flows.
    const calm = await trained(traffic, {
      benignClasses: [...model.classes].filter((name) => name !== "flood"),
    });
    const assessment = (await createThreatAssessor({ model: calm })).assess(flow);
    expect(assessment.heuristic.level).toBe("MEDIUM");
    expect(assessment).toMatchObject({ conflict: true, level: "LOW" });
    expect(assessment.warnings[0]!.text).toContain("contradict");
  });

  test("a classifier whose classes tell nothing of attacks adds nothing and says so", async () => {
    const blind = await trained(traffic, { benignClasses: [] });
    const flow = { ...DEFAULT_FLOW, packet_size_mean: 152 };
    const assessment = (await createThreatAssessor({ model: blind })).assess(flow);
    expect(assessment.ledger.find(({ source }) => source === "classifier")).toMatchObject({ points: 0 });
    expect([assessment.conflict, assessment.classifier!.level]).toEqual([false, "NOT_ASSESSABLE"]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      "a model of another kind",
      () => createThreatAssessor({ model: {} as never }),
      "model must be a TrafficModel",
    ],
    [
      "a short baseline",
      () => createThreatAssessor({ baseline: traffic.slice(0, 20) }),
      "baseline must have at least 50 flows, got 20",
    ],
    [
      "a baseline that is no table",
      () => createThreatAssessor({ baseline: [] as never }),
      "baseline must be a FlowTable",
    ],
    ["an unknown option", () => createThreatAssessor({ models: [] } as never), 'unknown option "models"'],
    ["a seed that is none", () => createThreatAssessor({ seed: -1 }), "seed must be a whole number"],
    ["no rule sheet", () => createThreatAssessor({ rules: 3 as never }), "a rule sheet must be an object"],
  ])("refuses %s", async (_, make, message) => {
    await expect(make()).rejects.toThrow(message);
    await expect(make()).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("the file of an assessor", () => {
  test("gives the same assessor again, in another runtime too", async () => {
    const bytes = withAll.toBytes();
    const again = withAll.toBytes();
    expect([again.length, again.every((byte, at) => byte === bytes[at])]).toEqual([bytes.length, true]);
    const loaded = await ThreatAssessor.load(bytes);
    expect(await loaded.assessAll(traffic)).toEqual(await withAll.assessAll(traffic));
    expect([loaded.parts, loaded.rules]).toEqual([withAll.parts, withAll.rules]);
    expect(loaded.assess(DEFAULT_FLOW).packetAnomaly).toBe(withAll.assess(DEFAULT_FLOW).packetAnomaly);
    const plain = await ThreatAssessor.load(new Blob([rulesAlone.toBytes()]));
    expect(plain.assess(DEFAULT_FLOW).toJSON()).toEqual(rulesAlone.assess(DEFAULT_FLOW).toJSON());
  });

  test.each<[string, (file: Record<string, unknown>) => unknown, string]>([
    ["no JSON", () => "\u0000", "it is no JSON text"],
    ["a list", () => [], "the file must be an object"],
    ["another format", (file) => ({ ...file, format: "x" }), "it is no assessor's file"],
    ["another version", (file) => ({ ...file, formatVersion: 2 }), "formatVersion must be 1, got 2"],
    [
      "bad rules",
      (file) => ({ ...file, rules: { ...DEFAULT_RULES, version: 3 } }),
      "version must be 1, got 3",
    ],
    [
      "a formula that is none",
      (file) => ({
        ...file,
        rules: { ...DEFAULT_RULES, rules: [{ ...DEFAULT_RULES.rules[0]!, when: "(" }] },
      }),
      "rules[0].when",
    ],
    ["a classifier of no bytes", (file) => ({ ...file, classifier: "AAAA" }), "Cannot load model"],
    [
      "a baseline without a forest",
      (file) => ({ ...file, baseline: { ...(file["baseline"] as object), forest: 1 } }),
      "baseline.forest must be a text",
    ],
    [
      "a baseline with too few means",
      (file) => ({ ...file, baseline: { ...(file["baseline"] as object), means: [1] } }),
      "baseline.means must have",
    ],
    [
      "calibration out of order",
      (file) => ({ ...file, baseline: { ...(file["baseline"] as object), heldForest: [2, 1] } }),
      "must have numbers in order",
    ],
    ["packets of no spread", (file) => ({ ...file, packets: {} }), "packets.packets must be an object"],
  ])("is refused with %s", async (_, change, message) => {
    const file = JSON.parse(new TextDecoder().decode(withAll.toBytes())) as Record<string, unknown>;
    const changed = change(file);
    const text = typeof changed === "string" ? changed : JSON.stringify(changed);
    await expect(ThreatAssessor.load(new TextEncoder().encode(text))).rejects.toThrow(message);
    await expect(ThreatAssessor.load(new TextEncoder().encode(text))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/^Cannot load the threat assessor: /) as string,
    });
  });

  test("is not there", async () => {
    await expect(ThreatAssessor.load("no-such-file.json")).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });
});
