import type * as danfojs from "danfojs-node";
import type { DataFrame } from "danfojs-node";
import type { ColumnType, MimeBundle } from "../core/mod.ts";
import { checkInteger } from "../core/mod.ts";
import { COLUMN_TYPES } from "./frame-columns.ts";
import type { FrameView } from "./frame-display.ts";
import { frameBundle, frameText } from "./frame-display.ts";
import { SUMMARY_ROWS, summarize } from "./frame-summary.ts";

export type Danfo = typeof danfojs;

/** Row labels of a frame. */
export type FrameIndex = (string | number)[];

/** What a FlowFrame is made of. */
export interface FrameParts {
  /** Row by row, as danfo keeps them. */
  rows: unknown[][];
  index: FrameIndex;
  columns: string[];
  /** danfo's names of types. */
  dtypes: string[];
  types: ReadonlyMap<string, ColumnType>;
  note: string | null;
}

/**
 * danfo's DataFrame of a flow table. It is one in every respect; what it mends: `describe` copes with times and with many equal values, printing copes
 * with any text, a notebook shows it as a table, and a column named like a method ("count", "index") leaves the method alone: read it by `column(name)`.
 */
export interface FlowFrame extends DataFrame {
  /** What the frame does not hold of its table, and how to get it; null when it holds all. */
  readonly note: string | null;
  head(rows?: number): FlowFrame;
  tail(rows?: number): FlowFrame;
  copy(): FlowFrame;
  /** Statistics of the numeric columns: count, mean, std, min, 25%, median, 75%, max, variance; missing and infinite values are left out. */
  describe(): FlowFrame;
}

export type FlowFrameClass = new (parts: FrameParts) => FlowFrame;

/** danfo's fields, which its types do not show. Its getters of like names are hidden by columns of those names. */
interface FrameFields {
  readonly $data: unknown[][];
  readonly $index: FrameIndex;
  readonly $columns: string[];
  readonly $dtypes: string[];
  readonly $config: { readonly getMaxRow: number; readonly getTableMaxColInConsole: number };
  readonly [NOTE]?: string | null;
  readonly [COLUMN_TYPES]?: ReadonlyMap<string, ColumnType>;
}

/** Under a symbol, so that no column can be named so. */
const NOTE = Symbol("trafficlab.note");
const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");
/** danfo calls this from its constructor to give each column a property of its name, and again for a column added in place. */
const DEFINE_ACCESSORS = "$setInternalColumnDataProperty";

const classes = new WeakMap<Danfo, FlowFrameClass>();

/** The class FlowFrame over a loaded danfo; the same one each time, so that `instanceof` means something. */
export function flowFrameClass(danfo: Danfo): FlowFrameClass {
  let made = classes.get(danfo);
  if (made === undefined) {
    made = defineFlowFrame(danfo);
    classes.set(danfo, made);
  }
  return made;
}

/** Gives every DataFrame of this danfo, those of its own methods too, the form that notebooks show as a table. */
export function showFramesInNotebooks(danfo: Danfo): void {
  // danfo's methods answer with frames of the class below the one it exports.
  const base = Object.getPrototypeOf(danfo.DataFrame.prototype) as object;
  if (JUPYTER_DISPLAY in base) return;
  Object.defineProperty(base, JUPYTER_DISPLAY, {
    value(this: DataFrame): MimeBundle {
      const { $config } = fieldsOf(this);
      return frameBundle(viewOf(this, $config.getMaxRow), $config.getTableMaxColInConsole);
    },
    configurable: true,
    writable: true,
  });
}

function defineFlowFrame(danfo: Danfo): FlowFrameClass {
  class Frame extends danfo.DataFrame {
    constructor(parts: FrameParts) {
      const { rows, index, columns, dtypes } = parts;
      // Without rows danfo refuses an index, and makes one of its own.
      super(rows, rows.length === 0 ? { columns, dtypes } : { index, columns, dtypes });
      Object.defineProperties(this, {
        [NOTE]: { value: parts.note },
        [COLUMN_TYPES]: { value: parts.types },
      });
    }

    get note(): string | null {
      return fieldsOf(this)[NOTE] ?? null;
    }

    override head(rows = 5): DataFrame {
      return takeRows(this, 0, checkInteger("take rows", "rows", rows, 1, Number.MAX_SAFE_INTEGER));
    }

    override tail(rows = 5): DataFrame {
      const total = fieldsOf(this).$data.length;
      return takeRows(
        this,
        Math.max(0, total - checkInteger("take rows", "rows", rows, 1, Number.MAX_SAFE_INTEGER)),
        total,
      );
    }

    override copy(): DataFrame {
      return takeRows(this, 0, fieldsOf(this).$data.length);
    }

    override describe(): DataFrame {
      const { $columns, $data, $dtypes } = fieldsOf(this);
      const positions = $columns
        .map((_, c) => c)
        .filter((c) => $dtypes[c] === "float32" || $dtypes[c] === "int32");
      const summaries = positions.map((c) => summarize(numbersOf($data, c)));
      const columns = positions.map((c) => $columns[c]!);
      return new Frame({
        rows: SUMMARY_ROWS.map((_, r) => summaries.map((summary) => summary[r])),
        index: [...SUMMARY_ROWS],
        columns,
        dtypes: columns.map(() => "float32"),
        types: new Map(columns.map((name) => [name, "float"])),
        note: this.note,
      });
    }

    override toString(): string {
      const { $config } = fieldsOf(this);
      return frameText(viewOf(this, $config.getMaxRow), $config.getTableMaxColInConsole);
    }

    [INSPECT](): string {
      return this.toString();
    }
  }

  function takeRows(frame: Frame, from: number, to: number): DataFrame {
    const fields = fieldsOf(frame);
    return new Frame({
      rows: fields.$data.slice(from, to).map((row) => [...row]),
      index: fields.$index.slice(from, to),
      columns: [...fields.$columns],
      dtypes: [...fields.$dtypes],
      types: fields[COLUMN_TYPES] ?? new Map(),
      note: frame.note,
    });
  }

  const defineAccessor = Reflect.get(danfo.DataFrame.prototype, DEFINE_ACCESSORS) as (
    this: DataFrame,
    name: string,
  ) => void;
  Object.defineProperty(Frame.prototype, DEFINE_ACCESSORS, {
    value(this: DataFrame, added?: string): void {
      for (const name of added === undefined ? fieldsOf(this).$columns : [added]) {
        if (name !== "" && !(name in this)) defineAccessor.call(this, name);
      }
    },
  });
  Object.defineProperty(Frame, "name", { value: "FlowFrame" });
  return Frame as unknown as FlowFrameClass;
}

function fieldsOf(frame: DataFrame): FrameFields {
  return frame as unknown as FrameFields;
}

function viewOf(frame: DataFrame, maxRows: number): FrameView {
  const { $columns, $index, $data, [NOTE]: note } = fieldsOf(frame);
  return {
    columns: $columns,
    index: $index.slice(0, maxRows),
    rows: $data.slice(0, maxRows),
    totalRows: $data.length,
    note: note ?? null,
  };
}

function numbersOf(rows: readonly unknown[][], column: number): Float64Array {
  return Float64Array.from(rows, (row) => {
    const cell = row[column];
    return typeof cell === "number" ? cell : NaN;
  });
}
