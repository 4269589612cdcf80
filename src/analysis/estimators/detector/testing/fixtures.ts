/** Fixtures of the detectors: what PyOD and scikit-learn said of the same numbers. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, captureText } from "../../../../../tests/support/captures.ts";
import type { Matrix } from "../../../core/mod.ts";

export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(join(process.cwd(), "tests", "fixtures", path), "utf8")) as T;
}

/** A row-major list of numbers as a matrix. */
export function matrixOfList(list: readonly number[], columns: number): Matrix {
  return { data: Float64Array.from(list), rows: list.length / columns, columns };
}

/** Rows of a capture in CSV, counted from 0 without header; the file must be the one that the fixture was made from. */
export function capturedRows(
  { file, sha256, columns }: { file: string; sha256: string; columns: readonly string[] },
  rows: readonly number[],
): Matrix {
  const found = createHash("sha256")
    .update(readFileSync(capture(file)))
    .digest("hex");
  if (found !== sha256) throw new Error(`${file} must have the hash ${sha256}, got ${found}`);
  const [header, ...lines] = captureText(file).split(/\r?\n/);
  const places = columns.map((name) => header!.split(",").indexOf(name));
  const data = rows.flatMap((row) => {
    const cells = lines[row]!.split(",");
    return places.map((place) => Number(cells[place]));
  });
  return { data: Float64Array.from(data), rows: rows.length, columns: columns.length, names: [...columns] };
}

/** The largest difference between two lists, in units of the larger of 1 and the expected number. */
export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(difference <= largest)) largest = difference; // NaN too
  }
  return largest;
}
