import { prng } from "../../kernels/mod.ts";
import { THREAT_MIME } from "../core/mod.ts";
import type { RequiredField, Row, RuleSet } from "../core/mod.ts";
import { validatePayload } from "../display/mod.ts";
import { RandomForestClassifier } from "../estimators/mod.ts";
import { features, trainingEnvelope } from "../features/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import { TrafficModel } from "../persist/mod.ts";
import type { FlowTable, StoredColumn } from "../table/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import { createThreatAssessor, DEFAULT_RULES, rankByRules, ruleEvidence, ThreatAssessor } from "./mod.ts";
import type { ThreatAssessment } from "./mod.ts";
import { DEFAULT_FLOW, randomFlows } from "./testing/flows.ts";

jest.setTimeout(120_000);

const sumOf = ({ ledger }: ThreatAssessment): number => ledger.reduce((sum, { points }) => sum + points, 0);
const linesOf = ({ ledger }: ThreatAssessment): string[] => ledger.map(({ rule }) => rule);

let rulesAlone: ThreatAssessor;
let traffic: FlowTable;
let model: TrafficModel;
let withAll: ThreatAssessor;

async function trained(train: FlowTable, training: Record<string, unknown> = {}): Promise<TrafficModel> {
  const set = await features(train).fit(train);
  const forest = await new RandomForestClassifier({ nEstimators: 20 }).fit(
    set.transform(train),
    train.column("label").toArray() as string[],
  );
  const parameters = { training: { envelope: trainingEnvelope(train), ...training } } as never;
  return new TrafficModel(set, forest, { ...train.provenance, parameters });
}

beforeAll(async () => {
  rulesAlone = await createThreatAssessor();
  traffic = generateTraffic({ flows: 3000, seed: 5 });
  model = await trained(traffic);
  const normal = traffic.filter({ column: "label", op: "==", value: "normal" });
  withAll = await createThreatAssessor({ model, baseline: normal, anomaly: traffic });
});

describe("one typed flow", () => {
  test("the original's first input is LOW, with a warning that its mean size does not fit its bytes", () => {
    const assessment = rulesAlone.assess(DEFAULT_FLOW);
    expect(assessment).toMatchObject({ level: "LOW", score: 0, certainty: "limited", conflict: false });
    expect(assessment.warnings).toEqual([
      {
        text: expect.stringContaining("does not fit") as string,
        lines: [linesOf(assessment).indexOf("size-mismatch")],
      },
    ]);
    expect(sumOf(assessment)).toBe(0);
    expect(assessment.missing).toEqual(expect.arrayContaining(["dst_port", "protocol", "state"]));
    expect(assessment.asymmetry).toBeCloseTo(200 / 3800, 12);
  });

  test("a scan's probe is HIGH and named, with every recommendation citing lines that speak against it", () => {
    const probe = rulesAlone.assess({
      ...{ duration: 0, packet_count: 1, bytes_sent: 60, bytes_received: 0, packet_size_mean: 60 },
      ...{ dst_port: 23, protocol: 6, state: "S0" },
    });
    expect([probe.level, probe.score, probe.certainty]).toEqual(["HIGH", 87.5, "full"]);
    expect(linesOf(probe).slice(0, 4)).toEqual(["no-reply", "failed-state", "tiny-flow", "admin-probe"]);
    expect(probe.techniques.map(({ id }) => id)).toEqual(["T1046"]);
    for (const { lines } of probe.recommendations) {
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(probe.ledger[line]!.points).toBeGreaterThan(0);
    }
  });

  test("a flow that no rule speaks of has a line that says so", () => {
    const flow = {
      duration: 3,
      packet_count: 10,
      bytes_sent: 0,
      bytes_received: 1500,
      packet_size_mean: 150,
    };
    const { ledger, score, recommendations } = rulesAlone.assess(flow);
    expect([score, ledger.map(({ rule }) => rule)]).toEqual([0, ["mostly-received"]]);
    expect(recommendations.every(({ lines }) => lines.length > 0)).toBe(true);
    const quiet = rulesAlone.assess({
      ...flow,
      bytes_sent: 0,
      bytes_received: 500,
      packet_size_mean: 150,
      packet_count: 3.33,
    });
    expect(quiet.ledger.length).toBeGreaterThan(0);
  });

  test.each<[string, Row, RequiredField]>([
    ["missing", { ...DEFAULT_FLOW, duration: undefined }, "duration"],
    ["null", { ...DEFAULT_FLOW, packet_count: null }, "packet_count"],
    ["NaN", { ...DEFAULT_FLOW, bytes_sent: NaN }, "bytes_sent"],
    ["infinite", { ...DEFAULT_FLOW, bytes_received: Infinity }, "bytes_received"],
    ["negative", { ...DEFAULT_FLOW, packet_size_mean: -1 }, "packet_size_mean"],
  ])("with a %s required field is not assessable, and the field is named", (_, flow, field) => {
    const assessment = rulesAlone.assess(flow);
    expect(assessment).toMatchObject({ level: "NOT_ASSESSABLE", score: null, evidence: null });
    expect(assessment.missing).toContain(field);
    expect(assessment.ledger).toEqual([
      expect.objectContaining({ rule: "required-field", field, points: 0 }),
    ]);
    expect(assessment.recommendations.map(({ lines }) => lines)).toEqual([[0], [0]]);
  });

  test.each<[string, unknown, string]>([
    ["null", null, "a flow must be an object with the fields duration"],
    ["a list", [1, 2], "a flow must be an object"],
    ["an unknown field", { ...DEFAULT_FLOW, speed: 1 }, 'unknown field "speed"; known are duration'],
    ["a text for a number", { ...DEFAULT_FLOW, duration: "3" }, 'duration must be a number, got "3"'],
    ["a truth for a text", { ...DEFAULT_FLOW, protocol: true }, "protocol must be a text, got true"],
  ])("refuses %s", (_, flow, message) => {
    expect(() => rulesAlone.assess(flow as Row)).toThrow(message);
    expect(() => rulesAlone.assess(flow as Row)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }) as Error,
    );
  });

  test("takes protocols as numbers and in any case, and states in any case", () => {
    const flow = { ...DEFAULT_FLOW, bytes_received: 0, packets_received: 0 };
    const rules = [17, "UDP", "udp"].map((protocol) =>
      linesOf(rulesAlone.assess({ ...flow, protocol })).includes("no-reply-udp"),
    );
    expect(rules).toEqual([true, true, true]);
    expect(linesOf(rulesAlone.assess({ ...flow, state: "s0" }))).toContain("failed-state");
  });

  test("a service stands in for a port that is not known", () => {
    const flow = {
      duration: 0.1,
      packet_count: 2,
      bytes_sent: 60,
      bytes_received: 100,
      packet_size_mean: 80,
    };
    const byService = rulesAlone.assess({ ...flow, service: "dns" });
    expect(linesOf(byService)).toContain("answered-dns");
    expect(byService.missing).not.toContain("dst_port");
  });

  test("texts of the flow are data, whatever stands in them", () => {
    const hostile = "<img src=x onerror=alert(1)>‮\n`${1}`";
    const assessment = rulesAlone.assess({
      ...DEFAULT_FLOW,
      state: hostile,
      protocol: hostile,
      service: hostile,
    });
    const bundle = assessment[Symbol.for("Jupyter.display") as never] as () => Record<string, string>;
    const { "text/html": html } = bundle.call(assessment);
    expect(html).not.toContain("<img");
    expect(validatePayload(THREAT_MIME, JSON.parse(JSON.stringify(assessment.toPayload()))).ok).toBe(true);
  });
});

