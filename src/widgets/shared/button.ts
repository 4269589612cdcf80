import { h, type Attributes } from "./dom.ts";
import type { ViewContext } from "./context.ts";

/** A native button whose click runs `press`, unless it is marked as disabled. */
export function button(
  context: ViewContext,
  text: string,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const node = h("button", { type: "button", class: "jp-TrafficLab-button", text, ...attributes });
  context.delegate.on(node, "click", () => {
    if (node.getAttribute("aria-disabled") !== "true") press();
    return true;
  });
  return node;
}

/** Marks a button as disabled while it keeps its place in the tab order, so that the focus never falls off the page. */
export function setEnabled(node: HTMLButtonElement, enabled: boolean): void {
  node.setAttribute("aria-disabled", String(!enabled));
}
