/** Small tables for tests. */
import { CANONICAL_FIELDS } from "../../core/mod.ts";
import type { MappingJSON, Provenance } from "../../core/mod.ts";
import type { StoredColumn } from "../columns.ts";
import { FlowTable } from "../flow-table.ts";
import type { TableMeta } from "../stored-table.ts";
import { cannotDerive, direct } from "../mapping.ts";

export function metaOf(
  columns: readonly StoredColumn[],
  changes: {
    mapping?: Partial<MappingJSON>;
    report?: Partial<TableMeta["report"]>;
    provenance?: Partial<Provenance>;
  } = {},
): TableMeta {
  const rows = columns[0]?.length ?? 0;
  const names = columns.map((column) => column.name);
  return {
    mapping: {
      dialect: "trafficlab",
      byteMeaning: "unknown",
      direction: "two-way",
      timeZone: "none",
      fields: CANONICAL_FIELDS.map((field) =>
        names.includes(field) ? direct(field, field) : cannotDerive(field, "the file has no such column"),
      ),
      ...changes.mapping,
    },
    report: {
      read: rows,
      kept: rows,
      rejected: 0,
      dropped: {},
      merged: 0,
      rejectedRows: [],
      warnings: [],
      labels: [],
      truncated: false,
      ...changes.report,
    },
    provenance: {
      library: "trafficlab 0.1.0",
      formatVersion: 1,
      source: { name: "test.csv" },
      rows,
      call: "loadFlows",
      parameters: { lenient: true },
      runtime: { name: "node", version: "20.0.0" },
      ...changes.provenance,
    },
  };
}

export function tableOf(
  columns: readonly StoredColumn[],
  changes: Parameters<typeof metaOf>[1] = {},
): FlowTable {
  return FlowTable.fromColumns(columns, metaOf(columns, changes));
}

/** A table's cells by name, row after row. */
export function cellsOf(table: FlowTable): Record<string, unknown[]> {
  return Object.fromEntries(table.columnNames.map((name) => [name, table.column(name).toArray()]));
}
