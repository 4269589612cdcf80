/** Which rows train and which test: at random, by class, by group. All rising row numbers, all from a seed. */
import { prng } from "../../kernels/mod.ts";
import type { Prng } from "../../kernels/mod.ts";
import { checkInteger, checkOptions, describe, quote } from "../core/mod.ts";
import type { Labels } from "../core/mod.ts";
import { encodeLabels } from "../estimators/mod.ts";
import { lackWarnings, sizeWarning } from "./split-warnings.ts";
import { badRange } from "./truth.ts";

/** Row numbers, rising; no row on both sides. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** A split by group, and how near it came to what was asked for. */
export interface GroupSplit extends Split {
  /** Share of the rows that test. */
  readonly testShare: number;
  /** What to know before the split is relied on: a size far from the one asked for, a class that one side lacks. */
  readonly warnings: readonly string[];
}

export interface GroupSplitOptions {
  /** As for `trainTestSplit`. */
  testSize?: number;
  /** The class of each row: `warnings` then names the classes that a side lacks. They do not change the split. */
  labels?: Labels;
  seed?: number;
}

export interface TrainTestOptions {
  /** Below 1 the share of rows that test, rounded up; from 1 on their number. Default 0.3. */
  testSize?: number;
  /** Labels whose shares both sides keep. */
  stratify?: Labels;
  seed?: number;
}

export interface FoldOptions {
  /** Default 5. */
  folds?: number;
  seed?: number;
  /** false: rows are dealt in their order, as scikit-learn does without shuffle. Default true. */
  shuffle?: boolean;
}

const MOST_ROWS = 0xffffffff;

/**
 * Splits rows into a training and a test part.
 *
 * With `stratify`, each class has on either side its share of the rows, rounded down, and the rest goes to the largest fractions, ties
 * at random: scikit-learn's StratifiedShuffleSplit.
 *
 * @throws {RangeError} code BAD_INPUT, when a part would be empty, or, with `stratify`, a class has one row or a part has fewer rows
 *   than there are classes.
 */
export function trainTestSplit(rows: number, options: TrainTestOptions = {}): Split {
  const action = "split rows";
  checkOptions(action, options, ["testSize", "stratify", "seed"]);
  checkInteger(action, "rows", rows, 2, MOST_ROWS);
  const nTest = testRows(action, rows, options.testSize);
  const random = prng(checkSeed(action, options.seed));
  if (options.stratify === undefined) {
    const order = random.shuffle(allRows(rows));
    return { train: order.slice(nTest).sort(), test: order.slice(0, nTest).sort() };
  }
  const { classes, codes } = encodeLabels(action, options.stratify, rows);
  const counts = countCodes(codes, classes.length);
  checkStratified(action, classes, counts, Math.min(nTest, rows - nTest));
  const train = drawShares(counts, rows - nTest, random);
  const test = drawShares(
    counts.map((count, code) => count - train[code]!),
    nTest,
    random,
  );
  const byClass = rowsByClass(codes, counts).map((members) => random.shuffle(members));
  return {
    train: joined(byClass.map((members, code) => members.subarray(0, train[code]))),
    test: joined(byClass.map((members, code) => members.subarray(train[code], train[code]! + test[code]!))),
  };
}

/**
 * Folds that each have a class's share of the rows; each row tests once.
 *
 * @returns One split a fold.
 * @throws {RangeError} code BAD_INPUT, when every class has fewer rows than there are folds.
 */
export function stratifiedKFold(y: Labels, options: FoldOptions = {}): Split[] {
  const action = "make folds";
  checkOptions(action, options, ["folds", "seed", "shuffle"]);
  const rows = (y as Labels | null)?.length ?? 0;
  const folds = checkFolds(action, options.folds, rows);
  const { classes, codes } = encodeLabels(action, y, rows);
  const counts = countCodes(codes, classes.length);
  const largest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (largest < folds)
    throw badRange(action, `folds must be at most the rows of the largest class, ${largest}, got ${folds}`);
  const random = prng(checkSeed(action, options.seed));
  const allocation = allocate(codes, classes.length, folds);
  const foldOf = new Int32Array(rows);
  rowsByClass(codes, counts).forEach((members, code) => {
    const dealt = new Int32Array(members.length);
    let at = 0;
    for (let fold = 0; fold < folds; fold++) {
      const until = at + allocation[fold]![code]!;
      dealt.fill(fold, at, until);
      at = until;
    }
    if (options.shuffle !== false) random.shuffle(dealt);
    members.forEach((row, i) => (foldOf[row] = dealt[i]!));
  });
  return splitsOf(foldOf, folds);
}

