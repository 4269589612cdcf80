/** How much of a payload its static forms show; the first level that fits is taken. */

/** What the HTML of one output may take inside a JSON message, in UTF-8. */
export const MAX_HTML_BYTES = 290_000;
/** The same for plain text. */
export const MAX_PLAIN_BYTES = 100_000;

export interface StaticLimits {
  columns: number;
  /** Frequent values shown for a column. */
  top: number;
  /** Histogram bins as a table for each column, as one line for each, or as bars only. */
  bins: "table" | "line" | "none";
  svg: boolean;
  /** Most columns for which correlations are a matrix, and most pairs listed where there are more. */
  matrix: number;
  pairs: number;
  alerts: number;
  rejectedRows: number;
  labels: number;
  rows: number;
  rowColumns: number;
}

const FULL: StaticLimits = {
  columns: 1000,
  top: 6,
  bins: "table",
  svg: true,
  matrix: 12,
  pairs: 100,
  alerts: 100,
  rejectedRows: 20,
  labels: 50,
  rows: 10,
  rowColumns: 40,
};

/** From all to little. */
export const STATIC_LEVELS: readonly StaticLimits[] = [
  FULL,
  { ...FULL, bins: "line" },
  { ...FULL, bins: "line", top: 4, pairs: 50 },
  { ...FULL, bins: "none", top: 4, pairs: 50 },
  { ...FULL, bins: "none", top: 3, pairs: 50, alerts: 40, columns: 300, svg: false },
  { ...FULL, bins: "none", top: 3, pairs: 20, alerts: 40, columns: 100, svg: false, rowColumns: 20 },
  {
    ...FULL,
    bins: "none",
    top: 3,
    matrix: 8,
    pairs: 20,
    alerts: 20,
    columns: 40,
    svg: false,
    rejectedRows: 5,
    labels: 10,
    rows: 5,
    rowColumns: 10,
  },
  {
    ...FULL,
    bins: "none",
    top: 1,
    matrix: 4,
    pairs: 5,
    alerts: 5,
    columns: 15,
    svg: false,
    rejectedRows: 2,
    labels: 5,
    rows: 2,
    rowColumns: 5,
  },
];
