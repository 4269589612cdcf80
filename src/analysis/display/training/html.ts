/** A training as static HTML: whole without script, style sheet or image. */
import type { LeaderboardRow, TrainingPayload } from "../../core/mod.ts";
import { groupDigits } from "../../core/mod.ts";
import { shareBar } from "../figures.ts";
import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent } from "../format.ts";
import { dataHtml, htmlList, htmlTable, markup, paragraph, type HtmlCell } from "../html.ts";
import { provenanceHtml, titleHtml } from "../parts-html.ts";
import { jsonBytes } from "../plain.ts";
import { MAX_HTML_BYTES } from "../static-limits.ts";
import {
  intervalText,
  metricTitle,
  modelTitle,
  scoreText,
  splitSentence,
  trainingFinding,
} from "./sentences.ts";

/** How much is shown; the first level that fits is taken. */
interface Limits {
  /** Most classes for which the confusion matrix is a table. */
  matrix: number;
  classes: number;
  /** Points of each curve as numbers. */
  points: number;
}

const LEVELS: readonly Limits[] = [
  { matrix: 25, classes: 100, points: 12 },
  { matrix: 12, classes: 40, points: 0 },
  { matrix: 0, classes: 10, points: 0 },
];

/** @returns HTML of at most MAX_HTML_BYTES once inside a JSON message. Every text of the data is escaped. */
export function trainingHtml(payload: TrainingPayload): string {
  for (const limits of LEVELS) {
    const html = page(payload, limits);
    if (jsonBytes(html) <= MAX_HTML_BYTES) return html;
  }
  return section(
    titleOf(payload) +
      paragraph(trainingFinding(payload)) +
      paragraph("Its texts are too long for a static page."),
  );
}

function section(content: string): string {
  return `<section class="jp-TrafficLab-static">${content}</section>`;
}

function titleOf({ training: { provenance } }: TrainingPayload): string {
  return titleHtml("Training", { profile: { rowCount: provenance.rows, provenance } });
}

function page(payload: TrainingPayload, limits: Limits): string {
  const { training } = payload;
  return section(
    [
      titleOf(payload),
      `<p><b>${dataHtml(trainingFinding(payload))}</b></p>`,
      paragraph(splitSentence(payload)),
      htmlList([...payload.reduced, ...training.notes]),
      warningsHtml(payload),
      leaderboardHtml(payload),
      bestHtml(payload, limits),
      importanceHtml(payload),
      baseRateHtml(payload),
      curvesHtml(payload, limits),
      provenanceHtml(training.provenance, payload.table),
    ].join(""),
  );
}

function warningsHtml({ training: { warnings } }: TrainingPayload): string {
  if (warnings.length === 0)
    return paragraph("None of the checks for scores that are too good found anything.");
  return htmlTable(
    "What to doubt",
    [{ head: "severity" }, { head: "what" }, { head: "found" }, { head: "what to do" }],
    warnings.map(({ severity, code, message, remedy }) => [
      `${severity === "error" ? "⚠ " : ""}${severity}`,
      code,
      message,
      remedy,
    ]),
  );
}

function leaderboardHtml({ training }: TrainingPayload): string {
  const { leaderboard, bestName, metric, provenance } = training;
  const timing = provenance.timing ?? {};
  const time = (phase: string): string => {
    const ms = Object.hasOwn(timing, phase) ? timing[phase] : undefined;
    return ms === undefined ? "" : formatDuration(ms / 1000);
  };
  return htmlTable(
    `Leaderboard by ${metricTitle(metric)} in validation`,
    [
      { head: "model" },
      { head: "" },
      { head: `validation, ${metricTitle(metric)}`, numeric: true },
      { head: `test, ${metricTitle(metric)}`, numeric: true },
      { head: "accuracy on the test", numeric: true },
      { head: "fit", numeric: true },
      { head: "predict", numeric: true },
      { head: "size", numeric: true },
    ],
    leaderboard.map((row) =>
      row.failed === undefined
        ? [
            modelTitle(row),
            placeText(row, bestName),
            intervalText(row.validation),
            intervalText(row.test),
            intervalText(row.accuracy),
            time(`fit:${row.name}`),
            time(`predict:${row.name}`),
            formatBytes(row.bytes),
          ]
        : [modelTitle(row), `failed: ${row.failed}`, "", "", "", "", "", ""],
    ),
  );
}

function placeText(row: LeaderboardRow, bestName: string | null): string {
  if (row.name === bestName) return "best";
  return row.tiedWithBest ? "tied with the best" : "";
}

function bestHtml(payload: TrainingPayload, limits: Limits): string {
  const { leaderboard, bestName } = payload.training;
  const best = leaderboard.find(({ name }) => name === bestName);
  if (best === undefined) return "";
  return classesHtml(best, limits) + confusionHtml(payload, best, limits);
}