describe("bounds", () => {
  test("one finding alone is never HIGH, whatever it weighs", async () => {
    const heavy: RuleSet = {
      ...DEFAULT_RULES,
      rules: [{ id: "heavy", needs: [], when: "duration >= 0", evidence: 4, why: "always" }],
    };
    const assessment = (await createThreatAssessor({ rules: heavy })).assess(DEFAULT_FLOW);
    expect([assessment.level, assessment.score, sumOf(assessment)]).toEqual(["MEDIUM", 49.75, 49.75]);
    expect(assessment.ledger.at(-1)).toMatchObject({ source: "limit", rule: "one-finding", points: -50.25 });
  });

  test("two findings are, and no score is above 100", async () => {
    const rule = { needs: [], when: "duration >= 0", evidence: 4, why: "always" };
    const rules: RuleSet = { ...DEFAULT_RULES, rules: ["a", "b"].map((id) => ({ ...rule, id })) };
    const assessment = (await createThreatAssessor({ rules })).assess(DEFAULT_FLOW);
    expect([assessment.level, assessment.score, assessment.evidence]).toEqual(["HIGH", 100, 8]);
    expect(assessment.ledger.at(-1)).toMatchObject({ rule: "cap", points: -100 });
  });

  test("changing a weight changes the score by just that", async () => {
    const changed = structuredClone(DEFAULT_RULES);
    changed.rules.find(({ id }) => id === "long-and-quiet")!.evidence = 1.1;
    const flow = {
      duration: 400,
      packet_count: 10,
      bytes_sent: 0,
      bytes_received: 3000,
      packet_size_mean: 300,
    };
    const other = (await createThreatAssessor({ rules: changed })).assess(flow);
    expect(other.score! - rulesAlone.assess(flow).score!).toBe(12.5);
    expect(other.toPayload().code).toContain("rules: ");
  });
});

