import type { ReportBuilder } from "../report-builder.ts";
import { RowScanner } from "../row-scanner.ts";
import type { RowSink, ScannedRow } from "../row-scanner.ts";

const LF = 0x0a;

/** Splits a stream of bytes into lines of text; a line that is too long to be data is set aside in the report. */
export class LineScanner implements RowSink {
  readonly #scanner: RowScanner;
  readonly #report: ReportBuilder;
  readonly #take: (text: string, line: number) => void;
  readonly #decoder = new TextDecoder();

  /** @param take Called with each line and its number, from 1. */
  constructor(report: ReportBuilder, take: (text: string, line: number) => void) {
    this.#report = report;
    this.#take = take;
    // The line break as delimiter makes the whole line one field.
    this.#scanner = new RowScanner(this, { delimiter: LF, quotes: false });
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  end(): void {
    this.#scanner.end();
  }

  fits(): boolean {
    return true;
  }

  row({ bytes, from, to, line }: ScannedRow): void {
    this.#take(this.#decoder.decode(bytes.subarray(from, to)), line);
  }

  badRow({ bytes, from, to, line }: ScannedRow, reason: string): void {
    this.#report.reject(line, reason, this.#decoder.decode(bytes.subarray(from, Math.min(to, from + 1000))));
  }
}
