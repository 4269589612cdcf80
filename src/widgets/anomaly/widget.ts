import { nullTranslator } from "@jupyterlab/translation";
import { h, ResultWidget, TRANSLATION_DOMAIN, type ExportItem, type ResultView } from "../shared/mod.ts";
import { AnomaliesView } from "./anomalies-view.ts";
import { BehaviorForm } from "./behavior-form.ts";
import { BehaviorView } from "./behavior-view.ts";
import { DetectionForm } from "./detection-form.ts";
import { footer } from "./footer.ts";
import type { OpenState } from "./form-parts.ts";
import type { ExplorerModel, ExplorerPart, ExplorerPayload, ExplorerTab } from "./model.ts";
import { clustersCSV, rankedCSV } from "./ranked-csv.ts";
import { TabBar } from "./tab-bar.ts";

/** Parts that are drawn in place. */
const PARTS: readonly ExplorerPart[] = ["setup", "cut", "flow", "cluster"];

/** The anomaly explorer: the flows that stand out and why, and the patterns of behavior of the same flows, a tab each. */
export class ExplorerWidget extends ResultWidget<ExplorerPayload, ExplorerModel> {
  constructor(options: ExplorerWidget.IOptions = {}) {
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    super({
      ...options,
      className: "jp-ExplorerWidget",
      title: trans.__("Explore"),
      dropHint: trans.__("Drop one file to find what stands out in it"),
      step: ["anomalies", "behavior"],
    });
  }

  protected override createView(payload: ExplorerPayload | null): ResultView | null {
    const { model } = this;
    this._focus = this._focusName();
    this._shown = null;
    this._form = null;
    if (model === null || (payload === null && model.about === null)) return null;
    const view = this._makeView(model, payload);
    const tabs = new TabBar(this.context, {
      tab: model.tab,
      open: (tab) => model.openTab(tab),
      content: view?.node ?? this._placeholder(model),
    });
    return {
      node: tabs.node,
      finding: view?.finding ?? "",
      footer: payload === null ? null : footer(this.context, payload),
      dispose: () => view?.dispose(),
    };
  }

  protected override drawParts(stale: ReadonlySet<string>): void {
    const { model } = this;
    if (model === null) return;
    const isNew = stale.has("payload");
    const canRunChanged = stale.has("status");
    for (const part of PARTS) {
      const isSetup = part === "setup" || part === "cut";
      if (isNew || stale.has(part) || (isSetup && canRunChanged))
        this._drawPart(model, part, stale.has(part));
    }
    if (isNew) this._restoreFocus();
  }

  protected override connectModel(model: ExplorerModel): void {
    model.partChanged.connect(this._onPartChanged, this);
  }

  protected override disconnectModel(model: ExplorerModel): void {
    model.partChanged.disconnect(this._onPartChanged, this);
  }

  protected override exports(): readonly ExportItem[] {
    const { model } = this;
    const payload = model?.payload ?? null;
    if (model === null || payload === null) return [];
    const { trans } = this.context;
    const save = (name: string, text: string, type = "text/csv"): void =>
      this.saveFile(name, new Blob([text], { type }));
    const numbers: ExportItem = {
      label: trans.__("All numbers held here (JSON)"),
      run: () => save(`${payload.type}.json`, `${JSON.stringify(payload, null, 2)}\n`, "application/json"),
    };
    if (payload.type === "anomalies") {
      const ranked = {
        label: trans.__("Ranked flows (CSV)"),
        run: () => save("ranked-flows.csv", rankedCSV(payload)),
      };
      const flagged = {
        label: trans.__("All flagged flows (CSV)"),
        run: () => void model.exportRows("flagged", save),
      };
      return model.canExportFlagged ? [flagged, ranked, numbers] : [ranked, numbers];
    }
    const clusters = {
      label: trans.__("Statistics of the clusters (CSV)"),
      run: () => {
        if (model.canRun) void model.exportRows("clusters", save);
        else save("clusters.csv", clustersCSV(payload));
      },
    };
    const clustered = {
      label: trans.__("Flows with their clusters (CSV)"),
      run: () => void model.exportRows("clustered", save),
    };
    return model.canRun ? [clustered, clusters, numbers] : [clusters, numbers];
  }

  protected override keys(): readonly (readonly [string, string])[] {
    const { trans } = this.context;
    return [
      ["Tab", trans.__("next list, chart, button or table")],
      ["← →", trans.__("other tab; move the cut or eps by one step")],
      ["← → ↑ ↓", trans.__("in a chart: from mark to mark")],
      ["↑ ↓", trans.__("previous and next flow of the list")],
      ["Page ↑ ↓", trans.__("ten flows or steps at once")],
      ["Home End", trans.__("first and last flow or step")],
      [
        "Enter",
        trans.__("in the list: to the reasons; in a field: run with it; on a mark: pick it, else the table"),
      ],
      ["Esc", trans.__("close what is open; cut as the run has it; all clusters")],
    ];
  }

  protected override onEscape(): boolean {
    const { model } = this;
    if (model === null) return false;
    if (model.tab === "anomalies" && model.cut !== null) {
      model.moveCut(null);
      return true;
    }
    if (model.tab === "behavior" && model.cluster !== null) {
      model.pickCluster(null);
      return true;
    }
    return false;
  }

