/** What a detection says in plain words; shared by the static forms and the widget. */
import type { AnomaliesPayload, AnomalyData } from "../../core/mod.ts";
import { countOf, groupDigits } from "../../core/mod.ts";
import { formatCount, formatPercent } from "../format.ts";
import { listOf } from "../sentences.ts";

const TITLES: ReadonlyMap<string, string> = new Map([
  ["isolationForest", "Isolation Forest"],
  ["dbscan", "DBSCAN"],
  ["zScore", "Z-score"],
  ["robustZScore", "Robust z-score"],
  ["ecod", "ECOD"],
  ["copod", "COPOD"],
  ["hbos", "HBOS"],
  ["lof", "LOF"],
  ["mahalanobis", "Mahalanobis distance"],
  ["knn", "Nearest neighbors"],
]);

/** A detector as it is called on screen. */
export function detectorTitle(name: string): string {
  return TITLES.get(name) ?? name;
}

/** The detection in one sentence: how many flows are flagged by what, the most unusual one, and how right that is where labels tell. */
export function anomaliesFinding({
  anomalies,
  ranked,
}: Pick<AnomaliesPayload, "anomalies" | "ranked">): string {
  const { rowCount, flaggedCount, metrics } = anomalies;
  const share = formatPercent(rowCount === 0 ? 0 : flaggedCount / rowCount);
  const parts = [
    `${formatCount(flaggedCount)} of ${countOf(rowCount, "flow")} (${share}) ${flaggedCount === 1 ? "is" : "are"} flagged ${flaggedBy(anomalies)}`,
  ];
  const first = ranked.find(({ flagged }) => flagged);
  const reason = first?.reasons[0];
  if (first !== undefined && reason !== undefined)
    parts.push(`the most unusual is row ${groupDigits(first.row)}: ${reason.text}`);
  if (metrics !== undefined)
    parts.push(
      `${formatPercent(metrics.precision)} of the labelled flagged flows are attacks, and ${formatPercent(metrics.recall)} of the attacks are flagged`,
    );
  return `${parts.join("; ")}.`;
}

/** By what rule a flow counts as flagged. */
export function flaggedBy({ detectors, atLeast, reviewBudget, mode }: AnomalyData): string {
  if (reviewBudget !== null) return "as the highest scores that can be reviewed";
  const against = mode === "reference" ? " against the baseline" : "";
  if (detectors.length === 1) return `by ${detectorTitle(detectors[0] ?? "")}${against}`;
  return `by at least ${atLeast ?? 1} of ${listOf(detectors.map(detectorTitle))}${against}`;
}

/** What the detectors were run with, as far as it has a bearing on them. */
export function parameterSentence({ detectors, parameters, mode }: AnomalyData): string {
  const { eps, minSamples, contamination, zThreshold } = parameters;
  if (mode === "reference")
    return "A detector flags a flow when fewer than 1 in 100 normal flows kept out of its fit have such a score.";
  const has = (...names: string[]): boolean => names.some((name) => detectors.includes(name));
  const parts = [
    ...(has("isolationForest", "ecod", "copod", "hbos", "lof", "mahalanobis", "knn")
      ? [`share flagged by each ranking detector ${formatPercent(contamination)}`]
      : []),
    ...(has("dbscan")
      ? [`DBSCAN eps ${Number(eps.toPrecision(4))}, ${minSamples} flows make a dense place`]
      : []),
    ...(has("zScore", "robustZScore") ? [`|z| above ${zThreshold}`] : []),
  ];
  return parts.length === 0 ? "" : `Settings: ${parts.join("; ")}.`;
}
