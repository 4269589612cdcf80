import { formatCount, formatPercent } from "../../analysis/mod.ts";
import { button, h, type ViewContext } from "../shared/mod.ts";
import { classText } from "./words.ts";

/** Classes drawn at most: 1,600 cells. */
const MAX_CLASSES = 40;

export type MatrixMode = "counts" | "row" | "column";

/** A cell of the matrix. */
export interface MatrixCell {
  actual: number;
  predicted: number;
}

/**
 * Counts of true against predicted classes: rows are what flows are, columns what the model says.
 *
 * A grid with one tab stop: arrows, Home and End move, Enter or a click picks. Each cell says its count and both shares whatever
 * is shown.
 */
export class ConfusionMatrix {
  constructor(context: ViewContext, options: ConfusionMatrix.IOptions) {
    const { trans } = context;
    this._context = context;
    this._options = options;
    this._classes = options.classes.slice(0, MAX_CLASSES);
    this._rowTotals = options.counts.map(sum);
    this._columnTotals = options.classes.map((_, at) => sum(options.counts.map((row) => row[at] ?? 0)));
    const modes: [MatrixMode, string, string][] = [
      ["counts", trans.__("counts"), trans.__("flows")],
      ["row", trans.__("row %"), trans.__("share of the true class: the diagonal is recall")],
      ["column", trans.__("column %"), trans.__("share of the predicted class: the diagonal is precision")],
    ];
    this._modes = modes.map(([mode, text, title]) => ({
      mode,
      node: button(context, text, () => this.setMode(mode), { title, "aria-pressed": "false" }),
    }));
    this._cells = this._classes.map((_, actual) =>
      this._classes.map((_name, predicted) => this._makeCell({ actual, predicted })),
    );
    const left = options.classes.length - this._classes.length;
    this.node = h(
      "div",
      { class: "jp-TrainerWidget-confusion" },
      h(
        "div",
        { class: "jp-TrainerWidget-choices", role: "group", "aria-label": trans.__("What the cells show") },
        ...this._modes.map(({ node }) => node),
      ),
      h("div", { class: "jp-TrafficLab-scroll" }, this._table()),
      left > 0
        ? h("p", { class: "jp-TrafficLab-note", text: trans.__("%1 more classes are not drawn.", left) })
        : null,
    );
    this.setMode(options.mode ?? "counts");
    this._cells[0]?.[0]?.setAttribute("tabindex", "0");
  }

  readonly node: HTMLElement;

  get mode(): MatrixMode {
    return this._mode;
  }

  /** Shows counts, shares of the rows or shares of the columns. */
  setMode(mode: MatrixMode): void {
    this._mode = mode;
    for (const one of this._modes) one.node.setAttribute("aria-pressed", String(one.mode === mode));
    this._each((node, cell) => {
      const { count, ofRow, ofColumn } = this._numbers(cell);
      node.textContent =
        mode === "counts" ? formatCount(count) : formatPercent(mode === "row" ? ofRow : ofColumn);
      const share = (mode === "column" ? ofColumn : ofRow) ?? 0;
      node.style.setProperty("--jp-trafficlab-share", `${(100 * share).toFixed(1)}%`);
    });
    this._options.onMode?.(mode);
  }

  /** Shows which cell's flows are shown. */
  setPicked(picked: MatrixCell | null): void {
    this._each((node, { actual, predicted }) => {
      const isPicked = picked !== null && picked.actual === actual && picked.predicted === predicted;
      node.setAttribute("aria-selected", String(isPicked));
    });
  }

  /** Puts the focus on a cell. */
  focusCell({ actual, predicted }: MatrixCell): void {
    this._focus(actual, predicted);
  }

