import { prng } from "../../kernels/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import type { RuleSet } from "../core/mod.ts";
import type { FlowTable, StoredColumn } from "../table/mod.ts";
import { createThreatAssessor, DEFAULT_RULES, rankByRules, ruleEvidence } from "./mod.ts";
import type { ThreatAssessor } from "./mod.ts";
import { assessors, sumOf } from "./testing/assessors.ts";
import { randomFlows } from "./testing/flows.ts";

jest.setTimeout(120_000);

let rulesAlone: ThreatAssessor;
let traffic: FlowTable;
let withAll: ThreatAssessor;

beforeAll(async () => {
  ({ rulesAlone, traffic, withAll } = await assessors());
});

describe("many flows", () => {
  test("the ledger adds up to the score, in quarters, on 100,000 flows; every sentence cites a line; one finding is never HIGH", async () => {
    const ROWS = 10_000;
    const PAGE = 500;
    const levels = new Set<string>();
    let wrong = 0;
    for (let part = 0; part < 10; part++) {
      const { columnNames, column } = randomFlows(prng(3, part), ROWS);
      const table = tableOf(columnNames.map((name) => column(name) as StoredColumn));
      // Few at a time: thousands of assessments held at once cost more than they themselves.
      for (let from = 0; from < ROWS; from += PAGE)
        for (const one of await rulesAlone.assessRows(
          table,
          Array.from({ length: PAGE }, (_, at) => from + at),
        )) {
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
