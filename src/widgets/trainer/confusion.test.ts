import { nullTranslator } from "@jupyterlab/translation";
import { Delegate } from "../shared/mod.ts";
import { ConfusionMatrix, type MatrixCell } from "./confusion.ts";

const trans = nullTranslator.load("trafficlab");
const COUNTS = [
  [8, 2, 0],
  [1, 3, 0],
  [0, 0, 0],
];

function setUp(options: Partial<ConfusionMatrix.IOptions> = {}) {
  const delegate = new Delegate();
  const picked: MatrixCell[] = [];
  const matrix = new ConfusionMatrix(
    { trans, delegate, announce: () => undefined },
    { classes: ["a", "b", "<b>c</b>"], counts: COUNTS, onPick: (cell) => picked.push(cell), ...options },
  );
  document.body.replaceChildren(matrix.node);
  for (const type of ["click", "keydown"])
    matrix.node.addEventListener(type, (event) => delegate.dispatch(event, matrix.node));
  const cells = Array.from(matrix.node.querySelectorAll<HTMLElement>("[role=gridcell]"));
  const press = (key: string): void => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  };
  return { matrix, cells, picked, press, texts: () => cells.map(({ textContent }) => textContent) };
}

describe("ConfusionMatrix", () => {
  it("shows counts, shares of the true class and shares of the predicted class", () => {
    const { matrix, texts } = setUp();
    expect(texts()).toEqual(["8", "2", "0", "1", "3", "0", "0", "0", "0"]);
    matrix.setMode("row");
    expect(texts()).toEqual(["80 %", "20 %", "0 %", "25 %", "75 %", "0 %", "–", "–", "–"]);
    matrix.setMode("column");
    expect(texts()).toEqual(["89 %", "40 %", "–", "11 %", "60 %", "–", "0 %", "0 %", "–"]);
  });

  it("says count and both shares of a cell, whatever is shown", () => {
    const { cells } = setUp({ mode: "column" });
    expect(cells[1]?.getAttribute("aria-label")).toBe(
      "true a, predicted b: 2 flows; 20 % of the true class, 40 % of the predicted class",
    );
    expect(cells[8]?.getAttribute("aria-label")).toBe(
      "true <b>c</b>, predicted <b>c</b>: 0 flows; – of the true class, – of the predicted class",
    );
  });

  it("has one tab stop, moves with the arrows and picks with Enter", () => {
    const { cells, picked, press } = setUp();
    expect(cells.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1, -1, -1, -1, -1, -1]);
    cells[0]?.focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowUp", "End", "ArrowRight", "ArrowDown", "Enter"])
      press(key);
    expect(picked).toEqual([{ actual: 1, predicted: 2 }]);
    expect(document.activeElement).toBe(cells[5]);
    expect(cells.filter(({ tabIndex }) => tabIndex === 0)).toEqual([cells[5]]);
    press("Home");
    press(" ");
    expect(picked.at(-1)).toEqual({ actual: 1, predicted: 0 });
  });

  it("picks with a click, and is only read where nothing is to be picked", () => {
    const { cells, picked } = setUp();
    cells[4]?.click();
    expect(picked).toEqual([{ actual: 1, predicted: 1 }]);
    const read = setUp({ onPick: undefined });
    read.cells[4]?.click();
    read.press("Enter");
    expect(read.picked).toEqual([]);
  });

  it("marks the picked cell", () => {
    const { matrix, cells } = setUp();
    matrix.setPicked({ actual: 0, predicted: 1 });
    expect(cells.map((cell) => cell.getAttribute("aria-selected")).indexOf("true")).toBe(1);
    matrix.setPicked(null);
    expect(cells.some((cell) => cell.getAttribute("aria-selected") === "true")).toBe(false);
  });

  it("draws 40 classes at most and says how many are left", () => {
    const classes = Array.from({ length: 45 }, (_, at) => `class ${at}`);
    const { cells, matrix } = setUp({ classes, counts: classes.map(() => classes.map(() => 1)) });
    expect(cells).toHaveLength(1600);
    expect(matrix.node.textContent).toContain("5 more classes are not drawn.");
    expect(cells[0]?.getAttribute("aria-label")).toContain("2.2 % of the true class");
  });
});
