/** The part of the shared suite on inputs at the edge: each gives a finite answer or the refusal that the case names. */
import { fitCase, listed, outputsOf } from "./case.ts";
import type { DegenerateAnswers, EstimatorCase } from "./case.ts";
import { groups, matrixOf, rowsOf } from "./data.ts";
import type { Sample } from "./data.ts";

const MILLION = 1_000_000;

export function testDegenerateInputs(subject: EstimatorCase): void {
  const classifier = subject.kind === "classifier";
  edge(subject, "oneRow", "one row", () => ({ X: matrixOf([[1, 2, 3, 4]]), y: ["alpha"] }));
  edge(subject, "constantColumn", "a constant column", () => {
    const { X, y } = groups();
    const data = X.data.map((value, i) => (i % 4 === 1 ? 3 : value));
    return { X: { ...X, data }, y };
  });
  edge(subject, "allEqual", "equal cells everywhere", () => ({
    X: matrixOf(Array.from({ length: 30 }, () => [2, 2, 2])),
    y: Array.from({ length: 30 }, (_, row) => (row % 2 === 0 ? "alpha" : "beta")),
  }));
  edge(subject, "hugeValues", "cells of 1e300 and 1e-300", () => {
    const { X, y } = groups(20);
    return { X: { ...X, data: X.data.map((value, i) => value * (i % 4 < 2 ? 1e300 : 1e-300)) }, y };
  });
  if (!classifier) return;

  edge(subject, "oneClass", "one class only", () => ({
    X: rowsOf(
      groups().X,
      Array.from({ length: 30 }, (_, row) => row),
    ),
    y: Array.from({ length: 30 }, () => "alpha"),
  }));
  edge(subject, "classPerRow", "as many classes as rows", () => ({
    X: rowsOf(
      groups().X,
      Array.from({ length: 12 }, (_, row) => row),
    ),
    y: Array.from({ length: 12 }, (_, row) => `class ${row}`),
  }));
  edge(
    subject,
    "millionClasses",
    "a million classes",
    () => ({
      X: { data: Float64Array.from({ length: MILLION }, (_, row) => row), rows: MILLION, columns: 1 },
      y: Int32Array.from({ length: MILLION }, (_, row) => row) as unknown as string[],
    }),
    1,
  );
}

/** @param asked How many of the rows are asked about afterwards; all by default. */
function edge(
  subject: EstimatorCase,
  name: keyof DegenerateAnswers,
  words: string,
  make: () => Sample,
  asked?: number,
): void {
  const answer = subject.degenerate?.[name] ?? "accepts";
  const fit = async (): Promise<Record<string, (number | string)[]>> => {
    const { X, y } = make();
    const rows = asked === undefined ? X : rowsOf(X, [0]);
    return listed(outputsOf(subject, await fitCase(subject, X, y), rows));
  };
  if (answer === "accepts") {
    test(`answers ${words} with finite outputs`, async () => {
      for (const [output, values] of Object.entries(await fit()))
        expect([
          output,
          values.filter((value) => typeof value === "number" && !Number.isFinite(value)),
        ]).toEqual([output, []]);
    }, 15_000);
    return;
  }
  test(`refuses ${words}, saying why`, async () => {
    await expect(fit()).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(answer) as string,
    });
  }, 15_000);
}
