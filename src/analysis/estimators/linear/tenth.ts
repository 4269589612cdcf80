/** With more rows, a linear model starts from the one of a tenth of them. */
const WORTH_A_START = 20_000;
export const START_EVERY = 10;
/** Rows that are copied between two yields. */
const SLICE = 10_000;

interface Rows {
  readonly data: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly codes: Int32Array;
}

/** Every tenth row and its class, where there are so many that a start from them saves time; else undefined. */
export function* tenthOf({
  data,
  rows,
  columns,
  codes,
}: Rows): Generator<number, { data: Float64Array; codes: Int32Array } | undefined> {
  if (rows <= WORTH_A_START) return undefined;
  const count = Math.ceil(rows / START_EVERY);
  const some = new Float64Array(count * columns);
  for (let at = 0; at < count; at++) {
    const from = at * START_EVERY * columns;
    some.set(data.subarray(from, from + columns), at * columns);
    if (at % SLICE === SLICE - 1) yield 0;
  }
  return { data: some, codes: Int32Array.from({ length: count }, (_, at) => codes[at * START_EVERY]!) };
}
