import { nullTranslator } from "@jupyterlab/translation";
import type { ChartLibrary, DrawnChart, DrawRequest } from "./chart-library.ts";
import type { ChartMark } from "./chart-marks.ts";
import { Delegate } from "./delegate.ts";
import { VegaChart } from "./vega-chart.ts";

const trans = nullTranslator.load("trafficlab");
const name = "Sent × received";
const unsafe = "Sent/../× received";

/** The page's layout, played by hand: jsdom has none. */
class FakeSizes {
  constructor(private readonly _tell: () => void) {
    FakeSizes.all.add(this);
  }
  static all = new Set<FakeSizes>();
  static width = 0;
  static resize(width: number): void {
    FakeSizes.width = width;
    for (const one of FakeSizes.all) one._tell();
  }
  observe(node: Element): void {
    Object.defineProperty(node, "clientWidth", { configurable: true, get: () => FakeSizes.width });
  }
  disconnect(): void {
    FakeSizes.all.delete(this);
  }
}

/** Whether a chart is in the visible part of the page. */
class FakeSight {
  constructor(private readonly _tell: (entries: { isIntersecting: boolean }[]) => void) {
    FakeSight.all.add(this);
  }
  static all = new Set<FakeSight>();
  static isSeen = true;
  static look(isSeen: boolean): void {
    FakeSight.isSeen = isSeen;
    for (const one of FakeSight.all) one._tell([{ isIntersecting: isSeen }]);
  }
  observe(): void {
    this._tell([{ isIntersecting: FakeSight.isSeen }]);
  }
  disconnect(): void {
    FakeSight.all.delete(this);
  }
}

