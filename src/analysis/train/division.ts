/** Which flows train, which test, and in which folds the training part is validated; with the rules for few flows. */
import { countOf, cutText, groupDigits, quote } from "../core/mod.ts";
import type { PitfallFinding } from "../core/mod.ts";
import {
  groupKFold,
  groupSplit,
  stratifiedKFold,
  timeKFold,
  timeSplit,
  trainTestSplit,
} from "../evaluate/mod.ts";
import type { Split } from "../evaluate/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { refused } from "./options.ts";
import type { TrainSettings } from "./options.ts";
import type { Target } from "./target.ts";

export interface Division {
  /** Rows of the table, rising. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Of the training part: places in `train`. */
  readonly folds: readonly Split[];
  /** The classes that are left, in class order. */
  readonly classes: string[];
  /** Places in `classes`, one a training flow. */
  readonly yTrain: string[];
  readonly yTest: string[];
  readonly testSize: number;
  readonly leftOut: { reason: string; count: number }[];
  readonly notes: string[];
  readonly findings: PitfallFinding[];
}

/** Fewer say nothing about a model, as in the original application. */
const LEAST_ROWS = 10;
/** Below it the test part is smaller, so that something is left to learn from. */
const FEW_ROWS = 50;
/** How often groups are drawn until every class is on both sides. */
const GROUP_DRAWS = 20;
/** A class with fewer test flows has a recall that one flow changes by more than 5 points. */
const RARE = 20;

/** The flows that take part, and what each is. */
interface Kept {
  readonly rows: Uint32Array;
  readonly labels: string[];
  readonly classes: string[];
  readonly leftOut: { reason: string; count: number }[];
  readonly alone: string[];
}

/** @throws {RangeError} code BAD_INPUT, for too few flows or classes, with what to do. */
export function divide(table: FlowTable, target: Target, settings: TrainSettings): Division {
  const { split, seed } = settings;
  const order = orderOf(table, split);
  const kept = keptRows(table, target, order, split.by);
  const notes: string[] = [];
  const testSize = split.testSize ?? defaultTestSize(kept.rows.length, kept.classes.length, notes);
  const { train, test, warnings } = firstSplit(kept, order, testSize, seed);
  notes.push(...warnings);
  const labels = (places: Uint32Array): string[] => Array.from(places, (place) => kept.labels[place]!);
  const rows = (places: Uint32Array): Uint32Array => places.map((place) => kept.rows[place]!);
  const yTrain = labels(train);
  const yTest = labels(test);
  checkClasses(yTrain, yTest, split, target.name);
  const ordered = order && train.map((place) => kept.rows[place]!);
  const folds = foldsOf(yTrain, ordered && { rows: ordered, order }, split, seed, notes);
  return {
    train: rows(train),
    test: rows(test),
    folds,
    classes: kept.classes,
    yTrain,
    yTest,
    testSize,
    leftOut: kept.leftOut,
    notes,
    findings: rareClasses(kept, yTrain, yTest),
  };
}

/** Times or groups of the table's rows; null for a split at random. */
type Order = { kind: "time"; times: Float64Array } | { kind: "group"; groups: string[] } | null;

function orderOf(table: FlowTable, { kind, by }: TrainSettings["split"]): Order {
  if (kind === "stratified" || by === null) return null;
  if (kind === "time") {
    if (by === "timestamp" && !table.columnNames.includes(by))
      throw refused(
        'a split by time needs a timestamp, got none in the table; take split: { kind: "stratified" }',
      );
    return { kind, times: table.numeric(by) };
  }
  const column = table.column(by);
  const groups = Array.from({ length: table.rowCount }, (_, row) =>
    column.isMissing(row) ? "" : `=${String(column.at(row))}`,
  );
  return { kind, groups };
}

