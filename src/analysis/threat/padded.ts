/** A table with every canonical field: what it lacks is missing in all rows, so that a model fitted on more fields can still look at it. */
import { CANONICAL_FIELDS, TEXT_FIELDS } from "../core/mod.ts";
import type { CanonicalField, Column, Table } from "../core/mod.ts";
import { floatColumn, FlowTable, textColumn } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";

/** Canonical fields of `table` and empty columns for the others. @returns The table itself where it has them all. */
export function padded(table: FlowTable): FlowTable {
  const wanted = CANONICAL_FIELDS.filter((name) => name !== "is_attack");
  if (wanted.every((name) => table.columnNames.includes(name))) return table;
  const columns = wanted.map((name): StoredColumn =>
    table.columnNames.includes(name) ? table.column(name) : emptyColumn(name, table.rowCount),
  );
  return FlowTable.fromColumns(columns, {
    mapping: table.mapping.toJSON(),
    report: table.report,
    provenance: table.provenance,
  });
}

/** Canonical fields of a table that have no value in any row. */
export function emptyFields(table: Table, names: Iterable<CanonicalField>): CanonicalField[] {
  return [...names].filter((name) => {
    if (!table.columnNames.includes(name)) return true;
    const column: Column = table.column(name);
    return column.missing === column.length;
  });
}

function emptyColumn(name: CanonicalField, rows: number): StoredColumn {
  return TEXT_FIELDS.has(name)
    ? textColumn(name, new Int32Array(rows).fill(-1), [])
    : floatColumn(name, new Float64Array(rows).fill(NaN));
}
