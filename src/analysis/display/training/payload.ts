/** The payload of a training: everything a widget draws, bounded whatever the number of flows, classes and models. */
import type {
  Interval,
  LeaderboardRow,
  PitfallFinding,
  ScoreCurve,
  Table,
  TableHandle,
  TrainingData,
  TrainingPayload,
} from "../../core/mod.ts";
import { countOf, MAX_TEXT } from "../../core/mod.ts";
import { boundedProvenance, finiteOrNull, sentence, shownNames } from "../bounded.ts";
import { callOnTable, resultCode } from "../code.ts";
import type { ResultCode } from "../code.ts";
import { fitPayload } from "../payload-size.ts";
import { carriedText } from "../plain.ts";

/** A training, the flows it is of, the handle under which the service knows them, and the handles of its models. */
export interface TrainingSource {
  training: TrainingData;
  table: Table;
  handle: TableHandle;
  models: Readonly<Record<string, string>>;
  /** Row numbers of test flows by model, true and predicted class. */
  examples: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>;
}

/** How much of each part a payload holds. */
interface Limits {
  /** Points of a curve, curves of a model. */
  points: number;
  curves: number;
  /** Flows named for a cell of a confusion matrix, and for a model in all. */
  examples: number;
  importance: number;
  /** Models with confusion matrix, classes and curves. */
  models: number;
  warnings: number;
  text: number;
}

const FULL: Limits = {
  points: 200,
  curves: 13,
  examples: 20,
  importance: 60,
  models: 25,
  warnings: 60,
  text: MAX_TEXT,
};
const MOST_EXAMPLES = 2000;

/** What is given up, in this order, until the payload fits: what the eye cannot see first, long texts late, whole models last. */
const REDUCTIONS: readonly Partial<Limits>[] = [
  { points: 100 },
  { points: 60 },
  { examples: 8 },
  { points: 40, curves: 6 },
  { examples: 3 },
  { text: 80 },
  { points: 24, curves: 3 },
  { examples: 0 },
  { text: 40, importance: 20, warnings: 20 },
  { models: 8, curves: 1 },
  { models: 3 },
  { models: 1 },
];

/** @returns A payload of at most MAX_PAYLOAD_BYTES as JSON; it passes `validatePayload`. */
export function trainingPayload(source: TrainingSource): TrainingPayload {
  const { table, training } = source;
  const code = resultCode(table.provenance, callOnTable("trainClassifiers", training.provenance.parameters));
  return fitPayload(FULL, REDUCTIONS, (limits) => build(source, code, limits));
}

/** The names that a payload shows things under. */
interface Shown {
  classOf(label: string): string;
  modelOf(name: string): string;
}

function build(source: TrainingSource, code: ResultCode, limits: Limits): TrainingPayload {
  const { training, handle } = source;
  const models = training.leaderboard.map(({ name }) => name);
  const shown = shownBy(training.classes, models, limits.text);
  const kept = new Set(fullModels(training, limits));
  const byModel = <T, U>(parts: Readonly<Record<string, T>>, bounded: (part: T) => U): Record<string, U> =>
    Object.fromEntries(
      models.flatMap((name) =>
        kept.has(name) && Object.hasOwn(parts, name) ? [[shown.modelOf(name), bounded(parts[name]!)]] : [],
      ),
    );
  const curves = (list: ScoreCurve[]): ScoreCurve[] =>
    list.slice(0, limits.curves).map((curve) => boundedCurve(curve, shown, limits));
  const { split } = training;
  return {
    type: "training",
    version: 1,
    table: carriedText(handle),
    models: Object.fromEntries(
      models.flatMap((name) => {
        const model = Object.hasOwn(source.models, name) ? source.models[name] : undefined;
        return model === undefined ? [] : [[shown.modelOf(name), model]];
      }),
    ),
    training: {
      status: training.status,
      metric: training.metric,
      target: carriedText(training.target, limits.text),
      split: { ...split, ...(split.by === undefined ? {} : { by: carriedText(split.by, limits.text) }) },
      leaderboard: training.leaderboard.map((row) => boundedRow(row, shown, kept.has(row.name), limits)),
      bestName: training.bestName === null ? null : shown.modelOf(training.bestName),
      classes: training.classes.map((label) => shown.classOf(label)),
      attackClasses: training.attackClasses.map((label) => shown.classOf(label)),
      confusion: byModel(training.confusion, (counts) => counts),
      roc: byModel(training.roc, curves),
      pr: byModel(training.pr, curves),
      calibration: byModel(training.calibration, (list) =>
        list.slice(0, limits.curves).map((one) => ({ ...one, label: shown.classOf(one.label) })),
      ),
      importance: training.importance
        .slice(0, limits.importance)
        .map(({ feature, value, std }) => ({ feature: carriedText(feature, limits.text), value, std })),
      warnings: training.warnings.slice(0, limits.warnings).map((one) => boundedFinding(one, limits)),
      baseRate: boundedBaseRate(training.baseRate, shown),
      leftOut: training.leftOut.map(({ reason, count }) => ({
        reason: carriedText(reason, limits.text),
        count,
      })),
      notes: training.notes.slice(0, 40).map((note) => sentence(note)),
      provenance: boundedProvenance(training.provenance, limits.text),
    },
    ...(limits.examples === 0
      ? {}
      : { examples: byModel(source.examples, (cells) => boundedExamples(cells, limits.examples)) }),
    code: code.code,
    reduced: reductions(training, limits, code.whole),
  };
}

