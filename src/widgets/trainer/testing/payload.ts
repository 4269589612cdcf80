/** Payloads for tests: a training whose numbers follow from its confusion matrices. */
import type {
  ClassRow,
  Interval,
  LeaderboardRow,
  ScoreCurve,
  TrainingData,
  TrainingPayload,
} from "../../../analysis/mod.ts";

export const CLASSES = ["BENIGN", "FTP-Patator", "SSH-Patator"];

/** Words of the data, as a capture has them. */
const ALL_ATTACKS = "all attacks";

const CONFUSION: Record<string, number[][]> = {
  forest: [
    [9601, 3, 6],
    [2, 236, 0],
    [9, 0, 168],
  ],
  mlp: [
    [9588, 9, 13],
    [7, 231, 0],
    [21, 2, 154],
  ],
  logistic: [
    [9473, 66, 71],
    [31, 204, 3],
    [88, 14, 75],
  ],
  dummy: [
    [9610, 0, 0],
    [238, 0, 0],
    [177, 0, 0],
  ],
};

/** A training of two models and two baselines on three classes, complete, with a column that gives the label away. */
export function makeTraining(over: Partial<TrainingData> = {}): TrainingPayload {
  const leaderboard = [
    row("forest", "forest", 412_318),
    row("mlp", "mlp", 18_204, { tiedWithBest: true }),
    row("logistic", "logistic", 2_610),
    row("dummy", "dummy", 512),
    {
      ...row("svm", "svm", 0),
      failed: "Cannot fit: the kernel matrix would need 3.2 GB; leave rows out",
    },
  ];
  const training: TrainingData = {
    status: "complete",
    metric: "macro_f1",
    target: "label",
    split: { kind: "stratified", testSize: 0.3, folds: 5, trainRows: 23_392, testRows: 10_025 },
    leaderboard,
    bestName: "forest",
    classes: [...CLASSES],
    attackClasses: ["FTP-Patator", "SSH-Patator"],
    confusion: structuredClone(CONFUSION),
    roc: byModel((at) => CLASSES.slice(1).map((label) => curve(label, 0.999 - at * 0.02, "roc"))),
    pr: byModel((at) => CLASSES.slice(1).map((label) => curve(label, 0.97 - at * 0.05, "pr"))),
    calibration: byModel(() => [
      {
        label: ALL_ATTACKS,
        bins: [
          { predicted: 0.02, observed: 0.004, count: 9540 },
          { predicted: 0.31, observed: 0.42, count: 61 },
          { predicted: 0.97, observed: 0.985, count: 424 },
        ],
        brier: 0.0041,
      },
    ]),
    importance: [
      { feature: "dst_port", value: 0.31, std: 0.012 },
      { feature: "bytes_sent", value: 0.084, std: 0.006 },
      { feature: "packet_count", value: 0.002, std: 0.004 },
      { feature: "state", value: -0.001, std: 0.001 },
    ],
    warnings: [
      {
        code: "single-column-leak",
        severity: "warning",
        columns: ["dst_port"],
        value: 0.91,
        message: "dst_port alone gives a macro-F1 of 0.91",
        remedy: "Train without it and compare: a model that knows only the port fails where services move",
      },
      {
        code: "duplicates-across-split",
        severity: "error",
        count: 312,
        message: "312 test rows repeat a training row exactly (3.1 %)",
        remedy: "Split by group or by time",
      },
      {
        code: "base-rate",
        severity: "info",
        message: "4.1 % of the test flows are attacks, far above 1 in 10,000",
        remedy: "Read precision in the panel for your network",
      },
    ],
    baseRate: {
      attackRate: 0.0001,
      flowsPerDay: 1_000_000,
      testAttackRate: 415 / 10_025,
      rows: leaderboard
        .filter(({ failed }) => failed === undefined)
        .map(({ name }, at) => ({
          name,
          truePositiveRate: around(0.9735 - at * 0.05, 0.014),
          falsePositiveRate: around(0.00094 + at * 0.002, 0.0006),
          alertsPerDay: around(2068 + at * 900, 900),
          precision: around(0.094 - at * 0.02, 0.03),
        })),
    },
    leftOut: [{ reason: "no label", count: 2108 }],
    notes: ["svm: 23,392 training flows are more than the 20,000 that the exact machine takes."],
    provenance: {
      library: "trafficlab 0.1.0",
      formatVersion: 1,
      source: { name: "tuesday.csv", sha256: "9f3a61c07be44d0f", bytes: 1_234_567, dialect: "cicflowmeter" },
      rows: 35_525,
      call: "trainClassifiers",
      parameters: {
        target: "label",
        models: ["forest", "mlp", "svm"],
        metric: "macro_f1",
        split: { kind: "stratified", testSize: 0.3, folds: 5 },
        seed: 7,
        priors: { attackRate: 0.0001, flowsPerDay: 1_000_000 },
      },
      seed: 7,
      runtime: { name: "deno", version: "2.9.8", engine: "wasm" },
      timing: { "fit:forest": 1840, "predict:forest": 96, "fit:mlp": 4210 },
    },
    ...over,
  };
  return {
    type: "training",
    version: 1,
    table: "table-1",
    models: { forest: "model-1", mlp: "model-2", logistic: "model-3", dummy: "model-4" },
    training,
    code: 'import { loadFlows, show, trainClassifiers } from "trafficlab";\n\nconst table = await loadFlows("tuesday.csv");\nawait show(await trainClassifiers(table, { target: "label" }));\n',
    reduced: [],
    examples: {
      forest: [
        [[4, 9], [17, 31], [101]],
        [[44], [45], []],
        [[301, 305], [], [300]],
      ],
    },
  };
}

