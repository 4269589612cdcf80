import type { AnalysisService, Cell, Filter, Methods, ProfilePayload } from "../../analysis/mod.ts";
import type { Problem } from "../shared/mod.ts";
import { sampleWhere } from "./selection.ts";
import type { RowsPage } from "./states.ts";

/** Rows of a page. */
export const PAGE_ROWS = 50;

/** Columns of a page at most: with the row's number 42 elements a row. */
export const PAGE_COLUMNS = 40;

/** A question for one page of rows. */
export interface RowsQuestion {
  payload: ProfilePayload;
  /** Undefined for all rows. */
  where: Filter | undefined;
  /** The column that comes first, because the rows were picked in it. */
  first: string | undefined;
  offset: number;
}

/**
 * The rows of a selection, a page at a time: from the table while a service reaches it, else from the payload's sample.
 *
 * Only the last question counts: asking again aborts the question before and drops its answer.
 */
export class RowsFeed {
  constructor(options: RowsFeed.IOptions) {
    this._onChange = options.onChange;
    this._explain = options.explain;
  }

  /** The page to show; null when nothing was asked for. */
  get page(): RowsPage | null {
    return this._page;
  }

  /** Forgets page and question. */
  clear(): void {
    this._asking?.abort();
    this._asking = null;
    this._page = null;
  }

  /** Asks for a page; `service` null answers from the sample at once. */
  ask(service: AnalysisService | null, question: RowsQuestion): void {
    this._asking?.abort();
    this._asking = null;
    if (service === null) this._page = samplePage(question, null);
    else void this._askTable(service, question);
  }

  private async _askTable(service: AnalysisService, question: RowsQuestion): Promise<void> {
    const asking = new AbortController();
    this._asking = asking;
    this._page = { ...(this._page ?? samplePage(question, null)), loading: true, failure: null };
    let page: RowsPage;
    try {
      page = await tablePage(service, question, asking.signal);
    } catch (error) {
      page = samplePage(question, this._explain(error));
    }
    if (this._asking !== asking) return;
    this._asking = null;
    this._page = page;
    this._onChange();
  }

  private readonly _onChange: () => void;
  private readonly _explain: (error: unknown) => Problem;
  private _asking: AbortController | null = null;
  private _page: RowsPage | null = null;
}

export namespace RowsFeed {
  export interface IOptions {
    /** Called when an answer came; what `ask` itself changed is there when it returns. */
    onChange: () => void;
    /** Words for a question that failed. */
    explain: (error: unknown) => Problem;
  }
}

/** The columns of a page: the one that was picked in first, then the payload's own order, bounded. */
export function pageColumns(payload: ProfilePayload, first: string | undefined): string[] {
  const names = payload.profile.columns.slice(0, PAGE_COLUMNS + 1).map(({ name }) => name);
  const rest = names.filter((name) => name !== first);
  return (first === undefined ? rest : [first, ...rest]).slice(0, PAGE_COLUMNS);
}

async function tablePage(
  service: AnalysisService,
  question: RowsQuestion,
  signal: AbortSignal,
): Promise<RowsPage> {
  const { payload, where, first, offset } = question;
  const columns = pageColumns(payload, first);
  const params: Methods["rows"][0] = { table: payload.table, columns, offset, limit: PAGE_ROWS };
  if (where !== undefined) params.where = where;
  const answer: unknown = await service.call("rows", params, { signal });
  return { from: "table", loading: false, failure: null, offset, ...checkedRows(answer) };
}

/** What a service answered, bounded and in shape: it comes out of a notebook's kernel, which may run anything. */
function checkedRows(answer: unknown): Pick<RowsPage, "total" | "columns" | "rowIndex" | "cells"> {
  const { total, columns, rowIndex, cells } = Object(answer) as Record<string, unknown>;
  if (
    typeof total !== "number" ||
    !Array.isArray(columns) ||
    !Array.isArray(rowIndex) ||
    !Array.isArray(cells)
  ) {
    throw new TypeError("Cannot show rows: expected total, columns, rowIndex and cells, got another shape");
  }
  const names = columns.slice(0, PAGE_COLUMNS).map(String);
  return {
    total,
    columns: names,
    rowIndex: rowIndex.slice(0, PAGE_ROWS).map(Number),
    cells: cells
      .slice(0, PAGE_ROWS)
      .map((row: unknown) => names.map((_, at) => cellOf(Array.isArray(row) ? row[at] : null))),
  };
}

function cellOf(value: unknown): Cell {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : null;
}

function samplePage(question: RowsQuestion, failure: Problem | null): RowsPage {
  const { payload, where, first } = question;
  const found = sampleWhere(payload.sample, where);
  // A page of the table may lie beyond the end of the sample that stands in for it.
  const offset = question.offset < found.rowIndex.length ? question.offset : 0;
  const isFirstHeld = first !== undefined && found.columns.includes(first);
  const rest = found.columns.filter((name) => name !== first);
  const columns = (isFirstHeld ? [first, ...rest] : rest).slice(0, PAGE_COLUMNS);
  const places = columns.map((name) => found.columns.indexOf(name));
  return {
    from: "sample",
    loading: false,
    failure,
    total: found.rowIndex.length,
    offset,
    columns,
    rowIndex: found.rowIndex.slice(offset, offset + PAGE_ROWS),
    cells: found.cells.slice(offset, offset + PAGE_ROWS).map((row) => places.map((at) => row[at] ?? null)),
  };
}