describe("many flows", () => {
  test("the ledger adds up to the score, in quarters, on 100,000 flows; every sentence cites a line; one finding is never HIGH", async () => {
    const ROWS = 10_000;
    const levels = new Set<string>();
    let wrong = 0;
    for (let part = 0; part < 10; part++) {
      const { columnNames, column } = randomFlows(prng(3, part), ROWS);
      const table = tableOf(columnNames.map((name) => column(name) as StoredColumn));
      for (const one of await rulesAlone.assessRows(table, [...Array(ROWS).keys()])) {
        levels.add(one.level);
        const positive = one.ledger.filter(({ points }) => points > 0).length;
        const isSound =
          (one.score === null || sumOf(one) === one.score) &&
          one.ledger.every(({ points }) => (points * 4) % 1 === 0) &&
          (positive > 1 || one.level !== "HIGH") &&
          [...one.warnings, ...one.recommendations].every(({ lines }) => lines.length > 0);
        if (!isSound) wrong++;
      }
    }
    expect([wrong, [...levels].sort()]).toEqual([0, ["HIGH", "LOW", "MEDIUM", "NOT_ASSESSABLE"]]);
  });

  test("assessAll() and assessRows() say the same, with rules alone and with every part", async () => {
    const rows = Array.from({ length: 300 }, (_, at) => (at * 7) % traffic.rowCount);
    for (const assessor of [rulesAlone, withAll]) {
      const all = await assessor.assessAll(traffic);
      const some = await assessor.assessRows(traffic, rows);
      some.forEach((one, at) => {
        const row = rows[at]!;
        expect([one.level, one.score ?? NaN, one.evidence]).toEqual([
          all.level[row],
          all.score[row],
          all.evidence[row],
        ]);
        if (one.score !== null) expect(sumOf(one)).toBe(one.score);
      });
    }
  });

  test("a finding too small for a quarter of a point is none", async () => {
    const rule = { needs: [], when: "duration >= 0", why: "always" };
    const rules: RuleSet = {
      ...DEFAULT_RULES,
      rules: [
        { ...rule, id: "a", evidence: 4 },
        { ...rule, id: "b", evidence: 0.001 },
      ],
    };
    const assessor = await createThreatAssessor({ rules });
    const { score, evidence } = await assessor.assessAll(traffic.slice(0, 1));
    const [one] = await assessor.assessRows(traffic.slice(0, 1), [0]);
    expect([score[0], one!.score, evidence[0], one!.evidence]).toEqual([49.75, 49.75, 4.001, 4.001]);
  });

  test("rows in another order have the same scores", async () => {
    const byBytes = traffic.sort([{ column: "bytes_sent" }]);
    expect(byBytes.numeric("duration")).not.toEqual(traffic.numeric("duration"));
    const sorted = (table: FlowTable): Float64Array => ruleEvidence(table).sort();
    expect(sorted(byBytes)).toEqual(sorted(traffic));
  });

  test("rows without a required field are not assessable, the others are as before", async () => {
    const { score, level, evidence } = await rulesAlone.assessAll(
      traffic.select(traffic.columnNames.filter((name) => name !== "packet_size_mean")),
    );
    expect(new Set(level)).toEqual(new Set(["NOT_ASSESSABLE"]));
    expect(score.every(Number.isNaN)).toBe(true);
    expect(evidence.every(Number.isFinite)).toBe(true);
  });

  test("models look at tables that lack fields they were fitted on: what lacks is missing", async () => {
    const five = traffic.select([
      "duration",
      "packet_count",
      "bytes_sent",
      "bytes_received",
      "packet_size_mean",
    ]);
    const { score, level, evidence } = await withAll.assessAll(five);
    expect(evidence.every(Number.isFinite)).toBe(true);
    const [one] = await withAll.assessRows(five, [0]);
    expect([one!.level, one!.score ?? NaN, one!.certainty]).toEqual([level[0], score[0], "limited"]);
    expect(one!.classifier).toBeDefined();
  });

  test("an empty table has no scores", async () => {
    const { score, level } = await withAll.assessAll(traffic.slice(0, 0));
    expect([score.length, level]).toEqual([0, []]);
    expect(await withAll.assessRows(traffic.slice(0, 0), [])).toEqual([]);
  });

  test("the ranking of a profile has the flows with most evidence, and none without", () => {
    const steps = rankByRules(traffic, 10);
    let step = steps.next();
    while (!step.done) step = steps.next();
    const { evidence, top } = step.value;
    expect(evidence).toEqual(ruleEvidence(traffic));
    const sorted = [...evidence].sort((a, b) => b - a).slice(0, 10);
    expect(top.map((one) => one.evidence)).toEqual(sorted);
    expect(top.every(({ ledger }) => ledger.length > 0 && ledger.every(({ points }) => points !== 0))).toBe(
      true,
    );
  });

  test.each<[string, unknown, string]>([
    ["too many rows", Array.from({ length: 10_001 }, () => 0), "at most 10000 rows at a time"],
    ["a row beyond the table", [3000], "rows must be a whole number from 0 to 2999, got 3000"],
    ["no list", 7, "rows must be a list of numbers, got 7"],
  ])("assessRows() refuses %s", async (_, rows, message) => {
    await expect(rulesAlone.assessRows(traffic, rows as number[])).rejects.toThrow(message);
  });

  test("cancelling ends the assessment of a table", async () => {
    const signal = AbortSignal.abort();
    await expect(rulesAlone.assessAll(traffic, { signal })).rejects.toMatchObject({ code: "CANCELLED" });
  });
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