function classesHtml({ perClass, name, model }: LeaderboardRow, { classes }: Limits): string {
  const shown = perClass.slice(0, classes);
  if (shown.length === 0) return "";
  const part =
    shown.length < perClass.length ? `, the first ${shown.length} of ${groupDigits(perClass.length)}` : "";
  return htmlTable(
    `Classes as ${modelTitle({ name, model })} finds them in the test${part}`,
    [
      { head: "class" },
      { head: "precision", numeric: true },
      { head: "recall", numeric: true },
      { head: "F1", numeric: true },
      { head: "flows", numeric: true },
    ],
    shown.map(({ label, precision, recall, f1, support }) => [
      nameOr(label),
      scoreText(precision),
      scoreText(recall),
      scoreText(f1),
      formatCount(support),
    ]),
  );
}

function confusionHtml({ training }: TrainingPayload, best: LeaderboardRow, { matrix }: Limits): string {
  const { classes, confusion } = training;
  const counts = Object.hasOwn(confusion, best.name) ? confusion[best.name] : undefined;
  if (counts === undefined || classes.length > matrix) return "";
  const rows = classes.map((label, real): HtmlCell[] => {
    const own = counts[real] ?? [];
    const sum = own.reduce((all, count) => all + count, 0);
    return [
      nameOr(label),
      ...classes.map((_, said) => {
        const count = own[said] ?? 0;
        return count === 0 ? "0" : `${formatCount(count)} (${formatPercent(count / sum)})`;
      }),
    ];
  });
  return htmlTable(
    `Confusion matrix of ${modelTitle(best)}: test flows by true class (rows) and predicted class (columns), with the share of the true class`,
    [{ head: "true \\ predicted" }, ...classes.map((label) => ({ head: nameOr(label), numeric: true }))],
    rows,
  );
}

function importanceHtml({ training: { importance, metric, bestName } }: TrainingPayload): string {
  if (importance.length === 0 || bestName === null) return "";
  const most = Math.max(...importance.map(({ value }) => value), Number.MIN_VALUE);
  return htmlTable(
    `What ${bestName} relies on: loss of ${metricTitle(metric)} when a field is shuffled`,
    [{ head: "field" }, { head: "loss", numeric: true }, { head: "±", numeric: true }, { head: "" }],
    importance.map(({ feature, value, std }) => [
      feature,
      { text: formatNumber(value), title: String(value) },
      formatNumber(std),
      markup(`<samp>${shareBar(value / most)}</samp>`),
    ]),
  );
}

function baseRateHtml({ training: { baseRate } }: TrainingPayload): string {
  if (baseRate === null) return "";
  const { attackRate, flowsPerDay, rows } = baseRate;
  return htmlTable(
    `Alerts where 1 in ${formatCount(Math.round(1 / attackRate))} of ${formatCount(flowsPerDay)} flows a day is an attack`,
    [
      { head: "model" },
      { head: "attacks found", numeric: true },
      { head: "false alarms among benign flows", numeric: true },
      { head: "alerts a day", numeric: true },
      { head: "of them true", numeric: true },
    ],
    rows.map(({ name, truePositiveRate, falsePositiveRate, alertsPerDay, precision }) => [
      name,
      between(truePositiveRate, formatPercent),
      between(falsePositiveRate, formatPercent),
      between(alertsPerDay, (value) => formatCount(Math.round(value))),
      between(precision, formatPercent),
    ]),
  );
}

function between(
  { value, low, high }: { value: number; low: number; high: number },
  format: (value: number) => string,
): string {
  return `${format(value)} (${format(low)} to ${format(high)})`;
}

/** Areas of all curves, and with room some of their points. */
function curvesHtml({ training }: TrainingPayload, { points }: Limits): string {
  const rows = Object.keys(training.roc).flatMap((name) =>
    (training.roc[name] ?? []).map((curve, at) => [
      name,
      curve.label,
      formatCount(curve.positives),
      scoreText(curve.area),
      scoreText(training.pr[name]?.[at]?.area ?? null),
      scoreText(training.calibration[name]?.[at]?.brier ?? null),
      ...(points > 0 ? [curveText(curve.points, points)] : []),
    ]),
  );
  if (rows.length === 0) return "";
  const table = htmlTable(
    "Ranking of the test flows by probability",
    [
      { head: "model" },
      { head: "found" },
      { head: "flows", numeric: true },
      { head: "ROC AUC", numeric: true },
      { head: "average precision", numeric: true },
      { head: "Brier score", numeric: true },
      ...(points > 0 ? [{ head: "found at a share of false alarms of" }] : []),
    ],
    rows,
  );
  return `<details><summary>ROC, precision and recall, calibration</summary>${table}</details>`;
}

/** The best share found at some rates of false alarms. */
function curveText(curve: readonly [number, number][], most: number): string {
  return [0.0001, 0.001, 0.01, 0.05, 0.1]
    .slice(0, most)
    .map((rate) => {
      const found = curve.reduce((best, [x, y]) => (x <= rate ? Math.max(best, y) : best), 0);
      return `${formatPercent(rate)}: ${formatPercent(found)}`;
    })
    .join(", ");
}

function nameOr(label: string): string {
  return label === "" ? "(empty)" : label;
}
