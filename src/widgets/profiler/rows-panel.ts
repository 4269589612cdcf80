import {
  exactText,
  formatCount,
  formatValue,
  kindOf,
  visibleText,
  type Cell,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { button, fill, h, rowTable, setEnabled, type TableCell, type ViewContext } from "../shared/mod.ts";
import { selectionText } from "./describe.ts";
import { PAGE_ROWS } from "./rows.ts";
import { columnOf, type ProfileSelection } from "./selection.ts";
import type { RowsPage } from "./states.ts";

/**
 * The rows of the selection under the chart it was made in, a page at a time.
 *
 * Buttons stay while their page changes, so that the focus stays on them.
 */
export class RowsPanel {
  constructor(context: ViewContext, options: RowsPanel.IOptions) {
    const { trans } = context;
    this._context = context;
    this._title = h("h4", { class: "jp-TrafficLab-heading" });
    this._range = h("span", { class: "jp-ProfilerWidget-rowsRange" });
    this._source = h("p", { class: "jp-ProfilerWidget-rowsSource" });
    this._table = h("div", {});
    this._previous = button(
      context,
      trans.__("Previous"),
      () => options.onTurn(Math.max(0, this._offset - PAGE_ROWS)),
      {
        "aria-label": trans.__("Previous rows"),
      },
    );
    this._next = button(context, trans.__("Next"), () => options.onTurn(this._offset + PAGE_ROWS), {
      "aria-label": trans.__("Next rows"),
    });
    const close = button(context, trans.__("Close"), options.onClose, {
      "aria-label": trans.__("Close the rows"),
    });
    this.node = h(
      "section",
      { class: "jp-ProfilerWidget-rows", "aria-label": trans.__("Rows of the selection") },
      h(
        "div",
        { class: "jp-ProfilerWidget-rowsBar" },
        this._title,
        this._range,
        h("span", { class: "jp-ProfilerWidget-rowsButtons" }, this._previous, this._next, close),
      ),
      this._source,
      this._table,
    );
  }

  readonly node: HTMLElement;

  /** Draws a page; returns the sentence that says what is shown. */
  draw(payload: ProfilePayload, selection: ProfileSelection, page: RowsPage): string {
    const { trans } = this._context;
    const title = selectionText(trans, payload, selection);
    const range = this._rangeText(page);
    this._offset = page.offset;
    this._title.textContent = title;
    this._title.title = title;
    this._range.textContent = page.loading ? trans.__("asking for rows…") : range;
    this.node.classList.toggle("jp-mod-loading", page.loading);
    this.node.setAttribute("aria-busy", String(page.loading));
    setEnabled(this._previous, page.offset > 0);
    setEnabled(this._next, page.offset + page.cells.length < page.total);
    this._source.hidden = page.loading || page.from === "table";
    fill(this._source, ...this._sourceTexts(payload, page));
    if (!page.loading || page.cells.length > 0) fill(this._table, this._drawTable(payload, selection, page));
    return trans.__("%1: %2.", title, range);
  }

  private _rangeText({ from, total, offset, cells, columns }: RowsPage): string {
    const { trans } = this._context;
    if (total === 0) return from === "table" ? trans.__("no rows") : trans.__("none of the sample's rows");
    const parts = [
      formatCount(offset + 1),
      formatCount(offset + cells.length),
      formatCount(total),
      columns.length,
    ];
    if (from === "sample") return trans.__("sample rows %1 to %2 of %3", ...parts);
    return trans.__("rows %1 to %2 of %3", ...parts);
  }

  private _sourceTexts(payload: ProfilePayload, page: RowsPage): (string | Node)[] {
    const { trans } = this._context;
    const held = formatCount(payload.sample.rowIndex.length);
    const all = formatCount(payload.profile.rowCount);
    const sample = trans.__(
      "These are the matches among the %1 sample rows held here, of %2 in all.",
      held,
      all,
    );
    if (page.failure === null) {
      const where = trans.__(
        "View only: the rows are in the kernel or file that made this view. Run the cell again, or open the file, to reach them.",
      );
      return [where, " ", sample];
    }
    const { what, why, remedy } = page.failure;
    return [h("strong", { text: what }), " ", visibleText(why, 600), ". ", remedy, " ", sample];
  }

  private _drawTable(payload: ProfilePayload, selection: ProfileSelection, page: RowsPage): Node {
    const { trans } = this._context;
    if (page.cells.length === 0) return h("div", {});
    const known = new Map(payload.profile.columns.map((column) => [column.name, column]));
    const profiles = page.columns.map((name) => known.get(name));
    const kinds = profiles.map((column) => (column === undefined ? "text" : kindOf(column)));
    const picked = columnOf(selection);
    const table = rowTable({
      label: trans.__("Rows; scroll with the arrow keys"),
      rowHeading: trans.__("row"),
      columns: page.columns.map((name, at) => ({
        name: visibleText(name),
        numeric: kinds[at] !== "text" && kinds[at] !== "boolean" && kinds[at] !== "time",
        marked: name === picked,
      })),
      rows: page.cells.map((cells, row) => ({
        name: formatCount(page.rowIndex[row] ?? page.offset + row),
        cells: page.columns.map((_, at) => cellOf(cells[at] ?? null, kinds[at] ?? "text")),
      })),
    });
    const left = payload.profile.columns.length - page.columns.length;
    if (left <= 0) return table;
    const note = trans.__(
      "%1 of %2 columns are shown.",
      page.columns.length,
      formatCount(payload.profile.columns.length),
    );
    return h("div", {}, table, h("p", { class: "jp-ProfilerWidget-rowsSource", text: note }));
  }

  private readonly _context: ViewContext;
  private readonly _title: HTMLElement;
  private readonly _range: HTMLElement;
  private readonly _source: HTMLElement;
  private readonly _table: HTMLElement;
  private readonly _previous: HTMLButtonElement;
  private readonly _next: HTMLButtonElement;
  private _offset = 0;
}

export namespace RowsPanel {
  export interface IOptions {
    /** Turns to the page that starts at a row. */
    onTurn: (offset: number) => void;
    onClose: () => void;
  }
}

function cellOf(value: Cell, kind: Parameters<typeof formatValue>[1]): TableCell {
  const text = visibleText(formatValue(value, kind));
  const exact = value === null ? text : visibleText(exactText(value, kind));
  return { text, title: exact === text && text.length < 24 ? undefined : exact, missing: value === null };
}
