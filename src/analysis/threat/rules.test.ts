import { readFileSync } from "node:fs";
import { prng } from "../../kernels/mod.ts";
import type { RuleSet, ThreatRule } from "../core/mod.ts";
import { finishSteps } from "../core/mod.ts";
import { RULES_SCHEMA } from "../display/mod.ts";
import { evidenceSteps } from "./evidence.ts";
import { floatColumn } from "../table/mod.ts";
import type { BatchNumbers } from "./fields.ts";
import { DEFAULT_RULES } from "./mod.ts";
import { namesOf, readySheet } from "./sheet.ts";
import { anyNumber, NUMBERS, randomFlows, withColumns } from "./testing/flows.ts";
import { Validator } from "@cfworker/json-schema";

const schemaFile = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../schema/rules/${name}`, `file://${__dirname}/`), "utf8"));

const only = (...rules: ThreatRule[]): RuleSet => ({ ...DEFAULT_RULES, rules });

test("the sheet and its schema are the files in schema/rules", () => {
  expect(schemaFile("default.v1.json")).toEqual(JSON.parse(JSON.stringify(DEFAULT_RULES)));
  expect(schemaFile("threat-rules.v1.json")).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...RULES_SCHEMA,
  });
});

test("the sheet passes its schema and compiles", () => {
  const { valid, errors } = new Validator(RULES_SCHEMA, "2020-12").validate(
    JSON.parse(JSON.stringify(DEFAULT_RULES)),
  );
  expect([valid, errors]).toEqual([true, []]);
  expect(readySheet(DEFAULT_RULES).ready).toHaveLength(DEFAULT_RULES.rules.length);
});

test("rules of one flow read nothing of the flows around it", () => {
  const { ready } = readySheet(DEFAULT_RULES);
  const around = ["source_", "target_", "pair_", "periodicity", "signature_"];
  for (const rule of ready.filter(({ source }) => source === "rule"))
    for (const name of namesOf([rule])) expect(around.some((start) => name.startsWith(start))).toBe(false);
});

describe("monotony", () => {
  const PAIRS = 4096;
  const random = prng(11, 0);
  const flows = randomFlows(random, PAIRS);
  const { ready } = readySheet(DEFAULT_RULES);
  const context = new Set(
    ready
      .flatMap((rule) => [...namesOf([rule])])
      .filter((name) => /^(?:source|target|pair|signature)_|^periodicity$/.test(name)),
  );
  const batch = Object.fromEntries(
    [...context].map((name) => [name, Float64Array.from({ length: PAIRS }, () => valueOf(name))]),
  );

  function valueOf(name: string): number {
    return /share|periodicity/.test(name) ? random.int(3) && random.next() : Math.floor(anyNumber(random));
  }

  function evidence(rules: RuleSet, at: typeof flows, around: BatchNumbers): Float64Array {
    return finishSteps(evidenceSteps(readySheet(rules), at, around));
  }

  /** The evidence before and after a number was raised in every flow. */
  function raised(rules: RuleSet, name: string): [Float64Array, Float64Array] {
    const before = evidence(rules, flows, batch);
    const higher = (values: Float64Array): Float64Array =>
      values.map((value) => Math.max(value, valueOf(name)));
    if (!(NUMBERS as readonly string[]).includes(name))
      return [before, evidence(rules, flows, { ...batch, [name]: higher(batch[name]!) })];
    const columns = new Map(flows.columnNames.map((one) => [one, flows.column(one)]));
    columns.set(name, floatColumn(name, higher(flows.numbers[name]!)));
    return [before, evidence(rules, withColumns(columns, flows.numbers, PAIRS), batch)];
  }

  const declared = DEFAULT_RULES.rules.flatMap((rule) =>
    Object.entries(rule.monotone ?? {}).map(([name, sign]) => [rule.id, name, sign] as const),
  );

  test("is declared for enough numbers that 100,000 pairs are looked at", () => {
    expect(declared.length * PAIRS).toBeGreaterThan(100_000);
  });

  test.each(declared)("%s keeps its word on %s (%d)", (id, name, sign) => {
    const [before, after] = raised(only(DEFAULT_RULES.rules.find((rule) => rule.id === id)!), name);
    const breaches = [...before.keys()].filter((row) => (after[row]! - before[row]!) * sign < 0);
    expect(breaches).toEqual([]);
    expect(after).not.toEqual(before);
  });

  test("holds for the whole sheet in each number that all rules which read it declare alike", () => {
    const names = [...new Set(declared.map(([, name]) => name))].filter((name) => {
      const readers = ready.filter((rule) => namesOf([rule]).has(name) && rule.rule.evidence !== 0);
      return new Set(readers.map(({ rule }) => rule.monotone?.[name as never] ?? "none")).size === 1;
    });
    expect(names).toEqual(expect.arrayContaining(["source_destinations", "pair_flows", "target_flows"]));
    for (const name of names) {
      const sign = declared.find(([, one]) => one === name)![2];
      const [before, after] = raised(DEFAULT_RULES, name);
      // Sums of the same terms in the same order: a rounding of the last place at most.
      expect([...before.keys()].filter((row) => (after[row]! - before[row]!) * sign < -1e-12)).toEqual([]);
    }
  });
});

