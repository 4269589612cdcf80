import { formatCount, formatNumber, formatPercent } from "../../analysis/mod.ts";
import { button, fill, h, nextId, sign, type ViewContext } from "../shared/mod.ts";
import type { CutOff, CutPoint } from "./cutoff.ts";
import { classText, scoreText } from "./words.ts";

/** The marks of the cut and of the model's own decision, in the chart and in words. */
const CUT_SIGN = "●";
const OWN_SIGN = "◇";

/** The cut-off of a two-class model as a slider, and what the model would do there beside what it does. */
export class CutOffPanel {
  /** @param onMove Called with the place of the cut among `cutOff.points`. */
  constructor(context: ViewContext, cutOff: CutOff, onMove: (at: number) => void) {
    const { trans, delegate } = context;
    this._context = context;
    this._cutOff = cutOff;
    this._onMove = onMove;
    this._at = cutOff.own;
    const { label, points, positives, flows } = cutOff;
    const id = nextId();
    const name = classText(trans, label);
    this._slider = h("input", {
      ...{ id, type: "range", min: 0, max: points.length - 1, step: 1 },
      class: "jp-TrainerWidget-cutSlider",
    });
    delegate.on(this._slider, "input", () => {
      this._go(Number(this._slider.value));
      return true;
    });
    this._back = button(context, trans.__("As the model decides"), () => {
      this._go(cutOff.own);
      this._slider.focus({ preventScroll: true });
    });
    this._rows = h("tbody", {});
    this.node = h(
      "section",
      { class: "jp-TrainerWidget-cutOff", "aria-label": trans.__("Cut-off") },
      h(
        "div",
        { class: "jp-TrainerWidget-cutBar" },
        h("label", { for: id, text: trans.__("Call a flow “%1” from a score of", name) }),
        this._slider,
        this._back,
      ),
      this._table(),
      h("p", {
        class: "jp-TrafficLab-note",
        text: trans.__(
          "On the held-out flows, %1 of which are “%2” (%3 of %4): the same flows that the scores above are of, so a cut that is chosen here looks a little better than it is.",
          formatPercent(positives / flows),
          name,
          formatCount(positives),
          formatCount(flows),
        ),
      }),
    );
    this._draw();
  }

  readonly node: HTMLElement;

  /** Place of the cut among the points. */
  get at(): number {
    return this._at;
  }

  private _go(at: number): void {
    if (at === this._at || this._cutOff.points[at] === undefined) return;
    this._at = at;
    this._draw();
    this._onMove(at);
  }

  private _draw(): void {
    const { trans } = this._context;
    const { points, own } = this._cutOff;
    const [cut, decision] = [points[this._at], points[own]];
    if (cut === undefined || decision === undefined) return;
    this._slider.value = String(this._at);
    this._slider.setAttribute(
      "aria-valuetext",
      trans.__(
        "score %1: precision %2, recall %3, F1 %4, %5 false alarms per 1,000 flows",
        this._scoreText(cut),
        scoreText(cut.precision),
        scoreText(cut.recall),
        scoreText(cut.f1),
        formatNumber(cut.perThousand),
      ),
    );
    this._back.hidden = this._at === own;
    fill(
      this._rows,
      this._row(CUT_SIGN, trans.__("at this cut-off"), cut),
      this._row(OWN_SIGN, trans.__("as the model decides (default)"), decision),
    );
  }

  private _row(shape: string, text: string, point: CutPoint): HTMLElement {
    const cell = (value: number, shown = scoreText(value)): HTMLElement =>
      h("td", { title: String(value), text: shown });
    return h(
      "tr",
      {},
      h("th", { scope: "row", class: "jp-mod-text" }, sign(shape), ` ${text}`),
      h("td", { text: this._scoreText(point) }),
      cell(point.precision),
      cell(point.recall),
      cell(point.f1),
      cell(point.perThousand, formatNumber(point.perThousand)),
      cell(point.hits + point.falseAlarms, formatCount(point.hits + point.falseAlarms)),
    );
  }

  private _table(): HTMLElement {
    const { trans } = this._context;
    const heads: [string, string][] = [
      [trans.__("from score"), trans.__("the least probability that counts as this class")],
      [trans.__("precision"), trans.__("of the flows that are called so, the share that are")],
      [trans.__("recall"), trans.__("of the flows that are so, the share that is found")],
      [trans.__("F1"), trans.__("the harmonic mean of precision and recall")],
      [
        trans.__("false alarms per 1,000 flows"),
        trans.__("flows that are called so and are not, of all flows"),
      ],
      [trans.__("called so"), trans.__("held-out flows from the cut-off on")],
    ];
    return h(
      "div",
      {
        class: "jp-TrafficLab-scroll",
        role: "region",
        tabindex: 0,
        "aria-label": trans.__("At the cut-off"),
      },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col", class: "jp-mod-text", text: trans.__("Decision") }),
            ...heads.map(([text, title]) => h("th", { scope: "col", title, text })),
          ),
        ),
        this._rows,
      ),
    );
  }

  private _scoreText({ threshold }: CutPoint): string {
    return threshold === null ? this._context.trans.__("its own rule") : scoreText(threshold);
  }

  private readonly _context: ViewContext;
  private readonly _cutOff: CutOff;
  private readonly _onMove: (at: number) => void;
  private readonly _slider: HTMLInputElement;
  private readonly _back: HTMLButtonElement;
  private readonly _rows: HTMLElement;
  private _at: number;
}