function keptRows(table: FlowTable, target: Target, order: Order, by: string | null): Kept {
  const { codes, classes } = target;
  const kept: number[] = [];
  let unlabelled = 0;
  let unordered = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (codes[row]! < 0) unlabelled++;
    else if (order && !isOrdered(order, row)) unordered++;
    else kept.push(row);
  }
  const counts = new Uint32Array(classes.length);
  for (const row of kept) counts[codes[row]!]!++;
  const alone = classes.filter((_, code) => counts[code] === 1);
  const rows = Uint32Array.from(kept.filter((row) => counts[codes[row]!]! > 1));
  const leftOut = [
    { reason: "no label", count: unlabelled },
    { reason: order?.kind === "time" ? "no time" : `no ${by ?? "group"}`, count: unordered },
    { reason: "the only flow of its class", count: alone.length },
  ].filter(({ count }) => count > 0);
  const left = classes.filter((_, code) => counts[code]! > 1);
  if (kept.length < LEAST_ROWS)
    throw refused(
      `there must be at least ${LEAST_ROWS} flows with a class${order ? ` and a ${order.kind}` : ""}, got ${kept.length} of ${groupDigits(table.rowCount)}; label more flows`,
    );
  if (left.length < 2)
    throw refused(
      `there must be at least 2 classes of 2 flows or more in ${quote(target.name)}, got ${classesText(left)}; load flows of another class too, or choose another target`,
    );
  return { rows, labels: Array.from(rows, (row) => classes[codes[row]!]!), classes: left, leftOut, alone };
}

function isOrdered(order: NonNullable<Order>, row: number): boolean {
  return order.kind === "time" ? Number.isFinite(order.times[row]) : order.groups[row] !== "";
}

function defaultTestSize(rows: number, classes: number, notes: string[]): number {
  const wanted = rows < FEW_ROWS ? Math.max(0.2, 2 / rows) : 0.3;
  // Each side has a flow of each class.
  const size = Math.min(rows - classes, Math.max(classes, Math.ceil(rows * wanted))) / rows;
  if (rows < FEW_ROWS)
    notes.push(
      `With ${rows} flows only ${Math.ceil(rows * size)} are kept for the test, so that something is left to learn from; every score here may be chance.`,
    );
  return rows < FEW_ROWS || size > wanted ? size : wanted;
}

/** A split, and what is worth a word of it. */
type FirstSplit = Split & { readonly warnings: readonly string[] };

function firstSplit({ rows, labels }: Kept, order: Order, testSize: number, seed: number): FirstSplit {
  if (order?.kind === "time") {
    const times = Float64Array.from(rows, (row) => order.times[row]!);
    return { ...timeSplit(times, { testSize }), warnings: [] };
  }
  if (order?.kind === "group") {
    const groups = Array.from(rows, (row) => order.groups[row]!);
    return groupDraw(groups, labels, testSize, seed);
  }
  return { ...trainTestSplit(rows.length, { testSize, stratify: labels, seed }), warnings: [] };
}

/** Of some draws of groups the first one in which most classes are on both sides. */
function groupDraw(groups: string[], labels: string[], testSize: number, seed: number): FirstSplit {
  let best: FirstSplit | null = null;
  let most = -1;
  for (let draw = 0; draw < GROUP_DRAWS; draw++) {
    const { train, test, warnings } = groupSplit(groups, { testSize, labels, seed: seed + draw });
    const trained = new Set(Array.from(train, (place) => labels[place]!));
    const shared = new Set(Array.from(test, (place) => labels[place]!).filter((name) => trained.has(name)))
      .size;
    // Groups carry a mark in front, so that a missing one can be told from an empty one.
    const own = warnings.map((warning) => `${warning.replaceAll('"=', '"')}.`);
    if (shared > most) [best, most] = [{ train, test, warnings: own }, shared];
  }
  return best!;
}

function checkClasses(
  yTrain: readonly string[],
  yTest: readonly string[],
  { kind, by }: TrainSettings["split"],
  target: string,
): void {
  const remedy =
    kind === "stratified"
      ? "label more flows of a second class"
      : `the classes of ${quote(target)} do not spread over ${quote(by ?? kind)}; take another split`;
  if (secondLargest(yTrain) < 2)
    throw refused(
      `the training part must have 2 classes of 2 flows or more, got ${classesText([...new Set(yTrain)])}; ${remedy}`,
    );
  const tested = new Set(yTest);
  if (tested.size < 2)
    throw refused(`the test part must have 2 classes or more, got ${classesText([...tested])}; ${remedy}`);
}

