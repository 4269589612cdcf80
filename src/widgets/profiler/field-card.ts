import {
  distinctText,
  formatCount,
  formatDuration,
  formatPercent,
  kindOf,
  STATISTICS,
  visibleText,
  type ColumnProfile,
} from "../../analysis/mod.ts";
import {
  button,
  fill,
  h,
  HistogramChart,
  nextId,
  spoken,
  ValueList,
  type ValueTone,
  type ViewContext,
} from "../shared/mod.ts";
import {
  binText,
  edgesText,
  exactValue,
  flowsText,
  histogramSentence,
  shortTime,
  timeEnds,
  valuesSentence,
  valueText,
} from "./describe.ts";
import { fieldTables } from "./field-table.ts";
import { columnOf, type ProfileSelection } from "./selection.ts";

/** Frequent values that a card shows; the table below has the rest. */
const SHOWN_VALUES = 4;

/** Statistics that stand on a card of their own; the smallest and the largest value stand under the chart. */
const HEADLINES = ["median", "mean", "std"];

/** Characters of a short time down to its minutes. */
const DAY_AND_MINUTES = 16;

/** One field of the data: its name and type, its distribution, what is missing, and its main statistics. */
export class FieldCard {
  constructor(context: ViewContext, options: FieldCard.IOptions) {
    const { column } = options;
    this._context = context;
    this._options = options;
    this._readout = h("div", { class: "jp-ProfilerWidget-readout" });
    this._chart = this._makeChart();
    this._missing = this._makeMissing();
    this._toggle = button(context, context.trans.__("Show as table"), () => this._toggleTables(), {
      class: "jp-ProfilerWidget-tableToggle",
      "aria-expanded": "false",
    });
    this._toggle.append(spoken(` ${visibleText(column.name)}`));
    const titleId = nextId();
    const name = visibleText(column.name);
    this.node = h(
      "article",
      { class: "jp-ProfilerWidget-card", "aria-labelledby": titleId },
      h(
        "div",
        { class: "jp-ProfilerWidget-cardHead" },
        h("h4", { class: "jp-ProfilerWidget-cardTitle", id: titleId, title: name, text: name }),
        h("span", { class: "jp-ProfilerWidget-cardType", text: column.type }),
      ),
      this._chart?.node ??
        h("div", { class: "jp-ProfilerWidget-noChart", text: context.trans.__("no values") }),
      this._readout,
      this._makeStatistics(),
      this._missing,
      this._toggle,
    );
    this._rest();
  }

  readonly node: HTMLElement;

  /** The field's name in the payload. */
  get name(): string {
    return this._options.column.name;
  }

  /** Shows the part of a selection that was made in this card. */
  setSelection(selection: ProfileSelection | null): void {
    const mine = columnOf(selection) === this.name ? selection : null;
    this.node.classList.toggle("jp-mod-selected", mine !== null);
    this._chart?.setPicked(mine?.kind === "bin" || mine?.kind === "value" ? mine.index : null);
    this._missing?.setAttribute("aria-pressed", String(mine?.kind === "missing"));
  }

  /** Puts the focus on what the selection was made with. */
  focusSelected(selection: ProfileSelection): void {
    const target = selection.kind === "missing" ? this._missing : this._chart?.node;
    target?.focus({ preventScroll: true });
  }

  /** Puts the focus on the card's chart, or on the first thing that takes it, and shows it. */
  reveal(): void {
    this.node.scrollIntoView({ block: "nearest" });
    (this._chart?.node ?? this._toggle).focus({ preventScroll: true });
  }

  private _makeChart(): HistogramChart | ValueList | null {
    if (hasBins(this._options.column)) return this._makeHistogram();
    return this._options.column.top.length > 0 ? this._makeValues() : null;
  }

  private _makeHistogram(): HistogramChart {
    const { column, rowCount, onSelect } = this._options;
    const { trans } = this._context;
    const counts = column.histogram?.counts ?? [];
    return new HistogramChart(this._context, {
      counts,
      label: histogramSentence(trans, column, rowCount),
      describe: (index) =>
        trans.__("%1: %2", binText(trans, column, index), flowsText(trans, counts[index] ?? 0, rowCount)),
      onPreview: (index) => this._preview(index, (at) => edgesText(trans, column, at), counts),
      onPick: (index) => onSelect(index === null ? null : { kind: "bin", column: column.name, index }),
    });
  }

  private _makeValues(): ValueList {
    const { column, rowCount, onSelect } = this._options;
    const { trans } = this._context;
    const values = column.top.slice(0, SHOWN_VALUES);
    const textOf = (index: number): string => valueText(trans, values[index]?.value ?? null, column);
    const counts = values.map(({ count }) => count);
    return new ValueList(this._context, {
      total: rowCount,
      values: values.map(({ value, count }, index) => ({
        text: textOf(index),
        count,
        countText: formatCount(count),
        shareText: this._shareText(count),
        tone: this._options.toneOf(column, value),
      })),
      label: valuesSentence(trans, column, rowCount),
      onPreview: (index) => this._preview(index, textOf, counts),
      onPick: (index) => onSelect(index === null ? null : { kind: "value", column: column.name, index }),
    });
  }

  /** The line under the chart: what the mark that is looked at stands for, else what the whole chart does. */
  private _preview(index: number | null, textOf: (index: number) => string, counts: readonly number[]): void {
    if (index === null) {
      this._rest();
      return;
    }
    const count = counts[index] ?? 0;
    fill(
      this._readout,
      h("span", { text: textOf(index) }),
      h("span", {
        class: "jp-ProfilerWidget-readoutCount",
        title: this._shareText(count),
        text: formatCount(count),
      }),
    );
  }