/**
 * One split in which no group has rows on both sides. Groups are drawn at random until the test part is as near to its size as they
 * can come; neither side is empty. Where one group has most of the rows that may be far: `testShare` says what was reached, and
 * `warnings` that it is another than asked for.
 *
 * @param groups What belongs together: a host, a capture, a day.
 * @throws {RangeError} code BAD_INPUT, for fewer than two groups: a side would be empty.
 */
export function groupSplit(groups: Labels, options: GroupSplitOptions = {}): GroupSplit {
  const action = "split groups";
  checkOptions(action, options, ["testSize", "labels", "seed"]);
  const rows = (groups as Labels | null)?.length ?? 0;
  const { classes, codes } = encodeLabels(action, groups, rows);
  if (classes.length < 2)
    throw badRange(
      action,
      `there must be at least 2 groups, or a side would be empty, got ${classes.length}`,
    );
  const labels = options.labels === undefined ? null : encodeLabels(action, options.labels, rows);
  const nTest = testRows(action, rows, options.testSize);
  const counts = countCodes(codes, classes.length);
  const random = prng(checkSeed(action, options.seed));
  const order = random.shuffle(Uint32Array.from(classes.keys()));
  const inTest = new Uint8Array(classes.length);
  let drawn = 0;
  let taken = 0;
  for (const group of order) {
    const nearer = Math.abs(drawn + counts[group]! - nTest) < Math.abs(drawn - nTest);
    if (!nearer || taken === classes.length - 1) continue;
    inTest[group] = 1;
    drawn += counts[group]!;
    taken++;
  }
  if (taken === 0)
    inTest[order.reduce((least, group) => (counts[group]! < counts[least]! ? group : least))] = 1;
  const foldOf = codes.map((code) => (inTest[code] === 1 ? 0 : 1));
  const split = splitsOf(foldOf, 1)[0]!;
  const size = sizeWarning(split, nTest, classes, counts);
  const lacks = labels ? lackWarnings(split, labels.classes, labels.codes) : [];
  return { ...split, testShare: split.test.length / rows, warnings: size ? [size, ...lacks] : lacks };
}

/**
 * Folds in which no group is on both sides; each row tests once. The largest group goes to the smallest fold, and so on, so that folds
 * have about one size: scikit-learn's GroupKFold, with ties between groups of one size by the seed.
 *
 * @throws {RangeError} code BAD_INPUT, for fewer groups than folds.
 */
export function groupKFold(groups: Labels, options: { folds?: number; seed?: number } = {}): Split[] {
  const action = "make folds of groups";
  checkOptions(action, options, ["folds", "seed"]);
  const rows = (groups as Labels | null)?.length ?? 0;
  const folds = checkFolds(action, options.folds, rows);
  const { classes, codes } = encodeLabels(action, groups, rows);
  if (classes.length < folds)
    throw badRange(
      action,
      `there must be at least ${folds} groups for ${folds} folds, got ${classes.length}`,
    );
  const counts = countCodes(codes, classes.length);
  const random = prng(checkSeed(action, options.seed));
  const order = [...random.shuffle(Uint32Array.from(classes.keys()))];
  order.sort((a, b) => counts[b]! - counts[a]!);
  const sizes = new Float64Array(folds);
  const foldOfGroup = new Int32Array(classes.length);
  for (const group of order) {
    const fold = sizes.indexOf(sizes.reduce((least, size) => Math.min(least, size), Infinity));
    foldOfGroup[group] = fold;
    sizes[fold]! += counts[group]!;
  }
  return splitsOf(
    codes.map((code) => foldOfGroup[code]!),
    folds,
  );
}

