import { checkNumber, checkOneOf, checkOptions, codedError, describe, quote } from "../core/mod.ts";
import type { CorrelationOptions, SortOptions } from "./flow-frame-types.ts";
import type { Cells } from "./frame-cells.ts";
import { relate } from "./frame-relations.ts";
import { quantilesOf, SPREAD_ROWS, summarize, SUMMARY_ROWS } from "./frame-statistics.ts";

export interface NamedCells {
  readonly name: string;
  readonly cells: Cells;
}

/** Columns that a method answers with, and the labels of their rows. */
export interface ResultTable {
  readonly index: (string | number)[];
  readonly columns: readonly NamedCells[];
}

/** The columns whose cells are of these types. */
function ofTypes(
  columns: readonly NamedCells[],
  types: readonly string[],
): { name: string; type: string; values: Float64Array }[] {
  return columns.flatMap(({ name, cells }) =>
    cells.kind === "number" && types.includes(cells.type)
      ? [{ name, type: cells.type, values: cells.values }]
      : [],
  );
}

export function summaryTable(columns: readonly NamedCells[]): ResultTable {
  return {
    index: [...SUMMARY_ROWS],
    columns: ofTypes(columns, ["float", "int", "time"]).map(({ name, type, values }) => {
      const summary = summarize(values);
      if (type !== "time") return { name, cells: floats(summary) };
      const cells = SUMMARY_ROWS.map((row, at) => {
        if (row === "count") return summary[at];
        return SPREAD_ROWS.has(row) || Number.isNaN(summary[at]) ? null : new Date(summary[at]!);
      });
      return { name, cells: { kind: "mixed", cells } };
    }),
  };
}

/** @param shares From 0 to 1. */
export function quantileTable(columns: readonly NamedCells[], shares: readonly unknown[]): ResultTable {
  const checked = shares.map((share) => checkNumber("take quantiles", "a share", share, { min: 0, max: 1 }));
  const twice = checked.find((share, at) => checked.indexOf(share) !== at);
  if (twice !== undefined) {
    const rule = "shares must differ";
    throw codedError(RangeError, "BAD_INPUT", `Cannot take quantiles: ${rule}, got ${twice} twice`);
  }
  return {
    index: checked,
    columns: ofTypes(columns, ["float", "int", "time"]).map(({ name, type, values }) => {
      const found = Float64Array.from(quantilesOf(values, checked));
      return { name, cells: { kind: "number", type: type === "time" ? "time" : "float", values: found } };
    }),
  };
}

export function correlationTable(
  columns: readonly NamedCells[],
  options: CorrelationOptions | undefined,
): ResultTable {
  checkOptions("correlate columns", options, ["method"]);
  const method = checkOneOf("correlate columns", "method", options?.method ?? "pearson", [
    "pearson",
    "spearman",
  ]);
  return pairTable(columns, method);
}

export function covarianceTable(columns: readonly NamedCells[]): ResultTable {
  return pairTable(columns, "covariance");
}

function pairTable(columns: readonly NamedCells[], relation: Parameters<typeof relate>[1]): ResultTable {
  const numbers = ofTypes(columns, ["float", "int", "boolean"]);
  const matrix = relate(
    numbers.map(({ values }) => values),
    relation,
  );
  return {
    index: numbers.map(({ name }) => name),
    columns: numbers.map(({ name }, at) => ({ name, cells: floats(matrix[at]!) })),
  };
}

function floats(values: readonly number[]): Cells {
  return { kind: "number", type: "float", values: Float64Array.from(values) };
}

/** The keys of `sortValues`, checked. */
export function sortKeys(
  by: unknown,
  options: SortOptions | undefined,
): { name: string; ascending: boolean }[] {
  checkOptions("sort rows", options, ["ascending", "inplace"]);
  const names: unknown[] = Array.isArray(by) ? by : [by];
  if (names.length === 0 || !names.every((name) => typeof name === "string")) {
    const rule = "expected a column or a list of columns";
    throw codedError(TypeError, "BAD_INPUT", `Cannot sort rows: ${rule}, got ${describe(by)}`);
  }
  const ascending: unknown = options?.ascending ?? true;
  const each: unknown[] = Array.isArray(ascending) ? ascending : names.map(() => ascending);
  if (each.length !== names.length || !each.every((one) => typeof one === "boolean")) {
    const rule = `ascending must be true or false, or a list of ${names.length} of them for ${names.map((name) => quote(name)).join(", ")}`;
    throw codedError(TypeError, "BAD_INPUT", `Cannot sort rows: ${rule}, got ${describe(ascending)}`);
  }
  return names.map((name, at) => ({ name, ascending: each[at] === true }));
}
