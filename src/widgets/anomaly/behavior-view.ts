import { behaviorFinding, visibleText, type BehaviorPayload } from "../../analysis/mod.ts";
import { h, type VegaChart, type ViewContext } from "../shared/mod.ts";
import type { Save } from "./anomaly-charts.ts";
import { notes } from "./anomalies-view.ts";
import { behaviorMap, kCharts } from "./behavior-charts.ts";
import { BehaviorForm } from "./behavior-form.ts";
import { ClusterCards } from "./cluster-cards.ts";
import type { ExplorerPart } from "./model.ts";
import { timeCharts } from "./time-charts.ts";

/** Everything that is drawn of one analysis of behavior. Drawn once; what is picked changes in place. */
export class BehaviorView {
  constructor(context: ViewContext, payload: BehaviorPayload, options: BehaviorView.IOptions) {
    const { trans } = context;
    const { form, pick, save } = options;
    this._options = options;
    this.finding = visibleText(behaviorFinding(payload), 2000);
    this._byK = kCharts(context, payload, save, (k) => form.change({ k: String(k) }));
    this._form = new BehaviorForm(context, payload, form, ...this._byK.map(({ node }) => node));
    this._cards = new ClusterCards(context, payload, pick);
    this._map = behaviorMap(
      context,
      payload,
      save,
      () => this._cluster,
      (id) => pick(id === this._cluster ? null : id),
    );
    this._times = timeCharts(context, payload, save);
    this.node = h(
      "div",
      { class: "jp-ExplorerWidget-view" },
      this._form.node,
      this._cards.node,
      ...this._charts(trans),
      notes(payload.behavior.notes),
    );
  }

  readonly node: HTMLElement;
  /** The payload in one sentence. */
  readonly finding: string;

  /** Draws a part as the model has it. */
  draw(part: ExplorerPart, state: BehaviorView.IState): void {
    if (part === "setup") this._form.draw(this._options.form.setup(), state.rowCount, state.canRun);
    if (part !== "cluster") return;
    this._cluster = state.cluster;
    this._cards.draw(state.cluster);
    void this._map.setParam("picked", state.cluster ?? -1);
  }

  /** Lets go of the charts; safe to call twice. */
  dispose(): void {
    for (const chart of [...this._byK, this._map, ...this._times]) chart.dispose();
  }

  private _charts(trans: ViewContext["trans"]): HTMLElement[] {
    const [timeline, ...others] = this._times;
    if (timeline === undefined) {
      const text = trans.__("The flows have no times, so there is nothing to show by hour and weekday.");
      return [this._map.node, h("p", { class: "jp-TrafficLab-note", text })];
    }
    const beside = others.pop();
    return [
      h(
        "div",
        { class: "jp-ExplorerWidget-columns" },
        this._map.node,
        h("div", { class: "jp-ExplorerWidget-column" }, timeline.node, beside?.node),
      ),
      h("div", { class: "jp-ExplorerWidget-columns" }, ...others.map(({ node }) => node)),
    ];
  }

  private readonly _options: BehaviorView.IOptions;
  private readonly _byK: VegaChart[];
  private readonly _form: BehaviorForm;
  private readonly _cards: ClusterCards;
  private readonly _map: VegaChart;
  private readonly _times: VegaChart[];
  private _cluster: number | null = null;
}

export namespace BehaviorView {
  export interface IOptions {
    form: BehaviorForm.IOptions;
    /** Picks a cluster out; null when it is given up. */
    pick: (id: number | null) => void;
    save: Save;
  }

  /** What the model has, as far as it is drawn here. */
  export interface IState {
    rowCount: number | null;
    canRun: boolean;
    cluster: number | null;
  }
}
