/** Colors and fonts of the charts, as the page's theme has them where a chart stands. */

/** What a specification draws with; every color comes from the style sheet. */
export interface ChartTheme {
  isDark: boolean;
  background: string;
  text: string;
  muted: string;
  grid: string;
  font: string;
  /** px */
  fontSize: number;
  /** A mark without a meaning of its own. */
  mark: string;
  markSoft: string;
  picked: string;
  benign: string;
  attack: string;
  unknown: string;
  /** Okabe and Ito's in fixed order, those of benign and attack last. */
  categories: string[];
  /** Shapes that go with `categories`, place by place: color is never alone. */
  shapes: string[];
  levels: { LOW: string; MEDIUM: string; HIGH: string; NOT_ASSESSABLE: string };
  /** From few to many. */
  ramp: [string, string];
  /** From negative over none to positive. */
  diverging: [string, string, string];
}

/** Names of Vega's shapes, each unlike its neighbours. */
const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
  "triangle-left",
];

/** Of the words in a chart to those around it. */
const SMALL = 0.85;

/** Reads the theme at an element of the page. */
export function readChartTheme(node: Element): ChartTheme {
  const style = getComputedStyle(node);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const own = (name: string): string => read(`--jp-trafficlab-${name}`);
  // JupyterLab's sizes are parts of the page's size; the computed one is in px.
  const size = Number.parseFloat(style.fontSize) * SMALL;
  return {
    isDark: document.body.dataset["jpThemeLight"] === "false",
    background: read("--jp-layout-color0"),
    text: read("--jp-ui-font-color1"),
    muted: own("muted"),
    grid: own("grid"),
    font: read("--jp-ui-font-family"),
    fontSize: Number.isFinite(size) ? Math.round(size) : 11,
    mark: own("mark"),
    markSoft: own("mark-soft"),
    picked: own("picked"),
    benign: own("benign"),
    attack: own("attack"),
    unknown: own("unknown"),
    categories: SHAPES.map((_, at) => own(`category-${at + 1}`)),
    shapes: [...SHAPES],
    levels: {
      LOW: own("level-low"),
      MEDIUM: own("level-medium"),
      HIGH: own("level-high"),
      NOT_ASSESSABLE: own("unknown"),
    },
    ramp: [own("ramp-low"), own("ramp-high")],
    diverging: [own("negative"), own("none"), own("positive")],
  };
}

/** Vega-Lite's configuration for a theme. */
export function chartConfig(theme: ChartTheme): Record<string, unknown> {
  const { text, muted, grid, font, fontSize, mark, background } = theme;
  const words = { labelColor: muted, titleColor: text, labelFontSize: fontSize, titleFontSize: fontSize };
  return {
    background,
    font,
    aria: false,
    axis: {
      ...words,
      titleFontWeight: 400,
      domainColor: muted,
      tickColor: muted,
      gridColor: grid,
      labelLimit: 140,
      labelOverlap: "greedy",
      // Labels that touch read as one: "Mon 0403:00", "−4−2".
      labelSeparation: 6,
    },
    legend: { ...words, titleFontWeight: 600, labelLimit: 180, symbolStrokeWidth: 1.5 },
    header: words,
    title: { color: text, fontSize: fontSize + 2, anchor: "start", fontWeight: 600 },
    text: { color: text, fontSize },
    mark: { color: mark },
    view: { stroke: null },
    range: { category: theme.categories, symbol: theme.shapes, ramp: theme.ramp, heatmap: theme.ramp },
  };
}

/** A class, and how it is drawn in every chart: benign always the same blue, attacks vermillion where there is one kind. */
export interface ClassMark {
  color: string;
  shape: string;
}

/**
 * How classes are drawn: benign is the blue circle, a single kind of attack the vermillion triangle, several kinds the
 * categories in order, a class that the data say nothing of grey. Where they say it of no class, the categories tell all classes
 * apart.
 */
export function classMarks(
  theme: ChartTheme,
  classes: readonly { name: string; isAttack: boolean | null }[],
): Map<string, ClassMark> {
  const attacks = classes.filter(({ isAttack }) => isAttack === true).length;
  // Benign's blue and what is like it stay benign's.
  const colors = [theme.attack, ...ATTACK_CATEGORIES.map((at) => theme.categories[at] ?? theme.attack)];
  const isTold = classes.length < 2 || classes.some(({ isAttack }) => isAttack !== null);
  const marks = new Map<string, ClassMark>();
  let place = 0;
  for (const { name, isAttack } of classes) {
    if (!isTold) {
      const at = ATTACK_CATEGORIES[place % ATTACK_CATEGORIES.length] ?? 0;
      marks.set(name, {
        color: theme.categories[at] ?? theme.unknown,
        shape: SHAPES[place % SHAPES.length] ?? "circle",
      });
      place += 1;
    } else if (isAttack === false) marks.set(name, { color: theme.benign, shape: "circle" });
    else if (isAttack === null) marks.set(name, { color: theme.unknown, shape: "cross" });
    else if (attacks === 1) marks.set(name, { color: theme.attack, shape: "triangle-up" });
    else {
      const color = colors[place % colors.length] ?? theme.attack;
      marks.set(name, { color, shape: ATTACK_SHAPES[place % ATTACK_SHAPES.length] ?? "square" });
      place += 1;
    }
  }
  return marks;
}

/** Places of the categories that several kinds of attack take after vermillion: none of them a blue. */
const ATTACK_CATEGORIES = [0, 1, 2, 4, 5];

/** All but the circle, which is benign's. */
const ATTACK_SHAPES = ["triangle-up", ...SHAPES.slice(1).filter((shape) => shape !== "triangle-up")];
