import { formatCount, visibleText } from "../../analysis/mod.ts";
import { button, fill, h, nextId, setEnabled, type ViewContext } from "../shared/mod.ts";
import {
  numberOf,
  targetsOf,
  type ModelKind,
  type SetupProblems,
  type SplitKind,
  type TrainingSetup,
} from "./setup.ts";
import { metricChoices, metricName, modelChoices, splitChoices, type Choice } from "./words.ts";

/** Most columns that a list offers. */
const MAX_COLUMNS = 2000;

/** What the form shows. */
export interface SetupFormState {
  setup: TrainingSetup;
  /** Of the flows; empty where they are not known. */
  columns: readonly string[];
  problems: SetupProblems;
  /** Why no training can start now; null when one can. */
  blocked: string | null;
  /** A training runs. */
  isRunning: boolean;
}

/**
 * The set-up of a training: every default is seen and can be changed; one line says it all while it is folded.
 *
 * Made once; a draw changes only what differs, so that the focus and what is being typed stay.
 */
export class SetupForm {
  constructor(context: ViewContext, actions: SetupForm.IActions) {
    const { trans } = context;
    this._context = context;
    this._actions = actions;
    this._digest = h("span", { class: "jp-TrainerWidget-digest" });
    this._target = this._select("target", []);
    this._by = this._select("by", []);
    this._metric = this._select("metric", metricChoices(trans));
    this._split = this._select("split", splitChoices(trans));
    this._numbers = (["heldOut", "folds", "seed", "oneIn", "flowsPerDay"] as const).map((name) => ({
      name,
      node: this._text(name),
    }));
    this._models = modelChoices(trans).map(({ value, text, about }) =>
      this._check(value as ModelKind, text, about),
    );
    this._exclude = h("div", { class: "jp-TrainerWidget-chips" });
    this._excludeField = this._field(trans.__("Train without"), this._exclude);
    this._byField = this._field(trans.__("Group by"), this._by, "by");
    this._metricAbout = h("p", { class: "jp-TrafficLab-note" });
    this._splitAbout = h("p", { class: "jp-TrafficLab-note" });
    this._train = button(context, trans.__("Train"), () => actions.train(), {
      class: "jp-TrafficLab-button jp-mod-primary",
    });
    this._blocked = h("p", { class: "jp-TrafficLab-note", id: nextId() });
    this._train.setAttribute("aria-describedby", this._blocked.id);
    const numberField = (name: NumberName): HTMLInputElement =>
      this._numbers.find((number) => number.name === name)!.node;
    const form = h(
      "div",
      { class: "jp-TrainerWidget-form" },
      this._field(trans.__("Labels in column"), this._target, "target"),
      this._modelField(),
      this._field(
        trans.__("Compare by"),
        h("div", {}, this._metric, this._metricAbout),
        "metric",
        this._metric,
      ),
      this._field(trans.__("Hold out"), h("div", {}, this._split, this._splitAbout), "split", this._split),
      this._byField,
      this._field(trans.__("Held out, %"), numberField("heldOut"), "heldOut"),
      this._field(trans.__("Folds of the training part"), numberField("folds"), "folds"),
      this._field(trans.__("Seed"), numberField("seed"), "seed"),
      this._field(trans.__("Attacks in your network: 1 in"), numberField("oneIn"), "oneIn"),
      this._field(trans.__("Flows a day there"), numberField("flowsPerDay"), "flowsPerDay"),
      this._excludeField,
    );
    this.node = h(
      "details",
      { class: "jp-TrainerWidget-setup", open: true },
      h(
        "summary",
        {},
        h("span", { class: "jp-TrafficLab-heading", text: trans.__("Set-up") }),
        " ",
        this._digest,
      ),
      form,
      h("div", { class: "jp-TrainerWidget-start" }, this._train, this._blocked),
    );
  }

  readonly node: HTMLDetailsElement;

