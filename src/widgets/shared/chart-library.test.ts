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

  it("tells where the marks lie that say something, and what they say", async () => {
    const chart = await draw(document.createElement("div"), {
      ...request(),
      spec: {
        data: { values: [1, 2, 3].map((y) => ({ x: `x${y}`, y, tip: `bar ${y}` })) },
        layer: [
          { mark: "bar", encoding: { tooltip: { field: "tip" } } },
          { mark: "rule", encoding: { y: { datum: 2 } } },
        ],
        encoding: { x: { field: "x", type: "nominal" }, y: { field: "y", type: "quantitative" } },
      },
    });
    const marks = chart.marks();
    expect(marks.map(({ tip, datum }) => [tip, datum["y"]])).toEqual([
      ["bar 1", 1],
      ["bar 2", 2],
      ["bar 3", 3],
    ]);
    const [first, second, third] = marks as [(typeof marks)[0], (typeof marks)[0], (typeof marks)[0]];
    expect([first.left > 0, first.right < second.left, third.right <= 300]).toEqual([true, true, true]);
    expect([third.top >= 0, third.top < first.top, first.bottom < 100]).toEqual([true, true, true]);
    // The drawing itself says where it is: its origin, and the first bar in it.
    const svg = await chart.toSVG();
    const [, left = "", top = ""] = /<g fill="none"[^>]*translate\(([\d.]+),([\d.]+)\)/.exec(svg) ?? [];
    const [, x = "", y = ""] = /rect mark container"><path d="M([\d.]+),([\d.]+)/.exec(svg) ?? [];
    expect(first.left).toBeCloseTo(Number(left) + Number(x), 0);
    expect(first.top).toBeCloseTo(Number(top) + Number(y), 0);
    chart.finalize();
  });
});
