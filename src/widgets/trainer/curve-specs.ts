/** The three charts of a model's scores, as specifications, with their tables and sentences. */
import {
  formatCount,
  formatNumber,
  type CalibrationBins,
  type ScoreCurve,
  type TrainingData,
} from "../../analysis/mod.ts";
import { classMarks, type ChartTable, type VegaChart, type ViewContext } from "../shared/mod.ts";
import { withCut, type ShownCut } from "./cutoff-marks.ts";
import type { CurveKind } from "./cutoff.ts";
import { classText, scoreText } from "./words.ts";

/** Curves drawn in one chart; the table and the sentence have all of them. */
const MAX_CURVES = 8;

/** One chart: what it is called, says, draws and lists. */
export interface CurveChart {
  title: string;
  summary: string;
  spec: VegaChart.SpecMaker;
  table: () => ChartTable;
}

/**
 * A model's chart of one kind; null where the payload has none.
 *
 * @param cut The cut-off that stands in it, as the parameter "cut" of what is drawn; null where there is none to move.
 */
export function curveChart(
  context: ViewContext,
  training: TrainingData,
  name: string,
  kind: CurveKind,
  cut: ShownCut | null = null,
): CurveChart | null {
  const chart = plainChart(context, training, name, kind);
  if (chart === null || cut === null) return chart;
  return { ...chart, spec: (theme, size) => withCut(chart.spec(theme, size), theme, kind, cut) };
}

function plainChart(
  context: ViewContext,
  training: TrainingData,
  name: string,
  kind: CurveKind,
): CurveChart | null {
  if (kind === "calibration") {
    const bins = training.calibration[name] ?? [];
    return bins.length === 0 ? null : calibrationChart(context, training, bins);
  }
  const curves = training[kind][name] ?? [];
  return curves.length === 0 ? null : scoreChart(context, training, { curves, kind });
}

function scoreChart(
  { trans }: ViewContext,
  training: TrainingData,
  { curves, kind }: { curves: readonly ScoreCurve[]; kind: "roc" | "pr" },
): CurveChart {
  const isRoc = kind === "roc";
  const said = curves.map(({ label, area, positives }) =>
    trans.__(
      "%1 %2 (%3)",
      classText(trans, label),
      scoreText(area),
      trans._n("%2 flow", "%2 flows", positives, formatCount(positives)),
    ),
  );
  const areas = listText(trans, said);
  const x = isRoc ? trans.__("false positive rate") : trans.__("recall");
  const y = isRoc ? trans.__("true positive rate") : trans.__("precision");
  return {
    title: isRoc ? trans.__("ROC curve") : trans.__("Precision and recall"),
    summary: isRoc
      ? trans.__("Area under the ROC curve on held-out flows, 0.5 being chance: %1.", areas)
      : trans.__("Average precision on held-out flows, the class's share being chance: %1.", areas),
    spec: (theme) => {
      const drawn = curves.slice(0, MAX_CURVES);
      const marks = classMarks(
        theme,
        drawn.map(({ label }) => ({ name: label, isAttack: isAttackOf(training, label) })),
      );
      const labels = drawn.map(({ label }) => classText(trans, label));
      const values = drawn.flatMap(({ points, thresholds }, at) =>
        points.map(([first, second], place) => ({
          x: first,
          y: second,
          order: place,
          label: labels[at],
          says: trans.__(
            "%1\n%2 %3\n%4 %5\nfrom a score of %6",
            labels[at],
            x,
            scoreText(first),
            y,
            scoreText(second),
            thresholdText(thresholds[place] ?? null),
          ),
        })),
      );
      const scale = { domain: [0, 1], nice: false };
      const legend =
        labels.length > 1
          ? { title: null, orient: "bottom", columns: 2, symbolType: "stroke", symbolSize: 300 }
          : null;
      const byLabel = (range: readonly unknown[]): Record<string, unknown> => ({
        field: "label",
        type: "nominal",
        scale: { domain: labels, range },
        legend,
      });
      const lines = {
        data: { values },
        encoding: {
          x: { field: "x", type: "quantitative", title: x, scale },
          y: { field: "y", type: "quantitative", title: y, scale },
        },
        layer: [
          {
            mark: { type: "line", interpolate: isRoc ? "linear" : stepOf(drawn), strokeWidth: 2, clip: true },
            encoding: {
              color: byLabel(drawn.map(({ label }) => marks.get(label)?.color ?? theme.mark)),
              strokeDash: byLabel(drawn.map((_, at) => DASHES[at % DASHES.length])),
              order: { field: "order", type: "quantitative" },
            },
          },
          {
            // Seen by the pointer alone.
            mark: { type: "point", filled: true, size: 60, opacity: 0 },
            encoding: { tooltip: { field: "says", type: "nominal" } },
          },
        ],
      };
      return { layer: isRoc ? [diagonal(theme.grid), lines] : [lines] };
    },
    table: () => ({
      head: [trans.__("class"), trans.__("from score"), x, y],
      rows: curves.flatMap(({ label, points, thresholds }) =>
        points.map(([first, second], at) => [
          classText(trans, label),
          thresholdText(thresholds[at] ?? null),
          scoreText(first),
          scoreText(second),
        ]),
      ),
    }),
  };
}

