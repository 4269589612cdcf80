import type { Cell, ColumnProfile, Filter, ProfilePayload, RowSample } from "../../analysis/mod.ts";

/** What the reader picked: in a chart, where `column` is the chart and `index` the bin or the value, or a finding of the lint. */
export type ProfileSelection =
  | { kind: "all" }
  | { kind: "bin"; column: string; index: number }
  | { kind: "value"; column: string; index: number }
  | { kind: "missing"; column: string }
  | { kind: "lint"; index: number };

/** Mark at the end of a text that was cut on its way into the payload. */
const CUT = "…";

/** Least length of a cut text; a shorter text that ends with the mark is whole. */
const CUT_LENGTH = 199;

/** The column a selection was made in; undefined where it was made in none. */
export function columnOf(selection: ProfileSelection | null): string | undefined {
  return selection !== null && "column" in selection ? selection.column : undefined;
}

/** The profile of the column a selection was made in; undefined when the payload has no such column, or no such bin or value. */
export function selectedColumn(
  payload: ProfilePayload,
  selection: ProfileSelection,
): ColumnProfile | undefined {
  if (selection.kind === "all" || selection.kind === "lint") return undefined;
  const column = payload.profile.columns.find(({ name }) => name === selection.column);
  if (column === undefined) return undefined;
  if (selection.kind === "bin" && column.histogram?.counts[selection.index] === undefined) return undefined;
  if (selection.kind === "value" && column.top[selection.index] === undefined) return undefined;
  return column;
}

/** True when the selection points at something the payload has. */
export function isSelectable(payload: ProfilePayload, selection: ProfileSelection): boolean {
  if (selection.kind === "lint") return (payload.profile.flowLint[selection.index]?.rows.length ?? 0) > 0;
  return selection.kind === "all" || selectedColumn(payload, selection) !== undefined;
}

/**
 * The rows that a selection stands for.
 *
 * Bins are [from, to); the last one is closed, so it asks with "<=". A value that was cut can only be asked for by its
 * beginning, which may match more rows than the count beside it says.
 *
 * @returns A filter for the service; undefined for all rows.
 */
export function filterOf(payload: ProfilePayload, selection: ProfileSelection): Filter | undefined {
  if (selection.kind === "lint") return { rows: payload.profile.flowLint[selection.index]?.rows ?? [] };
  const column = selectedColumn(payload, selection);
  if (column === undefined || selection.kind === "all") return undefined;
  const { name } = column;
  if (selection.kind === "missing") return { column: name, op: "missing" };
  if (selection.kind === "value") return valueFilter(name, column.top[selection.index]?.value ?? null);
  const { edges, counts } = column.histogram ?? { edges: [], counts: [] };
  const from = edges[selection.index] ?? 0;
  const to = edges[selection.index + 1] ?? from;
  if (selection.index < counts.length - 1) return { column: name, op: "between", from, to };
  return {
    and: [
      { column: name, op: ">=", value: from },
      { column: name, op: "<=", value: to },
    ],
  };
}

function valueFilter(column: string, value: Cell): Filter {
  if (value === null) return { column, op: "missing" };
  if (isCut(value)) return { column, op: "contains", value: value.slice(0, -CUT.length) };
  return { column, op: "==", value };
}

/** True for a text of which the payload holds only the beginning. */
export function isCut(value: Cell): value is string {
  return typeof value === "string" && value.length >= CUT_LENGTH && value.endsWith(CUT);
}

/** The rows of the bounded sample that a filter matches, for a view whose table cannot be reached. */
export function sampleWhere(sample: RowSample, where: Filter | undefined): RowSample {
  const rows = where !== undefined && "rows" in where ? new Set(where.rows) : null;
  const kept = sample.cells.flatMap((cells, row) => {
    if (rows !== null) return rows.has(sample.rowIndex[row] ?? -1) ? [row] : [];
    return where === undefined || matches(where, sample, cells) ? [row] : [];
  });
  return {
    columns: sample.columns,
    rowIndex: kept.map((row) => sample.rowIndex[row] ?? row),
    cells: kept.map((row) => sample.cells[row] ?? []),
  };
}

/** The sample's counterpart of the table's filters, for the ones that `filterOf` makes. */
function matches(where: Filter, sample: RowSample, cells: readonly Cell[]): boolean {
  if ("and" in where) return where.and.every((part) => matches(part, sample, cells));
  if (!("op" in where)) return false;
  const at = sample.columns.indexOf(where.column);
  if (at < 0) return false;
  const cell = cells[at] ?? null;
  if (where.op === "missing") return cell === null;
  if (cell === null) return false;
  switch (where.op) {
    case "==":
      return cell === where.value;
    case ">=":
      return cell >= where.value;
    case "<=":
      return cell <= where.value;
    case "between":
      return typeof cell === "number" && cell >= where.from && cell < where.to;
    case "contains":
      return typeof cell === "string" && cell.includes(where.value);
    default:
      return false;
  }
}
