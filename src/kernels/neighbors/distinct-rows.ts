import { finishHash, mixHash } from "../murmur.ts";
import type { DistinctRows } from "./types.ts";

/** Rows between two yields. */
const STEP_ROWS = 16384;

/**
 * Finds the distinct rows of a matrix, by hashing; 0 and -0 are equal.
 *
 * @param data Row-major, shape (rows, columns); finite. Not copied when it is 64-bit and no row occurs twice.
 */
export function* distinctRows(
  data: Float32Array | Float64Array,
  rows: number,
  columns: number,
): Generator<number, DistinctRows, void> {
  const values = data instanceof Float64Array ? data : Float64Array.from(data);
  // The words of the numbers; a view needs no alignment to 8 that Float64Array does not have already.
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const width = columns * 2;
  let size = 16;
  while (size < rows * 2) size *= 2;
  const places = new Int32Array(size).fill(-1);
  const last = places.length - 1;
  const hashes = new Int32Array(rows);
  const firstRows = new Uint32Array(rows);
  const pointOfRow = new Uint32Array(rows);
  const weights = new Uint32Array(rows);
  let points = 0;

  for (let start = 0; start < rows; start += STEP_ROWS) {
    const end = Math.min(rows, start + STEP_ROWS);
    for (let row = start; row < end; row++) {
      const hash = hashWords(words, row * width, width);
      let place = hash & last;
      let point = places[place]!;
      while (
        point >= 0 &&
        (hashes[point] !== hash || !equalRows(values, firstRows[point]! * columns, row * columns, columns))
      ) {
        place = (place + 1) & last;
        point = places[place]!;
      }
      if (point < 0) {
        point = points++;
        places[place] = point;
        hashes[point] = hash;
        firstRows[point] = row;
      }
      pointOfRow[row] = point;
      weights[point]! += 1;
    }
    yield end - start;
  }

  if (points === rows) return { points: values, columns, weights, pointOfRow };
  const distinct = new Float64Array(points * columns);
  for (let point = 0; point < points; point++) {
    const from = firstRows[point]! * columns;
    for (let c = 0; c < columns; c++) distinct[point * columns + c] = values[from + c]!;
  }
  return { points: distinct, columns, weights: weights.slice(0, points), pointOfRow };
}

/** Rounds and final mix of MurmurHash3 (A. Appleby, public domain). The sign of a zero is left out. */
function hashWords(words: Uint32Array, from: number, count: number): number {
  let hash = 0x2545f491;
  for (let at = from; at < from + count; at += 2) {
    const low = words[at]!;
    let high = words[at + 1]!;
    if (low === 0 && high === 0x80000000) high = 0; // -0, in the byte order of every engine there is
    hash = mixHash(mixHash(hash, low), high);
  }
  return finishHash(hash);
}

function equalRows(values: Float64Array, a: number, b: number, columns: number): boolean {
  for (let c = 0; c < columns; c++) if (values[a + c] !== values[b + c]) return false;
  return true;
}