function calibrationChart(
  { trans }: ViewContext,
  training: TrainingData,
  all: readonly CalibrationBins[],
): CurveChart {
  const said = listText(
    trans,
    all.map(({ label, brier }) => trans.__("%1 %2", labelText(trans, label), formatNumber(brier))),
  );
  return {
    title: trans.__("Calibration"),
    summary: trans.__(
      "How often a flow is what the model gives a probability for; on the diagonal the probability is right. Brier score, 0 being best: %1.",
      said,
    ),
    spec: (theme) => {
      const drawn = all.slice(0, MAX_CURVES);
      const marks = classMarks(
        theme,
        drawn.map(({ label }) => ({ name: label, isAttack: isAttackOf(training, label) })),
      );
      const labels = drawn.map(({ label }) => labelText(trans, label));
      const values = drawn.flatMap(({ bins }, at) =>
        bins.map(({ predicted, observed, count }) => ({
          x: predicted,
          y: observed,
          count,
          label: labels[at],
          says: trans.__(
            "%1\nmean probability %2\nare so %3\n%4 flows",
            labels[at],
            scoreText(predicted),
            scoreText(observed),
            formatCount(count),
          ),
        })),
      );
      const scale = { domain: [0, 1], nice: false };
      const legend = labels.length > 1 ? { title: null, orient: "bottom", columns: 2 } : null;
      const points = {
        data: { values },
        encoding: {
          x: { field: "x", type: "quantitative", title: trans.__("mean predicted probability"), scale },
          y: { field: "y", type: "quantitative", title: trans.__("share that are so"), scale },
          color: {
            field: "label",
            type: "nominal",
            scale: { domain: labels, range: drawn.map(({ label }) => marks.get(label)?.color ?? theme.mark) },
            legend,
          },
          shape: {
            field: "label",
            type: "nominal",
            scale: { domain: labels, range: drawn.map(({ label }) => marks.get(label)?.shape ?? "circle") },
            legend,
          },
        },
        layer: [
          { mark: { type: "line", strokeWidth: 1.5 }, encoding: { shape: { value: null } } },
          {
            mark: { type: "point", filled: true, opacity: 0.9 },
            encoding: {
              tooltip: { field: "says", type: "nominal" },
              // A bin of three flows must not look like one of three thousand.
              size: {
                field: "count",
                type: "quantitative",
                scale: { type: "log", range: [12, 160] },
                legend: null,
              },
            },
          },
        ],
      };
      return { layer: [diagonal(theme.grid), points] };
    },
    table: () => ({
      head: [
        trans.__("class"),
        trans.__("mean probability"),
        trans.__("share that are so"),
        trans.__("flows"),
      ],
      rows: all.flatMap(({ label, bins }) =>
        bins.map(({ predicted, observed, count }) => [
          labelText(trans, label),
          scoreText(predicted),
          scoreText(observed),
          formatCount(count),
        ]),
      ),
    }),
  };
}

/** Precision between two thresholds is that of the greater recall, whichever way the points run: a step, not a slope. */
function stepOf([first]: readonly ScoreCurve[]): string {
  const from = first?.points[0]?.[0] ?? 0;
  const to = first?.points.at(-1)?.[0] ?? 0;
  return from > to ? "step-after" : "step-before";
}

/** Dashes of lines beside their colors. */
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [1, 3], [10, 2, 2, 2, 2, 2]];

/** Where a score that knows nothing, or a probability that is right, would lie. */
function diagonal(color: string): Record<string, unknown> {
  return {
    data: {
      values: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    },
    mark: { type: "line", color, strokeDash: [4, 4], strokeWidth: 1 },
    encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
  };
}

function isAttackOf({ classes, attackClasses }: TrainingData, label: string): boolean | null {
  if (attackClasses.length === 0) return null;
  // What is no class stands for all attack classes together.
  return classes.includes(label) ? attackClasses.includes(label) : true;
}

function labelText(trans: ViewContext["trans"], label: string): string {
  return classText(trans, label);
}

function thresholdText(threshold: number | null): string {
  return threshold === null ? "∞" : scoreText(threshold);
}

/** The first few of a list, and how many are left. */
function listText(trans: ViewContext["trans"], parts: readonly string[]): string {
  const shown = parts.slice(0, 6).join(", ");
  return parts.length > 6 ? trans.__("%1 and %2 more", shown, parts.length - 6) : shown;
}
