import type { LoadReport, MappingJSON, Provenance, Table } from "../core/mod.ts";
import type { StoredColumn } from "./columns.ts";

/** What a table knows about itself beside its cells. */
export interface TableMeta {
  mapping: MappingJSON;
  report: LoadReport;
  provenance: Provenance;
}

/** A table whose storage can be read. */
export interface StoredTable extends Table {
  /** The columns in the order of `columnNames`. */
  storedColumns(): StoredColumn[];
}
