import type { Matrix } from "../../core/mod.ts";
import { checkMatrix, checkWidth, columnMajor, featureNamesOf, rowMajor64 } from "./matrix.ts";

const X: Matrix = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3, names: ["a", "b", "c"] };

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("checkMatrix()", () => {
  it("accepts finite numbers in either precision, and no rows where none are needed", () => {
    checkMatrix("fit it", X, { minRows: 2 });
    checkMatrix("fit it", { data: new Float32Array(0), rows: 0, columns: 4 });
  });

  it.each([
    [null, TypeError, "X must be { data: Float64Array or Float32Array, rows, columns }, got null"],
    [
      { data: [1], rows: 1, columns: 1 },
      TypeError,
      "got an object (Object); put the numbers in one typed array",
    ],
    [{ rowCount: 3 }, TypeError, "got an object (Object); of a table take features(table).transform(table)"],
    [{ ...X, rows: -1 }, RangeError, "X.rows must be a whole number from 0, got -1"],
    [{ ...X, columns: 1.5 }, RangeError, "X.columns must be a whole number from 0, got 1.5"],
    [{ ...X, rows: 3 }, RangeError, "X.data must have rows x columns = 9 numbers, got 6"],
    [{ ...X, rows: 2 ** 30, columns: 2 ** 20 }, RangeError, "X must have fewer than"],
    [{ ...X, names: ["a", "b"] }, RangeError, "a name for each of the 3 columns, got 2"],
    [{ ...X, names: ["a", "b", "a"] }, RangeError, 'X.names must differ from each other, got "a" twice'],
    [{ ...X, names: [1, 2, 3] }, TypeError, "X.names must be a list of texts"],
    [
      { data: new Float64Array(0), rows: 3, columns: 0 },
      RangeError,
      "at least 1 column, got 0; name the features",
    ],
    [
      { ...X, data: Float64Array.of(1, 2, 3, 4, NaN, 6) },
      RangeError,
      'got NaN in row 1, column "b"; fill in',
    ],
    [
      { ...X, data: Float64Array.of(1, 2, -Infinity, 4, 5, 6) },
      RangeError,
      'got -Infinity in row 0, column "c"',
    ],
    [
      { data: Float32Array.of(Infinity), rows: 1, columns: 1 },
      RangeError,
      'got Infinity in row 0, column "x0"',
    ],
  ])("refuses %#: %j", (matrix, Class, message) => {
    const error = refusal(() => checkMatrix("fit it", matrix as Matrix));
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining(message) as string });
    expect((error as Error).message).toMatch(/^Cannot fit it: /);
  });

  it("refuses fewer rows than are needed", () => {
    expect(refusal(() => checkMatrix("fit it", X, { minRows: 3 }))).toMatchObject({
      message: "Cannot fit it: X must have at least 3 rows, got 2",
    });
  });
});

describe("checkWidth()", () => {
  const model = { nFeatures: 3, featureNames: ["a", "b", "c"] };

  it("accepts the fitted columns, with or without names", () => {
    checkWidth("predict", model, X);
    checkWidth("predict", model, { data: X.data, rows: 2, columns: 3 });
  });

  it("names the features that are missing", () => {
    const narrow = { data: Float64Array.of(1, 2), rows: 1, columns: 2, names: ["a", "c"] };
    expect(refusal(() => checkWidth("predict", model, narrow))).toMatchObject({
      message: 'Cannot predict: expected 3 features as fitted, got 2; missing "b"',
    });
  });

  it("refuses columns in another order", () => {
    expect(refusal(() => checkWidth("predict", model, { ...X, names: ["b", "a", "c"] }))).toMatchObject({
      message:
        'Cannot predict: column 1 must be "a" as fitted, got "b"; give the columns in the fitted order',
    });
  });
});

describe("forms of a matrix", () => {
  it("columnMajor() puts columns one after the other", () => {
    expect([...columnMajor(X)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("rowMajor64() gives X's own array, or a copy in double precision", () => {
    expect(rowMajor64(X)).toBe(X.data);
    const single = { data: Float32Array.of(0.1), rows: 1, columns: 1 };
    expect(rowMajor64(single)[0]).toBe(Math.fround(0.1));
  });

  it("featureNamesOf() makes names where there are none", () => {
    expect(featureNamesOf({ data: new Float64Array(2), rows: 1, columns: 2 })).toEqual(["x0", "x1"]);
    expect(featureNamesOf(X)).toEqual(["a", "b", "c"]);
  });
});