  /** Shows a set-up; `problems` stand beside their fields. */
  draw(state: SetupFormState): void {
    const { trans } = this._context;
    const { setup, columns, problems, blocked, isRunning } = state;
    this._fillColumns(columns, setup);
    for (const { name, node } of this._numbers) setValue(node, setup[name]);
    setValue(this._target, setup.target);
    setValue(this._by, setup.by);
    setValue(this._metric, setup.metric);
    setValue(this._split, setup.split);
    this._byField.hidden = setup.split !== "group";
    for (const { kind, node } of this._models) node.checked = setup.models.includes(kind);
    this._metricAbout.textContent = aboutOf(metricChoices(trans), setup.metric);
    this._splitAbout.textContent = aboutOf(splitChoices(trans), setup.split);
    this._drawExclude(setup.exclude);
    this._digest.textContent = digestOf(this._context, setup);
    for (const [field, { control, problem }] of this._fields) {
      const text = problems[field] ?? "";
      problem.textContent = text;
      problem.hidden = text === "";
      control.setAttribute("aria-invalid", String(text !== ""));
    }
    setEnabled(this._train, blocked === null && !isRunning);
    this._train.textContent = isRunning ? trans.__("Training…") : trans.__("Train");
    this._blocked.textContent = blocked ?? "";
    this._blocked.hidden = blocked === null;
  }

  /** Puts the focus on the first field that has a problem. */
  focusProblem(problems: SetupProblems): void {
    for (const [field, { control }] of this._fields) {
      if (problems[field] === undefined) continue;
      this.node.open = true;
      control.focus({ preventScroll: false });
      return;
    }
  }

  private _fillColumns(columns: readonly string[], setup: TrainingSetup): void {
    const key = `${columns.length} ${columns.join("\n")} ${setup.target} ${setup.by}`;
    if (key === this._columnsKey) return;
    this._columnsKey = key;
    const { trans } = this._context;
    // A payload tells no columns: its own target and group stand alone until the flows are reached.
    const known = columns.length > 0 ? columns : [setup.target, setup.by].filter((name) => name !== "");
    const { labels, others } = targetsOf([...new Set(known)].slice(0, MAX_COLUMNS));
    const group = (label: string, names: readonly string[]): HTMLElement | null =>
      names.length === 0 ? null : h("optgroup", { label }, ...names.map((name) => option(name)));
    fill(
      this._target,
      setup.target === "" ? h("option", { value: "", text: trans.__("choose…") }) : null,
      group(trans.__("Labels"), labels),
      group(trans.__("Other columns"), others),
    );
    fill(
      this._by,
      setup.by === "" ? h("option", { value: "", text: trans.__("choose…") }) : null,
      ...known.slice(0, MAX_COLUMNS).map((name) => option(name)),
    );
  }

  private _drawExclude(exclude: readonly string[]): void {
    const { trans } = this._context;
    this._excludeField.hidden = exclude.length === 0;
    const key = exclude.join("\n");
    if (key === this._excludeKey) return;
    this._excludeKey = key;
    const chips = exclude.map((name) =>
      button(
        this._context,
        trans.__("%1 ✕", visibleText(name)),
        () => this._actions.change({ exclude: exclude.filter((other) => other !== name) }),
        { "aria-label": trans.__("Use %1 again", visibleText(name)), title: trans.__("Use it again") },
      ),
    );
    fill(this._exclude, ...chips);
  }

  private _modelField(): HTMLElement {
    const { trans } = this._context;
    const problem = problemNode();
    const first = this._models[0]!.node;
    this._fields.set("models", { control: first, problem });
    return h(
      "fieldset",
      { class: "jp-TrainerWidget-field jp-TrainerWidget-models" },
      h("legend", { text: trans.__("Models") }),
      ...this._models.map(({ label }) => label),
      h("p", {
        class: "jp-TrafficLab-note",
        text: trans.__(
          "Beside them always two baselines: a guess of the most frequent class, and logistic regression.",
        ),
      }),
      problem,
    );
  }

  private _field(
    text: string,
    node: HTMLElement,
    name?: keyof TrainingSetup,
    control: HTMLElement = node,
  ): HTMLElement {
    const problem = problemNode();
    const label = h("label", { text });
    if (name !== undefined) {
      control.id = nextId();
      label.htmlFor = control.id;
      control.setAttribute("aria-describedby", problem.id);
      this._fields.set(name, { control, problem });
    }
    return h("div", { class: "jp-TrainerWidget-field" }, label, node, problem);
  }

