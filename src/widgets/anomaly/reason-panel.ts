import {
  exactText,
  formatCount,
  formatPercent,
  visibleText,
  type AnomaliesPayload,
  type RankedFlow,
  type Reason,
} from "../../analysis/mod.ts";
import { button, fill, h, sign, spoken, type ViewContext } from "../shared/mod.ts";
import { votes } from "./ranked-list.ts";
import { detectorTitle, fieldKind, fieldText, flowText, scoreText, type FlowCells } from "./words.ts";

/** Why the picked flow is unusual: its most unusual fields, what is usual there, and how much each adds. */
export class ReasonPanel {
  constructor(context: ViewContext, payload: AnomaliesPayload, options: ReasonPanel.IOptions) {
    this._context = context;
    this._payload = payload;
    this._options = options;
    this._body = h("div", {});
    this.node = h(
      "section",
      {
        class: "jp-ExplorerWidget-reasons",
        "aria-label": context.trans.__("Reasons of the picked flow"),
        tabindex: -1,
      },
      this._body,
    );
  }

  readonly node: HTMLElement;

  /** Shows the reasons of a ranked flow; null invites to pick one. */
  draw(row: number | null): void {
    const { trans } = this._context;
    const flow = this._payload.ranked.find((one) => one.row === row);
    if (flow === undefined) {
      fill(
        this._body,
        h("p", { class: "jp-TrafficLab-note", text: trans.__("Pick a flow to see why it is unusual.") }),
      );
      return;
    }
    const { assess } = this._options;
    fill(
      this._body,
      h(
        "div",
        { class: "jp-ExplorerWidget-partHead" },
        h("h4", {
          class: "jp-TrafficLab-heading",
          text: trans.__("Why row %1", formatCount(flow.row)),
        }),
        assess === undefined
          ? null
          : button(this._context, trans.__("Assess"), () => assess(flow.row), {
              title: trans.__("Open the threat gauge with this flow"),
              "data-focus": "assess",
            }),
      ),
      this._facts(flow),
      flow.reasons.length === 0
        ? h("p", { class: "jp-TrafficLab-note", text: trans.__("No field of it is unusual by itself.") })
        : this._table(flow.reasons),
      this._cells(flow),
    );
  }

  private _facts(flow: RankedFlow): HTMLElement {
    const { trans } = this._context;
    const { detectors } = this._payload.anomalies;
    const scores = detectors.map(
      (name, at) =>
        `${detectorTitle(trans, name)} ${scoreOf(flow.scores[at])}${flow.votes[at] === 1 ? " ●" : " ○"}`,
    );
    const text = [
      flowText(trans, this._options.cells, flow.row),
      trans.__("score %1", scoreText(flow.consensusScore)),
    ];
    return h(
      "p",
      { class: "jp-ExplorerWidget-reasonFacts" },
      ...text
        .filter((part) => part !== "")
        .map((part) => h("span", { class: "jp-TrafficLab-fact", text: part })),
      h(
        "span",
        { class: "jp-TrafficLab-fact", title: scores.join("\n") },
        votes(this._context, this._payload, flow),
      ),
    );
  }

