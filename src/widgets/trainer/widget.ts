import { nullTranslator } from "@jupyterlab/translation";
import { trainingFinding, visibleText, type Row, type TrainingPayload } from "../../analysis/mod.ts";
import { h, ResultWidget, TRANSLATION_DOMAIN, type ExportItem, type ResultView } from "../shared/mod.ts";
import type { PickedCell } from "./cell-flows.ts";
import { footer } from "./footer.ts";
import { leaderboardCSV } from "./leaderboard-csv.ts";
import type { TrainerModel, TrainerPart } from "./model.ts";
import { ModelBar } from "./model-bar.ts";
import { progressList } from "./progress.ts";
import { SetupForm } from "./setup-form.ts";
import type { ModelRef } from "./model-files.ts";
import { TrainingView } from "./training-view.ts";
import { modelName } from "./words.ts";

/** The model trainer: set-up, progress, leaderboard, matrix and curves of each model, warnings, alerts a day, models as files. */
export class TrainerWidget extends ResultWidget<TrainingPayload, TrainerModel> {
  constructor(options: TrainerWidget.IOptions = {}) {
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    super({
      ...options,
      className: "jp-TrainerWidget",
      title: trans.__("Train"),
      dropHint: trans.__("Drop one file to train on its flows"),
      step: ["train"],
    });
  }

  protected override createView(payload: TrainingPayload | null): ResultView | null {
    const { model } = this;
    if (model === null) return null;
    const form = (this._form ??= this._makeForm());
    const bar = (this._bar ??= this._makeBar());
    // Filling the body anew takes the focus out of it; it goes on where the result begins.
    this._hadFocus = this.node.contains(document.activeElement);
    form.node.open = payload === null;
    this._progress = h("div", { "aria-live": "off" });
    this._training = payload === null ? null : this._makeView(model, payload);
    const view = this._training;
    return {
      node: h(
        "div",
        { class: "jp-TrainerWidget-body" },
        model.table === null ? null : form.node,
        this._progress,
        view?.node,
        bar.node,
      ),
      finding: payload === null ? "" : visibleText(trainingFinding(payload), 2000),
      footer: payload === null ? null : footer(this.context, payload),
      dispose: () => view?.dispose(),
    };
  }

  protected override drawParts(stale: ReadonlySet<string>): void {
    const { model, _training: view } = this;
    if (model === null) return;
    const isNew = stale.has("payload");
    if (isNew || stale.has("setup") || stale.has("status")) this._drawForm(model);
    if (isNew || stale.has("progress")) this._drawProgress(model);
    if (isNew || stale.has("shelf") || stale.has("status")) this._drawBar(model);
    if (stale.has("cell") && view !== null) {
      const said = view.drawCell(model.cell);
      if (said !== null) this.context.announce(said);
    }
    if (isNew && this._hadFocus && !this.node.contains(document.activeElement) && view !== null) {
      view.focus();
      this.context.announce(this.frame.finding.textContent);
    }
  }

  protected override connectModel(model: TrainerModel): void {
    model.partChanged.connect(this._onPartChanged, this);
  }

  protected override disconnectModel(model: TrainerModel): void {
    model.partChanged.disconnect(this._onPartChanged, this);
  }

  protected override exports(): readonly ExportItem[] {
    const payload = this.model?.payload ?? null;
    if (payload === null) return [];
    const { trans } = this.context;
    const save = (name: string, text: string, type: string): void =>
      this.saveFile(name, new Blob([text], { type }));
    return [
      {
        label: trans.__("Leaderboard (CSV)"),
        run: () => save("leaderboard.csv", leaderboardCSV(payload.training), "text/csv"),
      },
      {
        label: trans.__("All numbers (JSON)"),
        run: () =>
          save("training.json", `${JSON.stringify(payload.training, null, 2)}\n`, "application/json"),
      },
    ];
  }

