import type { DataFrame } from "danfojs-node";
import type { ColumnType } from "../core/mod.ts";
import { codedError, cutText, describe, quote } from "../core/mod.ts";
import type { Danfo, FrameIndex } from "./flow-frame-types.ts";
import { flowSeriesClass } from "./flow-series.ts";
import type { Cells } from "./frame-cells.ts";
import { cellAt, cellsOfRaw, dtypeOf } from "./frame-cells.ts";
import { valuesOf } from "./frame-choice.ts";
import { COLUMN_TYPES } from "./frame-columns.ts";
import type { NamedCells } from "./frame-tables.ts";
import { FrameStore, storeOf } from "./frame-store.ts";

/** danfo's fields, which its types do not show. Its getters of like names are hidden by columns of those names. */
export interface FrameFields {
  /** danfo's rows; of a FlowFrame made at the first reading. */
  $data: unknown[][];
  $index: FrameIndex;
  $columns: string[];
  $dtypes: string[];
  readonly $config: { readonly getMaxRow: number; readonly getTableMaxColInConsole: number };
  [STORE]?: FrameStore;
  readonly [NOTE]?: string | null;
  readonly [COLUMN_TYPES]?: ReadonlyMap<string, ColumnType>;
}

/** Under symbols, so that no column can be named so. */
export const STORE = Symbol("trafficlab.store");
export const NOTE = Symbol("trafficlab.note");

export function fieldsOf(frame: object): FrameFields {
  return frame as unknown as FrameFields;
}

export function storeOfFrame(frame: object): FrameStore {
  return fieldsOf(frame)[STORE] ?? FrameStore.ofRows([]);
}

export function cellsOf(frame: object, at: number): Cells {
  const { $columns, $dtypes, [COLUMN_TYPES]: types } = fieldsOf(frame);
  return storeOfFrame(frame).column(at, {
    dtype: $dtypes[at] ?? "undefined",
    declared: types?.get($columns[at]!),
  });
}

export function allCells(frame: object): NamedCells[] {
  return fieldsOf(frame).$columns.map((name, at) => ({ name, cells: cellsOf(frame, at) }));
}