/** A training that was cancelled after its first model. */
export function makePartial(): TrainingPayload {
  const payload = makeTraining({ status: "cancelled" });
  const { training } = payload;
  const only = <T>({ forest }: Record<string, T>): Record<string, T> =>
    forest === undefined ? {} : { forest };
  training.leaderboard = training.leaderboard.slice(0, 1);
  training.confusion = only(training.confusion);
  training.roc = only(training.roc);
  training.pr = only(training.pr);
  training.calibration = only(training.calibration);
  training.importance = [];
  if (training.baseRate !== null) training.baseRate.rows = training.baseRate.rows.slice(0, 1);
  payload.models = only(payload.models);
  return payload;
}

function row(
  name: string,
  model: LeaderboardRow["model"],
  bytes: number,
  over: Partial<LeaderboardRow> = {},
): LeaderboardRow {
  const counts = CONFUSION[name] ?? [];
  const perClass = CLASSES.map((label, at) => classRow(label, counts, at));
  const macro = perClass.reduce((sum, { f1 }) => sum + f1, 0) / CLASSES.length;
  const all = sum(counts.flat());
  const right = sum(counts.map((cells, at) => cells[at] ?? 0));
  return {
    name,
    model,
    validation: around(macro - 0.004, 0.011),
    test: around(macro, 0.006),
    accuracy: around(all === 0 ? 0 : right / all, 0.0011),
    perClass,
    bytes,
    tiedWithBest: false,
    ...over,
  };
}

function classRow(label: string, counts: readonly number[][], at: number): ClassRow {
  const hit = counts[at]?.[at] ?? 0;
  const support = sum(counts[at] ?? []);
  const predicted = sum(counts.map((cells) => cells[at] ?? 0));
  const precision = predicted === 0 ? 0 : hit / predicted;
  const recall = support === 0 ? 0 : hit / support;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { label, precision, recall, f1, support };
}

function around(value: number, half: number): Interval {
  return { value, low: Math.max(0, value - half), high: value + half };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function byModel<T>(make: (at: number) => T): Record<string, T> {
  return Object.fromEntries(Object.keys(CONFUSION).map((name, at) => [name, make(at)]));
}

function curve(label: string, area: number, kind: "roc" | "pr"): ScoreCurve {
  const bend = (1 - area) / area;
  const points = Array.from({ length: 21 }, (_, at): [number, number] => {
    const x = at / 20;
    return kind === "roc" ? [x, x ** bend] : [x, 1 - x ** (1 / bend)];
  });
  const thresholds = points.map((_, at) => (at === 0 && kind === "roc" ? null : 1 - at / 20));
  return { label, positives: 200, points, thresholds, area };
}
