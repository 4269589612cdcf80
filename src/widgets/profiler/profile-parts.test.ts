import { nullTranslator } from "@jupyterlab/translation";
import type { ProfilePayload, Row } from "../../analysis/mod.ts";
import { Delegate, type Handover, type VegaChart, type ViewContext } from "../shared/mod.ts";
import { ProfileCharts } from "./charts.ts";
import { CorrelationChart } from "./correlation-chart.ts";
import { durationChart } from "./duration-chart.ts";
import { LintSection } from "./lint-section.ts";
import { scatterCharts } from "./scatter-chart.ts";
import { filterOf, isSelectable, sampleWhere, type ProfileSelection } from "./selection.ts";
import { makePayload } from "../shared/testing/profile-payload.ts";
import { threatList } from "./threat-list.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";

function setUp(): { context: ViewContext; press: (node: Element | null | undefined) => void } {
  const delegate = new Delegate();
  return {
    context: { trans: nullTranslator.load("trafficlab"), delegate, announce: () => undefined },
    press: (node) => {
      if (!node) throw new Error("nothing to press");
      const event = new MouseEvent("click", { bubbles: true });
      Object.defineProperty(event, "target", { value: node });
      delegate.dispatch(event, document);
    },
  };
}

function payloadWith(change: (payload: ProfilePayload) => void): ProfilePayload {
  const payload = makePayload();
  payload.profile.correlation = {
    columns: ["duration", "bytes_sent", HOSTILE],
    pearson: [
      [1, 0.2, null],
      [0.2, 1, -0.4],
      [null, -0.4, 1],
    ],
    spearman: [
      [1, -0.9, 0.1],
      [-0.9, 1, 0],
      [0.1, 0, 1],
    ],
  };
  change(payload);
  return payload;
}

/** The picture that Vega makes of a chart. */
async function drawn(chart: VegaChart | null | undefined): Promise<Element> {
  if (!chart) throw new Error("there is no chart");
  return new DOMParser().parseFromString(await chart.toSVG(), "image/svg+xml").documentElement;
}

function buttonOf(node: Element, text: string): HTMLButtonElement | undefined {
  return Array.from(node.querySelectorAll("button")).find((one) => one.textContent === text);
}

describe("the charts of a profile", () => {
  it.each([
    [
      "durations",
      (context: ViewContext, payload: ProfilePayload) => durationChart(context, payload, undefined),
    ],
    [
      "points",
      (context: ViewContext, payload: ProfilePayload) => scatterCharts(context, payload, undefined)[0]!,
    ],
    [
      "cells",
      (context: ViewContext, payload: ProfilePayload) => scatterCharts(context, payload, undefined)[1]!,
    ],
    [
      "correlations",
      (context: ViewContext, payload: ProfilePayload) =>
        new CorrelationChart(context, payload, undefined).chart,
    ],
  ])("Vega draws the %s, hostile names as text", async (_, make) => {
    const { context } = setUp();
    const payload = payloadWith(({ scatters }) =>
      scatters.forEach((one) => (one.classes[1]!.name = HOSTILE)),
    );
    const node = await drawn(make(context, payload));
    expect(node.querySelectorAll("path, rect").length).toBeGreaterThan(3);
    expect(node.querySelector("img")).toBeNull();
    expect(node.textContent).not.toContain("undefined");
    expect(node.textContent).not.toContain("NaN");
  });

  it("draw benign flows in one color and shape, attacks in another, flows without label in a third", async () => {
    const { context } = setUp();
    const node = await drawn(scatterCharts(context, makePayload(), undefined)[0]);
    expect(node.textContent).toContain("normal");
    expect(node.textContent).toContain("port-scan");
    expect(node.textContent).toContain("no label");
    const shapes = new Set(
      Array.from(node.querySelectorAll(".mark-symbol.role-legend-symbol path"), (path) =>
        path.getAttribute("d"),
      ),
    );
    expect(shapes.size).toBe(3);
  });

  it("have a summary and a table each, without a layout to draw in", () => {
    const { context, press } = setUp();
    const charts = new ProfileCharts(
      context,
      payloadWith(() => undefined),
      () => undefined,
    );
    expect(charts.node.querySelectorAll("figure")).toHaveLength(4);
    for (const figure of charts.node.querySelectorAll("figure")) {
      expect(figure.querySelector(".jp-TrafficLab-chartSummary")?.textContent).toMatch(/\.$/);
      press(buttonOf(figure, "Show as table"));
      expect(figure.querySelectorAll("tbody tr").length).toBeGreaterThan(0);
    }
    expect(charts.node.textContent).toContain(HOSTILE);
    expect(charts.node.querySelector("img")).toBeNull();
    charts.dispose();
    charts.dispose();
  });

  it("offer each chart as SVG and PNG", () => {
    const { context } = setUp();
    const charts = new ProfileCharts(
      context,
      payloadWith(() => undefined),
      () => undefined,
    );
    expect(charts.exports().map(({ label }) => label)).toContain("“Durations” as SVG");
    expect(charts.exports()).toHaveLength(8);
  });

  it("are left out where their numbers are", () => {
    const { context } = setUp();
    const payload = makePayload({ note: ["a", "b"] });
    const charts = new ProfileCharts(context, payload, () => undefined);
    expect(charts.node.hidden).toBe(true);
    expect(charts.exports()).toEqual([]);
  });

  it("tell the strongest relation by the coefficient that is chosen", () => {
    const { context, press } = setUp();
    const { node } = new CorrelationChart(
      context,
      payloadWith(() => undefined),
      undefined,
    );
    expect(node.textContent).toContain("duration and bytes_sent, −0.90");
    press(buttonOf(node, "Pearson"));
    expect(node.textContent).toContain(`bytes_sent and ${HOSTILE}, −0.40`);
    expect(buttonOf(node, "Pearson")?.getAttribute("aria-pressed")).toBe("true");
    expect(buttonOf(node, "Spearman")?.getAttribute("aria-pressed")).toBe("false");
  });
});

