/** The flows behind a cell of the confusion matrix. */
import type { AnalysisService, Cell, TableHandle, TrainingPayload } from "../../analysis/mod.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import { codeOf, messageOf, rowsRemedy, type Problem } from "../shared/mod.ts";
import type { MatrixCell } from "./confusion.ts";

/** Flows asked for at most. */
const MAX_ROWS = 50;
/** Columns shown at most. */
const MAX_COLUMNS = 24;

/** A cell of one model's matrix. */
export interface PickedCell extends MatrixCell {
  model: string;
}

/** What is known of a cell's flows. */
export type CellFlows = PickedCell & {
  /** Flows that the matrix counts in the cell. */
  count: number;
} & (
    | { state: "loading" }
    /** Rows out of reach, or not told by the payload. */
    | { state: "away"; reason: "viewOnly" | "untold" }
    | { state: "failed"; problem: Problem }
    | {
        state: "here";
        columns: readonly string[];
        rowIndex: readonly number[];
        cells: readonly (readonly Cell[])[];
      }
  );

/** The flows of one picked cell: only the last pick counts, the question of the one before is dropped. */
export class CellFeed {
  /** @param onChange Called when the cell or its flows changed. */
  constructor(trans: TranslationBundle, onChange: () => void) {
    this._trans = trans;
    this._onChange = onChange;
  }

  /** Null when none is picked. */
  get cell(): CellFlows | null {
    return this._cell;
  }

  /** Forgets the cell, without a word. */
  clear(): void {
    this._asking?.abort();
    this._asking = null;
    this._cell = null;
  }

  /** Picks a cell; null gives the pick up. A service of null is out of reach. */
  pick(picked: PickedCell | null, payload: TrainingPayload | null, service: AnalysisService | null): void {
    const had = this._cell !== null;
    this.clear();
    const found = payload === null || picked === null ? null : cellOf(payload, picked);
    if (payload === null || picked === null || found === null) {
      if (had) this._onChange();
      return;
    }
    const { rows, count } = found;
    const base = { ...picked, count };
    if (rows === null) this._cell = { ...base, state: "away", reason: "untold" };
    else if (rows.length === 0) this._cell = { ...base, state: "here", columns: [], rowIndex: [], cells: [] };
    else if (service === null) this._cell = { ...base, state: "away", reason: "viewOnly" };
    else {
      this._cell = { ...base, state: "loading" };
      const asking = new AbortController();
      this._asking = asking;
      void this._receive(base, asking, askFlows(service, payload.table, rows, asking.signal));
    }
    this._onChange();
  }

  private async _receive(
    base: PickedCell & { count: number },
    asking: AbortController,
    answer: ReturnType<typeof askFlows>,
  ): Promise<void> {
    let cell: CellFlows;
    try {
      cell = { ...base, state: "here", ...(await answer) };
    } catch (error) {
      const what = this._trans.__("The flows could not be fetched.");
      const problem = { what, why: messageOf(error), remedy: rowsRemedy(codeOf(error), this._trans) };
      cell = { ...base, state: "failed", problem };
    }
    if (this._asking !== asking) return;
    this._asking = null;
    this._cell = cell;
    this._onChange();
  }

  private readonly _trans: TranslationBundle;
  private readonly _onChange: () => void;
  private _cell: CellFlows | null = null;
  private _asking: AbortController | null = null;
}

/** The cell's count and the numbers of its first flows in the table; null numbers where the payload does not tell them. */
function cellOf(
  payload: TrainingPayload,
  { model, actual, predicted }: PickedCell,
): { count: number; rows: readonly number[] | null } | null {
  const count = payload.training.confusion[model]?.[actual]?.[predicted];
  if (count === undefined) return null;
  const told: unknown = payload.examples?.[model]?.[actual]?.[predicted];
  const rows = Array.isArray(told) ? told.filter((row) => Number.isSafeInteger(row) && row >= 0) : null;
  return { count, rows: count === 0 ? [] : rows !== null && rows.length > 0 ? (rows as number[]) : null };
}

/** Asks the table for rows by their numbers. */
async function askFlows(
  service: AnalysisService,
  table: TableHandle,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<{ columns: string[]; rowIndex: number[]; cells: Cell[][] }> {
  if (rows.length === 0) return { columns: [], rowIndex: [], cells: [] };
  const where = { rows: rows.slice(0, MAX_ROWS) };
  const answer: unknown = await service.call(
    "rows",
    { table, where, offset: 0, limit: MAX_ROWS },
    { signal },
  );
  const { columns, rowIndex, cells } = Object(answer) as Record<string, unknown>;
  if (!Array.isArray(columns) || !Array.isArray(rowIndex) || !Array.isArray(cells))
    throw new TypeError("Cannot show flows: expected columns, rowIndex and cells, got another shape");
  const names = columns.slice(0, MAX_COLUMNS).map(String);
  return {
    columns: names,
    rowIndex: rowIndex.slice(0, MAX_ROWS).map(Number),
    cells: cells
      .slice(0, MAX_ROWS)
      .map((row: unknown) => names.map((_, at) => cellValue(Array.isArray(row) ? row[at] : null))),
  };
}

function cellValue(value: unknown): Cell {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : null;
}
