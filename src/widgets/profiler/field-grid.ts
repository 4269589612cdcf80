import { formatCount, type Cell, type ColumnProfile, type ProfilePayload } from "../../analysis/mod.ts";
import { button, fill, h, type ValueTone, type ViewContext } from "../shared/mod.ts";
import { FieldCard } from "./field-card.ts";
import { columnOf, type ProfileSelection } from "./selection.ts";

/** Cards drawn at once; the rest are a button away. */
const CARDS = 50;

/** Fields from which on a search box stands above the cards. */
const MANY = 24;

/** The cards of all fields: canonical ones first, then the columns of the file, fifty at a time. */
export class FieldGrid {
  constructor(context: ViewContext, options: FieldGrid.IOptions) {
    this._context = context;
    this._options = options;
    this._search = h("input", {
      type: "search",
      class: "jp-TrafficLab-input",
      placeholder: context.trans.__("Find a field"),
      "aria-label": context.trans.__("Find a field"),
    });
    this._count = h("span", { class: "jp-ProfilerWidget-gridCount" });
    this._grid = h("div", { class: "jp-ProfilerWidget-grid" });
    this._more = button(context, "", () => this._showMore());
    const bar = h(
      "div",
      { class: "jp-ProfilerWidget-gridBar" },
      h("h4", { class: "jp-TrafficLab-heading", text: context.trans.__("Fields") }),
      this._count,
      this._search,
    );
    this.node = h("section", { class: "jp-ProfilerWidget-fields" }, bar, this._grid, this._more);
    context.delegate.on(this._search, "input", () => this._refill());
    this._search.hidden = options.payload.profile.columns.length <= MANY;
    const attacks = options.payload.report.labels.filter(({ isAttack }) => isAttack === true);
    const benign = options.payload.report.labels.filter(({ isAttack }) => isAttack === false);
    this._attacks = new Set(attacks.map(({ value }) => value));
    this._benign = new Set(benign.map(({ value }) => value));
    this._refill();
  }

  readonly node: HTMLElement;

  /** Marks the selection in its card and puts `detail`, its rows, under it; null takes both away. */
  setSelection(selection: ProfileSelection | null, detail: HTMLElement | null): void {
    this._selection = selection;
    for (const card of this._cards) card.setSelection(selection);
    const card = selection === null ? undefined : this._cardOf(selection);
    if (detail === null) return;
    if (card === undefined) detail.remove();
    else if (card.node.nextSibling !== detail) card.node.after(detail);
  }

  /** Puts the focus back to where the selection was made. */
  focusSelected(selection: ProfileSelection): void {
    this._cardOf(selection)?.focusSelected(selection);
  }

  /** Brings the card of a field into view, drawing it if it was not. */
  reveal(name: string): void {
    const at = this._matching().findIndex((column) => column.name === name);
    if (at < 0) {
      this._search.value = "";
      this._refill();
    }
    while (this._cards.length < this._matching().length && this._find(name) === undefined) this._showMore();
    this._find(name)?.reveal();
  }

  private _cardOf(selection: ProfileSelection): FieldCard | undefined {
    const column = columnOf(selection);
    return column === undefined ? undefined : this._find(column);
  }

  private _find(name: string): FieldCard | undefined {
    return this._cards.find((card) => card.name === name);
  }

  private _matching(): readonly ColumnProfile[] {
    const { columns } = this._options.payload.profile;
    const wanted = this._search.value.trim().toLowerCase();
    return wanted === "" ? columns : columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  }

  private _refill(): void {
    this._cards = [];
    fill(this._grid);
    this._showMore();
  }

  private _showMore(): void {
    const { trans } = this._context;
    const { payload, onSelect } = this._options;
    const matching = this._matching();
    const more = matching.slice(this._cards.length, this._cards.length + CARDS).map(
      (column) =>
        new FieldCard(this._context, {
          column,
          rowCount: payload.profile.rowCount,
          toneOf: (of, value) => this._toneOf(of, value),
          onSelect,
        }),
    );
    this._cards.push(...more);
    this._grid.append(...more.map(({ node }) => node));
    for (const card of more) card.setSelection(this._selection);
    const left = matching.length - this._cards.length;
    const all = payload.profile.columns.length;
    this._count.textContent =
      left === 0 && matching.length === all
        ? formatCount(all)
        : trans.__("%1 of %2 shown", formatCount(this._cards.length), formatCount(all));
    this._more.hidden = left <= 0;
    this._more.textContent = trans.__("Show %1 more of %2", Math.min(CARDS, left), formatCount(left));
    this._options.onRefill();
  }

  private _toneOf(column: ColumnProfile, value: Cell): ValueTone {
    if (column.role === "is_attack") return value === true ? "attack" : "benign";
    if (column.role !== "label" && column.role !== "label_detail") return "plain";
    const text = String(value);
    return this._attacks.has(text) ? "attack" : this._benign.has(text) ? "benign" : "plain";
  }

  private readonly _context: ViewContext;
  private readonly _options: FieldGrid.IOptions;
  private readonly _search: HTMLInputElement;
  private readonly _count: HTMLElement;
  private readonly _grid: HTMLElement;
  private readonly _more: HTMLButtonElement;
  private readonly _attacks: ReadonlySet<string>;
  private readonly _benign: ReadonlySet<string>;
  private _cards: FieldCard[] = [];
  private _selection: ProfileSelection | null = null;
}

export namespace FieldGrid {
  export interface IOptions {
    payload: ProfilePayload;
    onSelect: (selection: ProfileSelection | null) => void;
    /** Cards were drawn, so the detail of the selection may have to be put back. */
    onRefill: () => void;
  }
}
