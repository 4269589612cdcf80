/** Types of flow tables: fields, columns, mapping, load report, filters. */
import type { Mapping, RequiredField } from "./mapping.ts";
import type { Provenance } from "./provenance.ts";
import type { RunOptions } from "./shared.ts";

export interface LoadWarning {
  code: string;
  count: number;
  column?: string;
  /** Physical line numbers of the first three. */
  lines: number[];
  message: string;
  remedy?: string;
  /** Where several files were loaded: the first that it was seen in, which `lines` are of. */
  file?: string;
}

export interface RejectedRow {
  /** Where several files were loaded. */
  file?: string;
  /** Physical line, from 1. */
  line: number;
  reason: string;
  /** The line's text, cut at 200 characters. */
  text: string;
}

/** What became of every row: read = kept + rejected + sum(dropped) + merged. */
export interface LoadReport {
  read: number;
  kept: number;
  rejected: number;
  dropped: Record<string, number>;
  merged: number;
  /** The first 1,000. */
  rejectedRows: RejectedRow[];
  warnings: LoadWarning[];
  labels: { value: string; count: number; isAttack: boolean | null }[];
  /** True when the input ended before its own end (cut gzip, half a last line). */
  truncated: boolean;
}

/** time = epoch ms; missing = null. */
export type Cell = number | string | boolean | null;
export type Row = Record<string, Cell | Date | undefined>;
export type RowView = Readonly<Record<string, Cell>> & { readonly rowIndex: number };

export type ColumnType = "float" | "int" | "text" | "boolean" | "time";

/** One immutable, typed column. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
  /** Count of missing cells. */
  readonly missing: number;
  /** Count of infinite cells; they count neither as missing nor in statistics. */
  readonly infinite: number;
  /** text: codes into `categories`; missing: NaN (float, time), 0 (int, boolean), -1 (text): ask `isMissing`. */
  readonly values: Float64Array | Int32Array | Uint8Array;
  readonly categories?: readonly string[];
  at(row: number): Cell;
  isMissing(row: number): boolean;
  toArray(): Cell[];
  [Symbol.iterator](): Iterator<Cell>;
}

/** A missing cell matches only "missing" and "in" with null. */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { column: string; op: "==" | "!=" | "<" | "<=" | ">" | ">="; value: Exclude<Cell, null> }
  | { column: string; op: "in"; values: Cell[] }
  /** from <= x < to */
  | { column: string; op: "between"; from: number; to: number }
  | { column: string; op: "contains"; value: string }
  | { column: string; op: "missing" }
  | { rows: number[] };

/** Stable; missing cells last in either direction. */
export interface SortKey {
  column: string;
  descending?: boolean;
}

/** What readers of a table may rely on; the class FlowTable implements it. */
export interface Table {
  readonly rowCount: number;
  /** Canonical fields first, in their fixed order, then source columns (`source:` before a name that collides). */
  readonly columnNames: string[];
  column(name: string): Column;
  numeric(name: string): Float64Array;
  readonly mapping: Mapping;
  readonly report: LoadReport;
  readonly provenance: Provenance;
}

export interface ReadOptions extends RunOptions {
  /** Keep going past too many bad rows and past a cut end; what is lost is in the report. */
  lenient?: boolean | undefined;
  /** Zeek: count IP bytes (default) or payload bytes. */
  bytes?: "ip" | "payload" | undefined;
  /** Dates as 7/12/2017 begin with the day. Default: as the dialect writes them. */
  dayFirst?: boolean | undefined;
  /** nfdump: make one flow of the records of its two directions. */
  pairOneWay?: boolean | undefined;
  /** Packet lists: make a flow of the packets between two hosts. */
  aggregate?: "host-pair" | undefined;
  /** tshark's conversations: read them although their bytes are rounded. */
  approximate?: boolean | undefined;
  /** Fields without which loading fails. */
  require?: RequiredField[] | undefined;
}