/** @throws {RangeError} code BAD_INPUT, naming the columns there are. */
export function placeOfColumn(frame: object, name: unknown): number {
  const { $columns } = fieldsOf(frame);
  const at = $columns.indexOf(name as string);
  if (at >= 0) return at;
  const known = cutText($columns.map((known) => quote(known)).join(", "), 600);
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot read column ${describe(name)}: the frame has no such column; it has ${known || "none"}`,
  );
}

/**
 * The cells of values that a user gives for a column: a list or a Series.
 *
 * @throws {TypeError} code BAD_INPUT for anything else; {RangeError} for another number of them than rows.
 */
export function givenCells(name: string, given: unknown, length: number): Cells {
  const values = valuesOf(given);
  if (!Array.isArray(values)) {
    const rule = "values must be a list or a Series";
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot set column ${quote(name)}: ${rule}, got ${describe(values)}`,
    );
  }
  if (values.length !== length) {
    const rule = `it takes one value for each of the ${length} rows`;
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot set column ${quote(name)}: ${rule}, got ${values.length}`,
    );
  }
  return cellsOfRaw([...(values as unknown[])], "undefined", undefined);
}

/** Puts another column in the place of one, or of none at the end. */
export function setColumn(frame: object, at: number, cells: Cells): void {
  const columns = allCells(frame).map((column) => column.cells);
  const fields = fieldsOf(frame);
  columns[at] = cells;
  fields[STORE] = storeOf(columns, storeOfFrame(frame).length);
  fields.$dtypes[at] = dtypeOf(cells);
}

/** danfo calls this from its constructor to give each column a property of its name, and again for a column added in place. */
const DEFINE_ACCESSORS = "$setInternalColumnDataProperty";

/** danfo's methods that answer with a frame, and change nothing but what `inplace` says. */
const FRAME_METHODS = [
  ...["add", "sub", "mul", "div", "divNoNan", "pow", "mod", "lt", "gt", "eq", "ne", "le", "ge"],
  ...["pctChange", "diff", "abs", "round", "cumProd", "cumSum", "cumMin", "cumMax", "dropNa", "isNa"],
  ...[
    "setIndex",
    "resetIndex",
    "apply",
    "applyMap",
    "transpose",
    "replace",
    "rename",
    "sortIndex",
    "append",
    "getDummies",
  ],
];
/** Methods that write into the rows of the frame they are called on even without `inplace`: they get a copy. */
const WRITING_METHODS = ["fillNa", "asType"];

type Method = (this: object, ...given: unknown[]) => unknown;

/**
 * Puts typed storage under the fields that danfo's own methods read and write, and makes these methods answer with the class itself.
 *
 * @param prototype Of the class that extends danfo's DataFrame.
 * @param adopt Makes a frame of this class of a danfo one.
 */
export function hookIntoDanfo(
  danfo: Danfo,
  prototype: DataFrame,
  adopt: (result: DataFrame, from: object) => DataFrame,
): void {
  const base = danfo.DataFrame.prototype as unknown as Record<string, Method>;
  const method = (name: string, value: Method): void => {
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  };
  Object.defineProperties(prototype, {
    $data: {
      get(this: object): unknown[][] {
        return storeOfFrame(this).rows();
      },
      set(this: object, rows: unknown[][]): void {
        Object.defineProperty(this, STORE, {
          value: FrameStore.ofRows(rows),
          writable: true,
          configurable: true,
        });
      },
    },
    $dataIncolumnFormat: {
      get(this: object): unknown[][] {
        return allCells(this).map(({ cells }) => listOf(cells, storeOfFrame(this).length));
      },
      // danfo sets it beside the rows, which are enough.
      set(): void {},
    },
  });
  method("$getColumnData", function (name, asSeries = true) {
    const at = placeOfColumn(this, name);
    const values = listOf(cellsOf(this, at), storeOfFrame(this).length);
    if (asSeries === false) return values;
    const { $index, $dtypes, $config } = fieldsOf(this);
    const FlowSeries = flowSeriesClass(danfo);
    return new FlowSeries({
      values,
      index: $index.slice(),
      name: String(name),
      dtype: $dtypes[at]!,
      config: $config,
    });
  });
  method("$setColumnData", function (name, given) {
    setColumn(this, placeOfColumn(this, name), givenCells(String(name), given, storeOfFrame(this).length));
  });
  const defineAccessor = base[DEFINE_ACCESSORS]!;
  method(DEFINE_ACCESSORS, function (added) {
    for (const name of added === undefined ? fieldsOf(this).$columns : [added as string]) {
      if (name !== "" && !(name in this)) defineAccessor.call(this, name);
    }
  });
  const answering = (name: string, call: Method): void =>
    method(name, function (...given) {
      const result = call.apply(this, given);
      return isDanfoFrame(danfo, result) ? adopt(result, this) : result;
    });
  for (const name of FRAME_METHODS) answering(name, base[name]!);
  for (const name of WRITING_METHODS) {
    answering(name, function (...given) {
      const isInPlace = given.some((one) => (one as { inplace?: unknown } | undefined)?.inplace === true);
      return base[name]!.apply(isInPlace ? this : (this as DataFrame).copy(), given);
    });
  }
}

/** danfo's methods answer with frames of the class below the one it exports. */
export function baseFrame(danfo: Danfo): object {
  return Object.getPrototypeOf(danfo.DataFrame.prototype) as object;
}

function isDanfoFrame(danfo: Danfo, result: unknown): result is DataFrame {
  return (
    result !== null &&
    typeof result === "object" &&
    Object.prototype.isPrototypeOf.call(baseFrame(danfo), result)
  );
}

function listOf(cells: Cells, length: number): unknown[] {
  const list = new Array<unknown>(length);
  for (let row = 0; row < length; row++) list[row] = cellAt(cells, row);
  return list;
}
