/** Parts of the explorer's set-up forms. */
import { visibleText } from "../../analysis/mod.ts";
import { fill, h, nextId, type ViewContext } from "../shared/mod.ts";

/** A labelled text field with room for what is wrong with its value. */
export class NumberField {
  constructor(context: ViewContext, options: NumberField.IOptions) {
    const { label, about, name, onChange, onEnter } = options;
    const id = nextId();
    this._problem = h("span", { class: "jp-ExplorerWidget-problem", id: nextId() });
    this._input = h("input", {
      class: "jp-TrafficLab-input jp-ExplorerWidget-number",
      id,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      title: about,
      "data-focus": name,
    });
    context.delegate.on(this._input, "change", () => onChange(this._input.value));
    context.delegate.on(this._input, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return false;
      event.preventDefault();
      onChange(this._input.value);
      onEnter();
      return true;
    });
    this.node = h(
      "div",
      { class: "jp-ExplorerWidget-field" },
      h("label", { for: id, text: label, title: about }),
      this._input,
      this._problem,
    );
  }

  readonly node: HTMLElement;

  /** @param auto What stands in an empty field: the choice of the library. */
  draw(value: string, problem: string | undefined, auto = ""): void {
    if (this._input.value !== value) this._input.value = value;
    this._input.placeholder = auto;
    this._input.setAttribute("aria-invalid", String(problem !== undefined));
    fill(this._problem, problem === undefined ? null : visibleText(problem, 300));
    if (problem === undefined) this._input.removeAttribute("aria-describedby");
    else this._input.setAttribute("aria-describedby", this._problem.id);
  }

  private readonly _input: HTMLInputElement;
  private readonly _problem: HTMLElement;
}

export namespace NumberField {
  export interface IOptions {
    label: string;
    /** What it is, in a line. */
    about: string;
    /** The field's name, by which the focus finds it again. */
    name: string;
    onChange: (value: string) => void;
    /** Enter: the value has been given to `onChange`. */
    onEnter: () => void;
  }
}

/** Whether set-ups stand open; kept while views come and go. */
export interface OpenState {
  isOpen: boolean;
}

/** A set-up behind one line that says it. */
export function setupBox(
  context: ViewContext,
  state: OpenState,
  summary: HTMLElement,
  content: HTMLElement,
): HTMLElement {
  const box = h(
    "details",
    { class: "jp-ExplorerWidget-setup", open: state.isOpen },
    h("summary", { "data-focus": "setup" }, summary),
    content,
  );
  context.delegate.on(box, "toggle", () => {
    state.isOpen = box.open;
  });
  return box;
}
