import { floatColumn, intColumn, textColumnFromStrings } from "../table/mod.ts";
import { TrafficModel } from "../persist/mod.ts";
import { NearestCentre } from "../estimators/testing/nearest-centre.ts";
import type { Estimator, JSONValue, Labels, Matrix } from "../core/mod.ts";
import { trainClassifiers } from "./mod.ts";
import type { TrainingReport, TrainOptions } from "./mod.ts";
import { labelledFlows } from "./testing/flows.ts";

const QUICK: TrainOptions = { models: ["forest"], workers: 0 };
const table = labelledFlows();
let report: TrainingReport;

beforeAll(async () => {
  report = await trainClassifiers(table, { models: ["forest", "svm", new NearestCentre()], workers: 0 });
});

/** The report without what may differ between two runs. */
function numbers(one: TrainingReport): JSONValue {
  const { provenance, ...rest } = one.toJSON() as { provenance: { parameters: JSONValue } };
  return { ...rest, parameters: provenance.parameters };
}

/** Fits only when it is let. */
function held(): { estimator: Estimator; started: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  let start = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const started = new Promise<void>((resolve) => (start = resolve));
  const inner = new NearestCentre();
  return {
    started,
    release,
    estimator: {
      name: "Held",
      async fit(X, y, run) {
        start();
        const abort = new Promise<void>((resolve) => run?.signal?.addEventListener("abort", () => resolve()));
        await Promise.race([gate, abort]);
        return inner.fit(X, y, run);
      },
    },
  };
}

