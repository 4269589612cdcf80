import type { Estimator, FitOptions, Labels, Matrix, Model, Progress } from "../core/mod.ts";
import { groups, rowsOf } from "../estimators/testing/data.ts";
import { defaultWorkers } from "../workers/mod.ts";
import { NearestCentre } from "../estimators/testing/nearest-centre.ts";
import { crossValidate, macroF1, scorer, stratifiedKFold } from "./mod.ts";
import type { Scaler, Split } from "./mod.ts";

const { X, y } = groups(40);

/** Watches what an estimator is given. */
function watched(
  inner: Estimator,
  onFit: (X: Matrix, y: Labels, run: FitOptions) => void | Promise<void>,
): Estimator {
  return {
    name: "Watched",
    async fit(train, labels, run = {}) {
      await onFit(train, labels, run);
      return inner.fit(train, labels, run);
    },
  };
}

/** Divides by the largest value of the rows it was fitted on. */
function scalerThat(onFit: (X: Matrix) => void): Scaler {
  return {
    fit: (train) => {
      onFit(train);
      const most = largest(train);
      const transform = (X: Matrix): Matrix => ({ ...X, data: X.data.map((value) => value / most) });
      return Promise.resolve({ transform });
    },
  };
}

function largest({ data }: Matrix): number {
  return Array.from(data).reduce((top, value) => Math.max(top, value), 1e-9);
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe("crossValidate()", () => {
  test("scores each fold by a model that has not seen it, as one does by hand", async () => {
    const { results, splits, status, best, classes } = await crossValidate([new NearestCentre()], X, y);
    const byHand: number[] = [];
    const predicted = new Array<string>(X.rows);
    for (const { train, test } of stratifiedKFold(y)) {
      const labels = (rows: Uint32Array): string[] => [...rows].map((row) => y[row]!);
      const model = await new NearestCentre().fit(rowsOf(X, [...train]), labels(train));
      const said = model.predict(rowsOf(X, [...test]));
      byHand.push(macroF1(labels(test), said));
      test.forEach((row, i) => (predicted[row] = said[i]!));
    }
    expect(splits).toEqual(stratifiedKFold(y));
    expect([status, classes]).toEqual(["complete", ["alpha", "beta", "gamma"]]);
    expect(best).toBe(results[0]);
    expect([...results[0]!.scores]).toEqual(byHand);
    expect(results[0]!.predicted).toEqual(predicted);
    const mean = byHand.reduce((sum, score) => sum + score, 0) / 5;
    const squares = byHand.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    expect(results[0]!.mean).toBeCloseTo(mean, 14);
    expect(results[0]!.standardError).toBeCloseTo(Math.sqrt(squares / 4 / 5), 14);
    expect(results[0]!.probabilities).toBeNull();
  });

  test("gives the same for any number of workers", async () => {
    const candidates = [
      { name: "plain", estimator: new NearestCentre() },
      { name: "scaled", estimator: new NearestCentre(), scaler: scalerThat(() => undefined) },
      { name: "failing", estimator: failingFrom(3) },
    ];
    const all = await Promise.all(
      [0, 1, 2, 5].map((workers) => crossValidate(candidates, X, y, { workers, metric: "log_loss" })),
    );
    const plain = all.map(({ results }) =>
      results.map(({ name, scores, mean, predicted, probabilities, failed }) => [
        name,
        [...scores],
        mean,
        predicted,
        probabilities && [...probabilities],
        failed,
      ]),
    );
    for (const other of plain.slice(1)) expect(other).toEqual(plain[0]);
  });

  test("fits scalers on the training part only, once a fold for all who share them", async () => {
    const fitted: Matrix[] = [];
    const scaler = scalerThat((train) => fitted.push(train));
    const seen: Matrix[] = [];
    const candidates = [
      { name: "a", estimator: watched(new NearestCentre(), (train) => void seen.push(train)) },
      { name: "b", estimator: new NearestCentre() },
      { name: "c", estimator: watched(new NearestCentre(), (train) => void seen.push(train)), scaler: null },
    ];
    const { splits } = await crossValidate(candidates, X, y, { scaler, workers: 2 });
    expect(fitted.length).toBe(5);
    splits.forEach(({ train }, fold) => expect(fitted[fold]).toEqual(rowsOf(X, [...train])));
    expect(seen.filter((train) => largest(train) === 1).length).toBe(5);
    expect(seen.filter((train) => fitted.includes(train)).length).toBe(5);
  });

  test("keeps the workers busy: a fit more than there are where all may be used, else as many, each with one", async () => {
    const all = defaultWorkers();
    for (const workers of [0, 1, all, all + 1]) {
      let running = 0;
      let most = 0;
      const given = new Set<number | undefined>();
      const estimator = watched(new NearestCentre(), async (_, __, run) => {
        given.add(run.workers);
        most = Math.max(most, ++running);
        await tick();
        running--;
      });
      const candidates = [estimator, { name: "other", estimator }, { name: "third", estimator }];
      await crossValidate(candidates, X, y, { workers });
      expect(most).toBe(Math.min(15, workers >= all ? workers + 1 : Math.max(1, workers)));
      expect([...given]).toEqual([workers >= all ? workers : Math.min(1, workers)]);
    }
  });

  test("reports an estimator that fails with its reason, and goes on with the others", async () => {
    const { results, best, status } = await crossValidate(
      [{ name: "broken", estimator: new NearestCentre({ failWith: "no luck" }) }, new NearestCentre()],
      X,
      y,
    );
    expect(status).toBe("complete");
    expect(results[0]).toMatchObject({ name: "broken", failed: "no luck", mean: NaN, probabilities: null });
    expect(results[0]!.predicted.every((name) => name === "")).toBe(true);
    expect(results[1]!.failed).toBeUndefined();
    expect(best).toBe(results[1]);
    const none = await crossValidate([new NearestCentre({ failWith: "no luck" })], X, y);
    expect([none.best, none.results[0]!.failed]).toEqual([null, "no luck"]);
  });

  test("cancelled, gives the folds that are finished, and rejects when none is", async () => {
    const stop = new AbortController();
    const result = await crossValidate([new NearestCentre()], X, y, {
      workers: 0,
      signal: stop.signal,
      onProgress: ({ done }) => void (done === 2 && stop.abort()),
    });
    expect(result.status).toBe("cancelled");
    expect([...result.results[0]!.scores].map((score) => Number.isNaN(score))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(result.best).toBe(result.results[0]);
    const tested = result.splits.slice(0, 2).flatMap(({ test }) => [...test]);
    expect(result.results[0]!.predicted.filter((name) => name !== "").length).toBe(tested.length);

    const early = new AbortController();
    const slow = watched(new NearestCentre(), () => early.abort());
    await expect(crossValidate([slow], X, y, { signal: early.signal })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });

  test("reports each finished fit with its score, up to the total", async () => {
    const reports: Progress[] = [];
    await crossValidate([new NearestCentre(), { name: "two", estimator: new NearestCentre() }], X, y, {
      folds: 3,
      workers: 2,
      onProgress: (progress) => reports.push(progress),
    });
    expect(reports.map(({ done, total, unit }) => [done, total, unit])).toEqual(
      Array.from({ length: 6 }, (_, i) => [i + 1, 6, "folds"]),
    );
    expect(reports[0]!.message).toMatch(/^(NearestCentre|two), fold 1: macro_f1 [01]\.\d{4}$/);
  });

  test("gives 0 to classes that a fold's training part lacks, and disposes every model", async () => {
    const labels = y.map((name, row) => (row === 4 ? "omega" : name));
    const made: Model[] = [];
    const disposed = jest.fn();
    const estimator: Estimator = {
      name: "Counted",
      async fit(train, given, run) {
        const model = await new NearestCentre().fit(train, given, run);
        made.push(model);
        jest.spyOn(model, "dispose").mockImplementation(disposed);
        return model;
      },
    };
    const { results, classes, splits } = await crossValidate([estimator], X, labels, { metric: "brier" });
    expect(classes).toEqual(["alpha", "beta", "gamma", "omega"]);
    expect([made.length, disposed.mock.calls.length]).toEqual([5, 5]);
    const probabilities = results[0]!.probabilities!;
    expect(probabilities[4 * 4 + 3]).toBe(0);
    for (let row = 0; row < X.rows; row++)
      expect(probabilities.slice(row * 4, row * 4 + 4).reduce((sum, share) => sum + share, 0)).toBeCloseTo(
        1,
        9,
      );
    const fold = splits[0]!.test;
    const of = [...fold].flatMap((row) => [...probabilities.slice(row * 4, row * 4 + 4)]);
    expect(results[0]!.scores[0]).toBeCloseTo(
      scorer("brier").score(
        [...fold].map((row) => labels[row]!),
        { probabilities: of, classes },
      ),
      14,
    );
  });

  test("takes splits of the caller's own, and chooses the smaller loss", async () => {
    const folds = [{ train: Uint32Array.of(0, 1, 2, 3, 4, 5), test: Uint32Array.of(6, 7, 8) }];
    const blurred: Estimator = {
      name: "blurred",
      fit: async (train, labels) =>
        new NearestCentre().fit({ ...train, data: train.data.map((value) => value * 0.3) }, labels),
    };
    const { best, results, greaterIsBetter, toJSON } = await crossValidate(
      [blurred, new NearestCentre()],
      X,
      y,
      {
        folds,
        metric: "log_loss",
      },
    );
    expect([greaterIsBetter, best!.name]).toEqual([false, "NearestCentre"]);
    expect(results[0]!.mean).toBeGreaterThan(results[1]!.mean);
    expect(results[0]!.standardError).toBeNaN();
    const summary = toJSON();
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  test("is shown in a notebook as a row for each candidate", async () => {
    const failing: Estimator = { name: "broken", fit: () => Promise.reject(new Error("no luck")) };
    const result = await crossValidate([new NearestCentre(), failing], X, y, { folds: 3 });
    const display = (result as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!;
    const { "text/plain": text, "text/html": html } = display();
    expect(text).toMatch(/^Cross-validation by macro_f1\n/);
    expect(text).toMatch(/^NearestCentre +\S+ +\S+ +3$/m);
    expect(html).toContain("no luck");
  });

  const part = (train: number[], test: number[]): object => ({
    train: Uint32Array.from(train),
    test: Uint32Array.from(test),
  });
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["no estimators", () => crossValidate([], X, y), /at least 1 estimator/],
    ["what is no estimator", () => crossValidate([{} as Estimator], X, y), /must have a fit/],
    ["null", () => crossValidate([null as unknown as Estimator], X, y), /must have a fit/],
    [
      "two of one name",
      () => crossValidate([new NearestCentre(), new NearestCentre()], X, y),
      /names must differ/,
    ],
    [
      "too few labels",
      () => crossValidate([new NearestCentre()], X, y.slice(1)),
      /a label for each of the 120/,
    ],
    [
      "NaN in X",
      () => crossValidate([new NearestCentre()], { ...X, data: X.data.map(() => NaN) }, y),
      /finite/,
    ],
    [
      "another metric",
      () => crossValidate([new NearestCentre()], X, y, { metric: "f1" as "accuracy" }),
      /metric/,
    ],
    [
      "another option",
      () => crossValidate([new NearestCentre()], X, y, { fold: 3 } as object),
      /unknown option/,
    ],
    ["bad workers", () => crossValidate([new NearestCentre()], X, y, { workers: -1 }), /workers/],
    ["no folds", () => crossValidate([new NearestCentre()], X, y, { folds: [] }), /at least 1 fold/],
    [
      "empty parts",
      () => crossValidate([new NearestCentre()], X, y, { folds: [part([], [1])] as unknown as Split[] }),
      /train part/,
    ],
    [
      "a row on both sides",
      () =>
        crossValidate([new NearestCentre()], X, y, { folds: [part([1, 2], [2, 3])] as unknown as Split[] }),
      /row 2 on both sides/,
    ],
    [
      "rows that are not there",
      () =>
        crossValidate([new NearestCentre()], X, y, { folds: [part([1, 2], [120])] as unknown as Split[] }),
      /below 120, got 120/,
    ],
  ])("refuses %s", async (_, call, message) => {
    await expect(call()).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(message) as string,
    });
  });
});

/** Fails in every fold from this one on. */
function failingFrom(first: number): Estimator {
  const splits = stratifiedKFold(y);
  return {
    name: "failing",
    async fit(train, labels, run) {
      const fold = splits.findIndex(
        (split) => train.data[0] === X.data[split.train[0]! * 4] && same(split.train, train),
      );
      if (fold >= first) throw new Error(`failed in fold ${fold}`);
      return new NearestCentre().fit(train, labels, run);
    },
  };
}

function same(rows: Uint32Array, train: Matrix): boolean {
  return rows.every((row, i) => X.data[row * 4 + 1] === train.data[i * 4 + 1]);
}
