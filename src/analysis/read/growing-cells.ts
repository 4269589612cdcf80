import type { NumberBlock } from "../rows/mod.ts";

/** Cells are kept in blocks, so that growing copies nothing and a column is whole only when it is built. */
const FIRST_BLOCK = 16;
const LARGEST_BLOCK = 1 << 16;
/** Fewer cells are copied into the block that grows, so that there are not more arrays than a column of so many cells is worth. */
const OWN_BLOCK = 512;
/** An array that is longer by more than this share than its cells is copied in the end. */
const MOST_SLACK = 1 / 16;
/** A reserved array that was too short grows by this factor. */
const GROWTH = 1.25;

export type Block = NumberBlock | Int8Array;
type Whole = Float64Array | Int32Array | Int8Array;

/**
 * The cells of a column as they come: in blocks, or in one array for all of them where their number is about known.
 *
 * The array is then not held twice when the column is built; what it is too long costs nothing, because memory that was never written to is
 * not taken from the system.
 */
export class GrowingCells<T extends Whole> {
  length = 0;
  #full: Block[] = [];
  #block: T;
  #filled = 0;
  #isReserved = false;
  readonly #pack: (block: T) => Block;

  /** @param Kind Of the block that grows. @param pack A copy of such a block, in less memory where that can be. */
  constructor(Kind: new (length: number) => T, pack: (block: T) => Block) {
    this.#block = new Kind(FIRST_BLOCK);
    this.#pack = pack;
  }

  /** Whether cells are copied, so that the arrays they come in are free again. */
  get isReserved(): boolean {
    return this.#isReserved;
  }

  push(cell: number): void {
    if (this.#filled === this.#block.length) this.#open(1);
    this.#block[this.#filled++] = cell;
    this.length++;
  }

  /** Appends cells; unless it is reserved, the array is the column's from now on. */
  pushAll(cells: Block): void {
    this.length += cells.length;
    if (this.#isReserved) {
      if (this.#filled + cells.length > this.#block.length) this.#open(cells.length);
      this.#block.set(cells, this.#filled);
      this.#filled += cells.length;
      return;
    }
    if (cells.length >= OWN_BLOCK) {
      if (this.#filled > 0) this.#close();
      this.#full.push(cells);
      return;
    }
    for (let from = 0; from < cells.length;) {
      if (this.#filled === this.#block.length) this.#open(1);
      const part = cells.subarray(from, from + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
    }
  }

  padTo(rows: number, cell: number): void {
    while (this.length < rows) this.push(cell);
  }

  /** Goes on in one array for about so many cells. */
  reserve(rows: number): void {
    const { length } = this;
    this.#block = this.#join(this.#make(Math.max(rows, length)));
    this.#filled = this.length = length;
    this.#isReserved = true;
  }

  /** All blocks, which are let go. */
  take(): Block[] {
    if (this.#filled > 0) this.#close();
    const blocks = this.#full;
    this.#full = [];
    this.length = 0;
    return blocks;
  }

  /** All cells in one array, which are let go. */
  takeWhole(): T {
    const { length } = this;
    const [first] = this.#full;
    const isOne =
      this.#full.length === 1 && this.#filled === 0 && first!.constructor === this.#block.constructor;
    if (!this.#isReserved && !isOne) return this.#join(this.#make(length));
    const [only] = this.take();
    return (only ?? this.#make(0)) as T;
  }

  /** Puts the blocks into `whole` one after the other, and lets go of each. */
  #join(whole: T): T {
    const blocks = this.take();
    let offset = 0;
    for (let at = 0; at < blocks.length; at++) {
      whole.set(blocks[at]!, offset);
      offset += blocks[at]!.length;
      blocks[at] = NO_BLOCK;
    }
    return whole;
  }

  #close(): void {
    const cells = this.#block.subarray(0, this.#filled) as T;
    const isTight = cells.length >= this.#block.length * (1 - MOST_SLACK);
    this.#full.push(this.#isReserved ? (isTight ? cells : cells.slice()) : this.#pack(cells));
    this.#block = this.#make(FIRST_BLOCK);
    this.#filled = 0;
    this.#isReserved = false;
  }

  #open(cells: number): void {
    const { length } = this.#block;
    if (this.#isReserved) {
      const longer = this.#make(Math.max(length + cells, Math.ceil(length * GROWTH)));
      longer.set(this.#block.subarray(0, this.#filled));
      this.#block = longer;
      return;
    }
    this.#close();
    this.#block = this.#make(Math.min(length * 2, LARGEST_BLOCK));
  }

  #make(length: number): T {
    return new (this.#block.constructor as new (length: number) => T)(length);
  }
}

const NO_BLOCK = new Int8Array(0);
