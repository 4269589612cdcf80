/** Physical line of each kept row, stored only where the distance between the two changes. */
export class LineMap {
  #rows = new Uint32Array(16);
  #lines = new Uint32Array(16);
  /** How many of both arrays count. */
  #changes = 0;

  add(row: number, line: number): void {
    const last = this.#changes - 1;
    if (last >= 0 && this.#lines[last]! - this.#rows[last]! === line - row) return;
    if (this.#changes === this.#rows.length) {
      this.#rows = twiceAsLong(this.#rows);
      this.#lines = twiceAsLong(this.#lines);
    }
    this.#rows[this.#changes] = row;
    this.#lines[this.#changes++] = line;
  }

  lineOf(row: number): number {
    let low = 0;
    if (this.#changes === 0) return row + 1;
    let high = this.#changes - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return row - this.#rows[low]! + this.#lines[low]!;
  }

  /** The lines of some of the rows, in this order. */
  take(rows: Uint32Array): LineMap {
    const taken = new LineMap();
    for (let row = 0; row < rows.length; row++) taken.add(row, this.lineOf(rows[row]!));
    return taken;
  }
}

function twiceAsLong(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}
