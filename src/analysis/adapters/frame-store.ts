import type { ColumnType } from "../core/mod.ts";
import type { Cells } from "./frame-cells.ts";
import { cellAt, cellsOfRaw, isCellAt, take } from "./frame-cells.ts";

/** What is known of a column beside its cells. */
export interface ColumnHint {
  readonly dtype: string;
  readonly declared: ColumnType | undefined;
}

/**
 * A frame's cells in typed columns, in danfo's rows, or both: each form is made of the other when it is first asked for.
 *
 * Rows that were handed out may be written to; from then on they are the truth, and typed columns are compared with them before use.
 */
export class FrameStore {
  readonly #columns: (Cells | undefined)[];
  readonly #length: number;
  #rows: unknown[][] | null;

  private constructor(columns: (Cells | undefined)[], rows: unknown[][] | null, length: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#length = length;
  }

  static ofColumns(columns: readonly Cells[], length: number): FrameStore {
    return new FrameStore([...columns], null, length);
  }

  /** @param rows Kept, not copied. */
  static ofRows(rows: unknown[][]): FrameStore {
    return new FrameStore([], rows, rows.length);
  }

  get length(): number {
    return this.#rows?.length ?? this.#length;
  }

  /** Number of columns; of a store of rows without a row it is not known, and 0. */
  get width(): number {
    return this.#rows === null ? this.#columns.length : (this.#rows[0]?.length ?? 0);
  }

  /** danfo's rows. About a kilobyte a row: made at the first call. */
  rows(): unknown[][] {
    this.#rows ??= this.#makeRows(0, this.#length);
    return this.#rows;
  }

  /** Copies of some rows, without making the others. */
  rowsBetween(from: number, to: number): unknown[][] {
    if (this.#rows === null) return this.#makeRows(from, Math.min(to, this.#length));
    return this.#rows.slice(from, to).map((row) => [...row]);
  }

  column(at: number, hint: ColumnHint): Cells {
    const known = this.#columns[at];
    const rows = this.#rows;
    if (known !== undefined && (rows === null || this.#isAsInRows(known, at, rows))) return known;
    const made = cellsOfRaw(
      (rows ?? []).map((row) => row[at]),
      hint.dtype,
      hint.declared,
    );
    this.#columns[at] = made;
    return made;
  }

  #isAsInRows(column: Cells, at: number, rows: readonly unknown[][]): boolean {
    if (rows.length !== this.#length) return false;
    for (let row = 0; row < rows.length; row++) if (!isCellAt(column, row, rows[row]![at])) return false;
    return true;
  }

  #makeRows(from: number, to: number): unknown[][] {
    const width = this.#columns.length;
    const rows = Array.from({ length: Math.max(0, to - from) }, () => new Array<unknown>(width));
    for (let c = 0; c < width; c++) {
      const column = this.#columns[c]!;
      for (let row = from; row < to; row++) rows[row - from]![c] = cellAt(column, row);
    }
    return rows;
  }
}

/** @param columns All of one length. @param rows Null for all, as they are. */
export function storeOf(
  columns: readonly Cells[],
  length: number,
  rows: Uint32Array | null = null,
): FrameStore {
  if (rows === null) return FrameStore.ofColumns(columns, length);
  return FrameStore.ofColumns(
    columns.map((column) => take(column, rows)),
    rows.length,
  );
}
