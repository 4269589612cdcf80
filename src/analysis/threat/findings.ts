/** How many different things were found of each flow: none, one, or more. Rules that find the same count once. */
export class FindingCounts {
  readonly #counts: Uint8Array;
  readonly #first: Int32Array;

  constructor(rows: number) {
    this.#counts = new Uint8Array(rows);
    this.#first = new Int32Array(rows);
  }

  /** @param finding A number for what was found. */
  add(row: number, finding: number): void {
    const count = this.#counts[row]!;
    if (count > 1) return;
    if (count === 0) {
      this.#first[row] = finding;
      this.#counts[row] = 1;
    } else if (this.#first[row] !== finding) this.#counts[row] = 2;
  }

  /** Adds a finding that is unlike all others: a model's. */
  addOther(row: number): void {
    this.#counts[row] = Math.min(2, this.#counts[row]! + 1);
  }

  /** 0, 1, or 2 for two and more. */
  of(row: number): number {
    return this.#counts[row]!;
  }
}
