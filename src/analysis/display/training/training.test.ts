import { readFileSync } from "node:fs";
import type { LeaderboardRow, TrainingData, TrainingPayload } from "../../core/mod.ts";
import { TRAINING_MIME } from "../../core/mod.ts";
import { floatColumn } from "../../table/mod.ts";
import { tableOf } from "../../table/testing/tables.ts";
import { payloadBundle } from "../bundles.ts";
import { progressText } from "../live-progress.ts";
import { MAX_PAYLOAD_BYTES } from "../payload-size.ts";
import { jsonBytes } from "../plain.ts";
import { validatePayload } from "../validate.ts";
import { trainingFinding, trainingPayload, TRAINING_SCHEMA } from "./mod.ts";

interface Shape {
  models?: string[];
  classes?: string[];
  points?: number;
  changes?: Partial<TrainingData>;
}

const interval = (value: number): { value: number; low: number; high: number } => ({
  value,
  low: value - 0.01,
  high: value + 0.01,
});

function rowOf(name: string, classes: readonly string[], at: number): LeaderboardRow {
  return {
    name,
    model: name === "forest" ? "forest" : "custom",
    validation: interval(0.9 - at / 100),
    test: interval(0.88 - at / 100),
    accuracy: interval(0.95),
    perClass: classes.map((label) => ({
      label,
      precision: 0.9123456789,
      recall: 0.8,
      f1: 0.85,
      support: 10,
    })),
    bytes: 12_345,
    tiedWithBest: at === 1,
  };
}

function trainingOf({
  models = ["forest", "mine"],
  classes = ["bad", "good"],
  points = 3,
  changes = {},
}: Shape = {}): TrainingData {
  const byModel = <T>(make: () => T): Record<string, T> =>
    Object.fromEntries(models.map((name) => [name, make()]));
  const curves = (): TrainingData["roc"][string] =>
    classes.slice(0, 13).map((label) => ({
      label,
      positives: 10,
      points: Array.from({ length: points }, (_, at): [number, number] => [at / points, at / points]),
      thresholds: Array.from({ length: points }, (_, at) => (at === 0 ? null : 1 - at / points / 3)),
      area: 0.75,
    }));
  return {
    status: "complete",
    metric: "macro_f1",
    target: "label",
    split: { kind: "stratified", testSize: 0.3, folds: 5, trainRows: 700_000, testRows: 300_000 },
    leaderboard: models.map((name, at) => rowOf(name, classes, at)),
    bestName: models[0]!,
    classes,
    attackClasses: classes.slice(0, 1),
    confusion: byModel(() => classes.map(() => classes.map((_, at) => at % 50))),
    roc: byModel(curves),
    pr: byModel(curves),
    calibration: byModel(() => [
      { label: classes[0]!, bins: [{ predicted: 0.1, observed: 0.2, count: 5 }], brier: 0.1 },
    ]),
    importance: [{ feature: "duration", value: 0.4, std: 0.01 }],
    warnings: [{ code: "rare-class", severity: "error", message: "Few <b>flows</b>.", remedy: "More." }],
    baseRate: {
      attackRate: 0.0001,
      flowsPerDay: 1e6,
      testAttackRate: 0.3,
      rows: models.map((name) => ({
        name,
        truePositiveRate: interval(0.9),
        falsePositiveRate: interval(0.02),
        alertsPerDay: interval(20_000),
        precision: interval(0.05),
      })),
    },
    leftOut: [{ reason: "no label", count: 3 }],
    notes: ["A note."],
    provenance: {
      library: "trafficlab 0.1.0",
      formatVersion: 1,
      source: { name: "flows.csv" },
      rows: 1_000_003,
      call: "trainClassifiers",
      parameters: { target: "label", models: ["forest"], seed: 7 },
      seed: 7,
      runtime: { name: "node", version: "20.0.0" },
      timing: { "fit:forest": 1234.5 },
    },
    ...changes,
  };
}

function payloadOf(training: TrainingData, examples: Record<string, number[][][]> = {}): TrainingPayload {
  const table = tableOf([floatColumn("duration", Float64Array.of(1, 2, 3))]);
  const models = Object.fromEntries(training.leaderboard.map(({ name }, at) => [name, `m-${at}`]));
  return trainingPayload({ training, table, handle: "t-1", models, examples });
}

const check = (payload: TrainingPayload): ReturnType<typeof validatePayload<typeof TRAINING_MIME>> =>
  validatePayload(TRAINING_MIME, JSON.parse(JSON.stringify(payload)));

test("a training's payload passes the gate, and its code makes the training again", () => {
  const payload = payloadOf(trainingOf(), {
    forest: [
      [[1], []],
      [[], [2, 3]],
    ],
  });
  expect(check(payload)).toMatchObject({ ok: true });
  expect(payload.code).toContain(
    'await show(await trainClassifiers(table, { target: "label", models: ["forest"], seed: 7 }));',
  );
  expect(payload.models).toEqual({ forest: "m-0", mine: "m-1" });
  expect(payload.examples).toEqual({
    forest: [
      [[1], []],
      [[], [2, 3]],
    ],
  });
  expect(payload.reduced).toEqual([]);
});

