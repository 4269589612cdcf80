/** Physical line of each kept row, stored only where the distance between the two changes. */
export class LineMap {
  readonly #rows: number[] = [];
  readonly #lines: number[] = [];

  add(row: number, line: number): void {
    const last = this.#rows.length - 1;
    if (last >= 0 && this.#lines[last]! - this.#rows[last]! === line - row) return;
    this.#rows.push(row);
    this.#lines.push(line);
  }

  lineOf(row: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return row - (this.#rows[low] ?? 0) + (this.#lines[low] ?? 1);
  }

  /** The lines of some of the rows, in this order. */
  take(rows: Uint32Array): LineMap {
    const taken = new LineMap();
    for (let row = 0; row < rows.length; row++) taken.add(row, this.lineOf(rows[row]!));
    return taken;
  }
}
