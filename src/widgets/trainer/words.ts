/** How the trainer writes scores, and what it calls metrics, models and ways of dividing. */
import type { TranslationBundle } from "@jupyterlab/translation";
import type { Interval } from "../../analysis/mod.ts";
import { formatNumber, formatPercent, visibleText } from "../../analysis/mod.ts";

/** A thing that can be chosen, in words. */
export interface Choice {
  value: string;
  text: string;
  /** One line that says what it is. */
  about: string;
}

/** The metrics that models can be compared by. */
export function metricChoices(trans: TranslationBundle): readonly Choice[] {
  return [
    {
      value: "macro_f1",
      text: trans.__("macro F1"),
      about: trans.__("the mean of all classes' F1, so that rare classes count as much as frequent ones"),
    },
    {
      value: "balanced_accuracy",
      text: trans.__("balanced accuracy"),
      about: trans.__("the mean of all classes' recall"),
    },
    {
      value: "weighted_f1",
      text: trans.__("weighted F1"),
      about: trans.__("the mean of all classes' F1, each counted by its flows"),
    },
    {
      value: "accuracy",
      text: trans.__("accuracy"),
      about: trans.__("the share of flows that are right; frequent classes decide it"),
    },
    {
      value: "roc_auc",
      text: trans.__("ROC AUC"),
      about: trans.__("how often an attack scores higher than a benign flow; blind to how rare attacks are"),
    },
    {
      value: "average_precision",
      text: trans.__("average precision"),
      about: trans.__("the area under precision against recall; it falls where attacks are rare"),
    },
    {
      value: "matthews",
      text: trans.__("Matthews correlation"),
      about: trans.__("how far true and predicted classes go together: 1 always, 0 as by chance"),
    },
    {
      value: "brier",
      text: trans.__("Brier score"),
      about: trans.__("the mean square error of the probabilities; lower is better"),
    },
    {
      value: "log_loss",
      text: trans.__("log loss"),
      about: trans.__("how wrong the probabilities are; lower is better"),
    },
  ];
}

/** The models that can be chosen; the two baselines run always. */
export function modelChoices(trans: TranslationBundle): readonly Choice[] {
  return [
    {
      value: "forest",
      text: trans.__("Random forest"),
      about: trans.__("many decision trees, each of other rows and fields, by majority"),
    },
    {
      value: "mlp",
      text: trans.__("Neural network (MLP)"),
      about: trans.__("a multi-layer perceptron of two hidden layers"),
    },
    {
      value: "svm",
      text: trans.__("Support vectors (SVM)"),
      about: trans.__("a smooth border between the classes; by random features where rows are many"),
    },
  ];
}

/** The ways of dividing the flows into a training and a held-out part. */
export function splitChoices(trans: TranslationBundle): readonly Choice[] {
  return [
    {
      value: "stratified",
      text: trans.__("at random"),
      about: trans.__("each class with its share; optimistic where flows of one attack lie in both parts"),
    },
    {
      value: "time",
      text: trans.__("by time"),
      about: trans.__("trains on earlier flows, tests on later ones; closest to how a model is used"),
    },
    {
      value: "group",
      text: trans.__("by group"),
      about: trans.__("no host or session is both in the training part and in the held-out part"),
    },
  ];
}

/** A model's name for people: the library calls its own by short names; any other name is shown as it is. */
export function modelName(trans: TranslationBundle, name: string): string {
  if (name === "dummy") return trans.__("Most frequent class");
  if (name === "logistic") return trans.__("Logistic regression");
  return modelChoices(trans).find(({ value }) => value === name)?.text ?? visibleText(name, 80);
}

/** A metric's name in a sentence; its own name where it is not known here. */
export function metricName(trans: TranslationBundle, metric: string): string {
  return metricChoices(trans).find(({ value }) => value === metric)?.text ?? visibleText(metric);
}

/** True where a lower score is the better one. */
export function isLowerBetter(metric: string): boolean {
  return metric === "log_loss" || metric === "brier";
}

/** A score with four digits as in the static forms, more where it would be rounded to 1 or 0: 0.999962 is "0.99996", never "1". */
export function scoreText(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  if (size > 1 || size === 0 || size === 1) return size > 1 ? formatNumber(value) : String(value);
  for (const digits of [4, 5, 6]) {
    const text = value.toFixed(digits);
    if (Math.abs(Number(text)) < 1 && Number(text) !== 0) return text;
  }
  return size < 0.5 ? formatNumber(value) : ">0.999999";
}

/** A score's 95 % interval: "0.9312 to 0.9431"; "" where there is none. */
export function rangeText(trans: TranslationBundle, { low, high }: Interval): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "";
  return trans.__("%1 to %2", scoreText(low), scoreText(high));
}

/** The interval with all its digits, for titles. */
export function exactInterval(trans: TranslationBundle, { value, low, high }: Interval): string {
  if (!Number.isFinite(value)) return trans.__("no value");
  return trans.__("%1; 95 % interval %2 to %3", value, low, high);
}

/** A share as a percentage with its interval's ends. */
export function percentRange(trans: TranslationBundle, { low, high }: Interval): string {
  return trans.__("%1 to %2", formatPercent(low), formatPercent(high));
}

/** Class names as they are shown: one that is empty says so. */
export function classText(trans: TranslationBundle, name: string): string {
  return name === "" ? trans.__("(empty)") : visibleText(name);
}
