import type { Dialect, LoadReport, MappingJSON } from "../../core/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
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
