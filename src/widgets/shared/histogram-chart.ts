import type { ViewContext } from "./context.ts";
import { h, s } from "./dom.ts";
import { PickList } from "./pick-list.ts";

/** Height of the drawing in its own units; the style sheet sets the height on the page. */
const HEIGHT = 100;

/** Least height of a bar that stands for at least one flow, so that rare values can be seen. */
const LEAST = 4;

/** A histogram whose bins can be walked by keyboard and picked. Bars have equal width; what a bin covers is said in words. */
export class HistogramChart {
  constructor(context: ViewContext, options: HistogramChart.IOptions) {
    const { counts, onPreview } = options;
    this._bars = counts.map((count, index) => bar(count, index, Math.max(...counts)));
    this._band = s("rect", {
      class: "jp-TrafficLab-band",
      y: 0,
      width: 1,
      height: HEIGHT,
      visibility: "hidden",
    });
    this._cursor = s("rect", {
      class: "jp-TrafficLab-cursor",
      y: 0,
      width: 1,
      height: HEIGHT,
      visibility: "hidden",
    });
    const drawing = s(
      "svg",
      {
        class: "jp-TrafficLab-bars",
        viewBox: `0 0 ${Math.max(1, counts.length)} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "presentation",
        focusable: "false",
      },
      this._band,
      ...this._bars,
      this._cursor,
    );
    this.node = h("div", { class: "jp-TrafficLab-chart" }, drawing);
    this._picks = new PickList(context, {
      ...options,
      node: this.node,
      marks: this._bars,
      orientation: "horizontal",
      indexAt: (event) => indexAt(event, this.node, counts.length),
      onPreview: (index) => {
        place(this._cursor, index);
        onPreview(index);
      },
    });
  }

  /** The chart's element; it takes the focus. */
  readonly node: HTMLElement;

  /** Shows which bin is picked. */
  setPicked(index: number | null): void {
    this._picks.setPicked(index);
    place(this._band, index);
    this._bars.forEach((mark, at) => mark.classList.toggle("jp-mod-picked", at === index));
  }

  private readonly _bars: SVGRectElement[];
  private readonly _band: SVGRectElement;
  private readonly _cursor: SVGRectElement;
  private readonly _picks: PickList;
}

export namespace HistogramChart {
  export interface IOptions extends Pick<PickList.IOptions, "label" | "onPreview" | "onPick"> {
    /** What one bin shows, in words. */
    describe: (index: number) => string;
    /** Flows in each bin. */
    counts: readonly number[];
  }
}

function bar(count: number, index: number, greatest: number): SVGRectElement {
  const height = count === 0 || greatest === 0 ? 0 : Math.max(LEAST, (HEIGHT * count) / greatest);
  return s("rect", { class: "jp-TrafficLab-bar", x: index + 0.06, y: HEIGHT - height, width: 0.88, height });
}

function place(mark: SVGRectElement, index: number | null): void {
  mark.setAttribute("visibility", index === null ? "hidden" : "visible");
  if (index !== null) mark.setAttribute("x", String(index));
}

function indexAt(event: MouseEvent, node: HTMLElement, bins: number): number | null {
  const { left, width } = node.getBoundingClientRect();
  if (bins === 0 || width === 0) return null;
  const index = Math.floor(((event.clientX - left) / width) * bins);
  return index >= 0 && index < bins ? index : null;
}
