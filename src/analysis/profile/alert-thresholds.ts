/**
 * Where an alert begins. Shares are shares of one.
 *
 * missing, skewed, imbalanced and highCardinality are the defaults of ydata-profiling (`config.py`, `model/alerts.py`), highCorrelation
 * that of deepchecks. Zeros begin at one half instead of ydata's 1 %, because flows without an answer are ordinary; a single infinite,
 * negative or repeated one is worth a word.
 */
export const ALERT_THRESHOLDS = {
  /** Share of cells without a value, above. */
  missing: 0.01,
  /** Share of infinite cells, above. */
  infinite: 0,
  /** Number of distinct values, at or below. */
  constant: 1,
  /** Share of rows that repeat an earlier one, above. */
  duplicateRows: 0,
  /** Absolute skew, above. */
  skewed: 20,
  /** 1 - entropy of the classes / largest possible entropy, above. */
  imbalanced: 0.5,
  /** Share of distinct values, at or above. */
  identifier: 0.95,
  /** Share of rows that stand before the row above them in time, above. */
  timeNotMonotone: 0,
  /** Absolute correlation, at or above. */
  highCorrelation: 0.9,
  /** Number of distinct texts, above. */
  highCardinality: 50,
  /** Share of zeros, at or above. */
  zeros: 0.5,
  /** Share of negative values, above. */
  negative: 0,
} as const;