describe("the most threatening flows", () => {
  it("are listed with level, reasons and the way to their assessment", () => {
    const { context, press } = setUp();
    const asked: [Row | null, Handover | undefined][] = [];
    const node = threatList(context, makePayload(), {
      assess: (flow, handover) => void asked.push([flow, handover]),
    });
    const [first, second] = Array.from(node?.querySelectorAll("li") ?? []);
    expect(first?.textContent).toContain("HIGH 62.5");
    expect(first?.textContent).toContain("no-reply was seen; tiny-flow was seen");
    expect(second?.textContent).toContain("LOW 12.5");
    press(buttonOf(first!, "Assess"));
    expect(asked).toEqual([[{ duration: 0.25, bytes_sent: 40, dst_port: 22 }, { row: 20 }]]);
  });

  it("say that there are none, and offer no assessment where nothing can open it", () => {
    const { context } = setUp();
    expect(buttonOf(threatList(context, makePayload(), undefined)!, "Assess")).toBeUndefined();
    const none = threatList(
      context,
      payloadWith(({ profile }) => (profile.topThreats = [])),
      {},
    );
    expect(none?.textContent).toContain("no evidence of a threat");
  });

  it("show hostile texts as text", () => {
    const { context } = setUp();
    const payload = payloadWith(({ profile, threats }) => {
      profile.topThreats[0]!.ledger[0]!.why = HOSTILE;
      threats.columns.push("src_ip");
      threats.cells[0]!.push(HOSTILE);
    });
    const node = threatList(context, payload, {});
    expect(node?.textContent).toContain(HOSTILE);
    expect(node?.querySelector("img")).toBeNull();
  });
});

describe("the lint", () => {
  it("shows the flows of a finding, gives them up again, and offers none where there are none", () => {
    const { context, press } = setUp();
    const picked: (ProfileSelection | null)[] = [];
    const lint = new LintSection(context, makePayload(), (selection) => void picked.push(selection));
    const detail = document.createElement("div");
    const [first, second] = Array.from(lint.node?.querySelectorAll("li") ?? []);
    press(buttonOf(first!, "Show flows"));
    lint.setSelection(picked[0] ?? null, detail);
    expect([detail.parentElement === first, lint.node?.open]).toEqual([true, true]);
    expect(buttonOf(first!, "Show flows")?.getAttribute("aria-expanded")).toBe("true");
    press(buttonOf(first!, "Show flows"));
    expect(picked).toEqual([{ kind: "lint", index: 0 }, null]);
    expect(buttonOf(second!, "Show flows")).toBeUndefined();
  });

  it("shows what mends a finding, as code where it is code", () => {
    const { context, press } = setUp();
    const lint = new LintSection(context, makePayload(), () => undefined);
    const [first, second] = Array.from(lint.node?.querySelectorAll("li") ?? []);
    press(buttonOf(first!, "Repair"));
    expect(first?.querySelector("pre")?.textContent).toBe(
      'table.filter({ not: { column: "duration", op: "==", value: 0 } })',
    );
    press(buttonOf(first!, "Repair"));
    expect(first?.querySelector("pre")).toBeNull();
    expect(buttonOf(second!, "Repair")).toBeUndefined();
  });

  it("is not there where nothing was found, and shows hostile texts as text", () => {
    const { context } = setUp();
    const clean = payloadWith(({ profile }) => (profile.flowLint = []));
    expect(new LintSection(context, clean, () => undefined).node).toBeNull();
    const hostile = payloadWith(({ profile }) => (profile.flowLint[0]!.evidence = HOSTILE));
    const { node } = new LintSection(context, hostile, () => undefined);
    expect(node?.textContent).toContain(HOSTILE);
    expect(node?.querySelector("img")).toBeNull();
  });

  it("asks for exactly its rows, from the table and from the sample", () => {
    const payload = makePayload();
    const selection = { kind: "lint", index: 0 } as const;
    expect(filterOf(payload, selection)).toEqual({ rows: [0, 3, 5] });
    expect(sampleWhere(payload.sample, filterOf(payload, selection)).rowIndex).toEqual([0, 3, 5]);
    expect(isSelectable(payload, selection)).toBe(true);
    expect(isSelectable(payload, { kind: "lint", index: 1 })).toBe(false);
    expect(isSelectable(payload, { kind: "lint", index: 99 })).toBe(false);
  });
});
