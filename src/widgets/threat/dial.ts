import type { RuleSet, ThreatData } from "../../analysis/mod.ts";
import { fill, h, nextId, s, sign, type ViewContext } from "../shared/mod.ts";
import { bandsOf, levelClass, levelWord, scoreText, SHAPES } from "./levels.ts";

const WIDTH = 240;
const CENTER = 120;
const RADIUS = 100;
const BAND = 22;
/** Room for the numbers at both ends of the scale. */
const MARGIN = 10;

/**
 * The half-dial: three bands from 0 to 100, a needle at the score, and the level as a word with its shape.
 *
 * It is a picture of the ledger and says no more than it: what cannot be assessed has no needle and a hatched scale.
 */
export class Dial {
  constructor(context: ViewContext) {
    this._context = context;
    this.node = h("section", {
      class: "jp-ThreatWidget-dial",
      "aria-label": context.trans.__("Threat level"),
    });
  }

  readonly node: HTMLElement;

  /** @param reason What hinders an assessment although the numbers stand, "" for nothing. */
  draw(threat: ThreatData | null, rules: Pick<RuleSet, "levels">, note: string): void {
    const { trans } = this._context;
    const level = threat?.level ?? "NOT_ASSESSABLE";
    const score = level === "NOT_ASSESSABLE" ? null : (threat?.score ?? null);
    const word = levelWord(trans, level);
    const drawing =
      this._drawing !== null && this._hatched === (score === null) && this._rules === rules.levels
        ? this._drawing
        : this._scale(rules, score === null);
    const said = score === null ? word : trans.__("%1, score %2 of 100", word, scoreText(score));
    if (score === null) {
      for (const name of ["aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext"])
        drawing.removeAttribute(name);
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", said);
    } else {
      drawing.setAttribute("role", "meter");
      drawing.setAttribute("aria-label", trans.__("Threat score"));
      drawing.setAttribute("aria-valuemin", "0");
      drawing.setAttribute("aria-valuemax", "100");
      drawing.setAttribute("aria-valuenow", String(score));
      drawing.setAttribute("aria-valuetext", said);
    }
    this._needle.setAttribute("visibility", score === null ? "hidden" : "visible");
    this._needle.setAttribute("transform", `rotate(${(1.8 * (score ?? 0)).toFixed(2)} ${CENTER} ${CENTER})`);
    fill(
      this.node,
      drawing,
      h(
        "p",
        { class: `jp-ThreatWidget-level ${levelClass(level)}` },
        sign(SHAPES[level], "jp-ThreatWidget-levelShape"),
        h("span", { class: "jp-ThreatWidget-levelWord", text: word }),
      ),
      h(
        "p",
        { class: "jp-ThreatWidget-score" },
        score === null ? null : h("span", { class: "jp-ThreatWidget-scoreNumber", text: scoreText(score) }),
        score === null ? trans.__("no score") : trans.__(" of 100"),
      ),
      h("p", { class: "jp-TrafficLab-note jp-ThreatWidget-dialNote", text: note }),
    );
  }

  private _scale(rules: Pick<RuleSet, "levels">, hatched: boolean): SVGSVGElement {
    const hatch = nextId();
    const bands = bandsOf(rules).map(({ level, from, to }) =>
      s("path", {
        class: `jp-ThreatWidget-band ${levelClass(level)}`,
        d: arc(from, to),
      }),
    );
    const edges = [0, rules.levels.medium, rules.levels.high, 100].map((score) => {
      const [x, y] = at(score, RADIUS + 12);
      return s("text", { class: "jp-ThreatWidget-tick", x, y, "text-anchor": "middle", text: String(score) });
    });
    this._hatched = hatched;
    this._rules = rules.levels;
    this._needle = s("path", {
      class: "jp-ThreatWidget-needle",
      d: `M ${CENTER - RADIUS + 4} ${CENTER} L ${CENTER} ${CENTER - 5} A 5 5 0 0 1 ${CENTER} ${CENTER + 5} Z`,
    });
    this._drawing = s(
      "svg",
      {
        class: "jp-ThreatWidget-dialDrawing",
        viewBox: `${-MARGIN} -6 ${WIDTH + 2 * MARGIN} ${CENTER + 16}`,
        focusable: "false",
      },
      ...(hatched ? [pattern(hatch)] : []),
      ...bands,
      hatched
        ? s("path", { class: "jp-ThreatWidget-hatched", d: arc(0, 100), fill: `url(#${hatch})` })
        : null,
      ...edges,
      this._needle,
    );
    return this._drawing;
  }

  private readonly _context: ViewContext;
  private _drawing: SVGSVGElement | null = null;
  private _needle: SVGPathElement = s("path");
  private _hatched = false;
  private _rules: RuleSet["levels"] | null = null;
}

/** Stripes over the whole scale: the score is not known. */
function pattern(id: string): SVGPatternElement {
  return s(
    "pattern",
    { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("rect", { class: "jp-ThreatWidget-stripeGround", width: 6, height: 6 }),
    s("rect", { class: "jp-ThreatWidget-stripe", width: 2, height: 6 }),
  );
}

/** The place of a score on a circle around the dial's center: 0 is at the left, 100 at the right. */
function at(score: number, radius: number): [x: number, y: number] {
  const angle = Math.PI * (1 - score / 100);
  return [round(CENTER + radius * Math.cos(angle)), round(CENTER - radius * Math.sin(angle))];
}

function arc(from: number, to: number): string {
  const [x1, y1] = at(from, RADIUS);
  const [x2, y2] = at(to, RADIUS);
  const [x3, y3] = at(to, RADIUS - BAND);
  const [x4, y4] = at(from, RADIUS - BAND);
  return `M ${x1} ${y1} A ${RADIUS} ${RADIUS} 0 0 1 ${x2} ${y2} L ${x3} ${y3} A ${RADIUS - BAND} ${RADIUS - BAND} 0 0 0 ${x4} ${y4} Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
