import { floatColumn, textColumnFromStrings, type FlowTable } from "../../src/analysis/table/mod.ts";
import { tableOf } from "./flows.ts";

/** The table that the service contract asks about: 1,000 flows of known values. */
export function contractTable(): FlowTable {
  const rows = 1000;
  return tableOf([
    floatColumn(
      "duration",
      Float64Array.from({ length: rows }, (_, row) => row / 10),
    ),
    textColumnFromStrings(
      "label",
      Array.from({ length: rows }, (_, row) => (row % 4 === 3 ? "scan" : "normal")),
    ),
    floatColumn(
      "rate",
      Float64Array.from({ length: rows }, (_, row) => (row === 0 ? NaN : row === 1 ? Infinity : row)),
    ),
  ]);
}
