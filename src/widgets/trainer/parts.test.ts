import { nullTranslator } from "@jupyterlab/translation";
import { draw } from "../shared/chart-library.ts";
import { Delegate, type ChartTheme } from "../shared/mod.ts";
import { alertsAt, BaseRatePanel } from "./base-rate.ts";
import { axisOf, intervalMark } from "./bars.ts";
import { curveChart } from "./curve-specs.ts";
import { leaderboardCSV } from "./leaderboard-csv.ts";
import { ProgressLines, progressList } from "./progress.ts";
import { makeTraining } from "./testing/payload.ts";
import { scoreText } from "./words.ts";

const trans = nullTranslator.load("trafficlab");
const delegate = new Delegate();
const context = { trans, delegate, announce: () => undefined };
const { training } = makeTraining();

describe("scoreText()", () => {
  it.each([
    [0.93712, "0.9371"],
    [0.9, "0.9000"],
    [1, "1"],
    [0, "0"],
    [0.999962, "0.99996"],
    [0.9999996, ">0.999999"],
    [0.00004, "0.00004"],
    [0.00000012, "1.2e-7"],
    [-0.0004, "-0.0004"],
    [2.1234, "2.123"],
    [NaN, "–"],
    [null as unknown as number, "–"],
  ])("writes %p as %s: never a 1 or 0 that it is not", (value, text) => {
    expect(scoreText(value)).toBe(text);
  });
});

describe("axisOf()", () => {
  it("holds all intervals, with room, inside 0 to 1 for scores", () => {
    const axis = axisOf([
      { value: 0.9, low: 0.88, high: 0.999 },
      { value: 0.3, low: 0.01, high: 0.35 },
    ]);
    expect(axis).toEqual({ from: 0, to: 1 });
    expect(axisOf([{ value: 0.5, low: 0.5, high: 0.5 }])).toEqual({ from: 0.48, to: 0.52 });
    expect(axisOf([{ value: NaN, low: NaN, high: NaN }])).toEqual({ from: 0, to: 1 });
  });
});

describe("intervalMark()", () => {
  it("stands where its value is, and nowhere when that is beyond the axis or no number", () => {
    const axis = { from: 0.9, to: 1 };
    const rects = (value: number, low = value, high = value): string[] =>
      Array.from(intervalMark({ value, low, high }, axis).querySelectorAll("rect"), (rect) =>
        String(rect.getAttribute("x")),
      );
    expect(rects(0.95, 0.93, 0.97).slice(1).map(Number)).toEqual([expect.closeTo(30), expect.closeTo(49.25)]);
    expect(rects(0.2)).toHaveLength(1);
    expect(rects(NaN)).toHaveLength(1);
    expect(rects(0.95, NaN, NaN)).toHaveLength(3);
  });
});

describe("ProgressLines", () => {
  it("keeps one line a phase, in order, and fills those before the last", () => {
    const lines = new ProgressLines();
    lines.add({ phase: "forest", done: 1, total: 6, unit: "folds" });
    lines.add({ phase: "forest", done: 4, total: 6, unit: "folds", message: "forest 0.93" });
    lines.add({ phase: "mlp", done: 0, total: 6, unit: "folds" });
    expect(lines.lines.map(({ phase, done, isOver }) => [phase, done, isOver])).toEqual([
      ["forest", 4, true],
      ["mlp", 0, false],
    ]);
    const node = progressList(context, lines);
    expect(node?.textContent).toContain("Random forest6 of 6 folds, done");
    expect(node?.textContent).toContain("Neural network (MLP)0 of 6 folds");
    expect(node?.textContent).toContain("forest 0.93");
    expect(node?.querySelectorAll("circle.jp-mod-done")).toHaveLength(6);
  });

  it("draws nothing before the first report, and at most 20 lines of a service that babbles", () => {
    const lines = new ProgressLines();
    expect(progressList(context, lines)).toBeNull();
    for (let at = 0; at < 100; at++) lines.add({ phase: `<b>${at}</b>`, done: at, unit: "steps" });
    expect(lines.lines).toHaveLength(20);
    expect(progressList(context, lines)?.querySelector("b")).toBeNull();
  });
});

describe("alertsAt()", () => {
  it("follows the closed form and leaves the model's own rates alone", () => {
    const row = {
      name: "forest",
      truePositiveRate: { value: 0.9, low: 0.8, high: 0.95 },
      falsePositiveRate: { value: 0.001, low: 0, high: 0.002 },
      alertsPerDay: { value: 0, low: 0, high: 0 },
      precision: { value: 0, low: 0, high: 0 },
    };
    const at = alertsAt(row, { attackRate: 0.01, flowsPerDay: 1000 });
    expect(at.truePositiveRate).toBe(row.truePositiveRate);
    expect(at.alertsPerDay.value).toBeCloseTo(1000 * (0.009 + 0.00099), 12);
    expect(at.precision.value).toBeCloseTo(0.009 / 0.00999, 12);
    expect(at.precision.low).toBeCloseTo(0.008 / (0.008 + 0.00198), 12);
    expect(at.precision.high).toBe(1);
  });

  it("gives no share of no alerts", () => {
    const none = { value: 0, low: 0, high: 0 };
    const row = {
      name: "x",
      truePositiveRate: none,
      falsePositiveRate: none,
      alertsPerDay: none,
      precision: none,
    };
    expect(alertsAt(row, { attackRate: 0.5, flowsPerDay: 10 }).precision).toEqual(none);
  });
});

