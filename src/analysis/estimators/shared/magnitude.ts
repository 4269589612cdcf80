import { codedError, quote } from "../../core/mod.ts";
import type { Matrix } from "../../core/mod.ts";

/** Squares of larger numbers, summed over all rows, would overflow. */
const MOST = 1e140;

/**
 * Checks that squares of the numbers can be summed.
 *
 * @param X Checked by `checkMatrix`.
 * @throws {RangeError} code BAD_INPUT, naming row and column.
 */
export function checkMagnitude(action: string, { data, columns, names }: Matrix): void {
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    if (value <= MOST && value >= -MOST) continue;
    const column = at % columns;
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: values must be within ${MOST}, so that their squares are finite, got ${value} in row ${Math.floor(at / columns)}, column ${quote(names?.[column] ?? `x${column}`)}; scale the columns first`,
    );
  }
}
