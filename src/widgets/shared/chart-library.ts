/**
 * Drawing by Vega, which is loaded with the first chart that is about to be seen.
 *
 * No code is evaluated (expressions run in Vega's interpreter) and nothing is fetched: a specification holds its data.
 */
import type { EmbedOptions, Result, VisualizationSpec } from "vega-embed";
import { marksOf, type ChartMark } from "./chart-marks.ts";
import { chartConfig, type ChartTheme } from "./chart-theme.ts";

/** A specification of Vega-Lite, without configuration and size. Field names are the chart's own: names of columns stand in titles only, because Vega reads dots and brackets in a field's name as paths. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** What a mark stands for. */
export type ChartDatum = Readonly<Record<string, unknown>>;

export interface DrawRequest {
  spec: ChartSpec;
  theme: ChartTheme;
  /** px */
  width: number;
  /** px */
  height: number;
  renderer: "svg" | "canvas";
  /** Called with what the pointer is over, or null; without an event where no pointer is the cause. */
  onTip?: (value: unknown, event: MouseEvent | null) => void;
  onSelect?: (datum: ChartDatum) => void;
}

/** A chart that stands in its element. */
export interface DrawnChart {
  /** Sets a parameter of the specification, without compiling it again. */
  setParam(name: string, value: unknown): Promise<void>;
  /** The marks that say something, where they lie now. */
  marks(): ChartMark[];
  toSVG(): Promise<string>;
  toPNG(): Promise<Blob>;
  finalize(): void;
}

/** What draws charts; the real one is this module. */
export interface ChartLibrary {
  draw(node: HTMLElement, request: DrawRequest): Promise<DrawnChart>;
}

/** Of a picture's pixels to the page's. */
const PNG_SCALE = 2;

/** Draws a specification into an element, whatever the element holds. */
export async function draw(node: HTMLElement, request: DrawRequest): Promise<DrawnChart> {
  const { default: embed } = await import("vega-embed");
  const { spec, theme, width, height, renderer, onTip, onSelect } = request;
  const isOneView = "mark" in spec || "layer" in spec;
  const sized = isOneView ? { width, height, autosize: { type: "fit", contains: "padding" } } : {};
  const options: EmbedOptions = {
    mode: "vega-lite",
    // With it vega-embed reads expressions by vega-interpreter; without it they would become functions.
    ast: true,
    renderer,
    actions: false,
    defaultStyle: false,
    config: chartConfig(theme),
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    tooltip:
      onTip === undefined
        ? false
        : (_: unknown, event: MouseEvent | null, __: unknown, value: unknown) => onTip(value, event),
    // Errors of a specification are thrown; warnings about it are for its tests.
    logLevel: 0,
  };
  const result = await embed(node, { ...sized, ...spec } as unknown as VisualizationSpec, options);
  const { view } = result;
  if (onSelect !== undefined) {
    view.addEventListener("click", (_, item) => {
      const datum: unknown = item?.datum;
      if (typeof datum === "object" && datum !== null) onSelect({ ...datum });
    });
  }
  return drawn(result);
}

function drawn({ view, finalize }: Result): DrawnChart {
  return {
    setParam: async (name, value) => {
      await view.signal(name, value).runAsync();
    },
    marks: () => marksOf(view),
    toSVG: () => view.toSVG(),
    toPNG: async () => {
      const canvas = await view.toCanvas(PNG_SCALE);
      return new Promise((resolve, reject) => {
        canvas.toBlob((blob) => {
          if (blob === null) reject(new Error("Cannot write the chart as PNG: the page made no picture"));
          else resolve(blob);
        }, "image/png");
      });
    },
    finalize,
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("Cannot load a chart's data: charts fetch nothing"));
}
