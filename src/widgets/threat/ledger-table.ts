import type { TranslationBundle } from "@jupyterlab/translation";
import { formatNumber, visibleText, type LedgerLine, type ThreatData } from "../../analysis/mod.ts";
import { fill, h, nextId, spoken, type ViewContext } from "../shared/mod.ts";
import { pointsText } from "./levels.ts";

/** The sources of ledger lines, in the order of their groups; the limits come last, because they act on the sum so far. */
const SOURCES = ["rule", "context", "repetition", "baseline", "classifier", "limit"] as const;

/**
 * The evidence, line by line, summing to the score on screen.
 *
 * Lines keep the numbers that warnings and recommendations cite: their places in the ledger, from 1.
 */
export class LedgerTable {
  constructor(context: ViewContext) {
    this._context = context;
    const { trans } = context;
    this._caption = h("h4", { class: "jp-TrafficLab-heading", id: nextId(), text: trans.__("Evidence") });
    this._body = h("div", {
      class: "jp-TrafficLab-scroll jp-ThreatWidget-ledgerScroll",
      role: "region",
      tabindex: 0,
      "aria-labelledby": this._caption.id,
    });
    this.node = h("section", { class: "jp-ThreatWidget-ledger" }, this._caption, this._body);
  }

  readonly node: HTMLElement;

  draw(threat: ThreatData): void {
    const { trans } = this._context;
    const { ledger, score } = threat;
    this._rows = new Map();
    const groups = SOURCES.flatMap((source) => {
      const lines = ledger.flatMap((line, at) => (line.source === source ? [{ line, at }] : []));
      if (lines.length === 0) return [];
      return [
        h(
          "tr",
          { class: "jp-ThreatWidget-ledgerGroup" },
          h("th", { scope: "rowgroup", colspan: 4, text: sourceText(trans, source) }),
        ),
        ...lines.map(({ line, at }) => this._line(line, at)),
      ];
    });
    const heads = [trans.__("line"), trans.__("points"), trans.__("why"), trans.__("seen")];
    fill(
      this._body,
      h(
        "table",
        { class: "jp-TrafficLab-table jp-ThreatWidget-ledgerTable" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map((text, at) => h("th", { scope: "col", class: at > 1 ? "jp-mod-text" : "", text })),
          ),
        ),
        h(
          "tbody",
          {},
          ...(groups.length > 0
            ? groups
            : [
                h(
                  "tr",
                  {},
                  h("th", { scope: "row", text: "" }),
                  h("td", { text: pointsText(0) }),
                  h("td", {
                    class: "jp-mod-text",
                    colspan: 2,
                    text:
                      score === null
                        ? trans.__("Nothing was weighed: the flow cannot be assessed.")
                        : trans.__("No rule applies to this flow."),
                  }),
                ),
              ]),
        ),
        score === null ? null : h("tfoot", {}, this._total(score)),
      ),
    );
  }

  /** Marks the lines that a sentence rests on and brings the first into view. */
  highlight(lines: readonly number[]): void {
    for (const [at, row] of this._rows) {
      const cited = lines.includes(at);
      row.classList.toggle("jp-mod-cited", cited);
      if (cited) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    const first = lines.map((at) => this._rows.get(at)).find((row) => row !== undefined);
    // jsdom and old engines have no scrollIntoView.
    first?.scrollIntoView?.({ block: "nearest" });
  }

  private _line({ points, why, field, value, threshold }: LedgerLine, at: number): HTMLElement {
    const { trans } = this._context;
    const seen =
      field === undefined
        ? ""
        : value === undefined
          ? visibleText(field)
          : `${visibleText(field)} = ${cellText(value)}`;
    const row = h(
      "tr",
      { class: "jp-ThreatWidget-ledgerLine", title: trans.__("line %1", at + 1) },
      h("th", { scope: "row", text: String(at + 1) }),
      h("td", { class: "jp-ThreatWidget-points", text: pointsText(points) }),
      h("td", { class: "jp-mod-text jp-ThreatWidget-why", text: visibleText(why, 400) }),
      h(
        "td",
        { class: "jp-mod-text" },
        seen,
        threshold === undefined
          ? null
          : h("span", { class: "jp-TrafficLab-note", text: trans.__(" (bound %1)", cellText(threshold)) }),
      ),
    );
    this._rows.set(at, row);
    return row;
  }

  private _total(score: number): HTMLElement {
    const { trans } = this._context;
    return h(
      "tr",
      { class: "jp-ThreatWidget-total" },
      h("th", { scope: "row" }, h("span", { "aria-hidden": "true", text: "=" }), spoken(trans.__("sum"))),
      h("td", { class: "jp-ThreatWidget-points", text: score.toFixed(2) }),
      h("td", {
        class: "jp-mod-text",
        colspan: 2,
        text: trans.__("the score, the sum of the lines above"),
      }),
    );
  }

  private readonly _context: ViewContext;
  private readonly _caption: HTMLElement;
  private readonly _body: HTMLElement;
  private _rows = new Map<number, HTMLElement>();
}

/** Where lines come from, in words. */
export function sourceText(trans: TranslationBundle, source: LedgerLine["source"]): string {
  switch (source) {
    case "rule":
      return trans.__("Rules");
    case "context":
      return trans.__("Context of the capture");
    case "repetition":
      return trans.__("Repetition in the capture");
    case "baseline":
      return trans.__("Difference from the baseline");
    case "classifier":
      return trans.__("Classifier");
    case "limit":
      return trans.__("Limits of the scale");
  }
}

function cellText(value: number | string): string {
  if (typeof value === "number") return formatNumber(value);
  return visibleText(value);
}
