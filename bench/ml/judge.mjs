/** The quality of both sides, from the outputs that they left. */
import {
  accuracy,
  differentRows,
  largestDifference,
  largestRelativeDifference,
  macroF1,
  rocAuc,
  sameClusters,
} from "../shared/scores.mjs";
import { readNumbers } from "../shared/sets.mjs";

/**
 * @param {import("./tasks.mjs").Task} task
 * @param {import("../shared/sets.mjs").DataSet} set
 * @param {Record<string, { outputs: Record<string, string>, figures: Record<string, number> }>} answers By side
 * @returns {{ ours: Record<string, number>, all?: Record<string, number>, between?: Record<string, number | boolean> }}
 */
export function judge(task, set, answers) {
  const quality = {};
  for (const name of ["ours", "all"]) if (answers[name]) quality[name] = scoresOf(task, set, answers[name]);
  const between = answers.all ? compared(task, answers.ours, answers.all) : {};
  return Object.keys(between).length > 0 ? { ...quality, between } : quality;
}

function scoresOf(task, set, { outputs, figures }) {
  if (task.judged === "classes") {
    const expected = readNumbers(set.test.y);
    const given = readNumbers(outputs.labels);
    return { accuracy: accuracy(expected, given), macroF1: macroF1(expected, given), ...figures };
  }
  if (task.judged === "anomalies")
    return { auroc: rocAuc(readNumbers(set.train.y), readNumbers(outputs.scores)) };
  return figures;
}

function compared(task, ours, theirs) {
  const read = (name) => [readNumbers(ours.outputs[name]), readNumbers(theirs.outputs[name])];
  if (task.judged === "clusters") {
    const [a, b] = read("clusters");
    return { same: sameClusters(a, b), differentRows: differentRows(a, b) };
  }
  if (task.judged === "inertia") return { aboveTheirs: ours.figures.inertia / theirs.figures.inertia - 1 };
  if (task.judged === "axes") return { difference: largestDifference(...read("components")) };
  if (task.judged === "equal") return { difference: largestRelativeDifference(...read("transformed")) };
  if (["tails", "lof"].includes(task.estimator))
    return { difference: largestRelativeDifference(...read("scores")) };
  return {};
}

const SHOWN = {
  accuracy: (value) => `accuracy ${value.toFixed(4)}`,
  macroF1: (value) => `macro-F1 ${value.toFixed(4)}`,
  auroc: (value) => `AUROC ${value.toFixed(4)}`,
  inertia: (value) => `inertia ${Math.round(value)}`,
  supportVectors: (value) => `${value} support vectors`,
  clusters: (value) => `${value} clusters`,
  noise: (value) => `${value} noise`,
};

/** @returns {{ ours: string, all?: string, between?: string }} The same in words */
export function showQuality(_task, { ours, all, between }) {
  const words = (figures) =>
    Object.entries(figures)
      .map(([name, value]) => (SHOWN[name] ? SHOWN[name](value) : `${name} ${value.toFixed(4)}`))
      .join(", ");
  return {
    ours: words(ours),
    ...(all ? { all: words(all) } : {}),
    ...(between ? { between: showBetween(between) } : {}),
  };
}

function showBetween({ same, differentRows: rows, aboveTheirs, difference }) {
  if (same !== undefined) return same ? "same labels up to names" : `${rows} rows in another cluster`;
  if (aboveTheirs !== undefined) return `inertia ${(aboveTheirs * 100).toFixed(4)} % above`;
  return `largest difference ${difference.toExponential(1)}`;
}
