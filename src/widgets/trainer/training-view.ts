import {
  formatCount,
  visibleText,
  type LeaderboardRow,
  type Row,
  type TrainingPayload,
} from "../../analysis/mod.ts";
import { button, fill, h, VegaChart, type ViewContext } from "../shared/mod.ts";
import { BaseRatePanel } from "./base-rate.ts";
import type { CellFlows, PickedCell } from "./cell-flows.ts";
import { cellPanel, cellTitle } from "./cell-panel.ts";
import { classTable } from "./class-table.ts";
import { ConfusionMatrix, type MatrixMode } from "./confusion.ts";
import { curveChart } from "./curve-specs.ts";
import { CutOffPanel } from "./cutoff-panel.ts";
import { cutOffOf, type CurveKind } from "./cutoff.ts";
import { importanceTable } from "./importance.ts";
import { Leaderboard } from "./leaderboard.ts";
import type { EarlierRun } from "./model.ts";
import { warningList } from "./warnings.ts";
import { metricName, modelName, scoreText } from "./words.ts";

/** What the view can ask for. */
export interface TrainingViewActions {
  pick: (cell: PickedCell | null) => void;
  trainWithout: (columns: readonly string[]) => void;
  /** Another model's details are shown. */
  shown: (name: string) => void;
  saveFile: (name: string, content: Blob) => void;
  assess?: ((flow: Row, row: number) => void) | undefined;
}

/** Everything that is drawn of one training. Drawn once; the model whose details are shown and the picked cell change in place. */
export class TrainingView {
  constructor(context: ViewContext, payload: TrainingPayload, options: TrainingView.IOptions) {
    this._context = context;
    this._payload = payload;
    this._actions = options.actions;
    const { training } = payload;
    this._leaderboard = new Leaderboard(context, training, { show: (name) => this.show(name) });
    this._details = h("section", { class: "jp-TrainerWidget-details" });
    this._flows = h("div", {});
    const { trainWithout } = options.actions;
    this.node = h(
      "div",
      { class: "jp-TrainerWidget-view" },
      partialNote(context, payload),
      earlierNote(context, payload, options.earlier),
      this._leaderboard.node,
      warningList(context, training, { trainWithout, canTrain: options.canTrain }),
      this._details,
      pair(importanceTable(context, training), new BaseRatePanel(context, training).node),
    );
    const first = training.leaderboard.find(({ failed }) => failed === undefined)?.name ?? null;
    this.show(options.shown ?? training.bestName ?? first);
  }

  readonly node: HTMLElement;

  /** Whose details are shown; null where no model has any. */
  get shown(): string | null {
    return this._shown?.name ?? null;
  }

  /** Puts the focus where the result begins. */
  focus(): void {
    this._leaderboard.focus();
  }

  /** Shows the details of a model. */
  show(name: string | null): void {
    const row = this._payload.training.leaderboard.find(
      (one) => one.name === name && one.failed === undefined,
    );
    if (row === undefined || row === this._shown) return;
    this._shown = row;
    this._leaderboard.setShown(row.name);
    this._drawDetails(row);
    this._actions.pick(null);
    this._actions.shown(row.name);
  }

  /** Shows the flows of a cell under its matrix; returns what there is to say, null for nothing new. */
  drawCell(cell: CellFlows | null): string | null {
    const isShown = cell !== null && cell.model === this._shown?.name;
    this._matrix?.setPicked(isShown ? cell : null);
    const { classes } = this._payload.training;
    fill(
      this._flows,
      isShown
        ? cellPanel(this._context, cell, classes, {
            close: () => this.giveUpCell(cell),
            assess: this._actions.assess,
          })
        : null,
    );
    return isShown && cell.state !== "loading" ? cellTitle(this._context, cell, classes) : null;
  }

  /** Closes the flows and puts the focus back on their cell. */
  giveUpCell(cell: PickedCell): void {
    this._actions.pick(null);
    this._matrix?.focusCell(cell);
  }

  /** Lets go of the chart. */
  dispose(): void {
    this._chart?.dispose();
    this._chart = null;
  }

  private _drawDetails(row: LeaderboardRow): void {
    const { trans } = this._context;
    const { training } = this._payload;
    const counts = training.confusion[row.name];
    this._matrix =
      counts === undefined
        ? null
        : new ConfusionMatrix(this._context, {
            classes: training.classes,
            counts,
            mode: this._mode,
            onMode: (mode) => (this._mode = mode),
            onPick: (cell) => this._actions.pick({ model: row.name, ...cell }),
          });
    const classes = classTable(this._context, row, training.attackClasses);
    const matrix = [
      h("h5", { class: "jp-TrafficLab-heading", text: trans.__("Confusion matrix") }),
      h("p", {
        class: "jp-TrafficLab-note",
        text: trans.__("Pick a cell to see its flows; arrows move, Enter picks."),
      }),
      this._matrix?.node ?? h("p", { class: "jp-TrafficLab-note", text: trans.__("Not in this result.") }),
    ];
    fill(
      this._details,
      h("h4", {
        class: "jp-TrafficLab-heading",
        text: trans.__("%1 on the held-out flows", modelName(trans, row.name)),
      }),
      ...(training.classes.length > SIDE_BY_SIDE
        ? [h("div", {}, ...matrix), this._flows, pair(classes, this._curves(row.name))]
        : [pair(h("div", {}, ...matrix, classes), this._curves(row.name)), this._flows]),
    );
    fill(this._flows);
  }

