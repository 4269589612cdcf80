/** The suite that every estimator passes. Call `describeEstimator({...})` in the estimator's own test file. */
import type { FitOptions, FittedModel, Matrix, Progress } from "../../core/mod.ts";
import { fitCase, listed, listedParts, outputsOf } from "./case.ts";
import type { AnyEstimator, EstimatorCase } from "./case.ts";
import { cloudWithOddRows, columnNames, groups, inBothWidths, rowsOf } from "./data.ts";
import type { Sample } from "./data.ts";
import { testDegenerateInputs } from "./degenerate.ts";
import { testRefusals } from "./refusals.ts";
import { testSaving } from "./saving.ts";
import { adjustedRand, macroF1, pairAuc } from "./scores.ts";

export type { AnyEstimator, DegenerateAnswers, EstimatorCase, Kind, Outputs } from "./case.ts";

/** Runs the shared suite over an estimator. */
export function describeEstimator<E extends AnyEstimator, M extends FittedModel>(
  given: EstimatorCase<E, M>,
): void {
  // The suite hands back only what the case's own functions made, so their narrower types fit.
  const subject = given as unknown as EstimatorCase;
  describe(`${subject.name} as an estimator`, () => {
    const sample = subject.kind === "detector" ? cloudWithOddRows() : groups();
    testFit(subject, sample);
    testPredictions(subject, sample);
    testRefusals(subject, sample);
    testDegenerateInputs(subject);
    if (subject.restore) testSaving(subject, sample);
  });
}

