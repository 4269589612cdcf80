/* eslint-disable @typescript-eslint/no-unsafe-return -- the changes to hostile payloads are made for their effect */
import { readFileSync } from "node:fs";
import { THREAT_MIME, type ThreatPayload } from "../../core/mod.ts";
import { createThreatAssessor, DEFAULT_RULES } from "../../threat/mod.ts";
import type { ThreatAssessor } from "../../threat/mod.ts";
import { generateTraffic } from "../../generate/mod.ts";
import {
  pointsText,
  seenText,
  THREAT_SCHEMA,
  threatFinding,
  validatePayload,
  type Validation,
} from "../mod.ts";

/** What an output in a notebook can be. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hostile payloads are of no type
type Anything = any;

const FLOW = {
  duration: 0,
  packet_count: 1,
  bytes_sent: 60,
  bytes_received: 0,
  packet_size_mean: 60,
  dst_port: 23,
  protocol: "tcp",
  state: "S0",
};

let assessor: ThreatAssessor;
let good = "";

beforeAll(async () => {
  assessor = await createThreatAssessor();
  good = JSON.stringify(assessor.assess(FLOW).toPayload());
});

function changed(change: (payload: Anything) => void): Validation {
  const payload: Anything = JSON.parse(good);
  change(payload);
  return validatePayload(THREAT_MIME, payload);
}

function bundleOf(shown: object): Record<string, string> {
  return (shown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
}

test("an assessment's payload passes, and so does that of an assessor that has assessed nothing", () => {
  expect(validatePayload(THREAT_MIME, JSON.parse(good))).toEqual({ ok: true, payload: JSON.parse(good) });
  expect(validatePayload(THREAT_MIME, JSON.parse(JSON.stringify(assessor.toPayload()))).ok).toBe(true);
  expect(validatePayload(THREAT_MIME, JSON.parse(JSON.stringify(assessor.assess({}).toPayload()))).ok).toBe(
    true,
  );
});

test.each<[string, (payload: Anything) => void]>([
  ["another version", (payload) => (payload.version = 2)],
  ["a level that is none", (payload) => (payload.threat.level = "CRITICAL")],
  ["a score above 100", (payload) => (payload.threat.score = 101)],
  ["a ledger that does not add up", (payload) => (payload.threat.ledger[0].points += 1)],
  ["a score without a level", (payload) => (payload.threat.level = "NOT_ASSESSABLE")],
  ["a sentence that cites a line that is not there", (payload) => (payload.threat.warnings[0].lines = [99])],
  ["a field that is none", (payload) => (payload.flow.speed = 1)],
  ["a flow of objects", (payload) => (payload.flow.duration = {})],
  ["rules without a condition", (payload) => delete payload.rules.rules[0].when],
  ["rules with an unknown part", (payload) => (payload.rules.rules[0].run = "alert(1)")],
  ["a missing part", (payload) => delete payload.parts],
  ["a text of a megabyte", (payload) => (payload.parts.classifier = "x".repeat(1e6))],
])("is refused with %s", (_, change) => {
  const validation = changed(change);
  expect(validation.ok).toBe(false);
});

test("both static forms have every line, the score and what to do", () => {
  const { "text/html": html, "text/plain": text } = bundleOf(assessor.assess(FLOW));
  for (const form of [html!, text!])
    for (const part of [
      "HIGH, 87.5 of 100",
      "no-reply",
      "failed-state",
      "tiny-flow",
      "admin-probe",
      "Recommendations",
      "T1046",
    ])
      expect(form).toContain(part);
  expect(html).toContain("<section");
  expect(html).not.toContain("<script");
});

test("an assessor alone is shown with the number of its rules", () => {
  const { "text/html": html, "text/plain": text } = bundleOf(assessor);
  for (const form of [html!, text!])
    expect(form).toContain(`${DEFAULT_RULES.rules.length} rules that has assessed no flow`);
});

test("the code makes the assessment again: of a typed flow, and of a row with its table", async () => {
  const typed = assessor.assess(FLOW).toPayload();
  expect(typed.code).toContain('import { createThreatAssessor, show } from "trafficlab";');
  expect(typed.code).toContain("assessor.assess({ duration: 0, packet_count: 1,");
  expect([typed.reduced, typed.table, typed.assessor]).toEqual([[], null, null]);
  const table = generateTraffic({ flows: 300, seed: 2 });
  const [row] = await assessor.assessRows(table, [7]);
  expect(row!.toPayload().code).toContain("generateTraffic({ flows: 300, seed: 2 })");
  expect(row!.toPayload().code).toContain("assessRows(table, [7])");
  expect(row!.toPayload().table).toMatch(/^t-/);
});

test("the finding is one sentence for each kind of verdict", () => {
  const finding = (flow: object): string => threatFinding(assessor.assess(flow as never).toPayload());
  expect(finding(FLOW)).toBe(
    "HIGH, 87.5 of 100: nothing came back; the connection was never set up, and 2 more.",
  );
  expect(finding({ ...FLOW, packet_count: -1 })).toBe(
    "Not assessable: packet_count must be finite and not below 0, got -1.",
  );
  const calm = {
    duration: 3,
    packet_count: 25,
    bytes_sent: 2000,
    bytes_received: 1800,
    packet_size_mean: 152,
  };
  expect(finding(calm)).toBe("LOW, 0 of 100: nothing speaks for a threat.");
  // A large download: fast, and ordinary in all else. Naming the speed alone would contradict the level.
  const download = {
    duration: 3,
    packet_count: 1609,
    bytes_sent: 71_512,
    bytes_received: 1_632_134,
    packet_size_mean: 1058.8,
    dst_port: 80,
    protocol: "tcp",
    state: "SF",
  };
  expect(finding(download)).toBe(
    "LOW, 0 of 100: what speaks for a threat (packets follow each other faster than people or ordinary services send them) is outweighed by what speaks against it (a web page or a download).",
  );
  expect(threatFinding(assessor.toPayload())).toBe("No flow assessed yet.");
});

test("points have their sign and no trailing zero; what was seen stands with what it is held against", () => {
  expect([12.5, -10, 0].map(pointsText)).toEqual(["+12.5", "−10", "0"]);
  const line = { source: "rule" as const, rule: "x", points: 0, why: "" };
  expect(seenText({ ...line, field: "duration", value: 0.25, threshold: 0.5 })).toBe("duration = 0.25 (0.5)");
  expect(seenText({ ...line, field: "state", value: "S0" })).toBe("state = S0");
  expect(seenText(line)).toBe("");
});

test("schema/payloads/threat.v1.json is the schema that payloads are checked against", () => {
  const file = new URL("../../../../schema/payloads/threat.v1.json", `file://${__dirname}/`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(THREAT_SCHEMA)));
});

test("a payload stays small whatever the texts of the flow", () => {
  const huge = "\u{1F9E8}".repeat(1e5);
  const payload: ThreatPayload = assessor.assess({ ...FLOW, state: huge, service: huge }).toPayload();
  expect(JSON.stringify(payload).length).toBeLessThan(100_000);
  expect(validatePayload(THREAT_MIME, JSON.parse(JSON.stringify(payload))).ok).toBe(true);
});
