import type { ViewContext } from "./context.ts";
import { nextId } from "./dom.ts";

/**
 * Keyboard and pointer for a row of marks of which one can be picked: the bins of a histogram, the bars of a value list.
 *
 * The container is a listbox with one tab stop. Arrow keys, Home and End move; Enter or Space picks; Escape gives the pick
 * up and leaves the focus where it is. Moving shows a preview and never picks.
 */
export class PickList {
  constructor(context: ViewContext, options: PickList.IOptions) {
    this._options = options;
    const { node, marks, label } = options;
    node.setAttribute("role", "listbox");
    node.setAttribute("tabindex", "0");
    node.setAttribute("aria-label", label);
    node.setAttribute("aria-orientation", options.orientation);
    marks.forEach((mark, index) => {
      mark.id = nextId();
      mark.setAttribute("role", "option");
      mark.setAttribute("aria-selected", "false");
      if (options.describe !== undefined) mark.setAttribute("aria-label", options.describe(index));
    });
    context.delegate.on(node, "keydown", (event) => this._onKey(event as KeyboardEvent));
    context.delegate.on(node, "click", (event) => this._onClick(event as MouseEvent));
    context.delegate.on(node, "pointermove", (event) => this._hover(options.indexAt(event as MouseEvent)));
    context.delegate.on(node, "pointerout", () => this._hover(null));
    context.delegate.on(node, "focusin", () => this._focus(true));
    context.delegate.on(node, "focusout", () => this._focus(false));
  }

  /** Shows which mark is picked, without calling `onPick`. */
  setPicked(index: number | null): void {
    const { marks } = this._options;
    if (this._picked !== null) marks[this._picked]?.setAttribute("aria-selected", "false");
    this._picked = index;
    if (index !== null) {
      marks[index]?.setAttribute("aria-selected", "true");
      this._active = index;
    }
  }

  private _onKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const handled = this._press(event.key);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
    return handled;
  }

  private _press(key: string): boolean {
    const last = this._options.marks.length - 1;
    const active = this._active ?? 0;
    switch (key) {
      case "ArrowRight":
      case "ArrowDown":
        return this._move(this._active === null ? 0 : Math.min(last, active + 1));
      case "ArrowLeft":
      case "ArrowUp":
        return this._move(Math.max(0, active - 1));
      case "Home":
        return this._move(0);
      case "End":
        return this._move(last);
      case "Enter":
      case " ":
        this._options.onPick(active === this._picked ? null : active);
        return true;
      case "Escape":
        if (this._picked === null) return false;
        this._options.onPick(null);
        return true;
      default:
        return false;
    }
  }

  private _onClick(event: MouseEvent): boolean {
    const index = this._options.indexAt(event);
    if (index === null) return false;
    this._active = index;
    this._options.node.focus({ preventScroll: true });
    this._options.onPick(index === this._picked ? null : index);
    return true;
  }

  private _move(index: number): boolean {
    this._active = index;
    this._hovered = null;
    this._preview();
    return true;
  }

  private _hover(index: number | null): void {
    if (index === this._hovered) return;
    this._hovered = index;
    this._preview();
  }

  private _focus(focused: boolean): void {
    this._focused = focused;
    if (focused) this._active ??= 0;
    this._preview();
  }

  private _preview(): void {
    const { node, marks, onPreview } = this._options;
    const active = this._focused && this._active !== null ? marks[this._active] : undefined;
    if (active === undefined) node.removeAttribute("aria-activedescendant");
    else node.setAttribute("aria-activedescendant", active.id);
    onPreview(this._hovered ?? (active === undefined ? null : this._active));
  }

  private readonly _options: PickList.IOptions;
  private _active: number | null = null;
  private _hovered: number | null = null;
  private _focused = false;
  private _picked: number | null = null;
}

export namespace PickList {
  export interface IOptions {
    /** The container, which takes the focus. */
    node: HTMLElement;
    /** The marks in order. */
    marks: readonly Element[];
    /** What the whole shows, in one sentence. */
    label: string;
    orientation: "horizontal" | "vertical";
    /** What one mark shows, in words; left out where its own text says it. */
    describe?: (index: number) => string;
    /** The mark under the pointer. */
    indexAt: (event: MouseEvent) => number | null;
    /** A mark is looked at by pointer or keyboard; null when none is. */
    onPreview: (index: number | null) => void;
    /** A mark is picked; null when the pick is given up. */
    onPick: (index: number | null) => void;
  }
}