describe("the report", () => {
  test("has the asked-for models and both baselines, best first by validation", () => {
    const names = report.leaderboard.map(({ name }) => name);
    expect([...names].sort()).toEqual(["NearestCentre", "dummy", "forest", "logistic", "svm"]);
    const scores = report.leaderboard.map(({ validation }) => validation.value);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const best = report.leaderboard.find(({ model }) => model !== "dummy" && model !== "logistic");
    expect(report.bestName).toBe(best?.name);
    expect(report.best).toBe(report.models[report.bestName!]);
    expect(report.leaderboard.find(({ name }) => name === report.bestName)?.tiedWithBest).toBe(false);
  });

  test("splits three to seven by class, and every test flow is in each confusion matrix", () => {
    expect(report.split).toMatchObject({ kind: "stratified", trainRows: 168, testRows: 72, folds: 5 });
    for (const { name, accuracy, perClass } of report.leaderboard) {
      const counts = report.confusion[name]!;
      expect(counts.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([24, 48]);
      expect(accuracy.value).toBeCloseTo((counts[0]![0]! + counts[1]![1]!) / 72, 12);
      expect(perClass.map(({ label, support }) => [label, support])).toEqual([
        ["attack", 24],
        ["normal", 48],
      ]);
      expect(perClass[0]!.recall).toBeCloseTo(counts[0]![0]! / 24, 12);
    }
  });

  test("has intervals around each score, and the mark of a tie where the paired difference may be 0", () => {
    for (const { validation, test: tested, accuracy } of report.leaderboard) {
      for (const { value, low, high } of [validation, tested, accuracy]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
    expect(report.leaderboard.find(({ name }) => name === "dummy")?.tiedWithBest).toBe(false);
  });

  test("calls models that say the same tied, the best itself not", async () => {
    const twins = ["A", "B"].map((name) => ({ name, estimator: new NearestCentre() }));
    const { leaderboard, bestName } = await trainClassifiers(table, { models: twins, workers: 0 });
    const tied = leaderboard
      .filter(({ model }) => model === "custom")
      .map((row) => [row.name, row.tiedWithBest]);
    expect(bestName).toBe("A");
    expect(tied).toEqual([
      ["A", false],
      ["B", true],
    ]);
  });

  test("knows the attacks: curves, base rates and attack classes are of them", () => {
    expect(report.attackClasses).toEqual(["attack"]);
    expect(report.roc["forest"]!.map(({ label, positives }) => [label, positives])).toEqual([["attack", 24]]);
    expect(report.roc["forest"]![0]!.area).toBeGreaterThan(0.6);
    expect(report.pr["forest"]![0]!.points.at(-1)).toEqual([0, 1]);
    expect(report.baseRate).toMatchObject({
      attackRate: 0.0001,
      flowsPerDay: 1_000_000,
      testAttackRate: 24 / 72,
    });
    expect(report.baseRate!.rows).toHaveLength(5);
  });

  test("tells which fields the best model relies on, and where its examples stand in the table", () => {
    const fields = report.importance.map(({ feature }) => feature);
    expect(new Set(fields)).toEqual(new Set(["duration", "packet_count", "bytes_sent", "bytes_received"]));
    expect(fields.at(-1)).toBe("bytes_received");
    const missed = report.examples["forest"]![0]![1]!;
    expect(missed).toHaveLength(Math.min(20, report.confusion["forest"]![0]![1]!));
    for (const row of missed) expect(table.column("label").at(row)).toBe("attack");
  });

  test("is the same for the same seed, whatever the number of workers, and another for another seed", async () => {
    const [again, other] = [
      await trainClassifiers(table, { models: ["forest", "svm", new NearestCentre()], workers: 2 }),
      await trainClassifiers(table, { ...QUICK, seed: 7 }),
    ];
    expect(numbers(again)).toEqual(numbers(report));
    expect(other.confusion["dummy"]).toEqual(report.confusion["dummy"]);
    expect(other.leaderboard.find(({ name }) => name === "forest")?.test).not.toEqual(
      report.leaderboard.find(({ name }) => name === "forest")?.test,
    );
  });

  test("gives models that take flows, and that a file brings back the same", () => {
    const best = report.models["svm"]!;
    const loaded = TrafficModel.fromBytes(best.toBytes());
    expect(loaded.predict(table)).toEqual(best.predict(table));
    expect(loaded.provenance).toMatchObject({
      rows: 168,
      parameters: {
        training: { target: "label", seed: 42, split: { kind: "stratified", part: "training" } },
      },
    });
  });
});

describe("what is learned from", () => {
  test("flows without a class and classes of one flow are left out and counted", async () => {
    const flows = labelledFlows({
      label: (row) => (row < 10 ? null : row === 10 ? "alone" : row % 2 === 0 ? "attack" : "normal"),
    });
    const { leftOut, warnings, classes, split } = await trainClassifiers(flows, QUICK);
    expect(leftOut).toEqual([
      { reason: "no label", count: 10 },
      { reason: "the only flow of its class", count: 1 },
    ]);
    expect(classes).toEqual(["attack", "normal"]);
    expect(split.trainRows + split.testRows).toBe(229);
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "rare-class", message: expect.stringContaining('"alone"') }),
    );
  });

  test("nothing of the test part is fitted: fills and scales are those of the training part", async () => {
    const times = (row: number): number => row * 1000;
    // The later rows test; their durations would move the mean a thousandfold.
    const flows = labelledFlows({
      time: times,
      fields: { duration: (row) => (row < 168 ? 1 + (row % 7) : 1e6) },
    });
    const { models, split } = await trainClassifiers(flows, {
      models: ["svm"],
      workers: 0,
      split: { kind: "time" },
    });
    expect(split).toMatchObject({ kind: "time", by: "timestamp", trainRows: 168, testRows: 72 });
    const { columns } = models["svm"]!.features.toJSON() as {
      columns: { feature: string; center: number }[];
    };
    expect(columns.find(({ feature }) => feature === "duration")?.center).toBeLessThan(8);
  });

  test("neither the target nor other labels, addresses nor excluded fields become features", async () => {
    const more = [
      textColumnFromStrings(
        "protocol",
        Array.from({ length: 240 }, (_, row) => (row % 2 ? "tcp" : "udp")),
      ),
    ];
    const flows = labelledFlows({ more });
    const byProtocol = await trainClassifiers(flows, {
      ...QUICK,
      target: "protocol",
      exclude: ["duration", "log_bytes_sent"],
    });
    const names = byProtocol.models["forest"]!.model.featureNames;
    expect(
      names.filter((name) => /protocol|label|attack|duration|rate|gap|bytes_sent|asymmetry/.test(name)),
    ).toEqual([]);
    expect(names).toContain("bytes_received");
    const withProtocol = await trainClassifiers(flows, QUICK);
    expect(withProtocol.models["forest"]!.model.featureNames).toContain("protocol=tcp");
  });

  test("booleans and whole numbers are classes too", async () => {
    const verdict = await trainClassifiers(table, { ...QUICK, target: "is_attack" });
    expect([verdict.classes, verdict.attackClasses]).toEqual([["false", "true"], ["true"]]);
    const more = [
      intColumn(
        "kind",
        Int32Array.from({ length: 240 }, (_, row) => 8 + (row % 3)),
      ),
    ];
    const kinds = await trainClassifiers(labelledFlows({ more }), { ...QUICK, target: "kind" });
    expect(kinds.classes).toEqual(["8", "9", "10"]);
  });

  test("a group has its flows on one side only", async () => {
    const hosts = Array.from({ length: 240 }, (_, row) => `10.0.0.${row % 12}`);
    const flows = labelledFlows({
      more: [textColumnFromStrings("src_ip", hosts)],
      label: (row) => (row % 5 < 2 ? "attack" : "normal"),
    });
    const { examples, split } = await trainClassifiers(flows, {
      ...QUICK,
      split: { kind: "group", by: "src_ip" },
    });
    const tested = new Set(examples["forest"]!.flat(2).map((row) => hosts[row]!));
    expect(split).toMatchObject({ kind: "group", by: "src_ip", testRows: tested.size * 20 });
  });

  test("few flows have a smaller test part, fewer folds and smaller models, and it is said", async () => {
    const { split, notes, leaderboard } = await trainClassifiers(
      labelledFlows({ rows: 16, label: (row) => (row % 4 === 0 ? "attack" : "normal") }),
      { workers: 0 },
    );
    expect(split).toMatchObject({ trainRows: 12, testRows: 4, folds: 3 });
    expect(notes.join(" ")).toMatch(/16 flows only 4 .* one layer of 6 units.*/s);
    expect(notes.join(" ")).toContain("Validated in 3 folds instead of 5");
    expect(leaderboard.map(({ failed }) => failed)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a model that fails", () => {
  test("is told with the reason, last, and the others go on", async () => {
    const broken = { name: "Broken", estimator: new NearestCentre({ failWith: "no luck" }) };
    const { leaderboard, models, status } = await trainClassifiers(table, {
      models: [broken, "forest"],
      workers: 0,
    });
    expect(status).toBe("complete");
    expect(leaderboard.at(-1)).toMatchObject({
      name: "Broken",
      model: "custom",
      failed: "no luck",
      bytes: 0,
    });
    expect(Object.keys(models).sort()).toEqual(["dummy", "forest", "logistic"]);
  });

  test("has no best beside the baselines when it is the only one", async () => {
    const broken = { name: "Broken", estimator: new NearestCentre({ failWith: "no luck" }) };
    const only = await trainClassifiers(table, { models: [broken], workers: 0 });
    expect([only.best, only.bestName, only.importance]).toEqual([null, null, []]);
  });

  test("is one that says a class which no flow has", async () => {
    const inner = new NearestCentre();
    const odd: Estimator = {
      name: "Odd",
      async fit(X: Matrix, y: Labels) {
        const model = await inner.fit(X, y);
        return Object.assign(Object.create(model) as typeof model, {
          predict: (rows: Matrix) => model.predict(rows).map(() => "elsewhere"),
        });
      },
    };
    const { leaderboard } = await trainClassifiers(table, { models: [odd], workers: 0 });
    expect(leaderboard.at(-1)?.failed).toMatch(/elsewhere/);
  });
});

describe("the job", () => {
  test("tells a phase a model, in which done never falls, and ends", async () => {
    const job = trainClassifiers(table, { ...QUICK });
    const phases = new Map<string, number>();
    for await (const { phase, done, total } of job.progress()) {
      expect(done).toBeGreaterThanOrEqual(phases.get(phase) ?? 0);
      expect(done).toBeLessThanOrEqual(total!);
      phases.set(phase, done);
    }
    expect([...phases.keys()]).toEqual(expect.arrayContaining(["features", "forest", "importance"]));
    expect(job.done).toBe(true);
    expect(job.partial.map(({ name }) => name).sort()).toEqual(["dummy", "forest", "logistic"]);
    expect(job.id).toMatch(/^training-\d+$/);
  });

  test("gives what is finished when it is cancelled", async () => {
    const { estimator, started } = held();
    const job = trainClassifiers(table, { models: ["forest", estimator], workers: 0 });
    await started;
    expect(job.done).toBe(false);
    job.cancel();
    job.cancel();
    const partial = await job;
    expect(partial.status).toBe("cancelled");
    expect(partial.leaderboard.map(({ name }) => name).sort()).toEqual(["dummy", "forest", "logistic"]);
    expect(partial.bestName).toBe("forest");
    expect(partial.best!.predict(table)).toHaveLength(240);
  });

  test("rejects with CANCELLED before a model is finished, by cancel() and by a signal", async () => {
    const first = held();
    const job = trainClassifiers(table, { models: [first.estimator], workers: 0 });
    await first.started;
    job.cancel();
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(trainClassifiers(table, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });

  test("that fails while nobody awaits it does no harm", async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const job = trainClassifiers(labelledFlows({ rows: 4 }), QUICK);
    for await (const step of job.progress()) expect(step.phase).toBe("features");
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", listen);
    expect(job.done).toBe(true);
    expect(unhandled).toEqual([]);
  });

  test("shows its report, and a cancelled one says so", async () => {
    const show = (job: object): Promise<Record<string, string>> =>
      (job as { [key: symbol]: () => Promise<Record<string, string>> })[Symbol.for("Jupyter.display")]!();
    const bundle = await show(trainClassifiers(table, QUICK));
    expect(bundle["text/plain"]).toContain("Random forest is best");
    const cancelled = trainClassifiers(table, QUICK);
    cancelled.cancel();
    expect((await show(cancelled))["text/plain"]).toContain("cancelled");
  });
});

const wrong: [string, unknown, RegExp][] = [
  ["no option of it", { modle: [] }, /unknown option "modle"; known are "target"/],
  ["no list", { models: "forest" }, /models must be a list, got "forest"/],
  ["no model", { models: ["tree"] }, /models must be one of "forest", "mlp", "svm", got "tree"/],
  ["none", { models: [] }, /models must name 1 to 20, got 0/],
  ["one twice", { models: ["mlp", "mlp"] }, /differ in their names, got "mlp" twice/],
  ["a baseline's name", { models: [{ name: "dummy", estimator: new NearestCentre() }] }, /must not be named/],
  [
    "a name of all objects",
    { models: [{ name: "constructor", estimator: new NearestCentre() }] },
    /must not be named "constructor"/,
  ],
  ["no metric", { metric: "f1" }, /metric must be one of/],
  ["no split", { split: { kind: "random" } }, /split.kind must be one of/],
  ["a group without a column", { split: { kind: "group" } }, /split.by must name the column/],
  ["a part of all", { split: { testSize: 0 } }, /testSize must be finite and above 0, got 0/],
  ["one fold", { split: { folds: 1 } }, /folds must be a whole number from 2 to 50, got 1/],
  ["a rate of none", { priors: { attackRate: 0 } }, /attackRate must be finite and above 0/],
  ["an unknown field", { exclude: ["nothing"] }, /exclude must hold canonical fields.*got "nothing"/],
  ["no seed", { seed: 0.5 }, /seed must be a whole number/],
  ["no time", { split: { kind: "time" } }, /needs a timestamp, got none/],
  [
    "all fields away",
    { exclude: ["duration", "packet_count", "bytes_sent", "bytes_received"] },
    /must have fields to learn from/,
  ],
  ["no such column", { target: "kind" }, /Cannot read column "kind"/],
  [
    "decimal numbers",
    { target: "duration" },
    /"duration" must be text, boolean or whole numbers, got decimal numbers/,
  ],
  ["many numbers", { target: "many" }, /must have at most 100 classes, got 101 numbers and more/],
  ["many texts", { target: "names" }, /must have at most 100 classes, got 240/],
];

describe("is refused with a code and a reason:", () => {
  const more = [
    intColumn(
      "many",
      Int32Array.from({ length: 240 }, (_, row) => row),
    ),
    textColumnFromStrings(
      "names",
      Array.from({ length: 240 }, (_, row) => `n${row}`),
    ),
  ];
  test.each(wrong)("%s", async (_, options, message) => {
    const job = trainClassifiers(labelledFlows({ more }), { workers: 0, ...(options as object) });
    await expect(job).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringMatching(message) });
  });

  test("what is no table, and tables without enough labels", async () => {
    await expect(trainClassifiers([] as never)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("FlowTable"),
    });
    const few = trainClassifiers(labelledFlows({ rows: 9 }), QUICK);
    await expect(few).rejects.toThrow(/at least 10 flows with a class, got 9 of 9; label more flows/);
    const one = trainClassifiers(labelledFlows({ label: () => "normal" }), QUICK);
    await expect(one).rejects.toThrow(/at least 2 classes .* got "normal"; load flows of another class/);
    const none = trainClassifiers(labelledFlows({ label: () => null }), QUICK);
    await expect(none).rejects.toThrow(/must hold a class in some flows, got none/);
    const bare = trainClassifiers(table.select(["duration", "is_attack"]), QUICK);
    await expect(bare).rejects.toThrow(/must have labels, got none; .* choose a target, one of "is_attack"/);
  });

  test("a split that leaves a side with one class", async () => {
    const flows = labelledFlows({
      time: (row) => row,
      label: (row) => (row < 60 && row % 2 === 0 ? "attack" : "normal"),
    });
    await expect(trainClassifiers(flows, { ...QUICK, split: { kind: "time" } })).rejects.toThrow(
      /the test part must have 2 classes or more, got "normal"; .* take another split/,
    );
    const hosts = [
      textColumnFromStrings(
        "src_ip",
        Array.from({ length: 240 }, (_, row) => (row % 3 === 0 ? "a" : "b")),
      ),
    ];
    const grouped = trainClassifiers(labelledFlows({ more: hosts }), {
      ...QUICK,
      split: { kind: "group", by: "src_ip" },
    });
    await expect(grouped).rejects.toThrow(/do not spread over "src_ip"/);
  });

  test("a column without a number, an infinite one included, is still learned from", async () => {
    const odd = Float64Array.from({ length: 240 }, (_, row) => (row % 2 === 0 ? NaN : Infinity));
    const flows = labelledFlows({ more: [floatColumn("packet_size_mean", odd)] });
    const { leaderboard } = await trainClassifiers(flows, QUICK);
    expect(leaderboard.every(({ failed }) => failed === undefined)).toBe(true);
  });
});
