import { formatCount, visibleText, type AnomaliesPayload, type RankedFlow } from "../../analysis/mod.ts";
import { fill, h, nextId, sign, spoken, type ViewContext } from "../shared/mod.ts";
import { LIST_STEPS, stepByKey } from "./step-keys.ts";
import { detectorTitle, flowText, rowText, scoreText, type FlowCells } from "./words.ts";

/**
 * The flows with the highest scores, highest first: score, votes and the main reason of each.
 *
 * A listbox with one tab stop: arrows, Home, End, Page Up and Page Down pick, and the reasons follow; Enter goes to them.
 */
export class RankedList {
  constructor(context: ViewContext, payload: AnomaliesPayload, options: RankedList.IOptions) {
    const { trans, delegate } = context;
    this._context = context;
    this._ranked = payload.ranked;
    this._options = options;
    this._rows = payload.ranked.map((flow, at) => this._row(payload, flow, at));
    this._list = h(
      "div",
      {
        class: "jp-ExplorerWidget-ranked",
        role: "listbox",
        tabindex: 0,
        "aria-label": trans.__("Flows by score, highest first"),
        "data-focus": "ranked",
      },
      ...this._rows,
    );
    delegate.on(this._list, "keydown", (event) =>
      stepByKey(event as KeyboardEvent, {
        steps: LIST_STEPS,
        at: () => this._at,
        length: this._ranked.length,
        go: (to) => this._pick(to),
        others: {
          Enter: () => {
            options.open();
            return true;
          },
        },
      }),
    );
    delegate.on(this._list, "click", (event) => this._onClick(event));
    const { rowCount } = payload.anomalies;
    const note =
      payload.ranked.length < rowCount
        ? trans.__(
            "%1 of %2 flows, flagged ones before others.",
            formatCount(payload.ranked.length),
            formatCount(rowCount),
          )
        : trans.__("All flows.");
    this.node = h(
      "section",
      { class: "jp-ExplorerWidget-list" },
      h(
        "div",
        { class: "jp-ExplorerWidget-partHead" },
        h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Most unusual flows") }),
        h("span", { class: "jp-TrafficLab-note", text: note }),
      ),
      this._head(),
      this._list,
    );
    // Each detector has its circle.
    const votesWidth = Math.max(48, 12 * payload.anomalies.detectors.length);
    this.node.style.setProperty("--jp-trafficlab-votes", `${votesWidth}px`);
    if (payload.ranked.length === 0)
      fill(this._list, h("p", { class: "jp-TrafficLab-note", text: trans.__("No flow was ranked.") }));
  }

  readonly node: HTMLElement;

  /** Shows which flow is picked. */
  drawFlow(row: number | null): void {
    const at = row === null ? -1 : this._ranked.findIndex((flow) => flow.row === row);
    this._rows[this._at]?.setAttribute("aria-selected", "false");
    this._at = at;
    const picked = this._rows[at];
    if (picked === undefined) {
      this._list.removeAttribute("aria-activedescendant");
      return;
    }
    picked.setAttribute("aria-selected", "true");
    this._list.setAttribute("aria-activedescendant", picked.id);
    if (this._list.contains(document.activeElement)) picked.scrollIntoView?.({ block: "nearest" });
  }

  /** Shows which flows are flagged: by the run (null), or by their score. */
  drawCut(cut: number | null): void {
    this._ranked.forEach((flow, at) => {
      const isFlagged = cut === null ? flow.flagged : flow.consensusScore >= cut;
      this._rows[at]?.classList.toggle("jp-mod-flagged", isFlagged);
      const mark = this._marks[at];
      if (mark !== undefined) mark.textContent = isFlagged ? "▲" : "";
      const words = this._words[at];
      if (words !== undefined)
        words.textContent = isFlagged
          ? `, ${this._context.trans.__("flagged")}`
          : `, ${this._context.trans.__("not flagged")}`;
    });
  }

