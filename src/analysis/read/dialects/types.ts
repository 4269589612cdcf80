import type { Dialect, Job } from "../../core/mod.ts";
import type { AheadOptions } from "../read-ahead.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import type { Head, ReadContext, ReadEngine, ReadResult } from "../read-context.ts";
import type { ReportBuilder } from "../report-builder.ts";
import type { SourceColumns } from "../source-columns.ts";

export type { Head, ReadContext, ReadResult } from "../read-context.ts";

/** What a reader is opened with. */
export interface OpenContext extends ReadContext {
  /** The dialect that the caller named; null or not given to tell it by the content. */
  dialect?: TableDialect | null | undefined;
  /** Where rows may be read in several threads. */
  ahead?: AheadOptions | undefined;
  engine?: ReadEngine | undefined;
  /** Where the source is a file of this machine, not packed: another engine may read it for this job. */
  file?: { path: string; bytes: number; job: Job } | undefined;
}

/** Takes the bytes of one input, in pieces, and makes columns of them. */
export interface TableReader {
  readonly rows: number;
  /** Whether bytes that were pushed are not looked at any more. */
  readonly copies?: boolean;
  /** To be awaited before the next call. */
  push(bytes: Uint8Array): void | Promise<void>;
  /** @param cut The input ended before its own end. */
  end(cut: boolean): Promise<ReadResult>;
  /** To be called in any case. */
  close?(): void;
}

/** A format that the library reads. Adding one is a file with one of these and a row in the list. */
export interface DialectReader {
  id: Dialect;
  recognizes(head: Head): boolean;
  open(context: OpenContext): TableReader;
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
  /** Whether its columns carry the canonical names: one that needs no change is then not kept twice. */
  readonly ownNames?: boolean;
  /** Columns (normalised names) whose cells must be numbers or missing: a row with another cell is rejected. */
  readonly numbers?: readonly string[];
  /** Columns (normalised names) that are texts also where they look like numbers. */
  readonly texts?: readonly string[];
  /** Column (normalised name) whose text the tool writes without quotes though it may hold the delimiter: a row's surplus fields belong to it. */
  readonly unescaped?: string;
  /** Whether a line with another number of fields ends the table: it and what follows are no rows. */
  endsAt?(firstField: string): boolean;
  /**
   * Rows that are no flows, or go into others: counts them in the report (`drop`, `merged`) and gives the rows to keep, in order, or their
   * columns, to which it may have added what it took from the other rows.
   *
   * @returns null to keep all.
   */
  select?(
    source: SourceColumns,
    report: ReportBuilder,
    context: ReadContext,
  ): Uint32Array | SourceColumns | null;
  /** Sets the canonical fields that the columns give. */
  map(draft: CanonicalDraft): void | Promise<void>;
}
