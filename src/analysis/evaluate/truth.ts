/** Checks of what metrics are given, and classes as numbers. */
import { codedError, cutText, describe, quote } from "../core/mod.ts";
import type { Labels } from "../core/mod.ts";
import { encodeLabels, inClassOrder } from "../estimators/mod.ts";

/** True classes and predicted ones, as codes of one list of classes. */
export interface Pair {
  /** The classes of either side, in class order. */
  readonly classes: readonly string[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
}

/** Truth of two kinds: labels, of which one is the positive class, or 0 and 1, false and true. */
export type BinaryTruth = Labels | Uint8Array | readonly boolean[];

/** Columns of a probability matrix, or one number a row for the positive class. */
export interface ScoreOptions {
  /** The class that the scores are for. Default: "1" among 0, 1 and -1; texts have no default. */
  positive?: string;
  /** The class of each column of the scores, as `model.classes`. Absent: one score a row. */
  classes?: readonly string[];
}

/**
 * Numbers the classes of both sides.
 *
 * @throws {TypeError} or {RangeError} code BAD_INPUT, for what are no labels, two lengths, or no rows.
 */
export function encodePair(action: string, yTrue: Labels, yPred: Labels): Pair {
  const [truth, predicted] = [encodeAll(action, "y_true", yTrue), encodeAll(action, "y_pred", yPred)];
  if (truth.codes.length !== predicted.codes.length)
    throw badRange(
      action,
      `y_true and y_pred must have one length, got ${truth.codes.length} and ${predicted.codes.length}`,
    );
  const classes = [...new Set([...truth.classes, ...predicted.classes])].sort(inClassOrder);
  return {
    classes,
    truth: recode(truth.codes, truth.classes, classes),
    predicted: recode(predicted.codes, predicted.classes, classes),
  };
}

/** Labels as codes of given classes. @throws {RangeError} code BAD_INPUT, for a class that is not among them. */
export function encodeBy(action: string, yTrue: Labels, classes: readonly string[]): Int32Array {
  const { classes: found, codes } = encodeAll(action, "y_true", yTrue);
  const other = found.find((name) => !classes.includes(name));
  if (other !== undefined)
    throw badRange(action, `classes must have every class of y_true, got none for ${quote(other)}`);
  return recode(codes, found, classes);
}

/**
 * Truth as 1 for the positive class and 0 for the others.
 *
 * @throws {RangeError} code BAD_INPUT, when it is not clear which class is positive.
 */
export function binaryTruth(action: string, yTrue: BinaryTruth, positive?: string): Uint8Array {
  if (yTrue instanceof Uint8Array || isBooleans(yTrue)) {
    checkRows(action, yTrue.length);
    return Uint8Array.from(yTrue as ArrayLike<number | boolean>, (value) => (value ? 1 : 0));
  }
  const { classes, codes } = encodeAll(action, "y_true", yTrue);
  const name = positive ?? "1";
  if (positive === undefined && classes.some((label) => !["-1", "0", "1"].includes(label))) {
    const list = cutText(classes.map((label) => quote(label)).join(", "), 200);
    throw badRange(action, `positive must name the class that the scores are for, one of ${list}, got none`);
  }
  const code = classes.indexOf(name);
  return Uint8Array.from(codes, (at) => (at === code ? 1 : 0));
}

/** Scores of the right number, none of them NaN. Infinite ones are scores, too. */
export function checkScores(
  action: string,
  scores: ArrayLike<number>,
  rows: number,
  columns: number = 1,
): void {
  const isList = ArrayBuffer.isView(scores) || Array.isArray(scores);
  if (!isList)
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: scores must be a list of numbers, got ${describe(scores)}`,
    );
  if (scores.length !== rows * columns)
    throw badRange(
      action,
      columns === 1
        ? `scores must have one for each of the ${rows} rows, got ${scores.length}`
        : `scores must have ${columns} for each of the ${rows} rows, ${rows * columns} in all, got ${scores.length}`,
    );
  for (let i = 0; i < scores.length; i++) {
    if (typeof scores[i] === "number" && scores[i] === scores[i]) continue;
    throw badRange(action, `scores must be numbers, got ${describe(scores[i])} at ${i}`);
  }
}

/** Probabilities: scores from 0 to 1. */
export function checkProbabilities(
  action: string,
  scores: ArrayLike<number>,
  rows: number,
  columns: number = 1,
): void {
  checkScores(action, scores, rows, columns);
  for (let i = 0; i < scores.length; i++)
    if (scores[i]! < 0 || scores[i]! > 1)
      throw badRange(action, `probabilities must be from 0 to 1, got ${scores[i]!} at ${i}`);
}

/** Classes of columns: at least two, all different. */
export function checkClasses(action: string, classes: readonly string[]): void {
  const isList = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  if (!isList || classes.length < 2 || new Set(classes).size !== classes.length)
    throw badRange(action, `classes must be at least 2 different texts, got ${describe(classes)}`);
}

export function badRange(action: string, rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${rule}`);
}

function encodeAll(action: string, name: string, labels: Labels): { classes: string[]; codes: Int32Array } {
  if (!(labels instanceof Int32Array) && !Array.isArray(labels))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be a list of texts or an Int32Array, got ${describe(labels)}`,
    );
  checkRows(action, labels.length);
  return encodeLabels(action, labels, labels.length);
}

function checkRows(action: string, rows: number): void {
  if (rows === 0) throw badRange(action, "there must be at least 1 row, got 0");
}

function recode(codes: Int32Array, from: readonly string[], to: readonly string[]): Int32Array {
  const codeOf = new Map(to.map((name, code) => [name, code]));
  const map = from.map((name) => codeOf.get(name)!);
  return codes.map((code) => map[code]!);
}

function isBooleans(values: BinaryTruth): values is readonly boolean[] {
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === "boolean");
}
