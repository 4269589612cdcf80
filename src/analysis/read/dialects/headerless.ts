/** Share of the first rows that must look like a header-less dialect's: one that is damaged is rejected later, with its line. */
const LEAST_SHARE = 0.75;

/** Whether most rows look as a dialect without header wants them. */
export function fitsMost(
  rows: readonly (readonly string[])[],
  fits: (fields: readonly string[]) => boolean,
): boolean {
  return rows.filter(fits).length >= rows.length * LEAST_SHARE;
}
