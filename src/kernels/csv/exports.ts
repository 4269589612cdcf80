import type { KernelExports } from "../wasm/instance.ts";

/** The kernel's functions take addresses and numbers only; see src/kernels/assembly/csv.ts. */
export interface CsvExports extends KernelExports {
  splitRows(
    from: number,
    to: number,
    delimiter: number,
    columns: number,
    quotes: boolean,
    header: number,
    headerLength: number,
    mostRows: number,
    ends: number,
  ): number;
  readNumbers(
    ends: number,
    step: number,
    row: number,
    rows: number,
    quotes: number,
    isLast: boolean,
    out: number,
  ): number;
  narrowNumbers(values: number, rows: number): number;
  countOthers(values: number, rows: number): number;
  readStamps(
    ends: number,
    step: number,
    row: number,
    rows: number,
    quotes: number,
    isLast: boolean,
    offsetMs: number,
    out: number,
    bare: number,
  ): number;
  readTruths(
    ends: number,
    step: number,
    row: number,
    rows: number,
    quotes: number,
    isLast: boolean,
    digits: boolean,
    out: number,
  ): number;
  readMissing(ends: number, step: number, rows: number, quotes: number, isLast: boolean): number;
  readTexts(
    ends: number,
    step: number,
    rows: number,
    quotes: number,
    isLast: boolean,
    dictionary: number,
    out: number,
  ): void;
}
