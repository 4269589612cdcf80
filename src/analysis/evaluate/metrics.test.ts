import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { capture, captureText, testWithCaptures } from "../../../tests/support/captures.ts";
import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brier,
  calibrationCurve,
  confusionMatrix,
  logLoss,
  macroF1,
  matthews,
  METRICS,
  prCurve,
  precisionRecallF1,
  rocAuc,
  rocCurve,
  scorer,
  stratifiedKFold,
  weightedF1,
} from "./mod.ts";

type Numbers = (number | string)[];
interface Curve {
  thresholds: Numbers;
  [name: string]: Numbers;
}
interface ClassCase {
  name: string;
  yTrue: string[];
  yPred: string[];
  classes: string[];
  confusion: number[][];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  accuracy: number;
  balanced_accuracy: number;
  macro_f1: number;
  weighted_f1: number;
  matthews: number;
}
interface ScoreCase {
  name: string;
  yTrue: number[];
  scores: number[];
  roc_auc: number | string;
  average_precision: number;
  brier?: number;
  log_loss?: number;
  calibration?: { bins: number; strategy: "uniform" | "quantile"; observed: number[]; predicted: number[] }[];
  roc: Curve;
  rocWhole: Curve;
  pr: Curve;
  prDropped: Curve;
}
interface MatrixCase {
  name: string;
  yTrue: string[];
  probabilities: number[];
  classes: string[];
  roc_auc: number | string;
  roc_auc_weighted: number | string | null;
  average_precision: number;
  log_loss: number;
  log_loss_float32: number;
  brier: number;
}

function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join("tests", "fixtures", "evaluate", name), "utf8")) as Record<
    string,
    unknown
  >;
}

const FIXTURE = fixture("metrics.json");

/** Equal to 1e-12, relative from 1 on. */
function close(values: ArrayLike<number>, expected: Numbers | number | string, tolerance = 1e-12): void {
  const wanted = [expected].flat().map((value) => (value === "inf" ? Infinity : Number(value)));
  expect(values.length).toBe(wanted.length);
  wanted.forEach((want, i) => {
    const value = values[i]!;
    if (Object.is(value, want) || value === want) return;
    expect({
      i,
      value,
      want,
      off: Math.abs(value - want) <= tolerance * Math.max(1, Math.abs(want)),
    }).toEqual(expect.objectContaining({ off: true }));
  });
}

