import {
  formatCount,
  formatNumber,
  formatPercent,
  type AnomaliesPayload,
  type Histogram,
} from "../../analysis/mod.ts";
import { button, fill, h, nextId, s, setEnabled, type ViewContext } from "../shared/mod.ts";
import { ChartSlider } from "./chart-slider.ts";
import { CONSENSUS, cutForBudget, cutPoints, placeIn, scoreNames, type CutPoint } from "./cuts.ts";
import { detectorTitle, scoreText } from "./words.ts";

/** Height of the drawing in its own units. */
const HEIGHT = 100;
/** Least height of a bar that stands for at least one flow. */
const LEAST = 4;

/**
 * The histogram of the scores with a cut that can be dragged and moved by keyboard; what is flagged at it, with precision and
 * recall where labels exist, follows.
 */
export class ScoreCut {
  constructor(context: ViewContext, payload: AnomaliesPayload, actions: ScoreCut.IActions) {
    const { trans } = context;
    this._context = context;
    this._payload = payload;
    this._points = cutPoints(payload);
    this._names = scoreNames(payload);
    this._chart = h("div", { class: "jp-ExplorerWidget-scores" });
    this._axis = h("div", { class: "jp-ExplorerWidget-scoreAxis", "aria-hidden": "true" });
    this._readout = h("p", { class: "jp-ExplorerWidget-cutText" });
    this._line = h("div", { class: "jp-ExplorerWidget-cutLine", "aria-hidden": "true" });
    this._band = h("div", { class: "jp-ExplorerWidget-cutBand", "aria-hidden": "true" });
    this._budget = h("input", {
      class: "jp-TrafficLab-input jp-ExplorerWidget-number",
      id: nextId(),
      type: "text",
      inputmode: "numeric",
      "data-focus": "cut-budget",
    });
    context.delegate.on(this._budget, "change", () => this._onBudget(actions));
    this._apply = button(context, "", () => actions.apply(this._flagged), { "data-focus": "cut-apply" });
    this._back = button(context, trans.__("As voted"), () => actions.move(null), {
      "data-focus": "cut-back",
    });
    this._back.title = trans.__("Back to the flags of the run");
    this.node = h(
      "section",
      { class: "jp-ExplorerWidget-cut", "aria-label": trans.__("Scores and the cut") },
      h(
        "div",
        { class: "jp-ExplorerWidget-partHead" },
        h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Scores") }),
        this._names.length > 1 ? this._chooser() : null,
      ),
      this._chart,
      this._axis,
      this._readout,
      this._points.length === 0
        ? null
        : h(
            "div",
            { class: "jp-ExplorerWidget-cutBar" },
            h("label", { for: this._budget.id, text: trans.__("Flag the highest") }),
            this._budget,
            this._back,
            this._apply,
          ),
    );
    this._slider = this._makeSlider(actions);
    this._drawBars();
  }

  readonly node: HTMLElement;

  /** Shows where the cut is; null shows the run's own flags. Returns what there is to say about it. */
  draw(cut: number | null, canRun: boolean): string {
    const { trans } = this._context;
    const { anomalies } = this._payload;
    this._cut = cut;
    const point = this._points.find(({ score }) => score === cut);
    this._flagged = point?.flagged ?? anomalies.flaggedCount;
    const shown = cut ?? this._payload.cut;
    this._slider?.set(shown ?? this._points.at(-1)?.score ?? 1);
    this._budget.value = formatCount(this._flagged);
    this._back.hidden = cut === null;
    this._apply.hidden = cut === null || !canRun;
    this._apply.textContent = trans.__("Detect with a budget of %1", formatCount(this._flagged));
    setEnabled(this._apply, this._flagged > 0);
    const sentence = point === undefined ? this._runSentence() : this._cutSentence(point);
    this._readout.textContent = sentence;
    this._drawLine(shown);
    return sentence;
  }

  private _runSentence(): string {
    const { trans } = this._context;
    const { flaggedCount, rowCount, atLeast, detectors, metrics } = this._payload.anomalies;
    const count = formatCount(flaggedCount);
    const share = formatPercent(rowCount === 0 ? 0 : flaggedCount / rowCount);
    const flagged =
      atLeast === null
        ? trans._n(
            "The %2 flow with the highest score is flagged (%3).",
            "The %2 flows with the highest scores are flagged (%3).",
            flaggedCount,
            count,
            share,
          )
        : trans._n(
            "%2 flow is flagged (%3), by at least %4 of %5 detectors.",
            "%2 flows are flagged (%3), by at least %4 of %5 detectors.",
            flaggedCount,
            count,
            share,
            atLeast,
            detectors.length,
          );
    const cut = this._payload.cut;
    const from =
      cut === null || atLeast === null ? "" : trans.__("All of them score %1 or more.", scoreText(cut));
    return [flagged, from, this._metricsText(metrics)].filter((text) => text !== "").join(" ");
  }

  private _cutSentence(point: CutPoint): string {
    const { trans } = this._context;
    const { rowCount } = this._payload.anomalies;
    const flagged = trans._n(
      "At a score of %3 or more %2 flow is flagged (%4).",
      "At a score of %3 or more %2 flows are flagged (%4).",
      point.flagged,
      formatCount(point.flagged),
      scoreText(point.score),
      formatPercent(rowCount === 0 ? 0 : point.flagged / rowCount),
    );
    return [flagged, this._metricsText(point)].filter((text) => text !== "").join(" ");
  }

