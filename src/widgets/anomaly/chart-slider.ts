import type { ViewContext } from "../shared/mod.ts";
import { nearest } from "./cuts.ts";
import { SLIDER_STEPS, stepByKey } from "./step-keys.ts";

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
    delegate.on(node, "keydown", (event) =>
      stepByKey(event as KeyboardEvent, {
        steps: SLIDER_STEPS,
        at: () => this._at,
        length: values.length,
        go: (to) => this._go(to),
        others: { Escape: () => options.onGiveUp?.() === true },
      }),
    );
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

  private _go(index: number): boolean {
    const { values, onMove } = this._options;
    const value = values[index];
    if (value === undefined) return false;
    if (index !== this._at || this._isHeld) {
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