/** A library that notes what it is asked to draw. */
function fakeLibrary() {
  const requests: DrawRequest[] = [];
  const finalized: number[] = [];
  const waiting: (() => void)[] = [];
  const state = { failure: null as Error | null, isHeld: false, marks: [] as ChartMark[] };
  const library: ChartLibrary = {
    draw: async (node, request) => {
      const at = requests.push(request) - 1;
      if (state.isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (state.failure !== null) throw state.failure;
      node.append(document.createElement("svg"));
      const chart: DrawnChart = {
        setParam: () => Promise.resolve(),
        marks: () => state.marks,
        toSVG: () => Promise.resolve("<svg></svg>"),
        toPNG: () => Promise.resolve(new Blob(["png"])),
        finalize: () => void finalized.push(at),
      };
      return chart;
    },
  };
  return { library, requests, finalized, waiting, state };
}

function makeChart(
  fake: ReturnType<typeof fakeLibrary>,
  options: Partial<VegaChart.IOptions> = {},
): { chart: VegaChart; click: (node: Element) => void; press: (node: Element, key: string) => void } {
  const delegate = new Delegate();
  const chart = new VegaChart(
    { trans, delegate, announce: () => undefined },
    {
      title: name,
      summary: "Most flows answer.",
      spec: () => ({ mark: "point" }),
      table: () => ({
        head: ["flow", "sent"],
        rows: [
          ["<b>1</b>", "12"],
          ["2", "7"],
        ],
      }),
      library: fake.library,
      ...options,
    },
  );
  document.body.append(chart.node);
  const click = (node: Element): void => {
    node.addEventListener("click", (event) => delegate.dispatch(event, chart.node), { once: true });
    (node as HTMLElement).click();
  };
  const press = (node: Element, key: string): void => {
    const event = new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true });
    chart.node.addEventListener("keydown", (one) => delegate.dispatch(one, chart.node), { once: true });
    node.dispatchEvent(event);
  };
  return { chart, click, press };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe("VegaChart", () => {
  const { ResizeObserver, IntersectionObserver } = globalThis;
  beforeEach(() => {
    FakeSizes.all.clear();
    FakeSizes.width = 0;
    FakeSight.all.clear();
    FakeSight.isSeen = true;
    Object.assign(globalThis, { ResizeObserver: FakeSizes, IntersectionObserver: FakeSight });
  });
  afterEach(() => {
    Object.assign(globalThis, { ResizeObserver, IntersectionObserver });
    document.body.replaceChildren();
  });

  it("draws nothing before it has a width, then draws in that width", async () => {
    const fake = fakeLibrary();
    makeChart(fake);
    await settle();
    expect(fake.requests).toHaveLength(0);
    FakeSizes.resize(320);
    await settle();
    expect(fake.requests.map(({ width }) => width)).toEqual([320]);
  });

  it("draws again at another width and at another theme, and lets go of the drawing before", async () => {
    const fake = fakeLibrary();
    makeChart(fake);
    FakeSizes.resize(320);
    await settle();
    FakeSizes.resize(200);
    await settle();
    document.body.dataset["jpThemeLight"] = "false";
    await settle();
    expect(fake.requests.map(({ width, theme }) => [width, theme.isDark])).toEqual([
      [320, false],
      [200, false],
      [200, true],
    ]);
    expect(fake.finalized).toEqual([0, 1]);
    delete document.body.dataset["jpThemeLight"];
  });

  it("makes one drawing of all changes that come while it draws", async () => {
    const fake = fakeLibrary();
    fake.state.isHeld = true;
    const { chart } = makeChart(fake);
    FakeSizes.resize(300);
    await settle();
    for (let turn = 0; turn < 5; turn++) chart.update(() => ({ mark: "bar", turn }));
    fake.state.isHeld = false;
    fake.waiting.forEach((go) => go());
    await settle();
    expect(fake.requests.map(({ spec }) => spec["turn"])).toEqual([undefined, 4]);
  });

  it("waits until it is about to be seen, and draws what it missed meanwhile once", async () => {
    const fake = fakeLibrary();
    FakeSight.isSeen = false;
    const { chart } = makeChart(fake);
    FakeSizes.resize(300);
    chart.update(() => ({ mark: "bar", turn: 1 }));
    await settle();
    expect(fake.requests).toHaveLength(0);
    FakeSight.look(true);
    await settle();
    FakeSight.look(false);
    FakeSight.look(true);
    await settle();
    expect(fake.requests.map(({ spec }) => spec["turn"])).toEqual([1]);
  });

  it("is words and a table without a layout", async () => {
    Reflect.deleteProperty(globalThis, "ResizeObserver");
    const fake = fakeLibrary();
    const { chart, click } = makeChart(fake);
    expect(chart.node.textContent).toContain("Most flows answer.");
    const button = chart.node.querySelector("button")!;
    click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(Array.from(chart.node.querySelectorAll("tbody th"), (cell) => cell.textContent)).toEqual([
      "<b>1</b>",
      "2",
    ]);
    expect(chart.node.querySelector("b")).toBeNull();
    click(button);
    expect(chart.node.querySelector("table")).toBeNull();
    await settle();
    expect(fake.requests).toHaveLength(0);
  });

  it("opens the table and says why when it cannot be drawn, and draws at the next chance", async () => {
    const fake = fakeLibrary();
    fake.state.failure = new Error("Cannot reach the chunk");
    const { chart } = makeChart(fake);
    FakeSizes.resize(300);
    await settle();
    expect(chart.node.querySelector("[role=alert]")?.textContent).toContain("Cannot reach the chunk");
    expect(chart.node.querySelector("table")).not.toBeNull();
    fake.state.failure = null;
    chart.update();
    await settle();
    expect(chart.node.querySelector("[role=alert]")).toBeNull();
    expect(chart.node.querySelector("svg")).not.toBeNull();
  });

  it("saves a picture with its title under a name that is safe as a file's", async () => {
    const fake = fakeLibrary();
    const saved: [string, Blob][] = [];
    const { chart, click } = makeChart(fake, {
      title: unsafe,
      save: (name, blob) => void saved.push([name, blob]),
    });
    const buttons = Array.from(chart.node.querySelectorAll("button"));
    click(buttons.find(({ textContent }) => textContent === "SVG")!);
    await settle();
    click(buttons.find(({ textContent }) => textContent === "PNG")!);
    await settle();
    expect(saved.map(([name]) => name)).toEqual(["sent-received.svg", "sent-received.png"]);
    expect(fake.requests[0]!.spec["title"]).toEqual({ text: unsafe });
    expect(fake.finalized).toEqual([0, 1]);
  });

  it("shows what a mark stands for as text", async () => {
    const fake = fakeLibrary();
    const { chart } = makeChart(fake);
    FakeSizes.resize(300);
    await settle();
    fake.requests[0]!.onTip!({ host: "<img src=x>", sent: 7 }, new MouseEvent("mousemove"));
    const tip = chart.node.querySelector(".jp-TrafficLab-chartTip")!;
    expect(Array.from(tip.children, (line) => line.textContent)).toEqual(["host: <img src=x>", "sent: 7"]);
    expect(tip.querySelector("img")).toBeNull();
    fake.requests[0]!.onTip!(null, new MouseEvent("mousemove"));
    expect((tip as HTMLElement).hidden).toBe(true);
    fake.requests[0]!.onTip!(null, null);
    expect((tip as HTMLElement).hidden).toBe(true);
  });

  it("walks over its marks by arrows, selects by Enter, and opens the table where no mark is looked at", async () => {
    const fake = fakeLibrary();
    const chosen: unknown[] = [];
    const { chart, press } = makeChart(fake, { onSelect: ({ row }) => void chosen.push(row) });
    const at = { left: 10, top: 10, right: 20, bottom: 20 };
    fake.state.marks = [{ ...at, tip: "row 7", datum: { row: 7 } }];
    FakeSizes.resize(300);
    await settle();
    const plot = chart.node.querySelector("[role=application]")!;
    press(plot, "ArrowRight");
    const mark = chart.node.querySelector<HTMLElement>(".jp-TrafficLab-chartMark")!;
    expect([mark.hidden, chart.node.querySelector("[role=img] svg") !== null]).toEqual([false, true]);
    press(plot, "Enter");
    expect([chosen, chart.node.querySelector("table")]).toEqual([[7], null]);
    chart.update();
    await settle();
    expect(mark.hidden).toBe(true);
    press(plot, "Enter");
    expect(chart.node.querySelector("table")).not.toBeNull();
  });

  it("lets go of everything when disposed, twice, and while it draws", async () => {
    const fake = fakeLibrary();
    fake.state.isHeld = true;
    const { chart } = makeChart(fake);
    FakeSizes.resize(300);
    await settle();
    chart.dispose();
    chart.dispose();
    fake.waiting.forEach((go) => go());
    await settle();
    expect(fake.finalized).toEqual([0]);
    expect(FakeSizes.all.size).toBe(0);
    FakeSizes.resize(100);
    chart.update();
    await settle();
    expect(fake.requests).toHaveLength(1);
  });
});
