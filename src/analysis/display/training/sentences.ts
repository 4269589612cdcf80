/** What a training says in plain words; shared by the static forms and the widget. */
import type { Interval, LeaderboardRow, PitfallFinding, TrainingPayload } from "../../core/mod.ts";
import { countOf } from "../../core/mod.ts";
import { formatCount, formatPercent, NO_VALUE } from "../format.ts";
import { listOf } from "../sentences.ts";

type Trained = Pick<TrainingPayload, "training">;

const TITLES: ReadonlyMap<LeaderboardRow["model"], string> = new Map([
  ["forest", "Random forest"],
  ["mlp", "Neural network (MLP)"],
  ["svm", "Support vectors (SVM)"],
  ["dummy", "Most frequent class (baseline)"],
  ["logistic", "Logistic regression (baseline)"],
]);
const METRIC_TITLES: ReadonlyMap<string, string> = new Map([
  ["macro_f1", "macro F1"],
  ["weighted_f1", "weighted F1"],
  ["balanced_accuracy", "balanced accuracy"],
  ["matthews", "Matthews correlation"],
  ["roc_auc", "ROC AUC"],
  ["average_precision", "average precision"],
  ["brier", "Brier score"],
  ["log_loss", "log loss"],
]);

/** A model as it is called on screen. */
export function modelTitle({ name, model }: Pick<LeaderboardRow, "name" | "model">): string {
  return TITLES.get(model) ?? name;
}

/** A metric as it is called on screen. */
export function metricTitle(metric: string): string {
  return METRIC_TITLES.get(metric) ?? metric;
}

/** A score with four digits: leaderboards are compared in them. */
export function scoreText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? NO_VALUE : value.toFixed(4);
}

/** "0.9712 (0.9648 to 0.9770)". */
export function intervalText({ value, low, high }: Interval): string {
  if (scoreText(value) === NO_VALUE) return NO_VALUE;
  return scoreText(low) === NO_VALUE
    ? scoreText(value)
    : `${scoreText(value)} (${scoreText(low)} to ${scoreText(high)})`;
}

/** The training in one sentence: which model is best, how good it is on flows it has not seen, and what to doubt first. */
export function trainingFinding({ training }: Trained): string {
  const { leaderboard, bestName, metric, split, warnings, status } = training;
  const best = leaderboard.find(({ name }) => name === bestName);
  const cancelled = status === "cancelled" ? " The training was cancelled before it was done." : "";
  if (best === undefined) return `No model could be fitted beside the baselines.${cancelled}`;
  const tied = leaderboard.filter(({ tiedWithBest }) => tiedWithBest).map(modelTitle);
  const ties = tied.length === 0 ? "" : `, tied with ${listOf(tied)}`;
  const doubt = doubtOf(warnings);
  return `${modelTitle(best)} is best${ties}: ${metricTitle(metric)} ${intervalText(best.test)}, accuracy ${formatPercent(best.accuracy.value)} on ${countOf(split.testRows, "test flow")}${doubt}.${cancelled}`;
}

function doubtOf(warnings: readonly PitfallFinding[]): string {
  const errors = warnings.filter(({ severity }) => severity === "error").length;
  const doubts = warnings.filter(({ severity }) => severity !== "info").length;
  if (doubts === 0) return "";
  const verb = doubts === 1 ? "says" : "say";
  if (errors === doubts) return `; ${countOf(doubts, "serious warning")} ${verb} why that may be too good`;
  const serious = errors > 0 ? `, ${formatCount(errors)} of them serious,` : "";
  return `; ${countOf(doubts, "warning")}${serious} ${verb} why that may be too good`;
}

/** How the flows were divided, and which were left out. */
export function splitSentence({ training: { split, leftOut, target, classes } }: Trained): string {
  const kinds = {
    stratified: "at random, each class with its share",
    time: `by ${split.by ?? "time"}, the later flows for the test`,
    group: `by ${split.by ?? "group"}, no group on both sides`,
  };
  const left = leftOut.map(({ reason, count }) => `${formatCount(count)} (${reason})`);
  const out = left.length === 0 ? "" : ` Left out: ${listOf(left)}.`;
  return `${countOf(classes.length, "class", "classes")} of ${target}; ${countOf(split.trainRows, "flow")} to train on, in ${countOf(split.folds, "fold")} for validation, ${formatCount(split.testRows)} to test on; divided ${kinds[split.kind]}.${out}`;
}
