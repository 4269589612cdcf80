import type { ProfilePayload } from "../../analysis/mod.ts";
import { h, type ExportItem, type VegaChart, type ViewContext } from "../shared/mod.ts";
import { CorrelationChart } from "./correlation-chart.ts";
import { durationChart } from "./duration-chart.ts";
import { scatterCharts } from "./scatter-chart.ts";

/** The charts of a profile: durations, sent against received, duration against size, correlations. */
export class ProfileCharts {
  constructor(context: ViewContext, payload: ProfilePayload, save: (name: string, content: Blob) => void) {
    const durations = durationChart(context, payload, save);
    const scatters = scatterCharts(context, payload, save);
    const correlation =
      payload.profile.correlation.columns.length < 2 ? null : new CorrelationChart(context, payload, save);
    this._charts = [durations, ...scatters, correlation?.chart ?? null].filter((chart) => chart !== null);
    this.node = h(
      "section",
      {
        class: "jp-ProfilerWidget-charts",
        "aria-label": context.trans.__("Charts"),
        hidden: this._charts.length === 0,
      },
      durations?.node,
      ...scatters.map(({ node }) => node),
      correlation?.node,
    );
  }

  readonly node: HTMLElement;

  /** Pictures of all charts, for the Export menu. */
  exports(): ExportItem[] {
    return this._charts.flatMap((chart) => chart.exports());
  }

  dispose(): void {
    for (const chart of this._charts) chart.dispose();
  }

  private readonly _charts: readonly VegaChart[];
}