/** The number of test rows that `testSize` stands for; at least one row is left on either side. */
export function testRows(action: string, rows: number, testSize: number = 0.3): number {
  const valid = typeof testSize === "number" && testSize > 0 && (testSize < 1 || Number.isInteger(testSize));
  if (!valid)
    throw badRange(
      action,
      `testSize must be a share between 0 and 1 or a whole number of rows, got ${describe(testSize)}`,
    );
  const count = testSize < 1 ? Math.ceil(rows * testSize) : testSize;
  if (count >= rows)
    throw badRange(action, `testSize must leave rows to train on, got ${testSize} of ${rows} rows`);
  return count;
}

export function checkFolds(action: string, folds: number = 5, rows: number): number {
  checkInteger(action, "folds", folds, 2, 1000);
  if (rows < folds)
    throw badRange(action, `there must be at least ${folds} rows for ${folds} folds, got ${rows}`);
  return folds;
}

export function checkSeed(action: string, seed: number = 42): number {
  return checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** Splits by the fold in which each row tests. */
export function splitsOf(foldOf: Int32Array, folds: number): Split[] {
  const sizes = new Uint32Array(folds);
  for (let row = 0; row < foldOf.length; row++) if (foldOf[row]! < folds) sizes[foldOf[row]!]!++;
  return Array.from({ length: folds }, (_, fold) => {
    const test = new Uint32Array(sizes[fold]!);
    const train = new Uint32Array(foldOf.length - test.length);
    for (let row = 0, i = 0, j = 0; row < foldOf.length; row++) {
      if (foldOf[row] === fold) test[i++] = row;
      else train[j++] = row;
    }
    return { train, test };
  });
}

function allRows(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) all[row] = row;
  return all;
}

function countCodes(codes: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++;
  return counts;
}

function rowsByClass(codes: Int32Array, counts: Float64Array): Uint32Array[] {
  const members = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(counts.length);
  for (let row = 0; row < codes.length; row++) members[codes[row]!]![filled[codes[row]!]!++] = row;
  return members;
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

function checkStratified(
  action: string,
  classes: readonly string[],
  counts: Float64Array,
  smaller: number,
): void {
  const alone = counts.indexOf(1);
  if (alone >= 0)
    throw badRange(
      action,
      `each class must have 2 rows or more to be on both sides, got 1 of ${quote(classes[alone]!)}; leave it out or do not stratify`,
    );
  if (smaller < classes.length)
    throw badRange(
      action,
      `each part must have a row for each of the ${classes.length} classes, got ${smaller}`,
    );
}

/** How many rows of each class to draw: the most likely draw of `total` rows without replacement, ties at random. */
function drawShares(counts: Float64Array, total: number, random: Prng): Float64Array {
  let sum = 0;
  for (let code = 0; code < counts.length; code++) sum += counts[code]!;
  const exact = counts.map((count) => (count / sum) * total);
  const shares = exact.map((value) => Math.floor(value));
  let missing = total;
  for (let code = 0; code < shares.length; code++) missing -= shares[code]!;
  const rests = exact.map((value, code) => value - shares[code]!);
  const order = random.shuffle(Uint32Array.from(counts.keys()));
  const byRest = [...order].sort((a, b) => rests[b]! - rests[a]!);
  for (const code of byRest.slice(0, missing)) shares[code]!++;
  return shares;
}

/** Rows of each class in each fold: rows sorted by class are dealt to the folds in turn, classes in order of first appearance. */
function allocate(codes: Int32Array, classes: number, folds: number): Float64Array[] {
  const place = new Int32Array(classes).fill(-1);
  const first: number[] = [];
  for (const code of codes) {
    if (place[code]! >= 0) continue;
    place[code] = first.length;
    first.push(code);
  }
  const counts = countCodes(codes, classes);
  const allocation = Array.from({ length: folds }, () => new Float64Array(classes));
  let at = 0;
  for (const code of first) for (let i = 0; i < counts[code]!; i++) allocation[at++ % folds]![code]!++;
  return allocation;
}
