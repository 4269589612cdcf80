/** The part of the shared suite on inputs that every estimator refuses. */
import type { FittedModel, Matrix } from "../../core/mod.ts";
import { fitCase, outputsOf } from "./case.ts";
import type { EstimatorCase } from "./case.ts";
import { withCell } from "./data.ts";
import type { Sample } from "./data.ts";

const CODED = { code: "BAD_INPUT", message: expect.stringMatching(/^Cannot /) as string };

export function testRefusals(subject: EstimatorCase, { X, y }: Sample): void {
  const ask = (model: FittedModel, rows: Matrix): unknown => outputsOf(subject, model, rows);

  test.each([NaN, Infinity, -Infinity])("refuses %p in X, naming row and column", async (value) => {
    const broken = withCell(X, 12, 2, value);
    const expected = {
      name: "RangeError",
      code: "BAD_INPUT",
      message: expect.stringMatching(/^Cannot .*(?=.*\b12\b).*bytes_sent/) as string,
    };
    await expect(fitCase(subject, broken, y)).rejects.toMatchObject(expected);
    if (subject.transductive) return;
    const model = await fitCase(subject, X, y);
    expect(() => ask(model, broken)).toThrow(expect.objectContaining(expected));
  });

  test("refuses to fit on no rows and on no columns", async () => {
    const none = { data: new Float64Array(0), rows: 0, columns: 4 };
    await expect(fitCase(subject, none, [])).rejects.toMatchObject(CODED);
    const narrow = { data: new Float64Array(0), rows: 240, columns: 0 };
    await expect(fitCase(subject, narrow, y)).rejects.toMatchObject(CODED);
  });

  test.each<[string, unknown]>([
    ["data shorter than rows x columns", { data: new Float64Array(7), rows: 2, columns: 4 }],
    ["data longer than rows x columns", { data: new Float64Array(9), rows: 2, columns: 4 }],
    ["rows that are no whole number", { data: new Float64Array(6), rows: 1.5, columns: 4 }],
    ["a negative number of rows", { data: new Float64Array(4), rows: -1, columns: -4 }],
    ["a list instead of a typed array", { data: [1, 2, 3, 4], rows: 1, columns: 4 }],
    ["names that do not fit the columns", { data: new Float64Array(8), rows: 2, columns: 4, names: ["a"] }],
    ["a list of lists", [[1, 2, 3, 4]]],
    ["null", null],
  ])("refuses %s for X", async (_, broken) => {
    const labels = ["alpha", "beta"];
    await expect(fitCase(subject, broken as Matrix, labels)).rejects.toMatchObject(CODED);
    if (subject.transductive) return;
    const model = await fitCase(subject, X, y);
    // Names are of interest in the fit only.
    if ((broken as { names?: unknown } | null)?.names) return;
    expect(() => ask(model, broken as Matrix)).toThrow(expect.objectContaining(CODED));
  });

  if (!subject.transductive) {
    test("refuses another width than the fitted one, naming both", async () => {
      const model = await fitCase(subject, X, y);
      for (const columns of [3, 5]) {
        const other = { data: new Float64Array(2 * columns), rows: 2, columns };
        const message = expect.stringMatching(new RegExp(`^Cannot .*\\b4\\b.*\\b${columns}\\b`)) as string;
        expect(() => ask(model, other)).toThrow(expect.objectContaining({ code: "BAD_INPUT", message }));
      }
    });
  }

  if (subject.kind === "classifier") {
    test.each<[string, unknown]>([
      ["too few", y.slice(1)],
      ["too many", [...y, "alpha"]],
      ["none at all", undefined],
      ["a text", "alpha"],
      ["numbers in a list", y.map(() => 1)],
      ["a missing one among them", y.map((name, row) => (row === 3 ? null : name))],
    ])("refuses labels: %s", async (_, labels) => {
      await expect(fitCase(subject, X, labels as string[])).rejects.toMatchObject(CODED);
    });
  }

  test("refuses an option that it does not know, and a seed that is no whole number", () => {
    expect(() => subject.make({ noSuchOption: 1 })).toThrow(expect.objectContaining(CODED));
    if (subject.seedless) return;
    for (const seed of [1.5, NaN, "7", null])
      expect(() => subject.make({ seed })).toThrow(expect.objectContaining(CODED));
  });
}