  private _head(): HTMLElement {
    const { trans } = this._context;
    const titles = [trans.__("score"), trans.__("votes"), trans.__("flow and its main reason")];
    return h(
      "div",
      { class: "jp-ExplorerWidget-rankedHead", "aria-hidden": "true" },
      ...["", ...titles].map((text) => h("span", { text })),
    );
  }

  private _row(payload: AnomaliesPayload, flow: RankedFlow, at: number): HTMLElement {
    const { trans } = this._context;
    const { cells } = this._options;
    const what = flowText(trans, cells, flow.row);
    const label = cells.cell(flow.row, "label");
    const reason = flow.reasons[0]?.text;
    const mark = sign("", "jp-ExplorerWidget-flag");
    const words = spoken("");
    this._marks.push(mark);
    this._words.push(words);
    const bar = h("span", { class: "jp-ExplorerWidget-scoreBar" });
    bar.style.width = `${100 * Math.max(0, Math.min(1, flow.consensusScore))}%`;
    return h(
      "div",
      { class: "jp-ExplorerWidget-flow", id: nextId(), role: "option", "aria-selected": "false" },
      h("span", { class: "jp-ExplorerWidget-rank" }, mark, spoken(`${at + 1}: `)),
      h(
        "span",
        { class: "jp-ExplorerWidget-score", title: String(flow.consensusScore) },
        h("span", { text: scoreText(flow.consensusScore) }),
        words,
        bar,
      ),
      votes(this._context, payload, flow),
      h(
        "span",
        { class: "jp-ExplorerWidget-flowText" },
        h(
          "span",
          { class: "jp-ExplorerWidget-flowName", title: what },
          spoken(", "),
          `${rowText(trans, flow.row)} · ${what}`,
        ),
        typeof label === "string"
          ? h(
              "span",
              { class: "jp-ExplorerWidget-flowLabel", title: visibleText(label) },
              spoken(", "),
              visibleText(label, 40),
            )
          : null,
        reason === undefined
          ? null
          : h(
              "span",
              { class: "jp-ExplorerWidget-flowReason", title: visibleText(reason, 600) },
              spoken(", "),
              visibleText(reason, 200),
            ),
      ),
    );
  }

  private _onClick(event: Event): boolean {
    const at = this._rows.findIndex((row) => row.contains(event.target as Node));
    if (at < 0) return false;
    this._list.focus({ preventScroll: true });
    return this._pick(at);
  }

  private _pick(index: number): boolean {
    const flow = this._ranked[index];
    if (flow !== undefined) this._options.pick(flow.row);
    return flow !== undefined;
  }

  private readonly _context: ViewContext;
  private readonly _ranked: readonly RankedFlow[];
  private readonly _options: RankedList.IOptions;
  private readonly _marks: HTMLElement[] = [];
  private readonly _words: HTMLElement[] = [];
  private readonly _rows: HTMLElement[];
  private readonly _list: HTMLElement;
  private _at = -1;
}

export namespace RankedList {
  export interface IOptions {
    cells: FlowCells;
    /** Picks the flow of a row. */
    pick: (row: number) => void;
    /** Goes to the reasons of the picked flow. */
    open: () => void;
  }
}

/** One circle a detector, filled where it flags the flow; the names are in the title. */
export function votes(
  { trans }: ViewContext,
  { anomalies }: AnomaliesPayload,
  flow: RankedFlow,
): HTMLElement {
  const names = anomalies.detectors
    .filter((_, at) => flow.votes[at] === 1)
    .map((name) => detectorTitle(trans, name));
  const shapes = anomalies.detectors.map((_, at) => (flow.votes[at] === 1 ? "●" : "○")).join("");
  const title =
    names.length === 0 ? trans.__("No detector flags it") : trans.__("Flagged by %1", names.join(", "));
  return h(
    "span",
    { class: "jp-ExplorerWidget-votes", title },
    sign(shapes),
    spoken(`, ${trans.__("%1 of %2 detectors", names.length, anomalies.detectors.length)}`),
  );
}