function testFit(subject: EstimatorCase, { X, y }: Sample): void {
  test("carries its name, options, seed and the names of its features", async () => {
    expect(subject.make().name).toBe(subject.name);
    const model = await fitCase(subject, X, y);
    expect(model.estimator).toBe(subject.name);
    expect([model.nFeatures, [...model.featureNames]]).toEqual([4, columnNames()]);
    expect(Number.isSafeInteger(model.seed)).toBe(true);
    expect(JSON.parse(JSON.stringify(model.options))).toEqual(model.options);
    const unnamed = await fitCase(subject, { data: X.data, rows: X.rows, columns: 4 }, y);
    expect([...unnamed.featureNames]).toEqual(["x0", "x1", "x2", "x3"]);
  });

  test("gives the same model for the same seed, and leaves its input as it was", async () => {
    const before = { data: Array.from(X.data), y: [...y] };
    const options = subject.seedless ? undefined : { seed: 7 };
    const first = await fitCase(subject, X, y, { options });
    const outputs = listed(outputsOf(subject, first, X));
    const again = await fitCase(subject, X, y, { options });
    expect(listed(outputsOf(subject, again, X))).toEqual(outputs);
    expect(listed(outputsOf(subject, first, X))).toEqual(outputs);
    expect(listedParts(again.parts())).toEqual(listedParts(first.parts()));
    if (!subject.seedless) expect(first.seed).toBe(7);
    expect({ data: Array.from(X.data), y }).toEqual(before);
  });

  test("gives the same model for 0, 1 and 2 workers", async () => {
    const alone = await fitCase(subject, X, y, { run: { workers: 0 } });
    const expected = { parts: listedParts(alone.parts()), outputs: listed(outputsOf(subject, alone, X)) };
    for (const workers of [1, 2]) {
      const model = await fitCase(subject, X, y, { run: { workers } });
      expect({ parts: listedParts(model.parts()), outputs: listed(outputsOf(subject, model, X)) }).toEqual(
        expected,
      );
    }
  });

  test("takes float32 for the float64 of the same numbers", async () => {
    const { narrow, wide } = inBothWidths(X);
    const model = await fitCase(subject, narrow, y);
    expect(listed(outputsOf(subject, model, narrow))).toEqual(
      listed(outputsOf(subject, await fitCase(subject, wide, y), wide)),
    );
  });

  test("keeps nothing of the caller's arrays: writing into them changes no model", async () => {
    const data = Float64Array.from(X.data);
    const model = await fitCase(subject, { ...X, data }, y);
    const before = listed(outputsOf(subject, model, X));
    data.fill(-1e9);
    expect(listed(outputsOf(subject, model, X))).toEqual(before);
  });

  test("reports progress that never falls within a phase nor passes its total", async () => {
    const reports: Progress[] = [];
    await fitCase(subject, X, y, { run: { workers: 0, onProgress: (progress) => reports.push(progress) } });
    const done = new Map<string, number>();
    for (const report of reports) {
      expect(report.done).toBeGreaterThanOrEqual(done.get(report.phase) ?? 0);
      expect(report.done).toBeLessThanOrEqual(report.total ?? Infinity);
      done.set(report.phase, report.done);
    }
  });

  test("rejects with CANCELLED when cancelled, before it starts or while it runs", async () => {
    const before = new AbortController();
    before.abort();
    await expect(fitCase(subject, X, y, { run: { signal: before.signal } })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    const during = new AbortController();
    const running = fitCase(subject, X, y, {
      run: { workers: 0, signal: during.signal, onProgress: () => during.abort() },
    });
    during.abort();
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test("refuses run control that makes no sense, before it starts", async () => {
    const wrong = [{ workers: -1 }, { workers: 1.5 }, { worker: 2 }, { signal: "stop" }];
    for (const run of wrong) {
      await expect(fitCase(subject, X, y, { run: run as FitOptions })).rejects.toMatchObject({
        code: "BAD_INPUT",
      });
    }
  });

  if (subject.kind !== "classifier") {
    test("takes the run control in the second place too, where classifiers take labels", async () => {
      const stopped = { signal: AbortSignal.abort() };
      const fit = subject.make() as unknown as { fit(X: Matrix, run: FitOptions): Promise<unknown> };
      await expect(fit.fit(X, stopped)).rejects.toMatchObject({ code: "CANCELLED" });
    });
  }

  test("is shown in a notebook by name, with its options, in both forms", async () => {
    const model = await fitCase(subject, X, y);
    const display = (model as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!;
    const bundle = display.call(model);
    for (const form of ["text/plain", "text/html"]) {
      expect(bundle[form]).toContain(subject.name);
      for (const option of Object.keys(model.options as object)) expect(bundle[form]).toContain(option);
    }
  });

  test("gives a summary that is plain data and small, and can be disposed twice", async () => {
    const model = await fitCase(subject, X, y);
    const summary = model.toJSON();
    const text = JSON.stringify(summary);
    expect(JSON.parse(text)).toEqual(summary);
    expect(text.length).toBeLessThan(1e6);
    model.dispose();
    expect(() => model.dispose()).not.toThrow();
  });
}

function testPredictions(subject: EstimatorCase, { X, y }: Sample): void {
  test("gives finite outputs, as many as rows ask for", async () => {
    const model = await fitCase(subject, X, y);
    for (const [name, values] of Object.entries(listed(outputsOf(subject, model, X)))) {
      expect([name, values.length % X.rows, values.length > 0]).toEqual([name, 0, true]);
      for (const value of values) if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
    }
  });

  if (subject.kind === "classifier") {
    test("gives probabilities that sum to 1, in the order of its sorted classes", async () => {
      const model = (await fitCase(subject, X, y)) as ClassifierModel;
      expect(model.classes).toEqual(["alpha", "beta", "gamma"]);
      const probabilities = model.predictProba(X);
      const predicted = model.predict(X);
      expect([probabilities.length, predicted.length]).toEqual([X.rows * 3, X.rows]);
      for (let row = 0; row < X.rows; row++) {
        const of = Array.from(probabilities.subarray(row * 3, row * 3 + 3));
        for (const value of of) expect(value >= 0 && value <= 1).toBe(true);
        expect(of.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        if (!subject.predictsByDecision)
          expect(predicted[row]).toBe(model.classes[of.indexOf(Math.max(...of))]);
      }
    });

    test("takes whole numbers as classes, sorted by value", async () => {
      const codes = Int32Array.from(y, (name) => ({ alpha: 10, beta: 9, gamma: -1 })[name] ?? 0);
      const model = (await fitCase(subject, X, codes)) as ClassifierModel;
      expect(model.classes).toEqual(["-1", "9", "10"]);
      expect(model.classes).toEqual(expect.arrayContaining([...new Set(model.predict(X))]));
    });
  }

  if (!subject.transductive) {
    test("says the same of a row alone, among others and in another order", async () => {
      const model = await fitCase(subject, X, y);
      const whole = listed(outputsOf(subject, model, X));
      const backwards = Array.from({ length: X.rows }, (_, row) => X.rows - 1 - row);
      for (const which of [[0], [17], [5, 5, 3], [239, 1, 100, 2, 50, 6, 8], backwards]) {
        const part = listed(outputsOf(subject, model, rowsOf(X, which)));
        for (const [name, values] of Object.entries(part)) {
          const width = whole[name]!.length / X.rows;
          const expected = which.flatMap((row) => whole[name]!.slice(row * width, (row + 1) * width));
          expectClose(name, values, expected, subject.subsetTolerance ?? 0);
        }
      }
    });

    test("gives nothing for no rows", async () => {
      const model = await fitCase(subject, X, y);
      const none: Matrix = { data: new Float64Array(0), rows: 0, columns: 4 };
      for (const [name, values] of Object.entries(listed(outputsOf(subject, model, none))))
        expect([name, values]).toEqual([name, []]);
    });
  }

  if (subject.minScore !== undefined) {
    const least = subject.minScore;
    test(`reaches at least ${least} on the suite's data`, async () => {
      expect(qualityOf(subject, { X, y }, await fitCase(subject, X, y))).toBeGreaterThanOrEqual(least);
    });
  }
}

interface ClassifierModel extends FittedModel {
  classes: string[];
  predict(X: Matrix): string[];
  predictProba(X: Matrix): Float64Array;
}

/** On data that the model has not seen, where other rows than the fitted ones can be asked about. */
function qualityOf(subject: EstimatorCase, fitted: Sample, model: FittedModel): number {
  const fresh = subject.kind === "detector" ? cloudWithOddRows(102) : groups(80, 101);
  const { X, y } = subject.transductive ? fitted : fresh;
  const outputs = outputsOf(subject, model, X);
  const first = outputs["predict"] ?? outputs["labels"];
  switch (subject.kind) {
    case "classifier":
      return macroF1(y, Array.from(first as readonly string[]));
    case "detector":
      return pairAuc(
        y.map((name) => name === "odd"),
        outputs["scoreSamples"] as ArrayLike<number>,
      );
    case "clusterer":
      return adjustedRand(y, first as ArrayLike<number>);
    case "transformer":
      throw new Error("a transformer has no score in this suite");
  }
}

function expectClose(
  name: string,
  values: readonly (number | string)[],
  expected: readonly (number | string)[],
  tolerance: number,
): void {
  if (tolerance === 0) {
    expect({ [name]: values }).toEqual({ [name]: expected });
    return;
  }
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => {
    if (typeof value === "string") expect(value).toBe(expected[i]);
    else expect(Math.abs(value - (expected[i] as number))).toBeLessThanOrEqual(tolerance);
  });
}
