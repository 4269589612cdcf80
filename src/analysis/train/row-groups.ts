/** Which rows are equal in every feature. */
import { finishHash, mixHash } from "../../kernels/mod.ts";
import type { Matrix } from "../core/mod.ts";

/** Rows between two yields: some milliseconds. */
const SLICE = 4096;

/**
 * Numbers the groups of equal rows over several matrices of one width, in order of first appearance. Rows are found by a hash of 32 bits
 * and then compared number by number; 0 equals -0.
 *
 * @returns The group of each row, the rows of the first matrix first; and how many groups there are.
 */
export function* rowGroups(
  parts: readonly Matrix[],
): Generator<void, { groupOf: Int32Array; groups: number }, void> {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const width = parts[0]?.columns ?? 0;
  const groupOf = new Int32Array(rows);
  /** Of each group: where its first row stands, and that row's hash. */
  const firstPart = new Uint8Array(rows);
  const firstRow = new Int32Array(rows);
  const hashes = new Int32Array(rows);
  let capacity = 16;
  while (capacity < 2 * rows) capacity *= 2;
  const slots = new Int32Array(capacity);
  const cell = new Float64Array(1);
  const words = new Int32Array(cell.buffer);
  let groups = 0;
  let row = 0;
  for (const [place, { data, rows: own }] of parts.entries()) {
    for (let at = 0; at < own; at++, row++) {
      const from = at * width;
      let hash = 0x9747b28c;
      for (let column = 0; column < width; column++) {
        cell[0] = data[from + column]! + 0;
        hash = mixHash(mixHash(hash, words[0]!), words[1]!);
      }
      hash = finishHash(hash);
      let slot = hash & (capacity - 1);
      for (;;) {
        const group = slots[slot]! - 1;
        if (group < 0) {
          firstPart[groups] = place;
          firstRow[groups] = at;
          hashes[groups] = hash;
          groupOf[row] = groups;
          slots[slot] = ++groups;
          break;
        }
        const first = parts[firstPart[group]!]!.data;
        if (hashes[group] === hash && areEqual(first, firstRow[group]! * width, data, from, width)) {
          groupOf[row] = group;
          break;
        }
        slot = (slot + 1) & (capacity - 1);
      }
      if (row % SLICE === SLICE - 1) yield;
    }
  }
  return { groupOf, groups };
}

function areEqual(
  a: Matrix["data"],
  fromA: number,
  b: Matrix["data"],
  fromB: number,
  width: number,
): boolean {
  for (let column = 0; column < width; column++) if (a[fromA + column] !== b[fromB + column]) return false;
  return true;
}
