import { draw } from "./chart-library.ts";
import { readChartTheme } from "./chart-theme.ts";

const request = () => ({
  theme: readChartTheme(document.body),
  width: 300,
  height: 100,
  renderer: "svg" as const,
});

describe("draw()", () => {
  it("draws marks and hostile texts as text, evaluating no code", async () => {
    const before = globalThis.Function;
    const node = document.createElement("div");
    const made = jest.fn();
    globalThis.Function = new Proxy(before, { construct: made, apply: made });
    const chart = await draw(node, {
      ...request(),
      spec: {
        data: { values: [{ x: "<b>x</b>", y: 3 }] },
        transform: [{ calculate: "datum.y * 2", as: "z" }],
        mark: "bar",
        encoding: { x: { field: "x", type: "nominal" }, y: { field: "z", type: "quantitative" } },
      },
    });
    globalThis.Function = before;
    expect(made).not.toHaveBeenCalled();
    expect(node.querySelector("b")).toBeNull();
    expect(node.textContent).toContain("<b>x</b>");
    expect(await chart.toSVG()).toContain("&lt;b&gt;x");
    chart.finalize();
  });

  it("fetches nothing, whatever a specification asks for", async () => {
    const fetched = jest.fn(() => Promise.reject(new Error("no network")));
    Object.assign(globalThis, { fetch: fetched });
    const node = document.createElement("div");
    const chart = await draw(node, {
      ...request(),
      spec: { data: { url: "http://127.0.0.1:1/x.csv" }, mark: "point", encoding: {} },
    });
    expect(fetched).not.toHaveBeenCalled();
    chart.finalize();
  });
});
