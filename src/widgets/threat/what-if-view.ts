import type { TranslationBundle } from "@jupyterlab/translation";
import { formatNumber, visibleText, type Cell, type RuleSet } from "../../analysis/mod.ts";
import { button, fill, h, s, type ViewContext } from "../shared/mod.ts";
import { choiceText, labelOf, PORTS, type FormField } from "./fields.ts";
import { bandsOf, levelClass, levelWord, scoreText } from "./levels.ts";
import type { Change, Curve, CurvePoint } from "./what-if.ts";

const WIDTH = 160;
const HEIGHT = 44;

/** One small curve a field: the score if only that field changed, over the colors of the levels, and what would change the level. */
export class WhatIfView {
  constructor(context: ViewContext, onSet: (field: FormField, value: Cell) => void) {
    const { trans, delegate } = context;
    this._context = context;
    this._onSet = onSet;
    this._note = h("p", { class: "jp-TrafficLab-note" });
    this._grid = h("div", { class: "jp-ThreatWidget-curves" });
    this._tableBody = h("div", { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0 });
    this._tableBody.setAttribute("aria-label", trans.__("Scores along each field"));
    this._table = h(
      "details",
      { class: "jp-ThreatWidget-curveTable" },
      h("summary", { text: trans.__("Show as table") }),
      this._tableBody,
    );
    delegate.on(this._table, "toggle", () => {
      if (this._table.open) this._drawTable();
      return true;
    });
    this.node = h(
      "section",
      { class: "jp-ThreatWidget-whatIf", hidden: true, "aria-label": trans.__("What would change it") },
      h("h4", { class: "jp-TrafficLab-heading", text: trans.__("What would change it") }),
      this._note,
      this._grid,
      this._table,
    );
  }

  readonly node: HTMLElement;

  /** @param note What the curves are made by, "" for nothing to say. */
  draw(curves: readonly Curve[], rules: Pick<RuleSet, "levels">, note: string): void {
    this._curves = curves;
    this.node.hidden = curves.length === 0;
    this._note.textContent = note;
    // A button that is pressed and drawn anew would lose the focus.
    const focused = this._buttons.findIndex((one) => one.contains(document.activeElement));
    this._buttons = [];
    fill(this._grid, ...curves.map((curve) => this._curve(curve, rules)));
    if (focused >= 0)
      this._buttons[Math.min(focused, this._buttons.length - 1)]?.focus({ preventScroll: true });
    if (this._table.open) this._drawTable();
  }

  private _curve(curve: Curve, rules: Pick<RuleSet, "levels">): HTMLElement {
    const { trans } = this._context;
    const { label } = labelOf(trans, curve.field);
    const sentence = curveSentence(trans, curve);
    const { change } = curve;
    const drawing = s(
      "svg",
      {
        class: "jp-ThreatWidget-curveDrawing",
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": sentence,
        focusable: "false",
      },
      ...bandsOf(rules).map(({ level, from, to }) =>
        s("rect", {
          class: `jp-ThreatWidget-curveBand ${levelClass(level)}`,
          x: 0,
          y: yOf(to),
          width: WIDTH,
          height: yOf(from) - yOf(to),
        }),
      ),
      ...(curve.kind === "line" ? linePath(curve.points) : stepMarks(curve)),
      ownMark(curve),
    );
    const act =
      change === null
        ? h("span", { class: "jp-TrafficLab-note", text: noChangeText(trans, curve) })
        : button(
            this._context,
            changeText(trans, curve.field, change),
            () => this._onSet(curve.field, change.near),
            {
              class: "jp-ThreatWidget-change",
              title: trans.__("Set %1 to %2", label, valueText(trans, curve.field, change.near)),
            },
          );
    if (act instanceof HTMLButtonElement) this._buttons.push(act);
    return h(
      "div",
      { class: "jp-ThreatWidget-curve" },
      h("p", { class: "jp-ThreatWidget-curveName", text: label }),
      drawing,
      act,
    );
  }

  private _drawTable(): void {
    const { trans } = this._context;
    const heads = [trans.__("field"), trans.__("value"), trans.__("score"), trans.__("level")];
    const rows = this._curves.flatMap((curve) =>
      curve.points.map((point, at) =>
        h(
          "tr",
          {},
          h("th", { scope: "row", class: "jp-mod-text", text: labelOf(trans, curve.field).label }),
          h("td", {
            class: at === curve.own ? "jp-mod-marked" : "",
            text: valueText(trans, curve.field, point.value),
          }),
          h("td", { text: point.score === null ? "–" : scoreText(point.score) }),
          h("td", { class: "jp-mod-text", text: levelWord(trans, point.level) }),
        ),
      ),
    );
    fill(
      this._tableBody,
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col", text })))),
        h("tbody", {}, ...rows),
      ),
    );
  }

  private readonly _context: ViewContext;
  private readonly _onSet: (field: FormField, value: Cell) => void;
  private readonly _note: HTMLElement;
  private readonly _grid: HTMLElement;
  private readonly _table: HTMLDetailsElement;
  private readonly _tableBody: HTMLElement;
  private _curves: readonly Curve[] = [];
  private _buttons: HTMLButtonElement[] = [];
}

