import { classMarks, readChartTheme } from "./chart-theme.ts";

const COLORS = {
  "--jp-trafficlab-benign": "blue",
  "--jp-trafficlab-attack": "vermillion",
  "--jp-trafficlab-unknown": "grey",
};

beforeAll(() => {
  for (const [name, color] of Object.entries(COLORS)) document.body.style.setProperty(name, color);
  for (let at = 1; at <= 8; at++)
    document.body.style.setProperty(`--jp-trafficlab-category-${at}`, `category ${at}`);
});

function marksOf(...verdicts: (boolean | null)[]): { color: string; shape: string }[] {
  const classes = verdicts.map((isAttack, at) => ({ name: `class ${at}`, isAttack }));
  return [...classMarks(readChartTheme(document.body), classes).values()];
}

it("draws benign flows as blue circles, one kind of attack as vermillion triangles, unknown ones grey", () => {
  expect(marksOf(false, true, null)).toEqual([
    { color: "blue", shape: "circle" },
    { color: "vermillion", shape: "triangle-up" },
    { color: "grey", shape: "cross" },
  ]);
});

it("gives kinds of attack colors and shapes of their own, none of them benign's", () => {
  const attacks = marksOf(true, true, true, true, true, true);
  expect(new Set(attacks.map(({ color }) => color)).size).toBe(6);
  expect(new Set(attacks.map(({ shape }) => shape)).size).toBe(6);
  expect(attacks[0]?.color).toBe("vermillion");
  for (const { color, shape } of attacks) {
    // Categories 4 and 7 are blues.
    expect(["blue", "category 4", "category 7"]).not.toContain(color);
    expect(shape).not.toBe("circle");
  }
});

it("tells classes apart by color and shape where the data say of none whether it is an attack", () => {
  const classes = marksOf(null, null, null);
  expect(new Set(classes.map(({ color }) => color)).size).toBe(3);
  expect(new Set(classes.map(({ shape }) => shape)).size).toBe(3);
  expect(classes.map(({ color }) => color)).not.toContain("grey");
  expect(marksOf(null)).toEqual([{ color: "grey", shape: "cross" }]);
});
