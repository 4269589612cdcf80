import { formatCount, visibleText } from "../../analysis/mod.ts";
import { button, fill, h, setEnabled, type ViewContext } from "../shared/mod.ts";
import type { ModelRef, Prediction } from "./model-files.ts";
import { predictionSentence, predictionView } from "./prediction.ts";
import { modelName } from "./words.ts";

/** What the bar shows. */
export interface ModelBarState {
  /** The model that is shown, as the leaderboard calls it; null without a result. */
  shown: string | null;
  /** The same model, while it is within reach. */
  trained: ModelRef | null;
  /** A model that was opened from a file. */
  loaded: ModelRef | null;
  /** Files can be read here. */
  canRead: boolean;
  /** Flows are shown that a model could be put to work on. */
  hasFlows: boolean;
  prediction: Prediction | null;
  isBusy: boolean;
}

/** What can be done with models. */
export interface ModelBarActions {
  save: (model: ModelRef) => void;
  open: (file: File) => void;
  predictFile: (model: ModelRef, file: File) => void;
  predictHere: (model: ModelRef) => void;
  /** Hands a model on to the threat gauge; left out where there is none. */
  assess: ((model: ModelRef) => void) | undefined;
}

/** Models as files and on other captures. Made once; its file inputs live as long as it does. */
export class ModelBar {
  constructor(context: ViewContext, actions: ModelBarActions) {
    this._context = context;
    this._actions = actions;
    this._modelFile = this._fileInput((file) => actions.open(file));
    this._capture = this._fileInput((file) => {
      if (this._forCapture !== null) actions.predictFile(this._forCapture, file);
    });
    this._rows = h("div", { class: "jp-TrainerWidget-shelfRows" });
    this._result = h("div", {});
    this.node = h(
      "section",
      { class: "jp-TrainerWidget-shelf" },
      h("h4", { class: "jp-TrafficLab-heading", text: context.trans.__("Use a model") }),
      this._rows,
      this._result,
      this._modelFile,
      this._capture,
    );
  }

  readonly node: HTMLElement;

  draw(state: ModelBarState): void {
    const { trans } = this._context;
    const { shown, trained, loaded, canRead, prediction } = state;
    this.node.hidden = shown === null && loaded === null && !canRead;
    const focused = this.node.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["action"]
      : undefined;
    fill(
      this._rows,
      shown === null ? null : this._row(state, { key: "trained", name: shown, model: trained }),
      loaded === null ? null : this._row(state, { key: "loaded", name: loaded.name, model: loaded }),
      canRead
        ? button(this._context, trans.__("Load a model…"), () => this._modelFile.click(), {
            "data-action": "load",
            "aria-disabled": String(state.isBusy),
            title: trans.__(
              "A model file saved here or by saveModel in a notebook; it holds numbers only and runs no code",
            ),
          })
        : null,
    );
    if (focused !== undefined)
      this._rows.querySelector<HTMLElement>(`[data-action="${focused}"]`)?.focus({ preventScroll: true });
    if (prediction !== this._prediction) {
      this._prediction = prediction;
      fill(this._result, prediction === null ? null : predictionView(this._context, prediction));
      if (prediction !== null) this._context.announce(predictionSentence(this._context, prediction));
    }
  }

  private _row(
    { canRead, hasFlows, isBusy }: ModelBarState,
    { key, name, model }: { key: "trained" | "loaded"; name: string; model: ModelRef | null },
  ): HTMLElement {
    const { trans } = this._context;
    const { save, predictHere, assess } = this._actions;
    const press = (
      action: string,
      text: string,
      run: (model: ModelRef) => void,
      title: string,
    ): HTMLElement => {
      const node = button(this._context, text, () => model !== null && run(model), {
        "data-action": `${key}-${action}`,
        title,
      });
      setEnabled(node, model !== null && !isBusy);
      return node;
    };
    const about =
      key === "loaded" && model !== null
        ? trans.__(
            "loaded; %1; trained on %2",
            classCount(trans, model),
            model.source === "" ? trans.__("unknown flows") : visibleText(model.source, 80),
          )
        : model === null
          ? trans.__("out of reach: run the cell again to use it")
          : "";
    return h(
      "div",
      { class: "jp-TrainerWidget-shelfRow", role: "group", "aria-label": modelName(trans, name) },
      h("span", { class: "jp-TrainerWidget-shelfName", text: modelName(trans, name) }),
      about === "" ? null : h("span", { class: "jp-TrafficLab-note", text: about }),
      press(
        "save",
        trans.__("Save model…"),
        save,
        trans.__("One file: the model, its features and what it was trained on"),
      ),
      key === "loaded" && hasFlows
        ? press(
            "here",
            trans.__("Predict these flows"),
            predictHere,
            trans.__("Put the model to work on the flows shown here"),
          )
        : null,
      canRead
        ? press(
            "file",
            trans.__("Predict another capture…"),
            (one) => {
              this._forCapture = one;
              this._capture.click();
            },
            trans.__("Read another file and put the model to work on its flows"),
          )
        : null,
      assess === undefined
        ? null
        : press(
            "assess",
            trans.__("Assess with it"),
            assess,
            trans.__("Open the threat gauge with this model beside the rules"),
          ),
    );
  }

  private _fileInput(take: (file: File) => void): HTMLInputElement {
    const node = h("input", { type: "file", hidden: true, tabindex: -1, "aria-hidden": "true" });
    this._context.delegate.on(node, "change", () => {
      const file = node.files?.[0];
      node.value = "";
      if (file !== undefined) take(file);
      return true;
    });
    return node;
  }

  private readonly _context: ViewContext;
  private readonly _actions: ModelBarActions;
  private readonly _modelFile: HTMLInputElement;
  private readonly _capture: HTMLInputElement;
  private readonly _rows: HTMLElement;
  private readonly _result: HTMLElement;
  private _forCapture: ModelRef | null = null;
  private _prediction: Prediction | null = null;
}

function classCount(trans: ViewContext["trans"], { classes }: ModelRef): string {
  return trans._n("%2 class", "%2 classes", classes.length, formatCount(classes.length));
}
