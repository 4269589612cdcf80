import { formatCount, formatDuration, formatPercent, type ProfilePayload } from "../../analysis/mod.ts";
import { VegaChart, type ViewContext } from "../shared/mod.ts";
import { labelsOf } from "./axis.ts";
import { binText, histogramSentence } from "./describe.ts";

/** Edges written under the axis at most. */
const LABELS = 6;

/** How long flows last: bins of equal width on the page, whatever they cover; null without durations. */
export function durationChart(
  context: ViewContext,
  { profile }: ProfilePayload,
  save: VegaChart.IOptions["save"],
): VegaChart | null {
  const { trans } = context;
  const column = profile.columns.find(({ role }) => role === "duration");
  const histogram = column?.histogram;
  if (column === undefined || !histogram || histogram.counts.length < 2) return null;
  const { edges, counts } = histogram;
  const describe = (bin: number): string => binText(trans, column, bin);
  const step = Math.max(1, Math.ceil(edges.length / LABELS));
  const ticks = edges.map((_, at) => at).filter((at) => at % step === 0);
  const values = counts.map((flows, bin) => ({
    from: bin + 0.04,
    to: bin + 0.96,
    flows,
    tip: `${describe(bin)}\n${formatCount(flows)} (${formatPercent(flows / Math.max(1, profile.rowCount))})`,
  }));
  return new VegaChart(context, {
    title: trans.__("Durations"),
    summary: histogramSentence(trans, column, profile.rowCount),
    save,
    spec: (theme) => ({
      data: { values },
      // A rectangle: a bar between two places of an axis would lie on its side.
      mark: { type: "rect", color: theme.mark },
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          title: trans.__("duration"),
          scale: { domain: [0, counts.length], nice: false },
          axis: {
            values: ticks,
            grid: false,
            labelExpr: labelsOf(ticks, (at) => formatDuration(edges[ticks[at] ?? 0] ?? 0)),
          },
        },
        x2: { field: "to" },
        y: {
          field: "flows",
          type: "quantitative",
          title: trans.__("flows"),
          axis: { tickCount: 4, format: "~s" },
        },
        y2: { datum: 0 },
        tooltip: { field: "tip" },
      },
    }),
    table: () => ({
      head: [trans.__("duration"), trans.__("flows"), trans.__("share")],
      rows: counts.map((flows, bin) => [
        describe(bin),
        formatCount(flows),
        formatPercent(flows / Math.max(1, profile.rowCount)),
      ]),
    }),
  });
}
