import { NumberBuilder } from "../../column-builders.ts";

/** Cells of some of the rows, in order of their rows: what the other rows lack costs nothing until the column is made. */
export class PackedCells {
  length = 0;
  readonly #values = new NumberBuilder();
  /** Rows in runs without a gap: the first of each, and how many. */
  readonly #firsts: number[] = [];
  readonly #counts: number[] = [];
  #next = -1;

  push(row: number, value: number): void {
    if (row === this.#next) this.#counts[this.#counts.length - 1]!++;
    else {
      this.#firsts.push(row);
      this.#counts.push(1);
    }
    this.#next = row + 1;
    this.length++;
    this.#values.push(value);
  }

  /** Calls `visit` with each row that has a cell. */
  forEach(visit: (row: number, value: number) => void): void {
    const values = this.#values.values();
    let at = 0;
    for (let run = 0; run < this.#firsts.length; run++) {
      const first = this.#firsts[run]!;
      const count = this.#counts[run]!;
      for (let i = 0; i < count; i++) visit(first + i, values[at++]!);
    }
  }

  /** Puts the cells into the places of their rows. */
  spread<T extends Float64Array | Int32Array | Uint8Array>(target: T): T {
    const values = this.#values.values();
    if (this.length === target.length) {
      target.set(values);
      return target;
    }
    let at = 0;
    for (let run = 0; run < this.#firsts.length; run++) {
      const first = this.#firsts[run]!;
      const count = this.#counts[run]!;
      for (let i = 0; i < count; i++) target[first + i] = values[at++]!;
    }
    return target;
  }
}