  protected override keys(): readonly (readonly [string, string])[] {
    const { trans } = this.context;
    return [
      ["Tab", trans.__("next field, button, table or chart")],
      ["Enter", trans.__("in a number of the set-up: train; on a cell of the matrix: show its flows")],
      [
        "← → ↑ ↓",
        trans.__("move in the matrix, from mark to mark of a chart, or the cut-off; scroll a table"),
      ],
      ["Home End", trans.__("first and last cell of a row of the matrix")],
      ["Esc", trans.__("close what is open, or the flows of a cell")],
    ];
  }

  protected override onEscape(): boolean {
    const cell = this.model?.cell ?? null;
    if (cell === null) return false;
    this._training?.giveUpCell(cell);
    return true;
  }

  protected override cancelled(): string {
    const { trans } = this.context;
    return this.model?.isStopping === true
      ? trans.__("Stopping; models that are done are kept.")
      : super.cancelled();
  }

  private _makeForm(): SetupForm {
    return new SetupForm(this.context, {
      change: (part) => this.model?.change(part),
      train: () => void this._train(),
    });
  }

  private async _train(): Promise<void> {
    const { model } = this;
    if (model === null) return;
    const training = model.train();
    if (!model.isTraining) this._form?.focusProblem(model.problems);
    await training;
  }

  private _makeBar(): ModelBar {
    return new ModelBar(this.context, {
      save: (model) =>
        void this.model?.shelf.save(model, ({ name, content }) => this.saveFile(name, content)),
      open: (file) => void this.model?.shelf.open(file),
      predictFile: (model, file) => void this.model?.shelf.predictFile(model, file),
      predictHere: (model) => void this.model?.shelf.predictHere(model),
      assess: this.actions.next?.assess === undefined ? undefined : (model) => void this._assess({ model }),
    });
  }

  private _makeView(model: TrainerModel, payload: TrainingPayload): TrainingView {
    return new TrainingView(this.context, payload, {
      earlier: model.earlier,
      canTrain: model.blocked === null,
      actions: {
        pick: (cell: PickedCell | null) => this.model?.pickCell(cell),
        trainWithout: (columns) => void this.model?.trainWithout(columns),
        shown: () => this.changed("shelf"),
        saveFile: (name, content) => this.saveFile(name, content),
        assess:
          this.actions.next?.assess === undefined
            ? undefined
            : (flow: Row, row: number) => void this._assess({ flow, row }),
      },
    });
  }

  /** Opens the gauge: on a flow, or on these flows; with a model beside the rules. */
  private async _assess({ flow, row, model }: { flow?: Row; row?: number; model?: ModelRef }): Promise<void> {
    const used = model ?? this.model?.trained(this._training?.shown ?? "") ?? null;
    const here = used === null ? null : ((await this.model?.shelf.bring(used)) ?? null);
    this.actions.next?.assess?.(flow ?? null, {
      ...(row !== undefined && { row }),
      ...(here !== null && { model: here.handle, modelName: modelName(this.context.trans, here.name) }),
    });
  }

  private _drawForm(model: TrainerModel): void {
    const { setup, columns, problems, blocked, isTraining } = model;
    this._form?.draw({ setup, columns, problems, blocked, isRunning: isTraining });
  }

  private _drawProgress(model: TrainerModel): void {
    if (this._progress === null) return;
    const list = model.isTraining ? progressList(this.context, model.progress) : null;
    this._progress.replaceChildren(...(list === null ? [] : [list]));
  }

  private _drawBar(model: TrainerModel): void {
    const shown = this._training?.shown ?? null;
    this._bar?.draw({
      shown,
      trained: shown === null ? null : model.trained(shown),
      loaded: model.shelf.loaded,
      canRead: model.filePlace !== null,
      hasFlows: model.flows !== null,
      prediction: model.shelf.prediction,
      isBusy: model.status.kind === "working",
    });
  }

  private _onPartChanged(_: TrainerModel, part: TrainerPart): void {
    this.changed(part);
  }

  private _form: SetupForm | null = null;
  private _bar: ModelBar | null = null;
  private _training: TrainingView | null = null;
  private _progress: HTMLElement | null = null;
  private _hadFocus = false;
}

export namespace TrainerWidget {
  export type IOptions = ResultWidget.IOptions<TrainerModel>;
}
