import type { IDisposable } from "@lumino/disposable";
import { visibleText } from "../../analysis/mod.ts";
import { button } from "./button.ts";
import {
  draw,
  type ChartDatum,
  type ChartLibrary,
  type ChartSpec,
  type DrawnChart,
  type DrawRequest,
} from "./chart-library.ts";
import { chartTable, type ChartTable } from "./chart-table.ts";
import { readChartTheme, type ChartTheme } from "./chart-theme.ts";
import { ChartTip, tipLines } from "./chart-tip.ts";
import type { ViewContext } from "./context.ts";
import { fill, h, nextId } from "./dom.ts";
import { MarkWalk } from "./mark-walk.ts";
import type { ExportItem } from "./panels.ts";
import { messageOf } from "./problem.ts";

/** Height of the drawing, px. */
const HEIGHT = 180;

/** Width of a picture of a chart that is not on the page, px. */
const PICTURE_WIDTH = 640;

/** How far outside the visible part of the page a chart is drawn already. */
const MARGIN = "300px";

/**
 * A chart with its title, its summary in a sentence and its table. Arrow keys walk over its marks.
 *
 * The specification is drawn when the chart is on the page, has a width and is about to be seen, and again when the width or
 * the theme changes; without a layout (in a test, in a hidden panel) the words and the table are all there is, and Vega is
 * never loaded. Its maker disposes it.
 */
