import { formatNumber, formatPercent } from "../../analysis/mod.ts";
import { h, s, type ViewContext } from "../shared/mod.ts";
import { ChartSlider } from "./chart-slider.ts";

/** The drawing in its own units. */
const SIZE = 100;
/** A range of distances wider than this is drawn by the logarithm. */
const WIDE = 50;

/**
 * The k-distance curve: how far each flow's minSamples-th neighbor is, nearest first, with the eps that can be dragged along it.
 */
export class KDistances {
  constructor(context: ViewContext, options: KDistances.IOptions) {
    const { trans } = context;
    const { distances, minSamples, onMove } = options;
    this._context = context;
    this._distances = distances;
    this._minSamples = minSamples;
    const steps = [...new Set(distances.filter((distance) => distance > 0))];
    const least = steps[0] ?? 0;
    const greatest = distances.at(-1) ?? 0;
    this._placeOf =
      least > 0 && greatest / least > WIDE
        ? (value) => clamp(Math.log(Math.max(value, least) / least) / Math.log(greatest / least))
        : (value) => (greatest > 0 ? clamp(value / greatest) : 0);
    this._line = h("div", { class: "jp-ExplorerWidget-epsLine", "aria-hidden": "true" });
    const last = Math.max(1, distances.length - 1);
    const path = distances
      .map(
        (distance, at) =>
          `${at === 0 ? "M" : "L"}${(SIZE * at) / last} ${SIZE * (1 - this._placeOf(distance))}`,
      )
      .join("");
    this._chart = h(
      "div",
      { class: "jp-ExplorerWidget-kDistances", "data-focus": "k-distances" },
      s(
        "svg",
        {
          class: "jp-TrafficLab-bars",
          viewBox: `0 0 ${SIZE} ${SIZE}`,
          preserveAspectRatio: "none",
          role: "presentation",
          focusable: "false",
        },
        s("path", { class: "jp-ExplorerWidget-kCurve", d: path }),
      ),
      this._line,
    );
    this._slider = new ChartSlider(context, {
      node: this._chart,
      label: trans.__("eps on the k-distance curve; arrow keys move it"),
      orientation: "vertical",
      values: steps,
      placeOf: this._placeOf,
      text: (value) => trans.__("eps %1", formatNumber(value)),
      onMove: (value) => onMove(Number(value.toPrecision(4))),
    });
    this._text = h("p", { class: "jp-TrafficLab-note" });
    this.node = h(
      "div",
      { class: "jp-ExplorerWidget-eps" },
      h("span", {
        class: "jp-ExplorerWidget-epsTitle",
        text: trans.__("k-distance curve"),
        title: trans.__(
          "The distance of each flow to its neighbor number %1, nearest flows first",
          minSamples,
        ),
      }),
      this._chart,
      this._text,
    );
  }

  readonly node: HTMLElement;

  /** Shows where eps is. */
  draw(eps: number): void {
    const { trans } = this._context;
    const far = this._distances.filter((distance) => distance > eps).length;
    const share = this._distances.length === 0 ? 0 : far / this._distances.length;
    this._line.style.bottom = `${100 * this._placeOf(eps)}%`;
    this._slider.set(eps);
    this._text.textContent = trans.__(
      "At eps %1 about %2 of the flows have fewer than %3 neighbors in reach.",
      formatNumber(eps),
      formatPercent(share),
      this._minSamples,
    );
  }

  private readonly _context: ViewContext;
  private readonly _distances: readonly number[];
  private readonly _minSamples: number;
  private readonly _placeOf: (value: number) => number;
  private readonly _chart: HTMLElement;
  private readonly _line: HTMLElement;
  private readonly _text: HTMLElement;
  private readonly _slider: ChartSlider;
}

export namespace KDistances {
  export interface IOptions {
    /** Ascending. */
    distances: readonly number[];
    minSamples: number;
    /** eps was moved to this distance. */
    onMove: (eps: number) => void;
  }
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
