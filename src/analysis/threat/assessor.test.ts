import { THREAT_MIME } from "../core/mod.ts";
import type { RequiredField, Row, RuleSet } from "../core/mod.ts";
import { validatePayload } from "../display/mod.ts";
import { createThreatAssessor, DEFAULT_RULES } from "./mod.ts";
import type { ThreatAssessor } from "./mod.ts";
import { linesOf, sumOf } from "./testing/assessors.ts";
import { DEFAULT_FLOW } from "./testing/flows.ts";

let rulesAlone: ThreatAssessor;

beforeAll(async () => {
  rulesAlone = await createThreatAssessor();
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
