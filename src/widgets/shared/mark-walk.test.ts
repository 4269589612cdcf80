import { nullTranslator } from "@jupyterlab/translation";
import type { ChartMark } from "./chart-marks.ts";
import { ChartTip } from "./chart-tip.ts";
import { Delegate } from "./delegate.ts";
import { MarkWalk } from "./mark-walk.ts";

const trans = nullTranslator.load("trafficlab");

/** A mark around a middle, named by it. */
function mark(name: string, x: number, y: number, half = 4): ChartMark {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half, tip: name, datum: { name } };
}

function walkOver(marks: ChartMark[], select?: (name: unknown) => void) {
  const node = document.createElement("div");
  const said: string[] = [];
  const delegate = new Delegate();
  const tip = new ChartTip();
  const announce = (text: string): void => void said.push(text);
  const walk = new MarkWalk(
    { trans, delegate, announce },
    {
      ...{ node, tip, marks: () => marks, width: () => 100 },
      select: ({ datum }) => {
        select?.(datum["name"]);
        return select !== undefined;
      },
    },
  );
  const press = (...keys: string[]): boolean[] =>
    keys.map((key) => {
      const event = new KeyboardEvent("keydown", { key, cancelable: true });
      Object.defineProperty(event, "target", { value: node });
      delegate.dispatch(event, node);
      return event.defaultPrevented;
    });
  /** What the keys come to, one after the other. */
  const visit = (...keys: string[]): string[] =>
    keys.map((key) => {
      press(key);
      return said.at(-1)!.split(";")[0]!;
    });
  return { press, visit, said, walk, tip };
}

describe("MarkWalk", () => {
  it("goes from bar to bar by either pair of arrows, to the ends, and stays there", () => {
    const standing = [mark("c", 50, 60), mark("a", 10, 80), mark("b", 30, 20)];
    expect(walkOver(standing).visit("ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "Home")).toEqual([
      ...["a", "b", "c", "c", "a"],
    ]);
    const lying = [10, 60, 30].map((right, at) => ({ ...mark(`bar ${at}`, 0, 20 * at), left: 0, right }));
    expect(walkOver(lying).visit("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "End")).toEqual([
      ...["bar 0", "bar 1", "bar 2", "bar 1", "bar 2"],
    ]);
    expect(walkOver(standing).visit("ArrowLeft")).toEqual(["c"]);
  });

  it("keeps the row of a grid while it goes along, and the column while it goes up and down", () => {
    const cells = ["a1", "a2", "a3", "b1", "b2", "b3"].map((name, at) =>
      mark(name, at < 3 ? 10 : 20, 10 + 10 * (at % 3)),
    );
    expect(
      walkOver(cells).visit("Home", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"),
    ).toEqual(["a1", "a2", "b2", "b3", "a3", "a2"]);
  });

  it("reaches every point of a scatter", () => {
    let state = 7;
    const next = (): number => (state = (state * 48271) % 2147483647) % 40;
    const points = Array.from({ length: 60 }, (_, at) => mark(`p${at}`, next(), next()));
    const { visit } = walkOver(points);
    const seen = new Set(visit("Home"));
    for (let column = 0; column < 60; column++) {
      for (let up = 0; up < 60; up++) seen.add(visit("ArrowUp")[0]!);
      for (let down = 0; down < 60; down++) seen.add(visit("ArrowDown")[0]!);
      seen.add(visit("ArrowRight")[0]!);
    }
    expect(seen.size).toBe(60);
  });

  it("shows and says the mark and its place, and Escape looks away and lets the next Escape through", () => {
    const { press, said, walk, tip } = walkOver([mark("a\n<b>", 10, 20), mark("c", 40, 20)]);
    press("ArrowRight");
    expect(said).toEqual(["a, <b>; mark 1 of 2"]);
    expect([walk.node.hidden, walk.node.style.left, walk.node.style.width]).toEqual([false, "4px", "12px"]);
    expect(Array.from(tip.node.children, (line) => line.textContent)).toEqual(["a", "<b>"]);
    expect(press("Escape", "Escape")).toEqual([true, false]);
    expect([walk.node.hidden, tip.node.hidden]).toEqual([true, true]);
  });

  it("selects the mark it is at, and leaves Enter alone where nothing is selected by it", () => {
    const names: unknown[] = [];
    const { press } = walkOver([mark("a", 10, 20), mark("b", 40, 20)], (name) => names.push(name));
    expect(press("Enter", "ArrowRight", "ArrowRight", "Enter")).toEqual([false, true, true, true]);
    expect(names).toEqual(["b"]);
    expect(walkOver([mark("a", 10, 20)]).press("ArrowRight", "Enter")).toEqual([true, false]);
  });

  it("takes the arrows also where there is no mark, and says nothing", () => {
    const { press, said } = walkOver([]);
    expect(press("ArrowRight", "Home")).toEqual([true, true]);
    expect(said).toEqual([]);
  });
});
