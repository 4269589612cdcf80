import type { DataFrame } from "danfojs-node";
import type { MimeBundle } from "../core/mod.ts";
import { checkInteger, checkOptions, codedError, describe } from "../core/mod.ts";
import type {
  CorrelationOptions,
  Danfo,
  FlowFrameClass,
  FrameIndex,
  FrameParts,
  Series,
  SortOptions,
} from "./flow-frame-types.ts";
import type { DanfoGroups } from "./flow-groups.ts";
import { FlowGroups } from "./flow-groups.ts";
import { flowSeriesClass } from "./flow-series.ts";
import { dtypeOf, toDanfoColumn, typeOf } from "./frame-cells.ts";
import { placesOfLabels, placesOfNumbers, placesWhereTrue } from "./frame-choice.ts";
import type { DanfoColumn } from "./frame-columns.ts";
import { COLUMN_TYPES, TYPED_COLUMN } from "./frame-columns.ts";
import type { FrameView } from "./frame-display.ts";
import { frameBundle, frameText } from "./frame-display.ts";
import {
  allCells,
  baseFrame,
  cellsOf,
  fieldsOf,
  givenCells,
  hookIntoDanfo,
  NOTE,
  placeOfColumn,
  setColumn,
  STORE,
  storeOfFrame,
} from "./frame-hooks.ts";
import { orderOf, rowsUpTo } from "./frame-order.ts";
import { storeOf, FrameStore } from "./frame-store.ts";
import type { NamedCells, ResultTable } from "./frame-tables.ts";
import { correlationTable, covarianceTable, quantileTable, sortKeys, summaryTable } from "./frame-tables.ts";