  private _select(name: keyof TrainingSetup, choices: readonly Choice[]): HTMLSelectElement {
    const node = h(
      "select",
      { class: "jp-TrafficLab-input" },
      ...choices.map(({ value, text, about }) => h("option", { value, text, title: about })),
    );
    this._context.delegate.on(node, "change", () => {
      const { value } = node;
      this._actions.change(name === "split" ? { split: value as SplitKind } : { [name]: value });
      return true;
    });
    return node;
  }

  private _text(name: NumberName): HTMLInputElement {
    const node = h("input", {
      class: "jp-TrafficLab-input",
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
    });
    this._context.delegate.on(node, "input", () => {
      this._actions.change({ [name]: node.value });
      return true;
    });
    this._context.delegate.on(node, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return false;
      event.preventDefault();
      this._actions.train();
      return true;
    });
    return node;
  }

  private _check(
    kind: ModelKind,
    text: string,
    about: string,
  ): { kind: ModelKind; node: HTMLInputElement; label: HTMLElement } {
    const node = h("input", { type: "checkbox" });
    this._context.delegate.on(node, "change", () => {
      const chosen = this._models.filter((model) => model.node.checked).map((model) => model.kind);
      this._actions.change({ models: chosen });
      return true;
    });
    return { kind, node, label: h("label", { title: about }, node, ` ${text}`) };
  }

  private readonly _context: ViewContext;
  private readonly _actions: SetupForm.IActions;
  private readonly _digest: HTMLElement;
  private readonly _target: HTMLSelectElement;
  private readonly _by: HTMLSelectElement;
  private readonly _byField: HTMLElement;
  private readonly _metric: HTMLSelectElement;
  private readonly _metricAbout: HTMLElement;
  private readonly _splitAbout: HTMLElement;
  private readonly _split: HTMLSelectElement;
  private readonly _numbers: { name: NumberName; node: HTMLInputElement }[];
  private readonly _models: { kind: ModelKind; node: HTMLInputElement; label: HTMLElement }[];
  private readonly _exclude: HTMLElement;
  private readonly _excludeField: HTMLElement;
  private readonly _train: HTMLButtonElement;
  private readonly _blocked: HTMLElement;
  private readonly _fields = new Map<keyof TrainingSetup, { control: HTMLElement; problem: HTMLElement }>();
  private _columnsKey = "";
  private _excludeKey = "";
}

export namespace SetupForm {
  export interface IActions {
    /** A value was changed. */
    change: (part: Partial<TrainingSetup>) => void;
    train: () => void;
  }
}

type NumberName = "heldOut" | "folds" | "seed" | "oneIn" | "flowsPerDay";

/** The set-up in one line: "label · 3 models · 30 % held out at random · macro-F1 · seed 42". */
function digestOf({ trans }: ViewContext, setup: TrainingSetup): string {
  const oneIn = numberOf(setup.oneIn);
  const split =
    setup.split === "time"
      ? trans.__("latest %1 % held out", setup.heldOut)
      : setup.split === "group"
        ? trans.__("%1 % held out by %2", setup.heldOut, visibleText(setup.by, 40))
        : trans.__("%1 % held out at random", setup.heldOut);
  return [
    setup.target === "" ? trans.__("no label column") : visibleText(setup.target, 60),
    trans._n("%2 model", "%2 models", setup.models.length, setup.models.length),
    visibleText(split, 120),
    metricName(trans, setup.metric),
    trans.__("seed %1", visibleText(setup.seed, 20)),
    ...(Number.isFinite(oneIn) ? [trans.__("attacks 1 in %1", formatCount(oneIn))] : []),
    ...(setup.exclude.length > 0 ? [trans.__("without %1", visibleText(setup.exclude.join(", "), 80))] : []),
  ].join(" · ");
}

function aboutOf(choices: readonly Choice[], chosen: string): string {
  return choices.find(({ value }) => value === chosen)?.about ?? "";
}

function option(name: string): HTMLOptionElement {
  return h("option", { value: name, text: visibleText(name) });
}

function problemNode(): HTMLElement {
  return h("p", { class: "jp-TrainerWidget-problem", id: nextId(), hidden: true });
}

/** Sets a control's value without moving the caret of one that has it already. */
function setValue(node: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (node.value !== value) node.value = value;
}