  private _metricsText(of: { precision?: number; recall?: number } | undefined): string {
    const { trans } = this._context;
    if (of?.precision === undefined || of.recall === undefined) return "";
    return trans.__(
      "By the labels, %1 of the flagged flows are attacks (precision), and %2 of the attacks are flagged (recall).",
      formatPercent(of.precision),
      formatPercent(of.recall),
    );
  }

  private _chooser(): HTMLElement {
    const { trans, delegate } = this._context;
    const select = h(
      "select",
      { class: "jp-TrafficLab-input", "aria-label": trans.__("Whose scores"), "data-focus": "scores-of" },
      ...this._names.map((name) => h("option", { value: name, text: this._nameText(name) })),
    );
    delegate.on(select, "change", () => {
      this._name = select.value;
      this._drawBars();
      this._drawLine(this._cut ?? this._payload.cut);
    });
    return select;
  }

  private _nameText(name: string): string {
    const { trans } = this._context;
    return name === CONSENSUS ? trans.__("consensus") : detectorTitle(trans, name);
  }

  private _makeSlider(actions: ScoreCut.IActions): ChartSlider | null {
    const { trans } = this._context;
    const histogram = this._payload.histograms[CONSENSUS];
    if (this._points.length === 0 || histogram === undefined) return null;
    return new ChartSlider(this._context, {
      node: this._chart,
      label: trans.__("Cut of the score; arrow keys move it, Escape goes back to the run's flags"),
      orientation: "horizontal",
      values: this._points.map(({ score }) => score),
      placeOf: (score) => placeIn(histogram, score),
      text: (score) => this._valueText(score),
      onMove: (score) => actions.move(score),
      onGiveUp: () => {
        if (this._cut === null) return false;
        actions.move(null);
        return true;
      },
    });
  }

  private _valueText(score: number): string {
    const { trans } = this._context;
    const flagged = this._points.find((point) => point.score === score)?.flagged ?? this._flagged;
    return trans.__("score %1, %2 flagged", scoreText(score), formatCount(flagged));
  }

  private _onBudget(actions: ScoreCut.IActions): void {
    const flows = Number(this._budget.value.replaceAll(",", "").trim());
    const point = Number.isFinite(flows) ? cutForBudget(this._points, flows) : null;
    this._budget.value = formatCount(this._flagged);
    if (point !== null) actions.move(point.score);
  }

  private _drawBars(): void {
    const histogram = this._histogram();
    const { edges, counts } = histogram;
    const greatest = Math.max(1, ...counts);
    this._bars = counts.map((count, at) => {
      const height = count === 0 ? 0 : Math.max(LEAST, (HEIGHT * count) / greatest);
      return s("rect", {
        class: "jp-TrafficLab-bar",
        x: at + 0.06,
        y: HEIGHT - height,
        width: 0.88,
        height,
      });
    });
    const drawing = s(
      "svg",
      {
        class: "jp-TrafficLab-bars",
        viewBox: `0 0 ${Math.max(1, counts.length)} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "presentation",
        focusable: "false",
      },
      ...this._bars,
    );
    fill(this._chart, this._band, drawing, this._line);
    const ends = [edges[0] ?? 0, edges.at(-1) ?? 1];
    fill(this._axis, ...ends.map((end) => h("span", { text: formatNumber(end) })));
  }

  private _drawLine(shown: number | null): void {
    const histogram = this._histogram();
    const isConsensus = this._name === CONSENSUS;
    this._line.hidden = shown === null || !isConsensus;
    if (shown !== null) this._line.style.left = `${100 * placeIn(histogram, shown)}%`;
    this._line.classList.toggle("jp-mod-moved", this._cut !== null);
    // Votes flag only some of the flows above the lowest score that they flag: no bar is theirs as a whole.
    const isByScore = this._cut !== null || this._payload.anomalies.atLeast === null;
    const from = isConsensus && isByScore ? shown : null;
    this._band.hidden = from === null;
    if (from !== null) this._band.style.left = this._line.style.left;
    this._bars.forEach((bar, at) => {
      bar.classList.toggle("jp-mod-flagged", from !== null && (histogram.edges[at] ?? 0) >= from);
    });
  }

  private _histogram(): Histogram {
    return this._payload.histograms[this._name] ?? { edges: [0, 1], counts: [], scale: "linear" };
  }

  private readonly _context: ViewContext;
  private readonly _payload: AnomaliesPayload;
  private readonly _points: CutPoint[];
  private readonly _names: string[];
  private readonly _chart: HTMLElement;
  private readonly _axis: HTMLElement;
  private readonly _line: HTMLElement;
  private readonly _band: HTMLElement;
  private readonly _readout: HTMLElement;
  private readonly _budget: HTMLInputElement;
  private readonly _apply: HTMLButtonElement;
  private readonly _back: HTMLButtonElement;
  private readonly _slider: ChartSlider | null;
  private _bars: SVGRectElement[] = [];
  private _name: string = CONSENSUS;
  private _cut: number | null = null;
  private _flagged = 0;
}

export namespace ScoreCut {
  export interface IActions {
    /** Moves the cut; null goes back to the run's own flags. */
    move: (score: number | null) => void;
    /** Detects anew with a review budget. */
    apply: (flagged: number) => void;
  }
}