export class VegaChart implements IDisposable {
  constructor(context: ViewContext, options: VegaChart.IOptions) {
    const { trans, delegate } = context;
    this._context = context;
    this._options = options;
    this._spec = options.spec;
    this._library = options.library ?? { draw };
    const titleId = nextId();
    const summaryId = nextId();
    this._title = h("h4", { class: "jp-TrafficLab-heading", id: titleId, text: options.title });
    this._summary = h("p", { class: "jp-TrafficLab-chartSummary", id: summaryId, text: options.summary });
    const named = { "aria-labelledby": titleId, "aria-describedby": summaryId };
    this._picture = h("div", { role: "img", ...named });
    // Arrow keys are the chart's own, which a reader's software must be told.
    this._plot = h(
      "div",
      {
        ...{ class: "jp-TrafficLab-plot", role: "application", tabindex: 0, ...named },
        "aria-roledescription": trans.__("chart; arrow keys walk over its marks"),
      },
      this._picture,
    );
    this._plot.style.height = `${options.height ?? HEIGHT}px`;
    this._walk = new MarkWalk(context, {
      node: this._plot,
      marks: () => this._drawn?.marks() ?? [],
      width: () => this._width,
      tip: this._tip,
      select: ({ datum }) => {
        options.onSelect?.(datum);
        return options.onSelect !== undefined;
      },
    });
    this._note = h("div", { class: "jp-TrafficLab-chartNote" });
    this._table = h("div", { hidden: true });
    this._tableButton = button(context, trans.__("Show as table"), () => this._toggleTable(), {
      class: "jp-TrafficLab-button jp-mod-quiet",
      "aria-expanded": "false",
      "aria-describedby": titleId,
    });
    const box = h("div", { class: "jp-TrafficLab-plotBox" }, this._plot, this._walk.node, this._tip.node);
    delegate.on(box, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return false;
      this._toggleTable();
      this._tableButton.focus({ preventScroll: true });
      return true;
    });
    this.node = h(
      "figure",
      { class: "jp-TrafficLab-vegaChart" },
      h(
        "figcaption",
        { class: "jp-TrafficLab-chartHead" },
        this._title,
        h("span", { class: "jp-TrafficLab-chartButtons" }, this._tableButton, ...this._saveButtons()),
      ),
      this._summary,
      this._note,
      box,
      this._table,
    );
    this._watch();
  }

  readonly node: HTMLElement;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Draws again, with another specification or other words where they are given. */
  update(spec?: VegaChart.SpecMaker, words: { title?: string; summary?: string } = {}): void {
    this._spec = spec ?? this._spec;
    if (words.title !== undefined) this._title.textContent = words.title;
    if (words.summary !== undefined) this._summary.textContent = words.summary;
    if (!this._table.hidden) this._drawTable();
    this._redraw();
  }

  /** Sets a parameter of the drawn specification (`params` in Vega-Lite): fast enough for a slider, lost at the next drawing. */
  async setParam(name: string, value: unknown): Promise<void> {
    await this._drawn?.setParam(name, value);
  }

  /** The chart as an SVG document, with its title, in the colors of the theme. */
  toSVG(): Promise<string> {
    return this._export((chart) => chart.toSVG());
  }

  /** The chart as a PNG picture of twice its size, with its title, in the colors of the theme. */
  toPNG(): Promise<Blob> {
    return this._export((chart) => chart.toPNG());
  }

  /** Its pictures, for a widget's Export menu; none where nothing saves them. */
  exports(): ExportItem[] {
    const { trans } = this._context;
    const { save, title } = this._options;
    if (save === undefined) return [];
    return this._pictures().map(({ kind, make }) => ({
      label: trans.__("“%1” as %2", title, kind),
      run: () => void this._save(kind, make, save),
    }));
  }

  /** Lets go of the drawing and of what is watched; safe to call twice. */
  dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    this._sizes?.disconnect();
    this._sight?.disconnect();
    this._themes.disconnect();
    this._drawn?.finalize();
    this._drawn = null;
    fill(this._picture);
  }

  /** Looks at the chart's place on the page and at the theme; where the page has no layout, nothing is ever drawn. */
  private _watch(): void {
    if (typeof ResizeObserver === "undefined") return;
    this._sizes = new ResizeObserver(() => {
      const width = Math.floor(this._plot.clientWidth);
      if (width === this._width) return;
      this._width = width;
      this._redraw();
    });
    this._sizes.observe(this._plot);
    this._themes.observe(document.body, { attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
    if (typeof IntersectionObserver === "undefined") {
      this._isNear = true;
      return;
    }
    this._sight = new IntersectionObserver(
      (entries) => {
        this._isNear = entries.at(-1)?.isIntersecting === true;
        if (this._isNear && this._isStale) this._redraw();
      },
      { rootMargin: MARGIN },
    );
    this._sight.observe(this._plot);
  }

  /** Draws as soon as it makes sense; calls while a drawing is under way come to one more drawing after it. */
  private _redraw(): void {
    this._isStale = true;
    if (this._isDisposed || this._isDrawing || !this._isNear || this._width <= 0) return;
    this._isDrawing = true;
    this._isStale = false;
    void this._draw().finally(() => {
      this._isDrawing = false;
      if (this._isStale) this._redraw();
    });
  }

  private async _draw(): Promise<void> {
    const { onSelect } = this._options;
    try {
      // What is drawn is named and described by the plot around it.
      const host = h("div", { "aria-hidden": "true" });
      const chart = await this._library.draw(host, {
        ...this._request(this._width),
        onTip: (value, event) => this._showTip(value, event),
        ...(onSelect === undefined ? {} : { onSelect }),
      });
      if (this._isDisposed) {
        chart.finalize();
        return;
      }
      this._drawn?.finalize();
      this._drawn = chart;
      fill(this._picture, host);
      this._walk.clear();
      fill(this._note);
    } catch (error) {
      if (!this._isDisposed) this._fail(error);
    }
  }

  private _request(width: number): DrawRequest {
    const { height = HEIGHT, renderer = "svg" } = this._options;
    const theme = readChartTheme(this.node);
    return { spec: this._spec(theme, { width, height }), theme, width, height, renderer };
  }

  /** Draws a copy beside the page, so that a picture does not depend on what is on the screen. */
  private async _export<T>(write: (chart: DrawnChart) => Promise<T>): Promise<T> {
    const request = this._request(this._width > 0 ? this._width : PICTURE_WIDTH);
    const title = this._title.textContent;
    const chart = await this._library.draw(h("div", {}), {
      ...request,
      spec: { title: { text: title }, ...request.spec },
      height: request.height + TITLE_HEIGHT,
    });
    try {
      return await write(chart);
    } finally {
      chart.finalize();
    }
  }

  private _saveButtons(): HTMLElement[] {
    const { trans } = this._context;
    const { save, title } = this._options;
    if (save === undefined) return [];
    return this._pictures().map(({ kind, make }) =>
      button(this._context, kind, () => void this._save(kind, make, save), {
        class: "jp-TrafficLab-button jp-mod-quiet",
        "aria-label": trans.__("Save “%1” as %2", title, kind),
        title: trans.__("Save the chart as %1", kind),
      }),
    );
  }

  private _pictures(): { kind: string; make: () => Promise<Blob> }[] {
    return [
      { kind: "SVG", make: async () => new Blob([await this.toSVG()], { type: "image/svg+xml" }) },
      { kind: "PNG", make: () => this.toPNG() },
    ];
  }

  private async _save(
    kind: string,
    make: () => Promise<Blob>,
    save: NonNullable<VegaChart.IOptions["save"]>,
  ): Promise<void> {
    try {
      save(`${fileName(this._options.title)}.${kind.toLowerCase()}`, await make());
    } catch (error) {
      if (!this._isDisposed) this._say(this._context.trans.__("The chart was not saved."), error);
    }
  }

  private _toggleTable(): void {
    const { trans } = this._context;
    this._table.hidden = !this._table.hidden;
    this._tableButton.setAttribute("aria-expanded", String(!this._table.hidden));
    this._tableButton.textContent = this._table.hidden
      ? trans.__("Show as table")
      : trans.__("Hide the table");
    if (this._table.hidden) fill(this._table);
    else this._drawTable();
  }

  private _drawTable(): void {
    fill(this._table, chartTable(this._context, this._options.title, this._options.table()));
  }

  /** @param event Null where the chart itself takes its tip away, as Vega does when it begins to draw. */
  private _showTip(value: unknown, event: MouseEvent | null): void {
    if (event === null || tipLines(value).length === 0) {
      if (!this._walk.isWalking) this._tip.hide();
      return;
    }
    this._walk.clear();
    const { left, top, width } = this._plot.getBoundingClientRect();
    this._tip.show(value, { left: event.clientX - left, top: event.clientY - top }, width);
  }

  private _fail(error: unknown): void {
    this._drawn?.finalize();
    this._drawn = null;
    fill(this._picture);
    this._say(this._context.trans.__("The chart could not be drawn; its table has the figures."), error);
    if (this._table.hidden) this._toggleTable();
  }

  private _say(what: string, error: unknown): void {
    const text = `${what} ${visibleText(messageOf(error), 300)}`;
    fill(this._note, h("p", { class: "jp-TrafficLab-note", role: "alert", text }));
  }

  private readonly _context: ViewContext;
  private readonly _options: VegaChart.IOptions;
  private readonly _library: ChartLibrary;
  private readonly _title: HTMLElement;
  private readonly _summary: HTMLElement;
  private readonly _plot: HTMLElement;
  private readonly _tip = new ChartTip();
  private readonly _walk: MarkWalk;
  private readonly _picture: HTMLElement;
  private readonly _note: HTMLElement;
  private readonly _table: HTMLElement;
  private readonly _tableButton: HTMLButtonElement;
  private readonly _themes = new MutationObserver(() => this._redraw());
  private _sizes: ResizeObserver | null = null;
  private _sight: IntersectionObserver | null = null;
  private _spec: VegaChart.SpecMaker;
  private _drawn: DrawnChart | null = null;
  private _width = 0;
  private _isNear = false;
  private _isStale = false;
  private _isDrawing = false;
  private _isDisposed = false;
}

export namespace VegaChart {
  /** Makes the specification for a theme and a size in px, which the chart sets itself unless views stand side by side. */
  export type SpecMaker = (theme: ChartTheme, size: { width: number; height: number }) => ChartSpec;

  export interface IOptions {
    title: string;
    /** What the chart shows, in one sentence. */
    summary: string;
    spec: SpecMaker;
    /** The figures, asked for when the table is opened. */
    table: () => ChartTable;
    /** Of the drawing, px. */
    height?: number;
    /** Canvas where there are thousands of marks. */
    renderer?: "svg" | "canvas";
    /** Called with the datum of a mark that is clicked; with the keyboard by Enter on it. */
    onSelect?: (datum: ChartDatum) => void;
    /** Saves a picture of the chart; offered where it is given. */
    save?: (name: string, content: Blob) => void;
    /** What draws; Vega where it is left out. */
    library?: ChartLibrary;
  }
}

/** Room for the title in a picture, px. */
const TITLE_HEIGHT = 24;

/** A file's name out of a title: letters and digits of any script, dashes between. */
function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "") || "chart"
  );
}
