import { nullTranslator } from "@jupyterlab/translation";
import type { AnomaliesPayload } from "../../analysis/mod.ts";
import { draw } from "../shared/chart-library.ts";
import { Delegate, readChartTheme, type ChartSpec, type VegaChart, type ViewContext } from "../shared/mod.ts";
import { anomalyMapSpec, anomalyTimelines } from "./anomaly-charts.ts";
import { behaviorMapSpec, kCharts } from "./behavior-charts.ts";
import { mapLabels } from "./marks.ts";
import { makeAnomalies, makeBehavior } from "./testing/payloads.ts";
import { timeCharts } from "./time-charts.ts";
import { FlowCells } from "./words.ts";

const context: ViewContext = {
  trans: nullTranslator.load("trafficlab"),
  delegate: new Delegate(),
  announce: () => undefined,
};
const EVIL = "<img>'];f()";
const save = (): void => undefined;
const theme = readChartTheme(document.body);

/** The picture of a chart as a document; warnings and errors of Vega fail the test. */
async function drawn(chart: VegaChart): Promise<Document> {
  const warned = jest.spyOn(console, "warn").mockImplementation(() => undefined);
  const svg = await chart.toSVG();
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
  chart.dispose();
  return new DOMParser().parseFromString(svg, "image/svg+xml");
}

function textsOf(picture: Document): string[] {
  return [...picture.querySelectorAll("text")].map((node) => node.textContent);
}

function paths(picture: Document, mark: string): Element[] {
  return [...picture.querySelectorAll(`.${mark} > path`)];
}

/** A map as a document; maps are drawn on a canvas on the page, which a test has not. */
async function drawnMap(spec: ChartSpec): Promise<Document> {
  const request = { theme: readChartTheme(document.body), width: 400, height: 300, renderer: "svg" as const };
  const chart = await draw(document.createElement("div"), { ...request, spec });
  const svg = await chart.toSVG();
  chart.finalize();
  return new DOMParser().parseFromString(svg, "image/svg+xml");
}

function anomalySpec(payload: AnomaliesPayload, picked: number | null): ChartSpec {
  const { trans } = context;
  const labels = mapLabels(trans, payload.map.points);
  return anomalyMapSpec(trans, theme, payload, new FlowCells(payload.sample), labels, picked);
}

describe("charts of a detection", () => {
  it("draw every flow of the map, flagged ones as another shape, labels in the legend", async () => {
    const picture = await drawnMap(anomalySpec(makeAnomalies(), 59));
    const marks = paths(picture, "mark-symbol.role-mark");
    expect(marks).toHaveLength(61);
    expect(new Set(marks.map((path) => path.getAttribute("d"))).size).toBe(3);
    expect(textsOf(picture)).toEqual(
      expect.arrayContaining([
        "normal",
        "port-scan",
        "flagged",
        "not flagged",
        "component 1 (60 % of the variance)",
      ]),
    );
  });

  it("draw hostile labels as text", async () => {
    const payload = makeAnomalies();
    for (const point of payload.map.points) point.label = EVIL;
    const picture = await drawnMap(anomalySpec(payload, null));
    expect(picture.querySelector("img")).toBeNull();
    expect(textsOf(picture)).toContain(EVIL);
  });

  it("draw flagged flows and all flows along the time, from the ground up", async () => {
    const [flagged, all] = anomalyTimelines(context, makeAnomalies(), save);
    const bars = paths(await drawn(flagged!), "mark-rect");
    expect(bars).toHaveLength(3);
    const heights = paths(await drawn(all!), "mark-rect").map(heightOf);
    expect(heights.map((height) => Math.round((30 * height) / Math.max(...heights)))).toEqual([20, 30, 10]);
  });

  it("are left out where there are no times", () => {
    const payload = makeAnomalies();
    delete payload.timeline;
    expect(anomalyTimelines(context, payload, save)).toEqual([]);
  });
});

describe("charts of behavior", () => {
  it("draw silhouette and inertia of each k", async () => {
    const charts = kCharts(context, makeBehavior(), save, () => undefined);
    for (const chart of charts) expect(paths(await drawn(chart), "mark-symbol.role-mark")).toHaveLength(4);
    expect(charts).toHaveLength(2);
  });

  it("draw every flow in its cluster's shape and name the clusters", async () => {
    const picture = await drawnMap(behaviorMapSpec(context.trans, theme, makeBehavior(), null));
    const marks = paths(picture, "mark-symbol.role-mark");
    expect(marks).toHaveLength(60);
    expect(new Set(marks.map((path) => path.getAttribute("d"))).size).toBe(3);
    expect(textsOf(picture)).toContain("Long heavy uploads");
  });

  it("draw when flows happen; hours and days that the capture does not cover stay empty", async () => {
    const [timeline, hours, weekdays, cross] = timeCharts(context, makeBehavior(), save);
    expect(paths(await drawn(timeline!), "mark-rect")).toHaveLength(6);
    expect(
      paths(await drawn(hours!), "mark-rect")
        .map(heightOf)
        .filter((height) => height > 0),
    ).toHaveLength(2);
    const picture = await drawn(weekdays!);
    expect(textsOf(picture)).toEqual(expect.arrayContaining(["Mon", "Sun"]));
    expect(paths(await drawn(cross!), "mark-rect.role-mark")).toHaveLength(2);
  });

  it("show no hours of a clock where times begin at zero", () => {
    const payload = makeBehavior();
    payload.behavior.temporal!.timeZone = "relative";
    expect(timeCharts(context, payload, save)).toHaveLength(1);
    delete payload.behavior.temporal;
    expect(timeCharts(context, payload, save)).toEqual([]);
  });
});

/** Height of a bar in the picture, px. */
function heightOf(bar: Element): number {
  const [, height = "0"] = /v(-?[\d.]+)h/.exec(bar.getAttribute("d") ?? "") ?? [];
  return Math.abs(Math.round(Number(height)));
}
