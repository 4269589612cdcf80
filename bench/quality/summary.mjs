/** One row a set, case and measure: means over the seeds, and whether they are within the project's bounds. */
import { meanAndError } from "../shared/scores.mjs";

/** "below": ours may be so much lower, or two standard errors if that is more. "within": so far off at most, either way; "most": of the worst seed. */
const BOUNDS = {
  accuracy: { title: "accuracy", rule: "below", bound: 0.005 },
  macroF1: { title: "macro-F1", rule: "below", bound: 0.005 },
  auroc: { title: "AUROC", rule: "within", bound: 0.005 },
  scores: { title: "scores, largest relative difference", rule: "most", bound: 1e-9 },
  supportVectors: { title: "support vectors, relative", rule: "within", bound: 0.005 },
  decision: { title: "decision values, largest difference", rule: "most", bound: 1e-3 },
  proba: { title: "probabilities, largest difference", rule: "most", bound: 1e-3 },
  inertia: { title: "inertia, relative", rule: "above", bound: 0.001 },
  axes: { title: "axes, largest difference", rule: "most", bound: 1e-6 },
  clusters: { title: "labels, rows in another cluster", rule: "most", bound: 0 },
  z: { title: "values, largest relative difference", rule: "most", bound: 1e-12 },
};

/**
 * @param {Record<string, { measured: Record<string, any> }>} runs By "set/seed/case"
 * @returns {string[][]}
 */
export function summarise(runs, { sets, cases, seeds }) {
  return sets.flatMap((set) =>
    cases.flatMap(({ id, title, measures }) =>
      measures.flatMap((measure) => {
        const found = Array.from(
          { length: seeds },
          (_, at) => runs[`${set}/${at + 1}/${id}`]?.measured[measure],
        );
        const values = found.filter((value) => value !== undefined);
        return values.length === 0 ? [] : [[set, ...summaryRow(title, measure, values)]];
      }),
    ),
  );
}

/** @returns {string[]} What, ours, reference, difference, two standard errors, verdict */
export function summaryRow(title, measure, values) {
  const { title: what, rule, bound } = BOUNDS[measure];
  const differences = values.map(({ difference }) => difference);
  const worst = Math.max(...differences.map(Math.abs));
  const { mean, standardError } = meanAndError(differences);
  const shownMean = (name) =>
    values[0][name] === undefined ? "-" : round(meanAndError(values.map((value) => value[name])).mean);
  const verdicts = {
    below: () => mean >= -Math.max(bound, 2 * standardError),
    above: () => mean <= bound,
    within: () => Math.abs(mean) <= bound,
    most: () => worst <= bound,
  };
  const difference = rule === "most" ? worst : mean;
  const verdict = verdicts[rule]() ? "met" : mean > 0 && rule === "within" ? "higher" : "missed";
  return [
    `${title}: ${what}`,
    shownMean("ours"),
    shownMean("theirs"),
    round(difference),
    rule === "most" ? "-" : round(2 * standardError),
    verdict,
  ];
}

function round(value) {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1000 ? value.toFixed(0) : size >= 1e-4 ? value.toFixed(4) : value.toExponential(1);
}