  /** ROC, precision and recall, calibration: one at a time, by buttons, with the cut-off of two classes on each. */
  private _curves(name: string): HTMLElement {
    const { trans } = this._context;
    const { training } = this._payload;
    const kinds: [CurveKind, string][] = [
      ["roc", trans.__("ROC")],
      ["pr", trans.__("precision and recall")],
      ["calibration", trans.__("calibration")],
    ];
    const place = h("div", {});
    const cutOff = cutOffOf(training, name);
    const panel =
      cutOff === null
        ? null
        : new CutOffPanel(this._context, cutOff, (at) => void this._chart?.setParam("cut", at));
    const buttons = kinds.map(([kind, text]) => ({
      kind,
      node: button(this._context, text, () => draw(kind), { "aria-pressed": "false" }),
    }));
    const draw = (kind: CurveKind): void => {
      this._kind = kind;
      for (const one of buttons) one.node.setAttribute("aria-pressed", String(one.kind === kind));
      this._chart?.dispose();
      this._chart = null;
      const cut = cutOff === null || panel === null ? null : { cutOff, at: () => panel.at };
      const chart = curveChart(this._context, training, name, kind, cut);
      if (chart === null) {
        const text = trans.__(
          "This model has no such curve: it gives no probabilities, or a class has no held-out flow.",
        );
        fill(place, h("p", { class: "jp-TrafficLab-note", text }));
        return;
      }
      this._chart = new VegaChart(this._context, { ...chart, height: 320, save: this._actions.saveFile });
      fill(place, this._chart.node);
    };
    draw(this._kind);
    return h(
      "div",
      {},
      h(
        "div",
        { class: "jp-TrainerWidget-choices", role: "group", "aria-label": trans.__("Curves") },
        ...buttons.map(({ node }) => node),
      ),
      place,
      panel?.node ?? null,
    );
  }

  private readonly _context: ViewContext;
  private readonly _payload: TrainingPayload;
  private readonly _actions: TrainingViewActions;
  private readonly _leaderboard: Leaderboard;
  private readonly _details: HTMLElement;
  private readonly _flows: HTMLElement;
  private _matrix: ConfusionMatrix | null = null;
  private _chart: VegaChart | null = null;
  private _shown: LeaderboardRow | null = null;
  private _mode: MatrixMode = "counts";
  private _kind: CurveKind = "roc";
}

export namespace TrainingView {
  export interface IOptions {
    actions: TrainingViewActions;
    /** The training that this one is compared with. */
    earlier: EarlierRun | null;
    /** The flows are within reach, so that a training can start. */
    canTrain: boolean;
    /** Whose details are shown first; the best model's when left out. */
    shown?: string | null;
  }
}

/** More classes than this take the whole width for their matrix. */
const SIDE_BY_SIDE = 7;

/** Side by side where there is room. */
function pair(...children: (HTMLElement | null)[]): HTMLElement {
  return h("div", { class: "jp-TrainerWidget-pair" }, ...children);
}

/** Which models of a cancelled training there are. */
function partialNote({ trans }: ViewContext, { training }: TrainingPayload): HTMLElement | null {
  if (training.status !== "cancelled") return null;
  const done = training.leaderboard.filter(({ failed }) => failed === undefined);
  return h("p", {
    class: "jp-TrainerWidget-partial",
    role: "note",
    text: trans.__(
      "Stopped before the end: %1. What is shown is final for these; nothing is known of the others.",
      trans._n(
        "%2 model was done (%3)",
        "%2 models were done (%3)",
        done.length,
        formatCount(done.length),
        done.map(({ name }) => modelName(trans, name)).join(", "),
      ),
    ),
  });
}

/** Both scores side by side, after a re-run without some columns. */
function earlierNote(
  { trans }: ViewContext,
  { training }: TrainingPayload,
  earlier: EarlierRun | null,
): HTMLElement | null {
  const best = training.leaderboard.find(({ name }) => name === training.bestName);
  if (earlier === null || best === undefined || earlier.metric !== training.metric) return null;
  return h("p", {
    class: "jp-TrainerWidget-sentence",
    role: "note",
    text: trans.__(
      "Without %1: %2 %3 (%4). With it: %5 (%6). The difference is what the model owed to it.",
      visibleText(earlier.without.join(", "), 120),
      metricName(trans, training.metric),
      scoreText(best.test.value),
      modelName(trans, best.name),
      scoreText(earlier.score),
      modelName(trans, earlier.name),
    ),
  });
}