const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** danfo's TensorFlow.js, which its types do not show. */
interface TensorMaker {
  tensor2d(data: Float32Array, shape: number[], dtype: string): unknown;
}

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
  const base = baseFrame(danfo);
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
  const FlowSeries = flowSeriesClass(danfo);

  class Frame extends danfo.DataFrame {
    constructor(parts: FrameParts) {
      const { store, index, columns, dtypes, config } = parts;
      // Without rows: they are made of the store when danfo asks for them.
      super([], { columns, dtypes, ...(config && { config: { ...config } }) });
      Object.defineProperties(this, {
        [STORE]: { value: store, writable: true },
        [NOTE]: { value: parts.note },
        [COLUMN_TYPES]: { value: parts.types },
      });
      fieldsOf(this).$index = index;
    }

    get note(): string | null {
      return fieldsOf(this)[NOTE] ?? null;
    }

    override get shape(): number[] {
      const { length, width } = storeOfFrame(this);
      return [length, length === 0 ? fieldsOf(this).$columns.length : width];
    }

    /** danfo's tensor, filled from typed columns where all of them are numbers. */
    override get tensor(): unknown {
      const columns = allCells(this).map(({ cells }) =>
        cells.kind === "number" && cells.type !== "time" ? cells.values : null,
      );
      const { length } = storeOfFrame(this);
      if (length === 0 || !columns.every((values) => values !== null)) return super.tensor as unknown;
      const data = new Float32Array(length * columns.length);
      columns.forEach((values, c) => {
        for (let row = 0, at = c; row < length; row++, at += columns.length) data[at] = values[row]!;
      });
      return (danfo.tensorflow as TensorMaker).tensor2d(data, [length, columns.length], "float32");
    }

    override head(rows = 5): DataFrame {
      const count = checkInteger("take rows", "rows", rows, 1, Number.MAX_SAFE_INTEGER);
      return takeRows(this, rowsUpTo(Math.min(count, storeOfFrame(this).length)));
    }

    override tail(rows = 5): DataFrame {
      const count = checkInteger("take rows", "rows", rows, 1, Number.MAX_SAFE_INTEGER);
      const { length } = storeOfFrame(this);
      return takeRows(this, rowsUpTo(length).subarray(Math.max(0, length - count)));
    }

    override copy(): DataFrame {
      return takeRows(this, null);
    }

    override describe(): DataFrame {
      return answer(this, summaryTable(allCells(this)));
    }

    quantile(shares: number | readonly number[] = 0.5): DataFrame | Series {
      const table = quantileTable(allCells(this), Array.isArray(shares) ? shares : [shares]);
      const frame = answer(this, table);
      if (Array.isArray(shares)) return frame;
      const { $data, $columns, $dtypes } = fieldsOf(frame);
      const dtype = $dtypes.every((one) => one === $dtypes[0]) ? ($dtypes[0] ?? "float32") : "undefined";
      const [values = []] = $data;
      return new FlowSeries({ values: [...values], index: [...$columns], name: String(shares), dtype });
    }

    corr(options?: CorrelationOptions): DataFrame {
      return answer(this, correlationTable(allCells(this), options));
    }

    cov(): DataFrame {
      return answer(this, covarianceTable(allCells(this)));
    }

    /** danfo takes the medians of rows unless `axis` is 0. */
    override median(options?: { axis?: 0 | 1 }): Series {
      const { $dtypes, $columns } = fieldsOf(this);
      if (options?.axis !== 0 || $dtypes.includes("string")) return super.median(options);
      const summary = allCells(this).map((column) => summaryTable([column]).columns[0]?.cells);
      const medians = summary.map((cells) => (cells?.kind === "number" ? cells.values[MEDIAN]! : NaN));
      return new FlowSeries({ values: medians, index: [...$columns], name: "median", dtype: "float32" });
    }

    override sortValues(by: string | readonly string[], options?: SortOptions): DataFrame {
      const keys = sortKeys(by, options).map(({ name, ascending }) => ({
        cells: cellsOf(this, placeOfColumn(this, name)),
        ascending,
      }));
      return settle(this, takeRows(this, orderOf(keys, storeOfFrame(this).length)), options?.inplace);
    }

    override loc(choice: { rows?: unknown; columns?: unknown }): DataFrame {
      const { $index, $columns } = fieldsOf(this);
      const { rows, columns } = checkChoices(choice);
      return takeCells(
        this,
        rows === undefined ? null : Uint32Array.from(placesOfLabels("row", $index, rows)),
        placesOfLabels("column", $columns, columns),
      );
    }

    override iloc(choice: { rows?: unknown; columns?: unknown }): DataFrame {
      const { rows, columns } = checkChoices(choice);
      const { length } = storeOfFrame(this);
      return takeCells(
        this,
        rows === undefined ? null : Uint32Array.from(placesOfNumbers("row", length, rows)),
        placesOfNumbers("column", fieldsOf(this).$columns.length, columns),
      );
    }

    override query(condition: unknown, options?: { inplace?: boolean }): DataFrame {
      checkOptions("choose rows", options, ["inplace"]);
      const places = placesWhereTrue(condition, storeOfFrame(this).length);
      return settle(this, takeRows(this, Uint32Array.from(places)), options?.inplace);
    }

    override drop(options?: { columns?: unknown; index?: unknown; inplace?: boolean }): DataFrame {
      checkOptions("drop rows or columns", options, ["columns", "index", "inplace"]);
      const { columns, index, inplace } = options ?? {};
      if ((columns === undefined) === (index === undefined)) {
        const got = columns === undefined ? "none" : "both";
        throw codedError(TypeError, "BAD_INPUT", `Cannot drop: name either columns or index, got ${got}`);
      }
      const { $index, $columns } = fieldsOf(this);
      const [axis, labels] =
        columns === undefined ? (["row", $index] as const) : (["column", $columns] as const);
      const given = columns ?? index;
      const gone = new Set(placesOfLabels(axis, labels, Array.isArray(given) ? given : [given]));
      const left = Array.from(labels.keys()).filter((at) => !gone.has(at));
      const kept = axis === "row" ? takeRows(this, Uint32Array.from(left)) : takeCells(this, null, left);
      return settle(this, kept, inplace);
    }

    /** As danfo's: a column that is there gets the values in place. */
    override addColumn(
      name: string,
      values: unknown,
      options?: { inplace?: boolean; atIndex?: number | string },
    ): DataFrame {
      checkOptions("add a column", options, ["inplace", "atIndex"]);
      if (typeof name !== "string" || name === "")
        throw codedError(
          TypeError,
          "BAD_INPUT",
          `Cannot add a column: expected a name, got ${describe(name)}`,
        );
      const { $columns, $index } = fieldsOf(this);
      const cells = givenCells(name, values, storeOfFrame(this).length);
      if ($columns.includes(name)) {
        setColumn(this, $columns.indexOf(name), cells);
        return undefined as unknown as DataFrame;
      }
      const { atIndex = $columns.length } = options ?? {};
      const at =
        typeof atIndex === "string"
          ? placeOfColumn(this, atIndex)
          : checkInteger("add a column", "atIndex", atIndex, 0, $columns.length);
      const columns = allCells(this);
      columns.splice(at, 0, { name, cells });
      return settle(this, make(this, columns, $index.slice()), options?.inplace);
    }

    override groupby(keys: string[]): DanfoGroups {
      const groups = new FlowGroups<DataFrame>(
        {
          names: [...fieldsOf(this).$columns],
          length: storeOfFrame(this).length,
          cells: (name) => cellsOf(this, placeOfColumn(this, name)),
          make: (columns, length) => make(this, columns, Array.from(rowsUpTo(length))),
          takeRows: (rows) => takeRows(this, rows),
          toDanfo: () => super.groupby(keys),
          adopt: (result) => adopt(result, this),
        },
        keys,
      );
      return groups as unknown as DanfoGroups;
    }

    override get T(): DataFrame {
      return this.transpose();
    }

    override toString(): string {
      const { $config } = fieldsOf(this);
      return frameText(viewOf(this, $config.getMaxRow), $config.getTableMaxColInConsole);
    }

    [INSPECT](): string {
      return this.toString();
    }

    [TYPED_COLUMN](at: number): DanfoColumn | null {
      return typedColumn(this, at);
    }
  }

  /** A frame of these columns, with the display options and the note of another. */
  function make(from: object, columns: readonly NamedCells[], index: FrameIndex): Frame {
    const { $config, [NOTE]: note } = fieldsOf(from);
    const known = columns.flatMap(({ name, cells }) => {
      const type = typeOf(cells);
      return type === undefined ? [] : [[name, type] as const];
    });
    return new Frame({
      store: storeOf(
        columns.map(({ cells }) => cells),
        index.length,
      ),
      index,
      columns: columns.map(({ name }) => name),
      dtypes: columns.map(({ cells }) => dtypeOf(cells)),
      types: new Map(known),
      note: note ?? null,
      config: $config,
    });
  }

  function answer(from: object, { index, columns }: ResultTable): Frame {
    return make(from, columns, index);
  }

  /** @param rows Null for all. */
  function takeRows(frame: Frame, rows: Uint32Array | null): Frame {
    return takeCells(
      frame,
      rows,
      fieldsOf(frame).$columns.map((_, at) => at),
    );
  }

  function takeCells(frame: Frame, rows: Uint32Array | null, places: readonly number[]): Frame {
    const { $index, $columns, $dtypes, $config, [NOTE]: note, [COLUMN_TYPES]: types } = fieldsOf(frame);
    return new Frame({
      store: storeOf(
        places.map((at) => cellsOf(frame, at)),
        storeOfFrame(frame).length,
        rows,
      ),
      index: rows === null ? $index.slice() : labelsOf($index, rows),
      columns: places.map((at) => $columns[at]!),
      dtypes: places.map((at) => $dtypes[at]!),
      types: types ?? new Map(),
      note: note ?? null,
      config: $config,
    });
  }

  /** The result, or nothing after giving its cells to the frame itself. */
  function settle(frame: Frame, result: Frame, inplace: boolean | undefined): DataFrame {
    if (inplace !== true) return result;
    const from = fieldsOf(result);
    const added = from.$columns.filter((name) => !fieldsOf(frame).$columns.includes(name));
    const { $index, $columns, $dtypes } = from;
    Object.assign(fieldsOf(frame), { [STORE]: storeOfFrame(result), $index, $columns, $dtypes });
    for (const name of added) defineAccessors(frame, name);
    return undefined as unknown as DataFrame;
  }

  function adopt(result: DataFrame, from: object): Frame {
    if (result instanceof Frame) return result;
    const { $data, $index, $columns, $dtypes, $config } = fieldsOf(result);
    return new Frame({
      store: FrameStore.ofRows($data),
      index: $index,
      columns: $columns,
      dtypes: $dtypes,
      types: fieldsOf(from)[COLUMN_TYPES] ?? new Map(),
      note: fieldsOf(from)[NOTE] ?? null,
      config: $config,
    });
  }

  hookIntoDanfo(danfo, Frame.prototype, adopt);
  Object.defineProperty(Frame, "name", { value: "FlowFrame" });
  return Frame as unknown as FlowFrameClass;
}

