/** What opens under the toolbar of any widget: the code of a result, and the keys. */
import { button } from "./button.ts";
import type { ViewContext } from "./context.ts";
import { h } from "./dom.ts";

/** What the code panel can do. */
export interface CodePanelOptions {
  code: string;
  /** The code as text that hides nothing. */
  shown: string;
  /** What the reader has to know before it runs; left out where there is nothing. */
  note?: string | undefined;
  /** Puts the code into a new cell below; left out where there is no notebook. */
  insertCellBelow?: ((code: string) => void) | undefined;
  close: () => void;
}

/** TypeScript that makes the same result, to copy or to insert. */
export function codePanel(context: ViewContext, options: CodePanelOptions): HTMLElement {
  const { trans } = context;
  const { code, shown, note, insertCellBelow, close } = options;
  const text = h("pre", {
    class: "jp-TrafficLab-code",
    tabindex: 0,
    role: "region",
    "aria-label": trans.__("Code"),
    text: shown,
  });
  const copy = button(context, trans.__("Copy"), () => void copyText(context, code, text));
  const insert = button(context, trans.__("Insert cell below"), () => {
    insertCellBelow?.(code);
    context.announce(trans.__("The code is in a new cell below."));
    close();
  });
  return h(
    "div",
    { class: "jp-TrafficLab-panelContent" },
    h(
      "div",
      { class: "jp-TrafficLab-panelBar" },
      h("span", { class: "jp-TrafficLab-panelTitle", text: trans.__("The same result in TypeScript") }),
      copy,
      insertCellBelow === undefined ? null : insert,
      button(context, trans.__("Close"), close),
    ),
    note === undefined ? null : h("p", { class: "jp-TrafficLab-note", text: note }),
    text,
  );
}

/** Where the page may not write to the clipboard, the text is selected instead, ready to be copied by hand. */
async function copyText(context: ViewContext, text: string, shown: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    context.announce(context.trans.__("Copied."));
  } catch {
    getSelection()?.selectAllChildren(shown);
    context.announce(
      context.trans.__("The page may not use the clipboard. The code is selected: press Ctrl+C."),
    );
  }
}

/** A list of keys and what they do. */
export function keysPanel(
  context: ViewContext,
  keys: readonly (readonly [string, string])[],
  close: () => void,
): HTMLElement {
  const { trans } = context;
  return h(
    "div",
    { class: "jp-TrafficLab-panelContent" },
    h(
      "div",
      { class: "jp-TrafficLab-panelBar" },
      h("span", { class: "jp-TrafficLab-panelTitle", text: trans.__("Keys") }),
      button(context, trans.__("Close"), close),
    ),
    h(
      "dl",
      { class: "jp-TrafficLab-keys" },
      ...keys.map(([key, does]) =>
        h("div", {}, h("dt", {}, h("kbd", { text: key })), h("dd", { text: does })),
      ),
    ),
  );
}

/** One entry of an Export menu. */
export interface ExportItem {
  label: string;
  run: () => void;
}

/** What can be saved of a result. */
export function exportPanel(
  context: ViewContext,
  items: readonly ExportItem[],
  close: () => void,
): HTMLElement {
  const { trans } = context;
  return h(
    "div",
    { class: "jp-TrafficLab-panelContent" },
    h(
      "div",
      { class: "jp-TrafficLab-panelBar" },
      h("span", { class: "jp-TrafficLab-panelTitle", text: trans.__("Export") }),
      button(context, trans.__("Close"), close),
    ),
    h(
      "div",
      { class: "jp-TrafficLab-panelButtons" },
      ...items.map(({ label, run }) =>
        button(context, label, () => {
          close();
          run();
        }),
      ),
    ),
  );
}
