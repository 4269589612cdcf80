import { codedError, countOf, cutText } from "../core/mod.ts";
import type { LoadReport, LoadWarning, RejectedRow } from "../core/mod.ts";

/** Rejected rows that the report lists; all are counted. */
export const MAX_LISTED = 1000;
/** Lines that a warning names. */
const MAX_LINES = 3;
/** Share and least number of bad rows past which a file is refused unless the caller is lenient. */
const MAX_BAD_SHARE = 0.01;
const MIN_BAD_ROWS = 5;

/** Collects what becomes of every row while a file is read. */
export class ReportBuilder {
  kept = 0;
  rejected = 0;
  /** Rows that went into others. */
  merged = 0;
  truncated = false;
  readonly #rejectedRows: RejectedRow[] = [];
  readonly #dropped = new Map<string, number>();
  readonly #warnings = new Map<string, LoadWarning>();

  reject(line: number, reason: string, text: string): void {
    this.rejected++;
    if (this.#rejectedRows.length < MAX_LISTED)
      this.#rejectedRows.push({ line, reason, text: cutText(text) });
  }

  drop(kind: string, count: number = 1): void {
    this.#dropped.set(kind, (this.#dropped.get(kind) ?? 0) + count);
  }

  /**
   * Counts a warning, once per code and column.
   *
   * @param line Physical line it was seen on; 0 when it belongs to no line.
   */
  warn(
    code: string,
    message: string,
    options: { line?: number; column?: string; remedy?: string; count?: number } = {},
  ): void {
    const key = `${code}\n${options.column ?? ""}`;
    let warning = this.#warnings.get(key);
    if (!warning) {
      warning = { code, count: 0, lines: [], message };
      if (options.column !== undefined) warning.column = options.column;
      if (options.remedy !== undefined) warning.remedy = options.remedy;
      this.#warnings.set(key, warning);
    }
    warning.count += options.count ?? 1;
    if (options.line && warning.lines.length < MAX_LINES) warning.lines.push(options.line);
  }

  /** Takes a warning back that turned out to be wrong. */
  withdraw(code: string, column: string): void {
    this.#warnings.delete(`${code}\n${column}`);
  }

  build(labels: LoadReport["labels"]): LoadReport {
    const dropped = Object.fromEntries(this.#dropped);
    const droppedRows = [...this.#dropped.values()].reduce((sum, count) => sum + count, 0);
    return {
      read: this.kept + this.rejected + droppedRows + this.merged,
      kept: this.kept,
      rejected: this.rejected,
      dropped,
      merged: this.merged,
      rejectedRows: this.#rejectedRows,
      warnings: [...this.#warnings.values()],
      labels,
      truncated: this.truncated,
    };
  }
}

/**
 * Refuses a file of which too much could not be read, or nothing could.
 *
 * @throws {SyntaxError} code E_TOO_MANY_BAD_ROWS, with the report.
 */
export function checkBadRows(name: string, report: LoadReport, lenient: boolean): void {
  const { kept, rejected, read, rejectedRows } = report;
  const tooMany = rejected >= MIN_BAD_ROWS && rejected > read * MAX_BAD_SHARE;
  if (lenient || rejected === 0 || (kept > 0 && !tooMany)) return;
  const [first] = rejectedRows;
  throw codedError(
    SyntaxError,
    "E_TOO_MANY_BAD_ROWS",
    `Cannot load ${name}: at most 1 % of rows may be unreadable, got ${countOf(rejected, "bad row")} of ${countOf(read, "row")}` +
      `${first ? `, first on line ${first.line} (${first.reason})` : ""}; to keep the rest, load with { lenient: true }`,
    { report, ...(first ? { line: first.line } : {}) },
  );
}