function shownBy(classes: readonly string[], models: readonly string[], text: number): Shown {
  const classNames = new Map(shownNames(classes, text).map((name, at) => [classes[at]!, name]));
  const modelNames = new Map(shownNames(models, text).map((name, at) => [models[at]!, name]));
  return {
    classOf: (label) => classNames.get(label) ?? carriedText(label, text),
    modelOf: (name) => modelNames.get(name) ?? carriedText(name, text),
  };
}

/** The models that are drawn in full: the best one in any case. */
function fullModels({ leaderboard, bestName }: TrainingData, { models }: Limits): string[] {
  const names = leaderboard.map(({ name }) => name);
  const first = bestName === null ? names : [bestName, ...names.filter((name) => name !== bestName)];
  return first.slice(0, models);
}

function boundedRow(row: LeaderboardRow, shown: Shown, isFull: boolean, { text }: Limits): LeaderboardRow {
  return {
    ...row,
    name: shown.modelOf(row.name),
    validation: boundedInterval(row.validation),
    test: boundedInterval(row.test),
    accuracy: boundedInterval(row.accuracy),
    perClass: isFull ? row.perClass.map((one) => ({ ...one, label: shown.classOf(one.label) })) : [],
    ...(row.failed === undefined ? {} : { failed: sentence(row.failed, text) }),
  };
}

/** JSON has no NaN: null stands for a score that there is not. */
function boundedInterval({ value, low, high }: Interval): Interval {
  return { value: finiteOrNull(value), low: finiteOrNull(low), high: finiteOrNull(high) } as Interval;
}

function boundedCurve(curve: ScoreCurve, shown: Shown, { points: most }: Limits): ScoreCurve {
  const places = spread(curve.points.length, most);
  return {
    ...curve,
    label: shown.classOf(curve.label),
    points: places.map((at) => [rounded(curve.points[at]![0]), rounded(curve.points[at]![1])]),
    thresholds: places.map((at) => {
      const threshold = curve.thresholds[at]!;
      return threshold === null ? null : rounded(threshold);
    }),
  };
}

/** At most so many places, evenly, first and last among them. */
function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, at) => at);
  return Array.from({ length: most }, (_, at) => Math.round((at * (length - 1)) / (most - 1)));
}

/** Six digits are more than a chart can show. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** As many flows of each cell as `most` and the sum allow: rare cells, the errors, keep all of theirs. */
function boundedExamples(cells: readonly (readonly (readonly number[])[])[], most: number): number[][][] {
  let each = most;
  const total = (): number =>
    cells.reduce((sum, row) => sum + row.reduce((part, rows) => part + Math.min(each, rows.length), 0), 0);
  while (each > 1 && total() > MOST_EXAMPLES) each--;
  return cells.map((row) => row.map((rows) => rows.slice(0, each)));
}

function boundedFinding(finding: PitfallFinding, { text }: Limits): PitfallFinding {
  const { columns, value } = finding;
  return {
    ...finding,
    ...(columns === undefined ? {} : { columns: columns.map((name) => carriedText(name, text)) }),
    ...(value === undefined ? {} : { value: finiteOrNull(value) ?? 0 }),
    message: sentence(finding.message),
    remedy: sentence(finding.remedy),
  };
}

function boundedBaseRate(baseRate: TrainingData["baseRate"], shown: Shown): TrainingData["baseRate"] {
  if (baseRate === null) return null;
  return { ...baseRate, rows: baseRate.rows.map((row) => ({ ...row, name: shown.modelOf(row.name) })) };
}

function reductions(training: TrainingData, limits: Limits, codeIsWhole: boolean): string[] {
  const sentences: string[] = [];
  const most = Math.max(
    0,
    ...Object.values(training.roc).flatMap((list) => list.map(({ points }) => points.length)),
  );
  if (most > limits.points) sentences.push(`Curves are drawn through ${limits.points} points each.`);
  const curves = Math.max(0, ...Object.values(training.roc).map((list) => list.length));
  if (curves > limits.curves)
    sentences.push(
      `Of each model ${countOf(limits.curves, "curve")} of ${curves} ${limits.curves === 1 ? "is" : "are"} held here.`,
    );
  if (limits.examples === 0) sentences.push("Which flows a model got wrong is not held here.");
  if (training.leaderboard.length > limits.models)
    sentences.push(
      `Of ${countOf(training.leaderboard.length, "model")} the first ${limits.models} are held with confusion matrix, classes and curves.`,
    );
  if (limits.text < MAX_TEXT) sentences.push(`Texts are cut at ${limits.text} characters.`);
  if (!codeIsWhole)
    sentences.push("The code loads the source, but does not repeat every step that made this result.");
  return sentences;
}