  private _makeView(
    model: ExplorerModel,
    payload: ExplorerPayload | null,
  ): AnomaliesView | BehaviorView | null {
    if (payload === null) return null;
    const save = (name: string, content: Blob): void => this.saveFile(name, content);
    if (payload.type === "behavior") {
      const view = new BehaviorView(this.context, payload, {
        form: this._behaviorForm(model),
        pick: (id) => model.pickCluster(id),
        save,
      });
      this._shown = { draw: (part) => (view.draw(part, stateOf(model)), "") };
      return view;
    }
    const assess = this.actions.next?.assess;
    const view = new AnomaliesView(this.context, payload, {
      form: this._detectionForm(model),
      pick: (row) => model.pickFlow(row),
      move: (score) => model.moveCut(score),
      apply: (flagged) => {
        model.setDetection({ budget: String(flagged) });
        void model.analyze();
      },
      assess: assess === undefined ? undefined : (cells, row) => assess(cells.flow(row), { row }),
      assessAll: assess === undefined ? undefined : () => assess(null),
      save,
    });
    this._shown = { draw: (part) => view.draw(part, stateOf(model)) };
    return view;
  }

  /** What stands in a tab that has no result yet: its set-up. */
  private _placeholder(model: ExplorerModel): HTMLElement {
    const { trans } = this.context;
    const form =
      model.tab === "anomalies"
        ? new DetectionForm(this.context, null, { ...this._detectionForm(model), state: { isOpen: true } })
        : new BehaviorForm(this.context, null, { ...this._behaviorForm(model), state: { isOpen: true } });
    this._form = (canRun) => {
      const rowCount = model.about?.rowCount ?? null;
      if (form instanceof DetectionForm) form.draw(model.detection, rowCount, canRun);
      else form.draw(model.behaviorSetup, rowCount, canRun);
    };
    const text =
      model.tab === "anomalies"
        ? trans.__("No anomalies have been looked for in these flows yet.")
        : trans.__("No patterns of behavior have been looked for in these flows yet.");
    const remedy = trans.__("The flows are out of reach here: run the cell again, or open the file.");
    return h(
      "div",
      { class: "jp-ExplorerWidget-view" },
      h("p", { text: model.canRun ? text : `${text} ${remedy}` }),
      form.node,
    );
  }

  private _detectionForm(model: ExplorerModel): DetectionForm.IOptions {
    return {
      state: this._open.anomalies,
      setup: () => model.detection,
      change: (change) => model.setDetection(change),
      run: () => void model.analyze(),
      baselines: () => model.baselines,
      chooseBaseline: (baseline, first) => {
        if (baseline === "before" && model.detection.before === "") model.setDetection({ before: first });
        model.chooseBaseline(baseline);
      },
      openBaseline: (file) => void model.openBaseline(file),
    };
  }

  private _behaviorForm(model: ExplorerModel): BehaviorForm.IOptions {
    return {
      state: this._open.behavior,
      setup: () => model.behaviorSetup,
      change: (change) => model.setBehavior(change),
      run: () => void model.analyze(),
    };
  }

  private _drawPart(model: ExplorerModel, part: ExplorerPart, isChange: boolean): void {
    if (part === "setup") this._form?.(model.canRun);
    const said = this._shown?.draw(part) ?? "";
    if (isChange && said !== "") this.context.announce(said);
  }

  private _onPartChanged(_: ExplorerModel, part: ExplorerPart): void {
    if (part === "tab") this.changed("payload", "status");
    else this.changed(part);
  }

  /** The name of what has the focus, for a view that is drawn anew. */
  private _focusName(): string | null {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || !this.frame.body.contains(activeElement)) return null;
    return activeElement.dataset["focus"] ?? "";
  }

  /**
   * Puts the focus back to where it was by name, else to what stands beside it, else to the open tab: a new view must not
   * throw it off the page. Who had it asked for the view, so its finding is said.
   */
  private _restoreFocus(): void {
    const name = this._focus;
    const { body } = this.frame;
    this._focus = null;
    if (name === null || body.contains(document.activeElement)) return;
    const named = [...body.querySelectorAll<HTMLElement>("[data-focus]")].filter((node) => !node.hidden);
    const [group = ""] = name.split("-");
    const found =
      named.find((node) => node.dataset["focus"] === name) ??
      named.find((node) => group !== "" && node.dataset["focus"]?.startsWith(`${group}-`) === true) ??
      body.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
    found?.focus({ preventScroll: true });
    this.context.announce(this.frame.finding.textContent);
  }

  private readonly _open: Record<ExplorerTab, OpenState> = {
    anomalies: { isOpen: false },
    behavior: { isOpen: false },
  };
  private _shown: { draw: (part: ExplorerPart) => string } | null = null;
  private _form: ((canRun: boolean) => void) | null = null;
  private _focus: string | null = null;
}

export namespace ExplorerWidget {
  export type IOptions = ResultWidget.IOptions<ExplorerModel>;
}

/** What the model has, as far as views draw it. */
function stateOf(model: ExplorerModel): AnomaliesView.IState & BehaviorView.IState {
  const { canRun, cut, flow, cluster } = model;
  return { rowCount: model.about?.rowCount ?? null, canRun, cut, flow, cluster };
}
