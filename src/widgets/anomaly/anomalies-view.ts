import { anomaliesFinding, visibleText, type AnomaliesPayload } from "../../analysis/mod.ts";
import { button, h, sign, type VegaChart, type ViewContext } from "../shared/mod.ts";
import { agreementTable } from "./agreement.ts";
import { anomalyMap, anomalyTimelines, type Save } from "./anomaly-charts.ts";
import { DetectionForm } from "./detection-form.ts";
import type { ExplorerPart } from "./model.ts";
import { RankedList } from "./ranked-list.ts";
import { ReasonPanel } from "./reason-panel.ts";
import { ScoreCut } from "./score-cut.ts";
import { FlowCells } from "./words.ts";

/** Everything that is drawn of one detection. Drawn once; what is picked and where the cut is changes in place. */
export class AnomaliesView {
  constructor(context: ViewContext, payload: AnomaliesPayload, options: AnomaliesView.IOptions) {
    const cells = new FlowCells(payload.sample);
    this.finding = visibleText(anomaliesFinding(payload), 2000);
    this._options = options;
    this._context = context;
    this._form = new DetectionForm(context, payload, options.form);
    this._list = new RankedList(context, payload, {
      cells,
      pick: options.pick,
      open: () => this._reasons.node.focus({ preventScroll: false }),
    });
    this._cut = new ScoreCut(context, payload, { move: options.move, apply: options.apply });
    const { assess } = options;
    this._reasons = new ReasonPanel(context, payload, {
      cells,
      assess: assess === undefined ? undefined : (row) => assess(cells, row),
    });
    this._map = anomalyMap(context, payload, {
      cells,
      save: options.save,
      pick: (row) => this._pickOnMap(payload, row),
      picked: () => this._flow,
    });
    this._timelines = anomalyTimelines(context, payload, options.save);
    this.node = h(
      "div",
      { class: "jp-ExplorerWidget-view" },
      direction(context, payload, options.assessAll),
      this._form.node,
      h(
        "div",
        { class: "jp-ExplorerWidget-columns jp-mod-listAndScores" },
        this._list.node,
        h("div", { class: "jp-ExplorerWidget-column" }, this._cut.node, agreementTable(context, payload)),
      ),
      this._reasons.node,
      ...this._charts(),
      notes(payload.anomalies.notes),
    );
  }

  readonly node: HTMLElement;
  /** The payload in one sentence. */
  readonly finding: string;

  /** Draws a part as the model has it; returns what there is to say about it, "" for nothing. */
  draw(part: ExplorerPart, state: AnomaliesView.IState): string {
    switch (part) {
      case "setup":
        this._form.draw(this._options.form.setup(), state.rowCount, state.canRun);
        return "";
      case "cut":
        this._list.drawCut(state.cut);
        return this._cut.draw(state.cut, state.canRun);
      case "flow":
        this._flow = state.flow;
        this._list.drawFlow(state.flow);
        this._reasons.draw(state.flow);
        void this._map.setParam("picked", state.flow ?? -1);
        return "";
      default:
        return "";
    }
  }

  /** Lets go of the charts; safe to call twice. */
  dispose(): void {
    for (const chart of [this._map, ...this._timelines]) chart.dispose();
  }

  private _charts(): HTMLElement[] {
    if (this._timelines.length === 0) {
      const text = this._context.trans.__(
        "The flows have no times, so there is nothing to show along the time.",
      );
      return [this._map.node, h("p", { class: "jp-TrafficLab-note", text })];
    }
    const times = this._timelines.map(({ node }) => node);
    const beside = h("div", { class: "jp-ExplorerWidget-column" }, ...times);
    return [h("div", { class: "jp-ExplorerWidget-columns" }, this._map.node, beside)];
  }

  private _pickOnMap(payload: AnomaliesPayload, row: number): void {
    if (payload.ranked.some((flow) => flow.row === row)) this._options.pick(row);
    else
      this._context.announce(
        this._context.trans.__("Row %1 is not among the ranked flows; its reasons are not held here.", row),
      );
  }

  private readonly _context: ViewContext;
  private readonly _options: AnomaliesView.IOptions;
  private readonly _form: DetectionForm;
  private readonly _list: RankedList;
  private readonly _cut: ScoreCut;
  private readonly _reasons: ReasonPanel;
  private readonly _map: VegaChart;
  private readonly _timelines: VegaChart[];
  private _flow: number | null = null;
}

export namespace AnomaliesView {
  export interface IOptions {
    form: DetectionForm.IOptions;
    /** Picks the flow of a row. */
    pick: (row: number) => void;
    /** Moves the cut; null goes back to the run's own flags. */
    move: (score: number | null) => void;
    /** Detects anew with a review budget. */
    apply: (flagged: number) => void;
    /** Opens the threat gauge with a flow; not offered where it is left out. */
    assess?: ((cells: FlowCells, row: number) => void) | undefined;
    /** Opens the threat gauge on all flows; not offered where it is left out. */
    assessAll?: (() => void) | undefined;
    save: Save;
  }

  /** What the model has, as far as it is drawn here. */
  export interface IState {
    rowCount: number | null;
    canRun: boolean;
    cut: number | null;
    flow: number | null;
  }
}

/** What the rules say of the outliers: loudest where outliers are not the threats here, with a way to rank by threat. */
function direction(
  context: ViewContext,
  { anomalies }: AnomaliesPayload,
  assessAll: (() => void) | undefined,
): HTMLElement | null {
  const { trans } = context;
  const { sentence, inverted } = anomalies.direction;
  if (sentence === "") return null;
  const isWarning = inverted || anomalies.mode === "dense-attacks";
  const text = h(
    "p",
    {},
    isWarning ? sign("▲", "jp-TrafficLab-warnSign") : null,
    isWarning ? h("strong", { text: trans.__("Outliers and threats:") }) : null,
    isWarning ? " " : null,
    visibleText(sentence, 1000),
  );
  return h(
    "div",
    { class: `jp-ExplorerWidget-direction${isWarning ? " jp-mod-warning" : ""}`, role: "note" },
    text,
    isWarning && assessAll !== undefined
      ? button(context, trans.__("Assess threats"), assessAll, {
          title: trans.__("Open the threat gauge on these flows"),
          "data-focus": "assess-all",
        })
      : null,
  );
}

/** What the analysis could not take, and how it helped itself. */
export function notes(texts: readonly string[]): HTMLElement | null {
  if (texts.length === 0) return null;
  return h(
    "ul",
    { class: "jp-ExplorerWidget-notes" },
    ...texts.map((text) => h("li", { class: "jp-TrafficLab-note", text: visibleText(text, 600) })),
  );
}
