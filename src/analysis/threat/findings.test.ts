import { intColumn, textColumnFromStrings } from "../table/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import type { RuleSet, ThreatRule } from "../core/mod.ts";
import { FindingCounts } from "./findings.ts";
import { createThreatAssessor } from "./mod.ts";

const FLOW = { duration: 1, packet_count: 9, bytes_sent: 800, bytes_received: 900, packet_size_mean: 200 };
const rule = (id: string, more: Partial<ThreatRule> = {}): ThreatRule => ({
  ...{ id, needs: ["duration"], when: "duration > 0", evidence: 1.2, why: id },
  ...more,
});
const sheet = (...rules: ThreatRule[]): RuleSet => ({
  ...{ version: 1, levels: { medium: 25, high: 50 }, pointsPerEvidence: 25, rules },
});

test("rules that find the same count as one finding, which alone is never HIGH; the ledger still adds up", async () => {
  const same = await createThreatAssessor({
    rules: sheet(rule("a", { finding: "much" }), rule("b", { finding: "much" })),
  });
  const { level, score, ledger, heuristic } = same.assess(FLOW);
  expect([level, score, heuristic.level]).toEqual(["MEDIUM", 49.75, "MEDIUM"]);
  expect(ledger.map(({ rule: id, points }) => [id, points])).toEqual([
    ["a", 30],
    ["b", 30],
    ["one-finding", -10.25],
  ]);
  const apart = await createThreatAssessor({
    rules: sheet(rule("a", { finding: "much" }), rule("b"), rule("much", { evidence: -0.1 })),
  });
  expect(apart.assess(FLOW)).toMatchObject({ level: "HIGH", score: 57.5 });
});

test("a finding is not the rule of that name, and tables are scored by the same count", async () => {
  const assessor = await createThreatAssessor({
    rules: sheet(rule("much", { evidence: 1 }), rule("b", { finding: "much" })),
  });
  expect(assessor.assess(FLOW)).toMatchObject({ level: "HIGH", score: 55 });
  const rows = 3;
  const table = tableOf([
    ...Object.entries(FLOW).map(([name, value]) => intColumn(name, new Int32Array(rows).fill(value))),
    textColumnFromStrings("protocol", ["tcp", "udp", "tcp"]),
  ]);
  const { score } = await assessor.assessAll(table);
  expect(Array.from(score)).toEqual([55, 55, 55]);
});

test("findings are told apart up to two; a model's is unlike all others", () => {
  const counts = new FindingCounts(2);
  counts.add(0, 4);
  counts.add(0, 4);
  expect([counts.of(0), counts.of(1)]).toEqual([1, 0]);
  counts.addOther(0);
  counts.addOther(1);
  counts.add(0, 7);
  expect([counts.of(0), counts.of(1)]).toEqual([2, 1]);
});