test("its static forms say the finding, every model, the warnings and what the scores are of", () => {
  const bundle = payloadBundle(payloadOf(trainingOf())) as Record<string, string>;
  for (const form of ["text/html", "text/plain"]) {
    const text = bundle[form]!.replace(/\s+/g, " ");
    expect(text).toContain(
      "Random forest is best, tied with mine: macro F1 0.8800 (0.8700 to 0.8900), accuracy 95 % on 300,000 test flows; 1 serious warning says why that may be too good.",
    );
    expect(text).toContain("3 (no label)");
    expect(text).toContain("0.8700 (0.8600 to 0.8800)");
    expect(text).toContain("More.");
    expect(text).toContain("A note.");
  }
  expect(bundle["text/html"]).not.toContain("<b>flows</b>");
  expect(bundle["text/html"]).toContain("1.23 s");
});

test("a model that failed, and a cancelled training without a best, are told as such", () => {
  const none = { value: NaN, low: NaN, high: NaN };
  const training = trainingOf();
  training.leaderboard[1] = {
    ...training.leaderboard[1]!,
    validation: none,
    test: none,
    accuracy: none,
    perClass: [],
    failed: "out of luck",
  };
  const payload = payloadOf(training);
  expect(check(payload)).toMatchObject({ ok: true });
  expect(payload.training.leaderboard[1]!.test).toEqual({ value: null, low: null, high: null });
  expect((payloadBundle(payload) as Record<string, string>)["text/plain"]).toContain("failed: out of luck");
  const cancelled = payloadOf(trainingOf({ changes: { status: "cancelled", bestName: null } }));
  expect(trainingFinding(cancelled)).toBe(
    "No model could be fitted beside the baselines. The training was cancelled before it was done.",
  );
  expect(check(cancelled)).toMatchObject({ ok: true });
});

test("100 classes with hostile very long names and 20 models stay within the limits, as text", () => {
  const hostile = (at: number): string =>
    `<img src=x onerror=alert(${at})>${"\u202e".repeat(20)}${"x".repeat(20_000)}${at}`;
  const classes = Array.from({ length: 100 }, (_, at) => hostile(at));
  const models = Array.from({ length: 20 }, (_, at) =>
    at === 0 ? "forest" : `<script>${at}</script>${"y".repeat(300)}`,
  );
  const examples = Object.fromEntries(
    models.map((name) => [name, classes.map(() => classes.map(() => [1, 2, 3, 4, 5]))]),
  );
  const payload = payloadOf(trainingOf({ classes, models, points: 200 }), examples);
  expect(jsonBytes(payload)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  expect(check(payload)).toEqual({ ok: true, payload: expect.anything() });
  expect(new Set(payload.training.classes).size).toBe(100);
  expect(payload.training.confusion["forest"]).toHaveLength(100);
  expect(payload.reduced.length).toBeGreaterThan(0);
  const bundle = payloadBundle(payload) as Record<string, string>;
  expect(jsonBytes(bundle)).toBeLessThanOrEqual(1_000_000);
  expect(bundle["text/html"]).not.toMatch(/<img|<script/);
  expect(bundle["text/plain"]).not.toContain("\u202e");
});

test.each<[string, (payload: TrainingPayload) => void]>([
  ["a best that is no model", (payload) => (payload.training.bestName = "other")],
  ["a matrix of another size", (payload) => payload.training.confusion["forest"]!.pop()],
  ["more flows than were tested", (payload) => (payload.training.confusion["forest"]![0]![0] = 1e9)],
  ["a point without a threshold", (payload) => payload.training.roc["forest"]![0]!.thresholds.pop()],
  ["curves of no model", (payload) => (payload.training.pr["other"] = [])],
  ["one class twice", (payload) => (payload.training.classes = ["bad", "bad"])],
  ["an attack that is no class", (payload) => payload.training.attackClasses.push("worse")],
  ["examples of another size", (payload) => (payload.examples = { forest: [[]] })],
  ["a share above 1", (payload) => (payload.training.leaderboard[0]!.perClass[0]!.recall = 2)],
  ["no leaderboard", (payload) => delete (payload.training as Partial<TrainingData>).leaderboard],
])("a payload with %s is refused", (_, spoil) => {
  const payload = structuredClone(payloadOf(trainingOf()));
  spoil(payload);
  expect(validatePayload(TRAINING_MIME, payload)).toMatchObject({
    ok: false,
    errors: [expect.stringContaining("Cannot read payload")],
  });
});

test("schema/payloads/training.v1.json is the schema that payloads are checked against", () => {
  // After a change: JSON.stringify(TRAINING_SCHEMA, null, 2) through Prettier is the file.
  const file = new URL("../../../../schema/payloads/training.v1.json", `file://${__dirname}/`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(TRAINING_SCHEMA);
});

test("progress reads as a bar with its count", () => {
  expect(progressText({ phase: "forest", done: 3, total: 6, unit: "folds", message: "fold 3" })).toBe(
    `forest ${"█".repeat(20)}${"░".repeat(20)} 3 of 6 folds: fold 3`,
  );
  expect(progressText({ phase: "rows", done: 3, unit: "rows" })).toBe("rows, 3 rows");
});
