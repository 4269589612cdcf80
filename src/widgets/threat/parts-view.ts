import { visibleText } from "../../analysis/mod.ts";
import { button, fill, h, nextId, type NamedHandle, type ViewContext } from "../shared/mod.ts";

/** What the assessor knows beside the rules, by handles; null for nothing. */
export interface ChosenParts {
  model: string | null;
  anomaly: string | null;
  baseline: string | null;
}

/** What there is to choose from. */
export interface PartChoices {
  models: readonly NamedHandle[];
  tables: readonly NamedHandle[];
}

/** What the parts can ask for. */
export interface PartActions {
  choose: (parts: ChosenParts) => void;
  openModel: (file: File) => void;
  openBaseline: (file: File) => void;
}

/** What is asked beside the rules: a classifier trained here or loaded, an anomaly detector, a baseline of ordinary traffic. */
export class PartsView {
  constructor(context: ViewContext, actions: PartActions) {
    const { trans } = context;
    this._context = context;
    this._actions = actions;
    this._model = this._select("model");
    this._anomaly = this._select("anomaly");
    this._baseline = this._select("baseline");
    this._note = h("p", { class: "jp-TrafficLab-note" });
    const modelFile = this._file((file) => actions.openModel(file));
    const baselineFile = this._file((file) => actions.openBaseline(file));
    this._fields = h(
      "div",
      { class: "jp-ThreatWidget-partFields" },
      this._row(trans.__("Classifier"), this._model),
      button(context, trans.__("Load model…"), () => modelFile.click(), {
        title: trans.__("A model file that was saved by the trainer or by saveModel"),
      }),
      this._row(trans.__("Anomaly detector"), this._anomaly),
      this._row(trans.__("Baseline"), this._baseline),
      button(context, trans.__("Open baseline…"), () => baselineFile.click(), {
        title: trans.__("A capture of ordinary traffic of the same network"),
      }),
      modelFile,
      baselineFile,
    );
    this.node = h(
      "details",
      { class: "jp-ThreatWidget-parts" },
      h("summary", {}, h("span", { class: "jp-TrafficLab-heading", text: trans.__("Beside the rules") })),
      this._fields,
      this._note,
    );
  }

  readonly node: HTMLDetailsElement;

  /** @param note Why nothing can be chosen, "" where it can. */
  draw(choices: PartChoices, chosen: ChosenParts, note: string): void {
    const { trans } = this._context;
    this._chosen = chosen;
    const none = { handle: "", name: trans.__("none") };
    const forests = choices.tables.map(({ handle, name }) => ({
      handle,
      name: trans.__("isolation forest of %1", name),
    }));
    options(this._model, [none, ...choices.models], chosen.model);
    options(this._anomaly, [none, ...forests], chosen.anomaly);
    options(this._baseline, [none, ...choices.tables], chosen.baseline);
    this._fields.hidden = note !== "";
    this._note.textContent = note;
    this._note.hidden = note === "";
  }

  private _select(part: keyof ChosenParts): HTMLSelectElement {
    const select = h("select", { id: nextId(), class: "jp-TrafficLab-input jp-ThreatWidget-partSelect" });
    this._context.delegate.on(select, "change", () => {
      this._actions.choose({ ...this._chosen, [part]: select.value === "" ? null : select.value });
      return true;
    });
    return select;
  }

  private _row(text: string, select: HTMLSelectElement): HTMLElement {
    return h("div", { class: "jp-ThreatWidget-part" }, h("label", { for: select.id, text }), select);
  }

  private _file(take: (file: File) => void): HTMLInputElement {
    const input = h("input", { type: "file", hidden: true, tabindex: -1, "aria-hidden": "true" });
    this._context.delegate.on(input, "change", () => {
      const file = input.files?.[0];
      input.value = "";
      if (file !== undefined) take(file);
      return true;
    });
    return input;
  }

  private readonly _context: ViewContext;
  private readonly _actions: PartActions;
  private readonly _model: HTMLSelectElement;
  private readonly _anomaly: HTMLSelectElement;
  private readonly _baseline: HTMLSelectElement;
  private readonly _fields: HTMLElement;
  private readonly _note: HTMLElement;
  private _chosen: ChosenParts = { model: null, anomaly: null, baseline: null };
}

/** Fills a list of choices, unless it holds them already: a list that is open must not be drawn anew. */
function options(select: HTMLSelectElement, choices: readonly NamedHandle[], chosen: string | null): void {
  const isSame =
    select.options.length === choices.length &&
    choices.every(({ handle, name }, at) => {
      const option = select.options[at];
      return option?.value === handle && option.text === visibleText(name);
    });
  if (!isSame)
    fill(
      select,
      ...choices.map(({ handle, name }) => h("option", { value: handle, text: visibleText(name) })),
    );
  const value = chosen ?? "";
  if (select.value !== value) select.value = value;
}
