/** What in the data makes every score look better than it is; found before any model is fitted. */
import { countOf, cutText, groupDigits, quote, runSteps } from "../core/mod.ts";
import type { Job, PitfallFinding } from "../core/mod.ts";
import { macroF1 } from "../evaluate/mod.ts";
import { formatNumber, formatPercent } from "../display/mod.ts";
import { fieldsOfFeature } from "../features/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { sampled } from "./importance.ts";
import type { Material } from "./material.ts";
import type { TrainSettings } from "./options.ts";
import { oneRuleScores } from "./one-rule.ts";
import { rowGroups } from "./row-groups.ts";

/** What is known of the data alone. */
export interface DataFindings {
  readonly findings: PitfallFinding[];
  /** 1 for test rows that equal a training row in every feature. */
  readonly isRepeated: Uint8Array;
  readonly repeated: number;
}

/** Rows of a single rule's fit and test. */
const RULE_TRAIN = 20_000;
const RULE_TEST = 10_000;
const RULE_LEAK = 0.95;
const RULE_CERTAIN = 0.995;
const CONFLICTS = 0.005;
const TIME_LEAK = 0.9;
/** Rows whose neighbours in time are looked at. */
const TIMES_TRAIN = 100_000;
const TIMES_TEST = 30_000;
/** Share of steps from row to row in one direction that tells a counter from a measurement. */
const RISING = 0.99;
const FEW_ROWS = 100;

export async function dataFindings(
  job: Job,
  table: FlowTable,
  material: Material,
  settings: TrainSettings,
): Promise<DataFindings> {
  const { plain, division } = material;
  const { groupOf, groups } = await runSteps(job, rowGroups([plain.train, plain.test]));
  const trainRows = plain.train.rows;
  const inTrain = new Uint8Array(groups);
  for (let row = 0; row < trainRows; row++) inTrain[groupOf[row]!] = 1;
  const isRepeated = Uint8Array.from(
    { length: plain.test.rows },
    (_, row) => inTrain[groupOf[trainRows + row]!]!,
  );
  await job.pause();
  const findings = [
    ...division.findings,
    ...conflicts(groupOf, groups, [...division.yTrain, ...division.yTest]),
    ...(await singleColumns(job, material, settings.seed)),
    ...counters(material),
    ...future(table, material, settings),
  ];
  return { findings, isRepeated, repeated: isRepeated.reduce((sum, one) => sum + one, 0) };
}

/** Equal flows of different classes. */
function conflicts(groupOf: Int32Array, groups: number, labels: readonly string[]): PitfallFinding[] {
  const first = new Array<string | undefined>(groups);
  const isMixed = new Uint8Array(groups);
  groupOf.forEach((group, row) => {
    if (first[group] === undefined) first[group] = labels[row]!;
    else if (first[group] !== labels[row]) isMixed[group] = 1;
  });
  const counts = new Map<number, Map<string, number>>();
  groupOf.forEach((group, row) => {
    if (isMixed[group] === 0) return;
    const own = counts.get(group) ?? new Map<string, number>();
    own.set(labels[row]!, (own.get(labels[row]!) ?? 0) + 1);
    counts.set(group, own);
  });
  let rows = 0;
  let lost = 0;
  for (const own of counts.values()) {
    const all = [...own.values()].reduce((sum, count) => sum + count, 0);
    rows += all;
    lost += all - Math.max(...own.values());
  }
  if (rows === 0) return [];
  const share = rows / labels.length;
  return [
    {
      code: "label-conflict",
      severity: share >= CONFLICTS ? "warning" : "info",
      count: rows,
      value: share,
      message: `${countOf(rows, "flow")} (${formatPercent(share)}) equal another flow in every feature and have another class; any model must be wrong about ${groupDigits(lost)} of them: at most ${groupDigits(labels.length - lost)} of ${countOf(labels.length, "flow")} can be right.`,
      remedy:
        "Look at these flows: the labels may be wrong, or the features too few to tell the classes apart.",
    },
  ];
}

