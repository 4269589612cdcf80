import type {
  CanonicalField,
  Dialect,
  FieldMapping,
  LoadReport,
  MappingJSON,
  RequiredField,
} from "../../core/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import type { ReportBuilder } from "../report-builder.ts";
import type { SourceColumns } from "../source-columns.ts";
import type { ZoneOffset } from "../times.ts";

/** The beginning of an input, unpacked, for recognition. */
export interface Head {
  bytes: Uint8Array;
  /** The same as text, without byte order mark, leading blanks and lines that begin with "###". */
  text: string;
  /** Whether the whole input is in the head. */
  complete: boolean;
}

/** What a dialect's reader needs to know. */
export interface ReadContext {
  /** Name of the source, for messages. */
  name: string;
  head: Head;
  bytes: "ip" | "payload";
  /** The user's label column and benign values. */
  label?: string | undefined;
  benign?: readonly string[] | undefined;
  /** The rule for time stamps without a zone. */
  zone: ZoneOffset;
  /** Whether the user said which zone that is. */
  zoneGiven: boolean;
  /** Whether quotes mark text; told by the head where it is not known. */
  quotesMarkText?: boolean | undefined;
  /** The user's own columns for canonical fields. */
  mapping?: Partial<Record<CanonicalField, FieldMapping>> | undefined;
  /** Fields without which the caller wants no table. */
  require?: readonly RequiredField[] | undefined;
  /** Dates as 7/12 begin with the day; by the dialect when not given. */
  dayFirst?: boolean | undefined;
  /** nfdump: make one flow of the two directions. */
  pairOneWay?: boolean | undefined;
  /** Packet lists: make flows of the packets between two hosts. */
  aggregate?: "host-pair" | undefined;
  /** tshark's conversations: read them although their bytes are rounded. */
  approximate?: boolean | undefined;
  /** Called between the steps of `end`; throws when the job was cancelled. */
  pause: () => Promise<void>;
}

export interface ReadResult {
  columns: StoredColumn[];
  mapping: MappingJSON;
  report: LoadReport;
}

/** Takes the bytes of one input, in pieces, and makes columns of them. */
export interface TableReader {
  readonly rows: number;
  push(bytes: Uint8Array): void;
  /** @param cut The input ended before its own end. */
  end(cut: boolean): Promise<ReadResult>;
}

/** A format that the library reads. Adding one is a file with one of these and a row in the list. */
export interface DialectReader {
  id: Dialect;
  recognizes(head: Head): boolean;
  open(context: ReadContext): TableReader;
}

/** What an input looks like, for telling its dialect. */
export interface TableShape {
  kind: "delimited" | "json" | "parquet";
  /** As `normalizeName` makes them, in the input's order; for a text without header the fields of its first line, as they are. */
  names: readonly string[];
  /** The first rows as texts, at most 20; empty where missing. */
  rows: readonly (readonly string[])[];
  /** The head's text, for marks that stand before the table. */
  text: string;
  delimiter: string | null;
}

/** What the dialects that are tables of named columns differ in. Adding one is a file with one of these and a row in the list. */
export interface TableDialect {
  readonly id: Dialect;
  recognizes(shape: TableShape): boolean;
  /** Names of the columns of a text without header; null when this one has a header. */
  namesFor?(shape: TableShape): readonly string[] | null;
  /** Columns (normalised names) whose cells must be numbers or missing: a row with another cell is rejected. */
  readonly numbers?: readonly string[];
  /** Columns (normalised names) that are texts also where they look like numbers. */
  readonly texts?: readonly string[];
  /** A line that ends the table: it and what follows are no rows. */
  endsAt?(firstField: string): boolean;
  /**
   * Rows that are no flows, or go into others: counts them in the report (`drop`, `merged`) and gives the rows to keep, in order.
   *
   * @returns null to keep all.
   */
  select?(source: SourceColumns, report: ReportBuilder, context: ReadContext): Uint32Array | null;
  /** Sets the canonical fields that the columns give. */
  map(draft: CanonicalDraft): void | Promise<void>;
}
