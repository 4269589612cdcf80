import { codedError, describe, quote } from "../../core/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import type { PartsReader } from "../shared/mod.ts";

/** Squares of larger numbers, summed over many rows, may leave the range of doubles. */
const LARGEST = 1e100;

/** More than a weight of any fit. */
const LARGEST_WEIGHT = 1e150;

/** Second derivatives are kept for each pair of columns: 32 MB for so many. */
const MOST_COLUMNS = 2000;

/**
 * Checks that squares and products of the numbers can be summed, and that there are not too many columns for their second derivatives.
 *
 * @throws {RangeError} code BAD_INPUT.
 */
export function checkSize(action: string, { data, columns, names }: Matrix): void {
  if (columns > MOST_COLUMNS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: X must have at most ${MOST_COLUMNS} columns for a linear model, got ${columns}; choose features or use PCA`,
    );
  }
  for (let at = 0; at < data.length; at++) {
    if (Math.abs(data[at]!) <= LARGEST) continue;
    const name = names?.[at % columns] ?? `x${at % columns}`;
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: X must be within ${LARGEST} for a linear model, got ${data[at]!} in row ${Math.floor(at / columns)}, column ${quote(name)}; scale the features with StandardScaler`,
    );
  }
}

/**
 * Checks the number of classes.
 *
 * @throws {RangeError} code BAD_INPUT, naming a classifier that can do it.
 */
export function checkClassCount(action: string, classes: number, most: number, why: string): void {
  if (classes < 2) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: y must have at least 2 classes, got ${classes}; add rows of another class, or use DummyClassifier`,
    );
  }
  if (classes <= most) return;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: y must have at most ${most} classes, got ${classes}, because ${why}; group rare classes`,
  );
}

/**
 * Reads weights of a saved model. The penalty keeps those of a fit below the square root of the largest cost, about 1e61, the constants
 * within the products of these with X, and sums of products with numbers that `checkSize` lets pass stay finite up to this bound.
 */
export function readWeights(reader: PartsReader, name: string, length: number): Float64Array {
  const weights = reader.finite(name, Float64Array, length);
  const place = weights.findIndex((value) => Math.abs(value) > LARGEST_WEIGHT);
  if (place >= 0)
    reader.refuse(
      `array ${quote(name)} must be within ${LARGEST_WEIGHT}, got ${weights[place]!} at place ${place}`,
    );
  return weights.slice();
}

/** Reads the classes of a saved model: distinct texts, at least `least`. */
export function readClasses(reader: PartsReader, least: number): string[] {
  const { classes } = reader.parts.meta;
  if (!Array.isArray(classes) || classes.length < least)
    reader.refuse(`classes must be a list of at least ${least} texts, got ${describe(classes)}`);
  const wrong = classes.find((name) => typeof name !== "string");
  if (wrong !== undefined) reader.refuse(`classes must be texts, got ${describe(wrong)}`);
  if (new Set(classes).size !== classes.length) reader.refuse("classes must differ from each other");
  return classes as string[];
}