function foldsOf(
  yTrain: readonly string[],
  ordered: { rows: Uint32Array; order: NonNullable<Order> } | null,
  { folds: wanted }: TrainSettings["split"],
  seed: number,
  notes: string[],
): readonly Split[] {
  const most = Math.max(2, Math.min(wanted, secondLargest(yTrain)));
  if (ordered) {
    const own = orderedFolds(yTrain, ordered, Math.min(wanted, most), seed);
    if (own.length < wanted)
      notes.push(
        own.length > 0
          ? `Validated in ${countOf(own.length, "fold")} instead of ${wanted}: the others would have had a single class to learn, or too few ${ordered.order.kind}s.`
          : `Validated in folds at random, not by ${ordered.order.kind}: the training part has too few ${ordered.order.kind}s, or a single class before each cut.`,
      );
    if (own.length > 0) return own;
  } else if (most < wanted) {
    notes.push(`Validated in ${most} folds instead of ${wanted}: classes are too small for more.`);
  }
  return stratifiedKFold(yTrain, { folds: most, seed });
}

/** Folds by time or group that have two classes to learn. */
function orderedFolds(
  yTrain: readonly string[],
  { rows, order }: { rows: Uint32Array; order: NonNullable<Order> },
  wanted: number,
  seed: number,
): Split[] {
  if (order.kind === "group") {
    const groups = Array.from(rows, (row) => order.groups[row]!);
    const folds = Math.min(wanted, new Set(groups).size);
    return folds < 2
      ? []
      : groupKFold(groups, { folds, seed }).filter(({ train }) => hasTwoClasses(yTrain, train));
  }
  const times = Float64Array.from(rows, (row) => order.times[row]!);
  for (let folds = wanted; folds >= 2; folds--) {
    try {
      return timeKFold(times, { folds }).splits.filter(({ train }) => hasTwoClasses(yTrain, train));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "BAD_INPUT") throw error;
    }
  }
  return [];
}

function hasTwoClasses(labels: readonly string[], places: Uint32Array): boolean {
  const first = labels[places[0]!];
  return places.some((place) => labels[place] !== first);
}

function secondLargest(labels: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a)[1] ?? 0;
}

function rareClasses(
  { classes, alone }: Kept,
  yTrain: readonly string[],
  yTest: readonly string[],
): PitfallFinding[] {
  const trained = countsOf(yTrain);
  const tested = countsOf(yTest);
  const rare = classes.filter((name) => (tested.get(name) ?? 0) < RARE || !trained.has(name));
  const findings: PitfallFinding[] = [];
  const untrained = rare.filter((name) => !trained.has(name));
  if (untrained.length > 0)
    findings.push({
      code: "rare-class",
      severity: "error",
      count: untrained.length,
      message: `The training part has no flow of ${classesText(untrained)}: no model can find ${untrained.length === 1 ? "it" : "them"}.`,
      remedy: "Take another split, or more flows of these classes.",
    });
  const few = rare.filter((name) => trained.has(name));
  if (few.length > 0)
    findings.push({
      code: "rare-class",
      severity: "warning",
      count: few.length,
      value: Math.min(...few.map((name) => tested.get(name) ?? 0)),
      message: `${few.length === 1 ? "One class has" : `${few.length} classes have`} fewer than ${RARE} test flows: ${cutText(few.map((name) => `${quote(name)} ${tested.get(name) ?? 0}`).join(", "), 300)}. Their scores hang on single flows, and they weigh as much as the others in macro_f1.`,
      remedy: "Read the row of each class with its support; label more flows of these classes.",
    });
  if (alone.length > 0)
    findings.push({
      code: "rare-class",
      severity: "warning",
      count: alone.length,
      message: `${alone.length === 1 ? "One class has" : `${alone.length} classes have`} a single flow and ${alone.length === 1 ? "was" : "were"} left out: ${classesText(alone)}. What is learned from it cannot be tested.`,
      remedy: "Label more flows of these classes, or group them with others.",
    });
  return findings;
}

function countsOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function classesText(classes: readonly string[]): string {
  if (classes.length === 0) return "none";
  return cutText(classes.map(quote).join(", "), 300);
}