  private _table(reasons: readonly Reason[]): HTMLElement {
    const { trans } = this._context;
    const heads = [
      trans.__("field"),
      trans.__("value"),
      trans.__("usual range"),
      trans.__("direction"),
      trans.__("share of its deviation"),
      trans.__("flagged by"),
    ];
    const numeric = [false, true, true, false, false, false];
    return h(
      "div",
      {
        class: "jp-TrafficLab-scroll",
        role: "region",
        tabindex: 0,
        "aria-label": trans.__("Reasons; scroll with the arrow keys"),
      },
      h(
        "table",
        { class: "jp-TrafficLab-table jp-ExplorerWidget-reasonTable" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map((text, at) =>
              h("th", { scope: "col", class: numeric[at] ? "jp-mod-number" : "jp-mod-text", text }),
            ),
          ),
        ),
        h("tbody", {}, ...reasons.map((reason) => this._reasonRow(reason))),
      ),
    );
  }

  private _reasonRow(reason: Reason): HTMLElement {
    const { trans } = this._context;
    const { field, value, typical, share, detectors } = reason;
    const kind = fieldKind(field);
    // Of a port, protocol or state the numbers are shares of the flows with its class.
    const text = (number: number): string =>
      reason.kind === undefined ? fieldText(field, number) : formatPercent(number);
    const bar = h("span", { class: "jp-ExplorerWidget-shareBar", "aria-hidden": "true" });
    bar.style.width = `${Math.max(1, 100 * Math.max(0, Math.min(1, share)))}%`;
    const names = detectors.map((name) => detectorTitle(trans, name));
    return h(
      "tr",
      { title: visibleText(reason.text, 600) },
      h("th", { scope: "row", class: "jp-mod-text", text: visibleText(field) }),
      ...(reason.kind === undefined
        ? [
            h("td", {
              class: "jp-mod-number",
              title: exactText(value, kind),
              text:
                reason.kind === undefined
                  ? text(value)
                  : trans.__("%1, as %2 of flows", visibleText(reason.kind), text(value)),
            }),
            h("td", {
              class: "jp-mod-number",
              title: trans.__(
                "5th and 95th percentile: %1 and %2",
                exactText(typical[0], kind),
                exactText(typical[1], kind),
              ),
              text: trans.__("%1 to %2", text(typical[0]), text(typical[1])),
            }),
          ]
        : [
            // A class has no range: what is usual of it is how many flows are of it.
            h("td", { class: "jp-mod-number", text: visibleText(reason.kind, 40) }),
            h("td", {
              class: "jp-mod-number",
              title: trans.__("The share of the flows that are of this class"),
              text: trans.__("%1 of flows", formatPercent(value)),
            }),
          ]),
      h("td", { class: "jp-mod-text" }, ...this._direction(reason)),
      h(
        "td",
        { class: "jp-mod-text jp-ExplorerWidget-shareCell" },
        bar,
        h("span", { text: formatPercent(share) }),
      ),
      h("td", { class: "jp-mod-text", text: names.length === 0 ? trans.__("none") : names.join(", ") }),
    );
  }

  private _direction({ kind, direction }: Reason): (Node | string)[] {
    const { trans } = this._context;
    const isHigh = direction === "high";
    if (kind !== undefined) return [isHigh ? trans.__("frequent") : trans.__("rare")];
    return [sign(isHigh ? "↑" : "↓"), " ", isHigh ? trans.__("high") : trans.__("low")];
  }

  /** Every cell of the flow that the output holds. */
  private _cells(flow: RankedFlow): HTMLElement {
    const { trans } = this._context;
    const { cells } = this._options;
    const items = cells.columns.flatMap((column) => {
      const cell = cells.cell(flow.row, column);
      if (cell === null) return [];
      const name = visibleText(column);
      return [
        h(
          "div",
          { class: "jp-ExplorerWidget-cell" },
          h("dt", { text: name }),
          h(
            "dd",
            { title: visibleText(exactText(cell, typeof cell === "number" ? fieldKind(column) : "text")) },
            fieldText(column, cell),
            spoken(" "),
          ),
        ),
      ];
    });
    return h(
      "details",
      { class: "jp-ExplorerWidget-cells" },
      h("summary", { text: trans.__("All fields of the flow"), "data-focus": "cells" }),
      h("dl", {}, ...items),
    );
  }

  private readonly _context: ViewContext;
  private readonly _payload: AnomaliesPayload;
  private readonly _options: ReasonPanel.IOptions;
  private readonly _body: HTMLElement;
}

export namespace ReasonPanel {
  export interface IOptions {
    cells: FlowCells;
    /** Opens the threat gauge with the flow of a row; not offered where it is left out. */
    assess?: ((row: number) => void) | undefined;
  }
}

function scoreOf(score: number | undefined): string {
  return score === undefined ? "–" : score.toPrecision(3);
}
