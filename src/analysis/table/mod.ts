/** Flow tables: typed columns, filters, order, handles, CSV. */
export * from "./columns.ts";
export { rowsWhere } from "./filter.ts";
export { FlowTable } from "./flow-table.ts";
export { handleFor, releaseHandle } from "./handles.ts";
export { countLabels } from "./labels.ts";
export { cannotDerive, direct, FieldMappings } from "./mapping.ts";
export { parquetBytes, PARQUET_NOTE } from "./parquet.ts";
export { sortRows } from "./sort.ts";
export type { StoredTable, TableMeta } from "./stored-table.ts";
export { tableFor } from "./table-for.ts";