/** What a curve shows, in one sentence. */
export function curveSentence(trans: TranslationBundle, curve: Curve): string {
  const { label } = labelOf(trans, curve.field);
  const scores = curve.points.flatMap(({ score }) => (score === null ? [] : [score]));
  const own = curve.points[curve.own];
  if (scores.length === 0) return trans.__("%1: cannot be assessed at any value.", label);
  const range = trans.__(
    "%1: the score is %2 to %3 along its range",
    label,
    scoreText(Math.min(...scores)),
    scoreText(Math.max(...scores)),
  );
  if (own === undefined || own.score === null) return trans.__("%1.", range);
  const here = trans.__(
    "%1, %2 at %3",
    range,
    scoreText(own.score),
    valueText(trans, curve.field, own.value),
  );
  return curve.change === null
    ? trans.__("%1.", here)
    : trans.__("%1. %2.", here, changeText(trans, curve.field, curve.change));
}

/** A change as it is offered: "LOW if packets ≥ 12". */
export function changeText(trans: TranslationBundle, field: FormField, change: Change): string {
  const word = levelWord(trans, change.level);
  const { label } = labelOf(trans, field);
  const from = valueText(trans, field, change.from);
  const to = valueText(trans, field, change.to);
  if (change.from === change.to) return trans.__("%1 if %2 is %3", word, label, from);
  if (change.open === "up") return trans.__("%1 if %2 ≥ %3", word, label, from);
  if (change.open === "down") return trans.__("%1 if %2 ≤ %3", word, label, to);
  return trans.__("%1 if %2 is %3 to %4", word, label, from, to);
}

function noChangeText(trans: TranslationBundle, { points }: Curve): string {
  const scores = new Set(points.map(({ score }) => score));
  return scores.size === 1 ? trans.__("no effect") : trans.__("changes the score, not the level");
}

function valueText(trans: TranslationBundle, field: FormField, value: Cell): string {
  if (value === null) return trans.__("not known");
  if (field === "dst_port") {
    const use = PORTS.find(([port]) => port === value)?.[1];
    return use === undefined || use === String(value)
      ? visibleText(String(value))
      : `${String(value)} (${use})`;
  }
  if (field === "protocol" || field === "state") return visibleText(choiceText(trans, field, String(value)));
  const { unit } = labelOf(trans, field);
  return `${formatNumber(typeof value === "number" ? value : null)}${unit === "" ? "" : ` ${unit}`}`;
}

function yOf(score: number): number {
  return HEIGHT - 2 - ((HEIGHT - 4) * Math.min(100, Math.max(0, score))) / 100;
}

/** The curve in pieces: where nothing can be said there is a gap. */
function linePath(points: readonly CurvePoint[]): SVGPathElement[] {
  let path = "";
  let isOpen = false;
  for (const { at, score } of points) {
    if (score === null) isOpen = false;
    else {
      path += `${isOpen ? "L" : "M"} ${(at * WIDTH).toFixed(1)} ${yOf(score).toFixed(1)} `;
      isOpen = true;
    }
  }
  return path === "" ? [] : [s("path", { class: "jp-ThreatWidget-curveLine", d: path.trim() })];
}

function stepMarks({ points }: Curve): SVGRectElement[] {
  const width = WIDTH / Math.max(1, points.length);
  return points.flatMap(({ score }, at) =>
    score === null
      ? []
      : [
          s("rect", {
            class: "jp-ThreatWidget-curveStep",
            x: (at * width + 1).toFixed(1),
            y: (yOf(score) - 1.5).toFixed(1),
            width: Math.max(1, width - 2).toFixed(1),
            height: 3,
          }),
        ],
  );
}

function ownMark({ points, own, kind }: Curve): SVGElement | null {
  const here = points[own];
  if (here === undefined || here.score === null) return null;
  const width = WIDTH / Math.max(1, points.length);
  const x = kind === "line" ? here.at * WIDTH : (own + 0.5) * width;
  return s("ellipse", {
    class: "jp-ThreatWidget-curveOwn",
    cx: Math.min(WIDTH - 3, Math.max(3, x)).toFixed(1),
    cy: yOf(here.score).toFixed(1),
    rx: 3,
    ry: 4,
  });
}