  private _table(): HTMLElement {
    const { trans } = this._context;
    const names = this._classes.map((name) => classText(trans, name));
    return h(
      "table",
      {
        class: "jp-TrafficLab-table jp-TrainerWidget-matrix",
        role: "grid",
        "aria-label": trans.__("Confusion matrix: rows are the true classes, columns the predicted ones"),
      },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col", class: "jp-mod-text", text: trans.__("true ↓ predicted →") }),
          ...names.map((name) => h("th", { scope: "col", title: name, text: name })),
        ),
      ),
      h(
        "tbody",
        {},
        ...this._cells.map((row, at) =>
          h(
            "tr",
            {},
            h("th", { scope: "row", class: "jp-mod-text", title: names[at], text: names[at] ?? "" }),
            ...row,
          ),
        ),
      ),
    );
  }

  private _makeCell(cell: MatrixCell): HTMLTableCellElement {
    const { delegate } = this._context;
    const isRight = cell.actual === cell.predicted;
    const said = this._sentence(cell);
    const node = h("td", {
      role: "gridcell",
      tabindex: -1,
      class: isRight ? "jp-mod-right" : "jp-mod-wrong",
      "aria-label": said,
      title: said,
      "aria-selected": "false",
    });
    delegate.on(node, "click", () => {
      this._focus(cell.actual, cell.predicted);
      this._options.onPick?.(cell);
      return true;
    });
    delegate.on(node, "keydown", (event) => this._onKey(event as KeyboardEvent, cell));
    return node;
  }

  private _sentence(cell: MatrixCell): string {
    const { trans } = this._context;
    const { count, ofRow, ofColumn } = this._numbers(cell);
    return trans.__(
      "true %1, predicted %2: %3; %4 of the true class, %5 of the predicted class",
      classText(trans, this._classes[cell.actual] ?? ""),
      classText(trans, this._classes[cell.predicted] ?? ""),
      trans._n("%2 flow", "%2 flows", count, formatCount(count)),
      formatPercent(ofRow),
      formatPercent(ofColumn),
    );
  }

  private _numbers({ actual, predicted }: MatrixCell): {
    count: number;
    ofRow: number | null;
    ofColumn: number | null;
  } {
    const count = this._options.counts[actual]?.[predicted] ?? 0;
    return {
      count,
      ofRow: shareOf(count, this._rowTotals[actual] ?? 0),
      ofColumn: shareOf(count, this._columnTotals[predicted] ?? 0),
    };
  }

  private _onKey(event: KeyboardEvent, cell: MatrixCell): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { actual, predicted } = cell;
    const last = this._classes.length - 1;
    if (event.key === "ArrowRight") this._focus(actual, Math.min(last, predicted + 1));
    else if (event.key === "ArrowLeft") this._focus(actual, Math.max(0, predicted - 1));
    else if (event.key === "ArrowDown") this._focus(Math.min(last, actual + 1), predicted);
    else if (event.key === "ArrowUp") this._focus(Math.max(0, actual - 1), predicted);
    else if (event.key === "Home") this._focus(actual, 0);
    else if (event.key === "End") this._focus(actual, last);
    else if ((event.key === "Enter" || event.key === " ") && this._options.onPick) this._options.onPick(cell);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  private _focus(actual: number, predicted: number): void {
    this._each((node) => node.setAttribute("tabindex", "-1"));
    const node = this._cells[actual]?.[predicted];
    node?.setAttribute("tabindex", "0");
    node?.focus({ preventScroll: false });
  }

  private _each(visit: (node: HTMLTableCellElement, cell: MatrixCell) => void): void {
    this._cells.forEach((row, actual) =>
      row.forEach((node, predicted) => visit(node, { actual, predicted })),
    );
  }

  private readonly _context: ViewContext;
  private readonly _options: ConfusionMatrix.IOptions;
  private readonly _classes: readonly string[];
  private readonly _rowTotals: number[];
  private readonly _columnTotals: number[];
  private readonly _modes: { mode: MatrixMode; node: HTMLButtonElement }[];
  private readonly _cells: HTMLTableCellElement[][];
  private _mode: MatrixMode = "counts";
}

export namespace ConfusionMatrix {
  export interface IOptions {
    classes: readonly string[];
    /** Rows true, columns predicted. */
    counts: readonly (readonly number[])[];
    mode?: MatrixMode;
    /** Called after the reader chose what the cells show. */
    onMode?: (mode: MatrixMode) => void;
    /** A cell is picked; without it cells are only read. */
    onPick?: ((cell: MatrixCell) => void) | undefined;
  }
}

/** A share of nothing is no share. */
function shareOf(count: number, total: number): number | null {
  return total > 0 ? count / total : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
