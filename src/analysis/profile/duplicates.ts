import { finishHash, mixHash } from "../../kernels/mod.ts";
import type { Column, Job, Table } from "../core/mod.ts";
import { inSlices } from "./slices.ts";

/** Counts the rows that repeat an earlier row exactly, in all columns; missing equals missing, 0 equals -0. */
export async function countDuplicateRows(table: Table, job: Job): Promise<number> {
  const n = table.rowCount;
  const columns = table.columnNames.map((name) => table.column(name));
  if (n < 2 || columns.length === 0) return 0;
  const first = await firstEqualRows(columns, n, job);
  let duplicates = 0;
  for (let row = 0; row < n; row++) if (first[row] !== row) duplicates++;
  return duplicates;
}

/**
 * The first row that is equal to each row in these columns; missing equals missing, 0 equals -0.
 *
 * Rows are found by a hash of 32 bits and then compared cell by cell, so the answer is exact.
 *
 * @returns Shape (n,); a row that no earlier one equals has its own number.
 */
export async function firstEqualRows(columns: readonly Column[], n: number, job: Job): Promise<Int32Array> {
  const hashes = new Int32Array(n);
  for (const column of columns) await mixColumn(hashes, column, job);
  let capacity = 16;
  while (capacity < 2 * n) capacity *= 2;
  const slots = new Int32Array(capacity);
  const mask = slots.length - 1;
  const first = new Int32Array(n);
  await inSlices(n, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const hash = hashes[row]!;
      let slot = finishHash(hash) & mask;
      first[row] = row;
      for (;;) {
        const other = slots[slot]! - 1;
        if (other < 0) {
          slots[slot] = row + 1;
          break;
        }
        if (hashes[other] === hash && areEqual(columns, other, row)) {
          first[row] = other;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  });
  return first;
}

/** Mixes the cells of a column into the hashes of their rows (the round of MurmurHash3, A. Appleby, public domain). */
async function mixColumn(hashes: Int32Array, column: Column, job: Job): Promise<void> {
  const { values } = column;
  if (!(values instanceof Float64Array)) {
    // A missing cell is stored as one fixed value, which need not be told from a real one here.
    await inSlices(hashes.length, job, (from, to) => {
      for (let row = from; row < to; row++) hashes[row] = mixHash(hashes[row]!, values[row]!);
    });
    return;
  }
  const cell = new Float64Array(1);
  const words = new Int32Array(cell.buffer);
  await inSlices(hashes.length, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      // One NaN for all, and 0 for -0.
      cell[0] = value === value ? value + 0 : NaN;
      hashes[row] = mixHash(mixHash(hashes[row]!, words[0]!), words[1]!);
    }
  });
}

function areEqual(columns: readonly Column[], a: number, b: number): boolean {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const x = column.values[a]!;
    const y = column.values[b]!;
    if (x !== y && (x === x || y === y)) return false;
    if (column.missing > 0 && column.isMissing(a) !== column.isMissing(b)) return false;
  }
  return true;
}
