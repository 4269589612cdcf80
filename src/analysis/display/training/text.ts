/** A training as plain text, for terminals and for viewers that show nothing else. */
import type { TrainingPayload } from "../../core/mod.ts";
import { groupDigits } from "../../core/mod.ts";
import { formatBytes, formatCount, formatNumber, formatPercent } from "../format.ts";
import { provenanceText, titleParts } from "../parts.ts";
import { jsonBytes, visibleText } from "../plain.ts";
import { MAX_PLAIN_BYTES } from "../static-limits.ts";
import { indent, textTable, wrap } from "../text-table.ts";
import {
  intervalText,
  metricTitle,
  modelTitle,
  scoreText,
  splitSentence,
  trainingFinding,
} from "./sentences.ts";

const WIDTH = 110;
/** Classes shown, from many to few. */
const LEVELS = [40, 12, 0] as const;
/** Up to so many classes their confusion is a table. */
const MATRIX = 10;
const NAME = 24;

/** @returns Text of at most MAX_PLAIN_BYTES once inside a JSON message, lines parted by "\n". */
export function trainingText(payload: TrainingPayload): string {
  for (const classes of LEVELS) {
    const text = document(payload, classes);
    if (jsonBytes(text) <= MAX_PLAIN_BYTES) return text;
  }
  return `${titleOf(payload)}\n${line(trainingFinding(payload))}`;
}

function document(payload: TrainingPayload, classes: number): string {
  const { training } = payload;
  return [
    `${titleOf(payload)}\n${line(trainingFinding(payload))}\n${line(splitSentence(payload))}`,
    [...payload.reduced, ...training.notes].map(item).join("\n"),
    training.warnings
      .map(({ severity, message, remedy }) => item(`${severity.toUpperCase()}: ${message} ${remedy}`))
      .join("\n"),
    leaderboardText(payload),
    classesText(payload, classes),
    confusionText(payload),
    importanceText(payload),
    baseRateText(payload),
    wrap(provenanceText(training.provenance, payload.table), WIDTH),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function titleOf({ training: { provenance } }: TrainingPayload): string {
  return wrap(titleParts("Training", provenance, provenance.rows).join(" · "), WIDTH, "  ");
}

function line(text: string): string {
  return wrap(visibleText(text, 900), WIDTH, "  ");
}

function item(text: string): string {
  return wrap(`- ${visibleText(text, 900)}`, WIDTH, "  ");
}

function leaderboardText({ training: { leaderboard, metric, bestName } }: TrainingPayload): string {
  const table = textTable(
    [
      { head: "model", max: 34 },
      { head: "validation", align: "right" },
      { head: "test", align: "right" },
      { head: "accuracy", align: "right" },
      { head: "size", align: "right" },
      { head: "" },
    ],
    leaderboard.map((row) => [
      visibleText(modelTitle(row)),
      intervalText(row.validation),
      intervalText(row.test),
      scoreText(row.accuracy.value),
      row.failed === undefined ? formatBytes(row.bytes) : "",
      row.failed === undefined
        ? row.name === bestName
          ? "best"
          : row.tiedWithBest
            ? "tied"
            : ""
        : visibleText(`failed: ${row.failed}`, 200),
    ]),
  );
  return `Leaderboard by ${metricTitle(metric)}\n${indent(table)}`;
}

function classesText({ training: { leaderboard, bestName } }: TrainingPayload, most: number): string {
  const best = leaderboard.find(({ name }) => name === bestName);
  const shown = best?.perClass.slice(0, most) ?? [];
  if (best === undefined || shown.length === 0) return "";
  const part =
    shown.length < best.perClass.length
      ? `, the first ${shown.length} of ${groupDigits(best.perClass.length)}`
      : "";
  const table = textTable(
    [
      { head: "class", max: 40 },
      { head: "precision", align: "right" },
      { head: "recall", align: "right" },
      { head: "F1", align: "right" },
      { head: "flows", align: "right" },
    ],
    shown.map(({ label, precision, recall, f1, support }) => [
      nameOr(label),
      scoreText(precision),
      scoreText(recall),
      scoreText(f1),
      formatCount(support),
    ]),
  );
  return `Classes as ${visibleText(modelTitle(best))} finds them in the test${part}\n${indent(table)}`;
}

function confusionText({ training: { classes, confusion, bestName } }: TrainingPayload): string {
  const counts = bestName !== null && Object.hasOwn(confusion, bestName) ? confusion[bestName] : undefined;
  if (counts === undefined || classes.length > MATRIX) return "";
  const table = textTable(
    [
      { head: "true \\ predicted", max: NAME },
      ...classes.map((label) => ({ head: nameOr(label), align: "right" as const, max: NAME })),
    ],
    classes.map((label, real) => [nameOr(label), ...(counts[real] ?? []).map(formatCount)]),
  );
  return `Confusion matrix\n${indent(table)}`;
}

function importanceText({ training: { importance, metric, bestName } }: TrainingPayload): string {
  if (importance.length === 0 || bestName === null) return "";
  const table = textTable(
    [{ head: "field" }, { head: "loss", align: "right" }, { head: "±", align: "right" }],
    importance
      .slice(0, 20)
      .map(({ feature, value, std }) => [visibleText(feature), formatNumber(value), formatNumber(std)]),
  );
  return `What ${visibleText(bestName)} relies on: loss of ${metricTitle(metric)} when a field is shuffled\n${indent(table)}`;
}

function baseRateText({ training: { baseRate } }: TrainingPayload): string {
  if (baseRate === null) return "";
  const { attackRate, flowsPerDay, rows } = baseRate;
  const table = textTable(
    [
      { head: "model", max: NAME },
      { head: "attacks found", align: "right" },
      { head: "false alarms", align: "right" },
      { head: "alerts a day", align: "right" },
      { head: "of them true", align: "right" },
    ],
    rows.map(({ name, truePositiveRate, falsePositiveRate, alertsPerDay, precision }) => [
      visibleText(name),
      formatPercent(truePositiveRate.value),
      formatPercent(falsePositiveRate.value),
      formatCount(Math.round(alertsPerDay.value)),
      `${formatPercent(precision.value)} (${formatPercent(precision.low)} to ${formatPercent(precision.high)})`,
    ]),
  );
  return `Where 1 in ${formatCount(Math.round(1 / attackRate))} of ${formatCount(flowsPerDay)} flows a day is an attack\n${indent(table)}`;
}

function nameOr(label: string): string {
  return label === "" ? "(empty)" : visibleText(label);
}