describe("metrics of classes are scikit-learn's", () => {
  test.each((FIXTURE["classes"] as ClassCase[]).map((entry) => [entry.name, entry] as const))(
    "%s",
    (_, c) => {
      const { yTrue, yPred } = c;
      close([accuracy(yTrue, yPred)], c.accuracy);
      close([balancedAccuracy(yTrue, yPred)], c.balanced_accuracy);
      close([macroF1(yTrue, yPred)], c.macro_f1);
      close([weightedF1(yTrue, yPred)], c.weighted_f1);
      close([matthews(yTrue, yPred)], c.matthews);
      expect(confusionMatrix(yTrue, yPred)).toEqual({ classes: c.classes, counts: c.confusion });
      const rows = precisionRecallF1(yTrue, yPred);
      expect(rows.map(({ label, support }) => [label, support])).toEqual(
        c.classes.map((label, i) => [label, c.support[i]]),
      );
      for (const name of ["precision", "recall", "f1"] as const)
        close(
          rows.map((row) => row[name]),
          c[name],
        );
      for (const name of ["accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "matthews"] as const)
        close([scorer(name).score(yTrue, { predicted: yPred })], c[name]);
    },
  );
});

describe("metrics of scores are scikit-learn's", () => {
  test.each((FIXTURE["scores"] as ScoreCase[]).map((entry) => [entry.name, entry] as const))("%s", (_, c) => {
    const y = Int32Array.from(c.yTrue);
    close([rocAuc(y, c.scores)], c.roc_auc);
    close([averagePrecision(y, c.scores)], c.average_precision);
    for (const [curve, dropIntermediate] of [
      [c.roc, true],
      [c.rocWhole, false],
    ] as const) {
      const { fpr, tpr, thresholds } = rocCurve(y, c.scores, { positive: "1", dropIntermediate });
      close(fpr, curve["fpr"]!);
      close(tpr, curve["tpr"]!);
      close(thresholds, curve.thresholds);
    }
    for (const [curve, dropIntermediate] of [
      [c.pr, false],
      [c.prDropped, true],
    ] as const) {
      const { precision, recall, thresholds } = prCurve(y, c.scores, { dropIntermediate });
      close(precision, curve["precision"]!);
      close(recall, curve["recall"]!);
      close(thresholds, curve.thresholds);
    }
    if (c.brier !== undefined) close([brier(y, c.scores)], c.brier);
    if (c.log_loss !== undefined) close([logLoss(y, c.scores)], c.log_loss);
    for (const { bins, strategy, observed, predicted } of c.calibration ?? []) {
      const curve = calibrationCurve(y, c.scores, { bins, strategy });
      close(curve.observed, observed);
      close(curve.predicted, predicted);
    }
  });
});

describe("metrics of probability matrices are scikit-learn's", () => {
  test.each((FIXTURE["matrices"] as MatrixCase[]).map((entry) => [entry.name, entry] as const))(
    "%s",
    (_, c) => {
      const { yTrue, probabilities, classes } = c;
      close([rocAuc(yTrue, probabilities, { classes })], c.roc_auc);
      if (c.roc_auc_weighted !== null)
        close([rocAuc(yTrue, probabilities, { classes, average: "weighted" })], c.roc_auc_weighted);
      close([averagePrecision(yTrue, probabilities, { classes })], c.average_precision);
      close([logLoss(yTrue, probabilities, { classes })], c.log_loss);
      close([logLoss(yTrue, Float32Array.from(probabilities), { classes })], c.log_loss_float32, 2e-6);
      close([brier(yTrue, probabilities, { classes })], c.brier);
      for (const name of ["roc_auc", "average_precision", "log_loss", "brier"] as const)
        close([scorer(name).score(yTrue, { probabilities, classes })], c[name]);
    },
  );
});

testWithCaptures(
  "real flows give scikit-learn's metrics",
  ["unsw-nb15/unsw_nb15.strat60.csv.gz"],
  async () => {
    const expected = fixture("unsw-nb15.json") as {
      file: string;
      sha256: string;
      rows: number[];
      rocPoints: number;
      rocSums: number[];
      calibration: { observed: number[]; predicted: number[] };
      families: Record<string, number>;
      folds: number[];
    } & Record<"roc_auc" | "average_precision" | "brier" | "log_loss" | "matthews", number>;
    expect(
      createHash("sha256")
        .update(readFileSync(capture(expected.file)))
        .digest("hex"),
    ).toBe(expected.sha256);
    const [header, ...lines] = captureText(expected.file).split(/\r?\n/);
    const names = header!.replace(/^\ufeff/, "").split(",");
    const cells = expected.rows.map((row) => lines[row]!.split(","));
    const column = (name: string): string[] => cells.map((row) => row[names.indexOf(name)]!);
    const label = Int32Array.from(column("label"), Number);
    const [sent, received] = [column("sbytes").map(Number), column("dbytes").map(Number)];
    const scores = sent.map((bytes, i) => bytes / (bytes + received[i]! + 1));
    close([rocAuc(label, scores)], expected.roc_auc);
    close([averagePrecision(label, scores)], expected.average_precision);
    close([brier(label, scores)], expected.brier);
    close([logLoss(label, scores)], expected.log_loss);
    const said = Int32Array.from(scores, (score) => (score >= 0.5 ? 1 : 0));
    close([matthews(label, said)], expected.matthews);
    const { fpr, tpr, thresholds } = rocCurve(label, scores);
    expect(fpr.length).toBe(expected.rocPoints);
    const sums = [fpr, tpr, thresholds.slice(1)].map((values) =>
      values.reduce((sum, value) => sum + value, 0),
    );
    close(sums, expected.rocSums, 1e-11);
    const curve = calibrationCurve(label, scores, { bins: 10 });
    close(curve.observed, expected.calibration.observed);
    close(curve.predicted, expected.calibration.predicted);
    const family = column("attack_cat");
    const guess = said.reduce<string[]>((all, one, i) => {
      all.push(one === 1 ? "Generic" : received[i]! > 10000 ? "Exploits" : "Normal");
      return all;
    }, []);
    for (const [name, value] of Object.entries(expected.families))
      close([scorer(name as "accuracy").score(family, { predicted: guess })], value);
    expect(Array.from(stratifiedKFold(family, { shuffle: false })[0]!.test)).toEqual(expected.folds);
    await Promise.resolve();
  },
);

describe("what metrics are given", () => {
  const refused = (call: () => unknown, message: RegExp): void =>
    expect(call).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
    );

  test("truth is labels, whole numbers, booleans or 0 and 1", () => {
    const scores = [0.1, 0.4, 0.35, 0.8];
    expect(rocAuc([false, false, true, true], scores)).toBe(0.75);
    expect(rocAuc(Uint8Array.of(0, 0, 1, 1), scores)).toBe(0.75);
    expect(rocAuc(Int32Array.of(-1, -1, 1, 1), scores)).toBe(0.75);
    expect(rocAuc(["a", "a", "b", "b"], scores, { positive: "b" })).toBe(0.75);
    expect(rocAuc(["a", "a", "b", "b"], scores, { positive: "a" })).toBe(0.25);
    expect(accuracy(Int32Array.of(9, 10), ["9", "10"])).toBe(1);
    expect(confusionMatrix(Int32Array.of(10, 9), ["9", "10"]).classes).toEqual(["9", "10"]);
  });

  test("text classes have no positive one by default", () => {
    refused(
      () => rocAuc(["attack", "benign"], [0, 1]),
      /^Cannot score ROC AUC: positive must name the class that the scores are for, one of "attack", "benign", got none$/,
    );
  });

  test("lengths must agree, and there must be rows", () => {
    refused(() => accuracy(["a"], ["a", "b"]), /y_true and y_pred must have one length, got 1 and 2/);
    refused(() => accuracy([], []), /at least 1 row/);
    refused(() => rocAuc(Int32Array.of(0, 1), [1]), /scores must have one for each of the 2 rows, got 1/);
    refused(() => logLoss(["a", "b"], [1, 0], { classes: ["a", "b"] }), /must have 2 for each of the 2 rows/);
    refused(() => accuracy("aa" as unknown as string[], ["a", "b"]), /y_true must be a list of texts/);
    refused(() => accuracy(["a", null as unknown as string], ["a", "b"]), /must hold texts only/);
  });

  test("scores must be numbers, probabilities from 0 to 1, classes complete", () => {
    refused(() => rocAuc(Int32Array.of(0, 1), [0.1, NaN]), /scores must be numbers, got NaN at 1/);
    refused(() => brier(Int32Array.of(0, 1), [0.1, 1.5]), /from 0 to 1, got 1.5 at 1/);
    refused(() => logLoss(["a", "c"], [1, 0, 0, 1], { classes: ["a", "b"] }), /got none for "c"/);
    refused(() => logLoss(["a"], [1, 0], { classes: ["a", "a"] }), /2 different texts/);
    refused(() => calibrationCurve(Int32Array.of(0, 1), [0, 1], { bins: 0 }), /bins must be a whole number/);
    refused(() => scorer("f1" as "macro_f1"), /metric must be one of "accuracy"/);
    refused(() => scorer("roc_auc").score(["a"], { predicted: ["a"] }), /probabilities and their classes/);
    refused(() => scorer("macro_f1").score(["a"], {}), /predicted classes must be given/);
  });

  test("chosen labels order the matrix and leave others out; a label without rows is 0", () => {
    expect(confusionMatrix(["a", "b", "c"], ["a", "c", "c"], { labels: ["c", "a"] })).toEqual({
      classes: ["c", "a"],
      counts: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(precisionRecallF1(["a"], ["a"], { labels: ["z"] })).toEqual([
      { label: "z", precision: 0, recall: 0, f1: 0, support: 0 },
    ]);
    const many = Int32Array.from({ length: 2001 }, (_, i) => i);
    refused(() => confusionMatrix(many, many), /at most 2000 classes, got 2001/);
  });

  test("a million classes are scored without a matrix of them", () => {
    const y = Int32Array.from({ length: 200_000 }, (_, row) => row);
    expect(macroF1(y, y)).toBe(1);
    expect(METRICS).toContain("macro_f1");
  });
});
