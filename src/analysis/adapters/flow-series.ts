import type { MimeBundle } from "../core/mod.ts";
import type { Danfo, FrameIndex, Series } from "./flow-frame-types.ts";
import { cellsOfRaw } from "./frame-cells.ts";
import type { FrameView } from "./frame-display.ts";
import { frameBundle, frameText } from "./frame-display.ts";
import { quantileTable, summaryTable } from "./frame-tables.ts";
import type { ResultTable } from "./frame-tables.ts";

/** What a FlowSeries is made of. */
export interface SeriesParts {
  readonly values: unknown[];
  readonly index: FrameIndex;
  readonly name: string;
  /** danfo's name of the type. */
  readonly dtype: string;
  /** danfo's display options. */
  readonly config?: object | undefined;
}

export type FlowSeriesClass = new (parts: SeriesParts) => Series;

interface SeriesFields {
  $data: unknown[];
  $index: FrameIndex;
  readonly $columns: string[];
  readonly $dtypes: string[];
  readonly $config: { readonly getMaxRow: number };
}

type Comparison = "lt" | "gt" | "le" | "ge" | "eq" | "ne";

const classes = new WeakMap<Danfo, FlowSeriesClass>();

/** The class FlowSeries over a loaded danfo: its Series, with what is quadratic there computed on typed storage, and shown as a table. */
export function flowSeriesClass(danfo: Danfo): FlowSeriesClass {
  let made = classes.get(danfo);
  if (made === undefined) {
    made = defineFlowSeries(danfo);
    classes.set(danfo, made);
  }
  return made;
}

function defineFlowSeries(danfo: Danfo): FlowSeriesClass {
  class FlowSeries extends danfo.Series {
    constructor({ values, index, name, dtype, config }: SeriesParts) {
      super([], { columns: [name], dtypes: [dtype], ...(config && { config: { ...config } }) });
      // Past danfo's constructor, which looks for equal labels each time: the frame has.
      Object.assign(fieldsOf(this), { $data: values, $dataIncolumnFormat: values, $index: index });
    }

    /** Missing and infinite values are left out; NaN where there is no other. */
    override median(): number {
      return Number(resultOf(this, (columns) => quantileTable(columns, [0.5]))[0] ?? NaN);
    }

    /** R-7 quantile for a share from 0 to 1. */
    quantile(share = 0.5): unknown {
      return resultOf(this, (columns) => quantileTable(columns, [share]))[0] ?? NaN;
    }

    /** As the frame's: with quartiles, missing and infinite values left out. */
    override describe(): Series {
      let index: FrameIndex = [];
      const values = resultOf(this, (columns) => {
        const table = summaryTable(columns);
        index = table.index;
        return table;
      });
      // danfo refuses text, in its words.
      if (values.length === 0) return super.describe();
      return this.#like(values, index, "float32");
    }

    override lt(other: unknown): Series {
      return this.#compare("lt", other, (a, b) => a < b);
    }

    override gt(other: unknown): Series {
      return this.#compare("gt", other, (a, b) => a > b);
    }

    override le(other: unknown): Series {
      return this.#compare("le", other, (a, b) => a <= b);
    }

    override ge(other: unknown): Series {
      return this.#compare("ge", other, (a, b) => a >= b);
    }

    override eq(other: unknown): Series {
      return this.#compare("eq", other, (a, b) => a === b);
    }

    override ne(other: unknown): Series {
      return this.#compare("ne", other, (a, b) => a !== b);
    }

    override toString(): string {
      return frameText(viewOf(this), 1);
    }

    [Symbol.for("nodejs.util.inspect.custom")](): string {
      return this.toString();
    }

    [Symbol.for("Jupyter.display")](): MimeBundle {
      return frameBundle(viewOf(this), 1);
    }

    /** Dates and truth values can be compared too, which danfo refuses; a missing cell is only unequal. */
    #compare(name: Comparison, other: unknown, test: (a: number, b: number) => boolean): Series {
      const { $data, $index } = fieldsOf(this);
      const isDate = Object.prototype.toString.call(other) === "[object Date]";
      if (!isDate && typeof other !== "number" && typeof other !== "boolean")
        return super[name](other as number);
      const limit = Number(other);
      const results = new Array<unknown>($data.length);
      for (let row = 0; row < results.length; row++) {
        const cell = $data[row];
        const value = typeof cell === "string" || cell === null || cell === undefined ? NaN : Number(cell);
        results[row] = test(value, limit);
      }
      return this.#like(results, $index.slice(), "boolean");
    }

    #like(values: unknown[], index: FrameIndex, dtype: string): Series {
      const { $columns, $config } = fieldsOf(this);
      return new FlowSeries({ values, index, name: $columns[0] ?? "0", dtype, config: $config });
    }
  }
  return FlowSeries;
}

function fieldsOf(series: object): SeriesFields {
  return series as unknown as SeriesFields;
}

/** What a frame's method says of this column alone; nothing for a column that it leaves out. */
function resultOf(
  series: object,
  method: (columns: Parameters<typeof summaryTable>[0]) => ResultTable,
): unknown[] {
  const { $data, $columns, $dtypes } = fieldsOf(series);
  const cells = cellsOfRaw($data, $dtypes[0] ?? "undefined", undefined);
  const [result] = method([{ name: $columns[0] ?? "0", cells }]).columns;
  if (result === undefined) return [];
  const { cells: found } = result;
  if (found.kind === "mixed") return [...found.cells];
  return found.kind === "number"
    ? Array.from(found.values, (value) => (found.type === "time" ? new Date(value) : value))
    : [];
}

function viewOf(series: object): FrameView {
  const { $columns, $data, $index, $config } = fieldsOf(series);
  return {
    columns: $columns,
    index: $index.slice(0, $config.getMaxRow),
    rows: $data.slice(0, $config.getMaxRow).map((value) => [value]),
    totalRows: $data.length,
    note: null,
  };
}