/** Features that nearly give the label away. */
async function singleColumns(
  job: Job,
  { plain, yTest, division }: Material,
  seed: number,
): Promise<PitfallFinding[]> {
  const scores = await runSteps(
    job,
    oneRuleScores({
      train: plain.train,
      test: plain.test,
      trainRows: sampled(plain.train.rows, RULE_TRAIN, seed),
      testRows: sampled(plain.test.rows, RULE_TEST, seed),
      yTrain: division.yTrain,
      yTest,
    }),
  );
  if (plain.test.rows < FEW_ROWS) return [];
  const names = plain.features.names;
  const found = [...names.keys()]
    .filter((column) => scores[column]! >= RULE_LEAK)
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
  const [best] = found;
  if (best === undefined) return [];
  return [
    {
      code: "single-column-leak",
      severity: scores[best]! >= RULE_CERTAIN ? "error" : "warning",
      columns: [...fieldsOfFeature(names[best]!)],
      count: found.length,
      value: scores[best]!,
      message: `${quote(names[best]!)} alone tells the classes apart with a macro F1 of ${formatNumber(scores[best]!)}${found.length > 1 ? `, and ${countOf(found.length - 1, "more feature")} nearly so` : ""}: the attacks of this capture may have been made by one tool with one setting, or the labels from this very field.`,
      remedy: `Ask whether real attacks would show it; train again without it (exclude) and compare the scores.`,
    },
  ];
}

/** Whole numbers that rise from row to row and hardly repeat. */
function counters({ plain: { train, features } }: Material): PitfallFinding[] {
  if (train.rows < FEW_ROWS) return [];
  const columns = features.names.filter((_, column) => {
    let [rising, falling] = [0, 0];
    for (let row = 1; row < train.rows; row++) {
      const [before, value] = [
        train.data[(row - 1) * train.columns + column]!,
        train.data[row * train.columns + column]!,
      ];
      if (!Number.isInteger(value)) return false;
      if (value > before) rising++;
      else if (value < before) falling++;
    }
    return Math.max(rising, falling) >= RISING * (train.rows - 1);
  });
  if (columns.length === 0) return [];
  return [
    {
      code: "identifier-feature",
      severity: "error",
      columns: [...new Set(columns.flatMap((name) => fieldsOfFeature(name)))].slice(0, 5),
      count: columns.length,
      message: `${cutText(columns.map(quote).join(", "), 200)} ${columns.length === 1 ? "changes" : "change"} from row to row in one direction, as a row number does: a model learns the order of the file from it.`,
      remedy: "Correct the mapping of the field, or leave it out (exclude).",
    },
  ];
}

/** Flows that train and are later than flows that test. */
function future(table: FlowTable, { division, yTest }: Material, { seed }: TrainSettings): PitfallFinding[] {
  if (!table.columnNames.includes("timestamp")) return [];
  const times = table.numeric("timestamp");
  const timed = (rows: Uint32Array, most: number): number[] =>
    [...sampled(rows.length, most, seed)].filter((at) => Number.isFinite(times[rows[at]!]));
  const train = timed(division.train, TIMES_TRAIN);
  const test = timed(division.test, TIMES_TEST);
  if (train.length < FEW_ROWS / 2 || test.length < FEW_ROWS / 2) return [];
  const last = train.reduce((latest, at) => Math.max(latest, times[division.train[at]!]!), -Infinity);
  const earlier = test.filter((at) => times[division.test[at]!]! < last).length;
  if (earlier === 0) return [];
  const score = neighbourScore(times, division, train, test, yTest);
  const isLeak = score >= TIME_LEAK;
  return [
    {
      code: "future-leak",
      severity: isLeak ? "warning" : "info",
      columns: ["timestamp"],
      count: earlier,
      value: score,
      message: isLeak
        ? `Flows later than the tested ones were trained on, and attacks come in bursts here: the class of the training flow nearest in time is right about the test flows with a macro F1 of ${formatNumber(score)}. Test flows are siblings of training flows, so a new attack may be found less often than these scores say.`
        : `${countOf(earlier, "test flow")} of ${groupDigits(test.length)} are earlier than some flow that was trained on, which no running detector could know.`,
      remedy: 'Compare with split: { kind: "time" }, which tests on the later flows.',
    },
  ];
}

/** Macro F1 of the class of the training flow that is nearest in time; of two as near the earlier. */
function neighbourScore(
  times: Float64Array,
  { train, test, yTrain }: Material["division"],
  trainPlaces: number[],
  testPlaces: number[],
  yTest: readonly string[],
): number {
  const order = trainPlaces.sort((a, b) => times[train[a]!]! - times[train[b]!]! || a - b);
  const said = testPlaces.map((place) => {
    const time = times[test[place]!]!;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[train[order[middle]!]!]! < time) low = middle + 1;
      else high = middle;
    }
    const after = order[Math.min(low, order.length - 1)]!;
    const before = order[Math.max(0, low - 1)]!;
    return yTrain[time - times[train[before]!]! <= times[train[after]!]! - time ? before : after]!;
  });
  return macroF1(
    testPlaces.map((place) => yTest[place]!),
    said,
  );
}
