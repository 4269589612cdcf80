import type { ViewContext } from "../shared/mod.ts";
import { nearest } from "./cuts.ts";

/** Steps of Page Up and Page Down. */
const PAGE = 10;

/**
 * A line across a chart that is dragged, or moved by keyboard, from one value to the next.
 *
 * Its element is a slider: arrows go one value on, Page Up and Down ten, Home and End to the ends; Escape gives the choice up.
 */
export class ChartSlider {
  constructor(context: ViewContext, options: ChartSlider.IOptions) {
    this._options = options;
    const { node, label, orientation, values } = options;
    node.tabIndex = 0;
    node.setAttribute("role", "slider");
    node.setAttribute("aria-label", label);
    node.setAttribute("aria-orientation", orientation);
    node.setAttribute("aria-valuemin", String(values[0] ?? 0));
    node.setAttribute("aria-valuemax", String(values.at(-1) ?? 0));
    const { delegate } = context;
    delegate.on(node, "keydown", (event) => this._onKey(event as KeyboardEvent));
    delegate.on(node, "pointerdown", (event) => this._onDown(event as PointerEvent));
    delegate.on(node, "pointermove", (event) => this._isHeld && this._moveTo(event as PointerEvent));
    for (const type of ["pointerup", "pointercancel"])
      delegate.on(node, type, () => {
        this._isHeld = false;
      });
  }

  /** Shows a value without calling `onMove`. */
  set(value: number): void {
    const { node, values, text } = this._options;
    this._at = nearest(values, value);
    node.setAttribute("aria-valuenow", String(value));
    node.setAttribute("aria-valuetext", text(value));
  }

  private _onDown(event: PointerEvent): boolean {
    const { node } = this._options;
    if (event.button !== 0) return false;
    this._isHeld = true;
    // Absent where pages have no pointers to capture; the line then follows while the pointer is on the chart.
    node.setPointerCapture?.(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
    return this._moveTo(event);
  }

  private _moveTo(event: PointerEvent): boolean {
    const { node, orientation, values, placeOf } = this._options;
    const { left, top, width, height } = node.getBoundingClientRect();
    const place =
      orientation === "horizontal" ? (event.clientX - left) / width : 1 - (event.clientY - top) / height;
    if (!Number.isFinite(place)) return false;
    this._go(
      nearest(
        values.map((value) => placeOf(value)),
        place,
      ),
    );
    return true;
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
    const last = this._options.values.length - 1;
    switch (key) {
      case "ArrowRight":
      case "ArrowUp":
        return this._go(this._at + 1);
      case "ArrowLeft":
      case "ArrowDown":
        return this._go(this._at - 1);
      case "PageUp":
        return this._go(this._at + PAGE);
      case "PageDown":
        return this._go(this._at - PAGE);
      case "Home":
        return this._go(0);
      case "End":
        return this._go(last);
      case "Escape":
        return this._options.onGiveUp?.() === true;
      default:
        return false;
    }
  }

  private _go(index: number): boolean {
    const { values, onMove } = this._options;
    const at = Math.max(0, Math.min(values.length - 1, index));
    const value = values[at];
    if (value === undefined) return false;
    if (at !== this._at || this._isHeld) {
      this.set(value);
      onMove(value);
    }
    return true;
  }

  private readonly _options: ChartSlider.IOptions;
  private _at = -1;
  private _isHeld = false;
}

export namespace ChartSlider {
  export interface IOptions {
    /** The chart, which takes the focus. */
    node: HTMLElement;
    /** What is moved. */
    label: string;
    orientation: "horizontal" | "vertical";
    /** Ascending. */
    values: readonly number[];
    /** Place of a value along the chart, 0 to 1 from left or from the bottom. */
    placeOf: (value: number) => number;
    /** The value in words. */
    text: (value: number) => string;
    onMove: (value: number) => void;
    /** Escape; true when there was something to give up. */
    onGiveUp?: () => boolean;
  }
}
