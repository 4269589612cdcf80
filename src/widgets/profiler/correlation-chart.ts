import {
  repeatedColumns,
  strongestPairs,
  visibleText,
  withMinus,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { button, h, nextId, VegaChart, type ViewContext } from "../shared/mod.ts";

/** Columns of the picture at most; its table has all. */
const DRAWN = 24;
/** More names than this stand upright, or they lie on each other in a notebook's width. */
const MANY = 12;
/** Cells are this high, px; labels take the rest. */
const CELL = 16;
const ROOM = 110;
/** Columns up to which the numbers stand in the cells. */
const WRITTEN = 9;
/** Names are cut to this many characters on the axes. */
const NAME = 22;

type Kind = "pearson" | "spearman";

/** Which numeric fields go together, as a heatmap of Pearson's or Spearman's coefficient. */
export class CorrelationChart {
  constructor(context: ViewContext, payload: ProfilePayload, save: VegaChart.IOptions["save"]) {
    const { trans } = context;
    this._context = context;
    this._payload = payload;
    const { columns } = payload.profile.correlation;
    const copies = repeatedColumns(payload);
    this._own = columns.flatMap((name, at) => (copies.has(name) ? [] : [at]));
    const drawn = Math.min(DRAWN, this._own.length);
    this.chart = new VegaChart(context, {
      title: trans.__("Correlation"),
      summary: this._summary(),
      height: drawn * CELL + ROOM,
      save,
      spec: (theme) => this._spec(theme.diverging, drawn <= WRITTEN),
      table: () => this._table(),
    });
    const label = nextId();
    const kinds = [
      ["spearman", trans.__("Spearman"), trans.__("by ranks: bent but steady relations count, too")],
      [
        "pearson",
        trans.__("Pearson"),
        trans.__("by values: straight relations, which single large values can make"),
      ],
    ] as const;
    this._buttons = kinds.map(([kind, text, title]) => ({
      kind,
      node: button(context, text, () => this._pick(kind), {
        "aria-pressed": String(kind === "spearman"),
        title,
      }),
    }));
    this.node = h(
      "div",
      { class: "jp-ProfilerWidget-correlation" },
      h(
        "div",
        { class: "jp-ProfilerWidget-choice", role: "group", "aria-labelledby": label },
        h("span", { id: label, text: trans.__("Coefficient") }),
        ...this._buttons.map(({ node }) => node),
      ),
      this.chart.node,
    );
  }

  readonly node: HTMLElement;
  readonly chart: VegaChart;

  private _pick(kind: Kind): void {
    this._kind = kind;
    for (const one of this._buttons) one.node.setAttribute("aria-pressed", String(one.kind === kind));
    this.chart.update(undefined, { summary: this._summary() });
  }

  private _spec(diverging: readonly string[], isWritten: boolean): Record<string, unknown> {
    const { trans } = this._context;
    const { correlation } = this._payload.profile;
    const matrix = correlation[this._kind];
    const places = this._own.slice(0, DRAWN);
    const names = shortNames(places.map((at) => correlation.columns[at] ?? ""));
    const values = names.flatMap((row, up) =>
      names.map((column, across) => {
        const r = matrix[places[up] ?? 0]?.[places[across] ?? 0] ?? null;
        return { row, column, r, text: figure(r), tip: `${row} · ${column}\n${figure(r)}` };
      }),
    );
    const axis = { title: null, labelLimit: 160, ticks: false, domain: false };
    const encoding = {
      x: {
        field: "column",
        type: "nominal",
        sort: null,
        axis: { ...axis, labelAngle: names.length > MANY ? -90 : -60, labelOverlap: false },
      },
      y: { field: "row", type: "nominal", sort: null, axis: { ...axis, labelOverlap: false } },
    };
    return {
      data: { values },
      layer: [
        {
          mark: { type: "rect" },
          encoding: {
            ...encoding,
            color: {
              field: "r",
              type: "quantitative",
              scale: { domain: [-1, 0, 1], range: diverging, unknown: "transparent" },
              legend: { title: trans.__("r"), gradientLength: 90 },
            },
            tooltip: { field: "tip" },
          },
        },
        ...(isWritten
          ? [{ mark: { type: "text", fontSize: 10 }, encoding: { ...encoding, text: { field: "text" } } }]
          : []),
      ],
    };
  }

  private _summary(): string {
    const { trans } = this._context;
    const { correlation } = this._payload.profile;
    const matrix = correlation[this._kind];
    const chosen = { columns: correlation.columns, pearson: matrix, spearman: matrix };
    const [first] = strongestPairs(chosen, 1, repeatedColumns(this._payload));
    const all = this._own.length;
    const shown = all > DRAWN ? trans.__("The first %1 of %2 numeric columns.", DRAWN, all) : "";
    if (first === undefined) return [trans.__("No two columns can be compared."), shown].join(" ").trim();
    const strongest = trans.__(
      "Strongest: %1 and %2, %3.",
      visibleText(first.a),
      visibleText(first.b),
      figure(first.pearson),
    );
    return [strongest, shown].join(" ").trim();
  }

  private _table(): { head: string[]; rows: string[][] } {
    const { trans } = this._context;
    const { correlation } = this._payload.profile;
    const { columns, pearson, spearman } = correlation;
    const pairs = strongestPairs(correlation, (columns.length * (columns.length - 1)) / 2, new Set());
    return {
      head: [trans.__("first field"), trans.__("second field"), trans.__("Pearson"), trans.__("Spearman")],
      rows: pairs.map((pair) => {
        const [a, b] = [columns.indexOf(pair.a), columns.indexOf(pair.b)];
        return [pair.a, pair.b, figure(pearson[a]?.[b] ?? null), figure(spearman[a]?.[b] ?? null)];
      }),
    };
  }

  private readonly _context: ViewContext;
  private readonly _payload: ProfilePayload;
  /** Places of the columns that do not only repeat a canonical field. */
  private readonly _own: readonly number[];
  private readonly _buttons: readonly { kind: Kind; node: HTMLButtonElement }[];
  private _kind: Kind = "spearman";
}

/** Two digits, with a sign that is as wide as a digit. */
function figure(r: number | null): string {
  return r === null ? "–" : withMinus(r.toFixed(2));
}

/** Names for the axes: visible, cut, and told apart where the cut makes them equal. */
function shortNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name, at) => {
    const text = visibleText(name, NAME);
    const own = used.has(text) ? `${text} #${at + 1}` : text;
    used.add(own);
    return own;
  });
}