/** Where `describe()` has the median. */
const MEDIAN = 5;

function labelsOf(index: FrameIndex, rows: Uint32Array): FrameIndex {
  const labels = new Array<string | number>(rows.length);
  for (let i = 0; i < rows.length; i++) labels[i] = index[rows[i]!]!;
  return labels;
}

/** danfo gives the frame a property of this name. */
function defineAccessors(frame: object, name: string): void {
  (frame as { $setInternalColumnDataProperty(name: string): void }).$setInternalColumnDataProperty(name);
}

function checkChoices(choice: unknown): { rows?: unknown; columns?: unknown } {
  checkOptions("choose rows and columns", choice ?? {}, ["rows", "columns"]);
  return choice ?? {};
}

/** Null where typed storage does not tell what the column is. */
function typedColumn(frame: object, at: number): DanfoColumn | null {
  const { $columns, $dtypes, [COLUMN_TYPES]: types } = fieldsOf(frame);
  const cells = cellsOf(frame, at);
  const isNumberText = cells.kind === "text" && $dtypes[at] !== "string";
  const isMoment = cells.kind === "number" && cells.type !== "time" && types?.get($columns[at]!) === "time";
  return isNumberText || isMoment ? null : toDanfoColumn($columns[at]!, cells);
}

/** What is shown of any danfo frame. */
function viewOf(frame: object, maxRows: number): FrameView {
  const { $columns, $index, [STORE]: store, [NOTE]: note } = fieldsOf(frame);
  return {
    columns: $columns,
    index: $index.slice(0, maxRows),
    rows: store === undefined ? fieldsOf(frame).$data.slice(0, maxRows) : store.rowsBetween(0, maxRows),
    totalRows: store?.length ?? fieldsOf(frame).$data.length,
    note: note ?? null,
  };
}
