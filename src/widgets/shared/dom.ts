/** Makers of elements. Text is only ever set as text, and no attribute that runs code can be set. */

/** `text` becomes the element's text, `class` its class; every other key an attribute. `undefined` and `false` set nothing. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export type Child = Node | string | null | undefined;

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Makes an HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  apply(element, attributes, children);
  return element;
}

/** Makes an SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  apply(element, attributes, children);
  return element;
}

/** Puts `children` in place of what `parent` holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

let ids = 0;

/** An id that no other element of the page has, for labels and active descendants. */
export function nextId(): string {
  ids += 1;
  return `jp-trafficlab-${ids}`;
}

/** Text that only assistive technology reads, for what others see as a shape or a color. */
export function spoken(text: string): HTMLSpanElement {
  return h("span", { class: "jp-TrafficLab-spoken", text });
}

/** A shape that assistive technology skips, because words beside it say the same. */
export function sign(text: string, className = "jp-TrafficLab-sign"): HTMLSpanElement {
  return h("span", { class: className, "aria-hidden": "true", text });
}

function apply(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === "text") element.textContent = String(value);
    else if (/^on/i.test(name))
      throw new TypeError(`Cannot set attribute "${name}": event handlers go through Delegate`);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child);
  }
}