describe("a sheet of somebody else", () => {
  const rule: ThreatRule = { id: "one", needs: [], when: "duration > 1", evidence: 1, why: "it is long" };

  test.each<[string, unknown, string]>([
    ["no object", null, "a rule sheet must be an object, got null"],
    ["another version", { ...DEFAULT_RULES, version: 2 }, "version must be 1, got 2"],
    ["another scale", { ...DEFAULT_RULES, pointsPerEvidence: 10 }, "pointsPerEvidence must be 25, got 10"],
    [
      "other levels",
      { ...DEFAULT_RULES, levels: { medium: 1, high: 2 } },
      "levels must be { medium: 25, high: 50 }",
    ],
    ["an unknown part", { ...DEFAULT_RULES, extra: 1 }, 'unknown option "extra"'],
    ["no list", { ...DEFAULT_RULES, rules: {} }, "rules must be a list"],
    ["an id twice", only(rule, rule), 'ids must differ, got "one" twice'],
    ["an id with blanks", only({ ...rule, id: "a b" }), "rules[0].id must be words"],
    [
      "an unknown field",
      only({ ...rule, needs: ["speed" as never] }),
      'rules[0].needs must be canonical fields, got "speed"',
    ],
    [
      "too much evidence",
      only({ ...rule, evidence: 5 }),
      "rules[0].evidence must be finite and at least -4 and at most 4, got 5",
    ],
    [
      "evidence that is no number",
      only({ ...rule, evidence: "1" as never }),
      "rules[0].evidence must be a number or a ramp",
    ],
    [
      "a ramp that goes down",
      only({ ...rule, evidence: { max: 1, of: "duration", from: 2, to: 1 } }),
      "to must be above from, got 2 to 1",
    ],
    [
      "monotony in a text",
      only({ ...rule, monotone: { state: 1 } }),
      'rules[0].monotone must name numbers that formulas know, got "state"',
    ],
    ["a bad formula", only({ ...rule, when: "duration >" }), "Cannot read the formula of rules[0].when"],
    ["an empty reason", only({ ...rule, why: "" }), "rules[0].why must have 1 to 500 characters, got 0"],
    [
      "too many rules",
      only(...Array.from({ length: 201 }, (_, at) => ({ ...rule, id: `r${at}` }))),
      "at most 200 rules, got 201",
    ],
    [
      "too much text",
      only(
        ...Array.from({ length: 180 }, (_, at) => ({
          ...rule,
          id: `r${at}`,
          when: `duration > ${"1".repeat(900)}`,
        })),
      ),
      "at most 150000 characters",
    ],
  ])("is refused for %s", (_, rules, message) => {
    expect(() => readySheet(rules as RuleSet)).toThrow(message);
    expect(() => readySheet(rules as RuleSet)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }) as Error,
    );
  });

  test("is taken when it is sound", () => {
    expect(readySheet(only(rule)).ready[0]!.source).toBe("rule");
    expect(readySheet(only()).ready).toEqual([]);
  });
});
