/** The flows that are assessed one by one: some rows of a table, or one typed flow. */
import { CANONICAL_FIELDS, isCanonicalField, REQUIRED_FIELDS } from "../core/mod.ts";
import type { CanonicalField, Column, Provenance, RequiredField, Row } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import type { BatchNumbers } from "./fields.ts";
import type { Hindrance } from "./verdict.ts";

/**
 * These rows of a table, in this order, with their canonical fields only.
 *
 * @param provenance That of the table where absent.
 */
export function rowsOf(
  table: FlowTable,
  rows: Uint32Array,
  provenance: Provenance = table.provenance,
): FlowTable {
  const columns = table
    .storedColumns()
    .filter(({ name }) => isCanonicalField(name))
    .map((column) => column.take(rows));
  return FlowTable.fromColumns(columns, {
    mapping: table.mapping.toJSON(),
    report: table.report,
    provenance,
  });
}

/** The numbers of the flows around these rows. */
export function batchOf(batch: BatchNumbers, rows: Uint32Array): BatchNumbers {
  return Object.fromEntries(
    Object.entries(batch).map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row]!)]),
  );
}

/** A required field of a row as it stands: NaN where it is missing. */
export function requiredReader(table: FlowTable): (field: RequiredField, row: number) => number {
  const columns = new Map<RequiredField, Column | null>();
  for (const field of REQUIRED_FIELDS) {
    const column = table.columnNames.includes(field) ? table.column(field) : null;
    columns.set(field, column === null || column.type === "text" ? null : column);
  }
  return (field, row) => {
    const column = columns.get(field)!;
    return column === null || column.isMissing(row) ? NaN : column.values[row]!;
  };
}

/** What is wrong with the required fields of a flow. */
export function hindrancesOf(value: (field: RequiredField) => number): Hindrance[] {
  return REQUIRED_FIELDS.flatMap((field): Hindrance[] => {
    const x = value(field);
    if (x >= 0 && x < Infinity) return [];
    if (Number.isNaN(x))
      return [{ rule: "required-field", field, why: `${field} is missing or not a number` }];
    return [
      {
        rule: "required-field",
        field,
        value: String(x),
        why: `${field} must be finite and not below 0, got ${x}`,
      },
    ];
  });
}

/** The fields of a row that have a value. */
export function knownReader(table: FlowTable): (row: number) => Set<CanonicalField> {
  const names = new Set(table.columnNames);
  const columns = CANONICAL_FIELDS.filter((field) => names.has(field)).map(
    (field) => [field, table.column(field)] as const,
  );
  return (row) => {
    const known = new Set<CanonicalField>();
    for (const [field, column] of columns) if (!column.isMissing(row)) known.add(field);
    return known;
  };
}

/** A row as it was typed, or as the table has it: canonical fields with a value, outcomes left out. */
export function flowOf(table: FlowTable, row: number): Row {
  const flow: Row = {};
  for (const field of CANONICAL_FIELDS) {
    if (!table.columnNames.includes(field) || ["label", "label_detail", "is_attack"].includes(field))
      continue;
    const cell = table.column(field).at(row);
    if (cell !== null) flow[field] = typeof cell === "number" && !Number.isFinite(cell) ? null : cell;
  }
  return flow;
}
