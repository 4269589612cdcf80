import type { ChartMark } from "./chart-marks.ts";
import { tipLines, type ChartTip } from "./chart-tip.ts";
import type { ViewContext } from "./context.ts";
import { h } from "./dom.ts";

/** Columns of Page Up and Page Down. */
const PAGE = 10;

/** Marks whose middles are nearer than this stand in one column, px. */
const SAME = 1;

/** Room between a mark and the box around it, px. */
const AROUND = 2;

/**
 * Arrow keys over the marks of a drawing: what a mark stands for is shown, announced and can be selected.
 *
 * Marks stand in columns, as the eye reads them: left and right go to the nearest mark of the next column, up and down within
 * one. Bars are one column or one row of columns, cells a grid, and every point of a scatter is reached. Positions are asked for
 * at each key, because a drawing may have changed since.
 */
export class MarkWalk {
  constructor(context: ViewContext, options: MarkWalk.IOptions) {
    const { node } = options;
    const { delegate } = context;
    this._context = context;
    this._options = options;
    delegate.on(node, "keydown", (event) => this._onKey(event as KeyboardEvent));
    delegate.on(node, "focusout", () => this.clear());
  }

  /** The box around the mark; it stands over the drawing. */
  readonly node = h("div", { class: "jp-TrafficLab-chartMark", "aria-hidden": "true", hidden: true });

  /** True while a mark is looked at. */
  get isWalking(): boolean {
    return !this.node.hidden;
  }

  /** Looks at no mark any more; the next key begins where the walk was, as long as there are as many marks. */
  clear(): void {
    if (!this.isWalking) return;
    this.node.hidden = true;
    this._options.tip.hide();
  }

  private _onKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const handled = this._press(event.key);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
    return handled;
  }

  private _press(key: string): boolean {
    if (key === "Escape") {
      const { isWalking } = this;
      this.clear();
      return isWalking;
    }
    if (key === "Enter" || key === " ") {
      const mark = this.isWalking ? this._options.marks()[this._at] : undefined;
      return mark !== undefined && this._options.select?.(mark) === true;
    }
    const step = STEPS[key];
    if (step === undefined) return false;
    const marks = this._options.marks();
    if (marks.length > 0) this._go(marks, step);
    // An arrow on a chart never scrolls what is around it, also where there is nothing to walk over.
    return true;
  }

  private _go(marks: readonly ChartMark[], { along, within }: Step): void {
    const columns = columnsOf(marks);
    const all = columns.flat();
    const at = all.indexOf(this._at);
    const forward = along + within;
    const column = columns.findIndex((one) => one.includes(this._at));
    const here = columns[column] ?? [];
    const isLine = columns.length === 1 || columns.length === marks.length;
    let to: number | undefined;
    if (!Number.isFinite(forward)) to = forward < 0 ? all[0] : all.at(-1);
    else if (at < 0) to = forward < 0 ? all.at(-1) : all[0];
    else if (isLine) to = all[clamp(at + forward, all.length)];
    else if (within !== 0) to = here[clamp(here.indexOf(this._at) + within, here.length)];
    else to = nearest(columns[clamp(column + along, columns.length)] ?? [], marks, this._at);
    this._show(marks, to ?? 0, all);
  }

  private _show(marks: readonly ChartMark[], at: number, order: readonly number[]): void {
    const mark = marks[at]!;
    const { tip, width } = this._options;
    this._at = at;
    const { style } = this.node;
    style.left = `${mark.left - AROUND}px`;
    style.top = `${mark.top - AROUND}px`;
    style.width = `${mark.right - mark.left + 2 * AROUND}px`;
    style.height = `${mark.bottom - mark.top + 2 * AROUND}px`;
    this.node.hidden = false;
    tip.show(mark.tip, { left: mark.right, top: (mark.top + mark.bottom) / 2 }, width());
    const { trans } = this._context;
    const said = tipLines(mark.tip).join(", ");
    this._context.announce(trans.__("%1; mark %2 of %3", said, order.indexOf(at) + 1, marks.length));
  }

  private readonly _context: ViewContext;
  private readonly _options: MarkWalk.IOptions;
  private _at = -1;
}

export namespace MarkWalk {
  export interface IOptions {
    /** The drawing, which takes the focus. */
    node: HTMLElement;
    /** What it shows now. */
    marks: () => readonly ChartMark[];
    /** Of the drawing, px. */
    width: () => number;
    /** Says what the mark stands for, where it lies. */
    tip: ChartTip;
    /** Enter on a mark; false where that does nothing. */
    select?: (mark: ChartMark) => boolean;
  }
}

/** A key's way: columns to the right and marks down within one; infinite to the very end. */
interface Step {
  along: number;
  within: number;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: { along: 1, within: 0 },
  ArrowLeft: { along: -1, within: 0 },
  ArrowDown: { along: 0, within: 1 },
  ArrowUp: { along: 0, within: -1 },
  PageDown: { along: PAGE, within: 0 },
  PageUp: { along: -PAGE, within: 0 },
  Home: { along: -Infinity, within: 0 },
  End: { along: Infinity, within: 0 },
};

/** Indices of marks, column by column from the left, each from above. */
function columnsOf(marks: readonly ChartMark[]): number[][] {
  const [first] = marks;
  // Bars that lie begin at one place and end anywhere: their middles say nothing.
  const areLying =
    first !== undefined && marks.every(({ left }) => Math.abs(left - first.left) < SAME) && marks.length > 1;
  const across = ({ left, right }: ChartMark): number => (areLying ? left : (left + right) / 2);
  const order = marks
    .map((_, at) => at)
    .sort((a, b) => across(marks[a]!) - across(marks[b]!) || middle(marks[a]!) - middle(marks[b]!));
  const columns: number[][] = [];
  let start = -Infinity;
  for (const at of order) {
    const place = across(marks[at]!);
    if (place - start >= SAME) {
      columns.push([]);
      start = place;
    }
    columns.at(-1)!.push(at);
  }
  for (const column of columns) column.sort((a, b) => middle(marks[a]!) - middle(marks[b]!));
  return columns;
}

/** The mark of a column whose height is most like another's. */
function nearest(column: readonly number[], marks: readonly ChartMark[], other: number): number | undefined {
  const away = (at: number): number => Math.abs(middle(marks[at]!) - middle(marks[other]!));
  return column.reduce<number | undefined>(
    (best, at) => (best === undefined || away(at) < away(best) ? at : best),
    undefined,
  );
}

function middle({ top, bottom }: ChartMark): number {
  return (top + bottom) / 2;
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place));
}