describe("BaseRatePanel", () => {
  it("follows other priors, and says what is wrong with one that is no number", () => {
    const { node } = new BaseRatePanel(context, training);
    const [oneIn] = Array.from(node.querySelectorAll("input"));
    const type = (text: string): void => {
      oneIn!.value = text;
      const event = new Event("input");
      Object.defineProperty(event, "target", { value: oneIn });
      delegate.dispatch(event, node);
    };
    expect(oneIn?.value).toBe("10,000");
    const before = node.textContent;
    type("10");
    expect(node.textContent).not.toBe(before);
    expect(node.textContent).toMatch(/Random forest would raise 98,\d{3} alerts a day/);
    type("many");
    expect(node.querySelector("[role=alert]")?.textContent).toContain("(1 or more)");
    type("10,000");
    expect(node.textContent).toBe(before);
  });

  it("says why there is none", () => {
    const { node } = new BaseRatePanel(context, { ...training, baseRate: null, attackClasses: [] });
    expect(node.textContent).toContain("do not say which classes are attacks");
  });
});

describe("leaderboardCSV()", () => {
  it("has a row a model with all digits, and leaves a failed one's scores empty", () => {
    const lines = leaderboardCSV(training).trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[0]).toContain("name,model,validation_macro_f1,validation_macro_f1_low");
    expect(lines[0]).toContain("support:SSH-Patator");
    expect(lines[1]?.split(",").slice(0, 2)).toEqual(["forest", "forest"]);
    expect(lines.every((line) => line.split(",").length >= lines[0]!.split(",").length)).toBe(true);
    expect(lines[1]).toContain(String(training.leaderboard[0]?.test.value));
    expect(lines[5]).toMatch(/^svm,svm,,,,,,,,,,0,,,false,false,Cannot fit/);
  });

  it("is safe to open in a spreadsheet", () => {
    const evil = structuredClone(training);
    const evilLabel = Object.fromEntries([["label", "@SUM(1)"]]);
    evil.leaderboard[0]!.name = '=HYPERLINK("http://x","y")';
    Object.assign(evil.leaderboard[0]!.perClass[0]!, evilLabel);
    const text = leaderboardCSV(evil);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(text).not.toMatch(/(^|,)[=+@]/m);
  });
});

describe("curveChart()", () => {
  const theme = {
    text: "#000",
    muted: "#555",
    grid: "#ddd",
    background: "#fff",
    font: "sans-serif",
    fontSize: 11,
    isDark: false,
    mark: "#567",
    markSoft: "#eee",
    picked: "#111",
    benign: "#0072b2",
    attack: "#d55e00",
    unknown: "#888",
    categories: ["#e69f00", "#56b4e9", "#009e73", "#f0e442"],
    shapes: ["circle", "square"],
    levels: { LOW: "#0a0", MEDIUM: "#fa0", HIGH: "#a00", NOT_ASSESSABLE: "#888" },
    ramp: ["#eee", "#000"],
    diverging: ["#00f", "#fff", "#f00"],
  } as ChartTheme;

  it.each(["roc", "pr", "calibration"] as const)("draws %s with a sentence and a table", async (kind) => {
    const chart = curveChart(context, training, "forest", kind);
    expect(chart).not.toBeNull();
    const { head, rows } = chart!.table();
    expect(rows.every((row) => row.length === head.length)).toBe(true);
    expect(rows.length).toBe(kind === "calibration" ? 3 : 42);
    const node = document.createElement("div");
    const drawn = await draw(node, {
      spec: chart!.spec(theme, { width: 400, height: 200 }),
      theme,
      width: 400,
      height: 200,
      renderer: "svg",
    });
    const svg = await drawn.toSVG();
    drawn.finalize();
    expect(svg).toContain(
      kind === "calibration" ? "share that are so" : kind === "roc" ? "true positive rate" : "precision",
    );
    expect(svg).not.toContain("NaN");
    expect(svg).toContain("<path");
  });

  it("draws precision as a step of the greater recall, whichever way the points run", () => {
    const reversed = structuredClone(training);
    reversed.pr["forest"]!.forEach(({ points }) => points.reverse());
    const specOf = (of: typeof training): string =>
      JSON.stringify(curveChart(context, of, "forest", "pr")?.spec(theme, { width: 400, height: 200 }));
    expect(specOf(training)).toContain('"interpolate":"step-before"');
    expect(specOf(reversed)).toContain('"interpolate":"step-after"');
  });

  it("names area and flows of each class in its sentence", () => {
    expect(curveChart(context, training, "forest", "roc")?.summary).toContain(
      "FTP-Patator 0.9990 (200 flows), SSH-Patator 0.9990",
    );
  });

  it("is not there for a model without scores", () => {
    expect(curveChart(context, training, "nobody", "pr")).toBeNull();
  });
});