  private _shareText(count: number): string {
    const { rowCount } = this._options;
    return formatPercent(rowCount > 0 ? count / rowCount : null);
  }

  /** What the line under the chart says while no mark is looked at: the range, or how many values there are. */
  private _rest(): void {
    const { column } = this._options;
    const { trans } = this._context;
    if (!hasBins(column)) {
      const shown = Math.min(SHOWN_VALUES, column.top.length);
      const isPart = column.distinct > shown && shown > 0;
      const all = distinctText(column);
      const text = isPart
        ? trans.__("%1 of %2 values", shown, all)
        : trans._n("%2 value", "%2 values", column.distinct, all);
      fill(this._readout, column.top.length > 0 ? h("span", { text }) : null);
      return;
    }
    const isTime = column.type === "time";
    const [from, to, day] = isTime
      ? timeEnds(column.min, column.max, "minutes")
      : [valueText(trans, column.min, column), valueText(trans, column.max, column), null];
    const middle = day ?? (column.histogram?.scale === "log" ? trans.__("log bins") : null);
    fill(
      this._readout,
      h("span", { title: exactValue(column.min, column), text: from }),
      middle === null ? null : h("span", { class: "jp-ProfilerWidget-scale", text: middle }),
      h("span", { title: exactValue(column.max, column), text: to }),
    );
  }

  private _makeMissing(): HTMLButtonElement | null {
    const { column, rowCount, onSelect } = this._options;
    const { trans } = this._context;
    if (column.missing === 0) return null;
    const share = rowCount > 0 ? column.missing / rowCount : 1;
    const text = trans.__("%1 missing (%2)", formatCount(column.missing), formatPercent(share));
    const node = button(
      this._context,
      "",
      () => {
        const isPicked = node.getAttribute("aria-pressed") === "true";
        onSelect(isPicked ? null : { kind: "missing", column: column.name });
      },
      {
        class: "jp-ProfilerWidget-missing",
        "aria-pressed": "false",
        "aria-label": trans.__("%1 in %2: show the rows", text, visibleText(column.name)),
        title: trans.__("Show the rows in which %1 is missing", visibleText(column.name)),
      },
    );
    const length = h("span", { class: "jp-ProfilerWidget-missingLength" });
    length.style.width = `${Math.max(1, 100 * share)}%`;
    fill(node, h("span", { class: "jp-ProfilerWidget-missingBar" }, length), h("span", { text }));
    return node;
  }

  private _makeStatistics(): HTMLElement | null {
    const { column } = this._options;
    if (!hasBins(column)) return null;
    const pairs =
      column.type === "time" ? this._timeStatistics() : HEADLINES.map((name) => headline(column, name));
    return h(
      "dl",
      { class: "jp-ProfilerWidget-statistics" },
      ...pairs.map(({ name, title, text, exact }) =>
        h("div", {}, h("dt", { title, text: name }), h("dd", { title: exact, text })),
      ),
    );
  }

  /** Times have a middle and a length; their mean and spread say little. */
  private _timeStatistics(): Headline[] {
    const { column } = this._options;
    const { trans } = this._context;
    const median = column.quantiles?.p50 ?? null;
    const isOneDay = timeEnds(column.min, column.max)[2] !== null;
    const length = column.min === null || column.max === null ? null : column.max - column.min;
    const [name, title] = [trans.__("length"), trans.__("From the first time to the last")];
    return [
      {
        ...headline(column, "median"),
        text: isOneDay ? timeEnds(median, median)[0] : shortTime(median).slice(0, DAY_AND_MINUTES),
      },
      {
        name,
        title,
        text: formatDuration(length === null ? null : length / 1000),
        exact: trans.__("%1 ms", length ?? "–"),
      },
    ];
  }

  /** Opens all numbers of the card as tables under it, made when they are first asked for; or closes them. */
  private _toggleTables(): void {
    const { trans } = this._context;
    this._tables ??= fieldTables(this._context, this._options.column, this._options.rowCount);
    const isOpen = this._tables.parentNode !== null;
    if (isOpen) this._tables.remove();
    else this.node.after(this._tables);
    this._toggle.setAttribute("aria-expanded", String(!isOpen));
    this._toggle.firstChild?.replaceWith(isOpen ? trans.__("Show as table") : trans.__("Hide table"));
  }

  private readonly _context: ViewContext;
  private readonly _options: FieldCard.IOptions;
  private readonly _readout: HTMLElement;
  private readonly _chart: HistogramChart | ValueList | null;
  private readonly _missing: HTMLButtonElement | null;
  private readonly _toggle: HTMLButtonElement;
  private _tables: HTMLElement | null = null;
}

/** A statistic as it stands on the card. */
interface Headline {
  name: string;
  title: string;
  text: string;
  exact: string;
}

function headline(column: ColumnProfile, name: string): Headline {
  const statistic = STATISTICS.find((one) => one.name === name);
  return { name, title: statistic?.title ?? "", ...(statistic?.of(column) ?? { text: "", exact: "" }) };
}

/** Ports and other identifiers are numbers in name only: their frequent values say more than their bins. */
function hasBins(column: ColumnProfile): boolean {
  if (column.histogram === null || column.histogram.counts.length === 0) return false;
  return kindOf(column) !== "identifier" || column.top.length === 0;
}

export namespace FieldCard {
  export interface IOptions {
    column: ColumnProfile;
    /** Rows of the whole table, which shares refer to. */
    rowCount: number;
    /** Color of a value's bar. */
    toneOf: (column: ColumnProfile, value: ColumnProfile["top"][number]["value"]) => ValueTone;
    /** Something of the card is picked, or given up. */
    onSelect: (selection: ProfileSelection | null) => void;
  }
}
