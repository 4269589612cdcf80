import { normalizeName } from "../names.ts";
import { MAX_COLUMNS } from "./delimited.ts";
import type { Delimited } from "./delimited.ts";
import { findTableDialect } from "./table-dialects.ts";
import type { Head, TableDialect, TableShape } from "./types.ts";

const NUMBER = /^[-+]?(?:\d[\d.,]*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Share of a first row's fields that are numbers from which on the row is no header. */
const NUMBERS_IN_ROW = 0.25;

/** How a delimited text is to be read. */
export interface DelimitedTable {
  /** Null for columns of unknown names. */
  dialect: TableDialect | null;
  shape: TableShape;
  /** Names of a text without header; null where the first row has them. */
  names: readonly string[] | null;
}

/**
 * The dialect of a delimited text, told by its names, or by its first rows where it has no names.
 *
 * @param forced The dialect that the caller named, which is not asked whether it knows the text.
 */
export function tableOf(found: Delimited, head: Head, forced?: TableDialect | null): DelimitedTable {
  const delimiter = String.fromCharCode(found.delimiter);
  const base = { kind: "delimited", text: head.text, delimiter } as const;
  if (found.header.length > MAX_COLUMNS)
    return { dialect: null, shape: { ...base, names: [], rows: [] }, names: null };
  const bare: TableShape = { ...base, names: found.header, rows: [found.header, ...found.rows].slice(0, 20) };
  const named: TableShape = { ...base, names: found.header.map(normalizeName), rows: found.rows };
  if (found.header.some((field) => NUMBER.test(field))) {
    const dialect = forced ?? findTableDialect(bare);
    const names = dialect?.namesFor?.(bare) ?? null;
    if (dialect && names && names.length === found.header.length) return { dialect, shape: bare, names };
  }
  return { dialect: forced ?? findTableDialect(named), shape: named, names: null };
}

/** Whether a first row holds cells where names should be. */
export function looksLikeCells(header: readonly string[]): boolean {
  return header.filter((field) => NUMBER.test(field)).length >= Math.max(1, header.length * NUMBERS_IN_ROW);
}
