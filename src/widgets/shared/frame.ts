import { button } from "./button.ts";
import type { ViewContext } from "./context.ts";
import { fill, h, nextId, sign } from "./dom.ts";

/** One fact of the header's line about what is shown. */
export interface IdentityFact {
  text: string;
  /** The whole of what `text` shortens. */
  title?: string;
}

/** Where the data are, in a shape and words. */
export interface ChipState {
  shape: string;
  text: string;
  /** What the words mean. */
  title: string;
  tone: "live" | "busy" | "off";
}

/**
 * The frame that all widgets share: title, identity and connection, a row of buttons, a panel that opens under them, then
 * finding, body and footer, which the widget fills.
 */
export class WidgetFrame {
  constructor(context: Omit<ViewContext, "announce">, options: WidgetFrame.IOptions) {
    const { trans } = context;
    this._context = { ...context, announce: (sentence) => this.announce(sentence) };
    const titleId = nextId();
    this._identity = h("div", { class: "jp-TrafficLab-identity" });
    this._chip = h("span", { class: "jp-TrafficLab-chip" });
    this._chipAction = h("span", { class: "jp-TrafficLab-chipAction" });
    this._panel = h("section", { class: "jp-TrafficLab-panel", hidden: true });
    this._live = h("div", { class: "jp-TrafficLab-spoken", role: "status", "aria-live": "polite" });
    this.toolbar = h("div", {
      class: "jp-TrafficLab-toolbar",
      role: "group",
      "aria-label": trans.__("Actions"),
    });
    this.notices = h("div", { class: "jp-TrafficLab-notices" });
    this.finding = h("p", { class: "jp-TrafficLab-finding" });
    this.body = h("div", { class: "jp-TrafficLab-body" });
    this.next = h("div", { class: "jp-TrafficLab-nextRow" });
    this.footer = h("footer", { class: "jp-TrafficLab-footer" });
    const dropHint = h("div", {
      class: "jp-TrafficLab-dropHint",
      "aria-hidden": "true",
      text: options.dropHint,
    });
    fill(
      options.node,
      h(
        "header",
        { class: "jp-TrafficLab-header" },
        h(
          "h3",
          { class: "jp-TrafficLab-title", id: titleId },
          h("span", { class: "jp-TrafficLab-brand", text: trans.__("Traffic Lab") }),
          ` · ${options.title}`,
        ),
        this._identity,
        h("div", { class: "jp-TrafficLab-connection" }, this._chip, this._chipAction),
      ),
      this.toolbar,
      this._panel,
      this.notices,
      this.finding,
      this.body,
      this.next,
      this.footer,
      this._live,
      dropHint,
    );
    options.node.classList.add("jp-TrafficLab");
    options.node.setAttribute("role", "region");
    options.node.setAttribute("aria-labelledby", titleId);
  }

  readonly toolbar: HTMLElement;
  /** Progress, errors and refusals, above the finding. */
  readonly notices: HTMLElement;
  readonly finding: HTMLElement;
  readonly body: HTMLElement;
  /** The way on to the next widget. */
  readonly next: HTMLElement;
  readonly footer: HTMLElement;

  /** What parts of this widget draw with. */
  get context(): ViewContext {
    return this._context;
  }

  setIdentity(facts: readonly IdentityFact[]): void {
    fill(
      this._identity,
      ...facts.map(({ text, title }) => h("span", { class: "jp-TrafficLab-fact", text, title })),
    );
  }

  /** Shows where the data are; null shows nothing. `action` is offered beside it. */
  setChip(state: ChipState | null, action?: { text: string; press: () => void }): void {
    this._chip.hidden = state === null;
    fill(this._chipAction);
    if (state === null) return;
    this._chip.className = `jp-TrafficLab-chip jp-mod-${state.tone}`;
    this._chip.title = state.title;
    fill(this._chip, sign(state.shape), state.text);
    if (action !== undefined) fill(this._chipAction, button(this._context, action.text, action.press));
  }

  /** Says a sentence in the polite live region; the same sentence again is said again. */
  announce(sentence: string): void {
    this._live.textContent = this._live.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** Opens the panel under the toolbar, or closes it when `opener` opened it. */
  togglePanel(opener: HTMLButtonElement, label: string, draw: () => Node): void {
    const wasOpen = this._opener === opener;
    this.closePanel(false);
    if (wasOpen) return;
    this._opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this._panel.setAttribute("aria-label", label);
    this._panel.tabIndex = -1;
    fill(this._panel, draw());
    this._panel.hidden = false;
    (this._panel.querySelector<HTMLElement>("button") ?? this._panel).focus({ preventScroll: true });
  }

  /** Closes the panel; true when one was open. */
  closePanel(returnFocus: boolean): boolean {
    const opener = this._opener;
    if (opener === null) return false;
    this._opener = null;
    opener.setAttribute("aria-expanded", "false");
    this._panel.hidden = true;
    fill(this._panel);
    if (returnFocus) opener.focus({ preventScroll: true });
    return true;
  }

  private readonly _context: ViewContext;
  private readonly _identity: HTMLElement;
  private readonly _chip: HTMLElement;
  private readonly _chipAction: HTMLElement;
  private readonly _panel: HTMLElement;
  private readonly _live: HTMLElement;
  private _opener: HTMLButtonElement | null = null;
}

export namespace WidgetFrame {
  export interface IOptions {
    /** The widget's own node. */
    node: HTMLElement;
    /** What the widget is, after the product's name. */
    title: string;
    /** What is shown over the widget while a file is dragged over it. */
    dropHint: string;
  }
}
