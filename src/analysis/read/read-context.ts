import type { CanonicalField, FieldMapping, LoadReport, MappingJSON, RequiredField } from "../core/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import type { ZoneOffset } from "../rows/mod.ts";

/** The beginning of an input, unpacked, for recognition. */
export interface Head {
  bytes: Uint8Array;
  /** The same as text, without byte order mark, leading blanks and lines that begin with "###". */
  text: string;
  /** Whether the whole input is in the head. */
  complete: boolean;
}

/** What reads files that another engine can read, too: "auto" is the faster one. */
export type ReadEngine = "auto" | "own" | "duckdb";

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
  /** What read the columns, with its version, where that is not this library. */
  engine?: string;
}
