/** Types of a dataset profile. Quantiles are R-7, std has ddof 1, skew is adjusted Fisher-Pearson. */
import type { Cell, ColumnType } from "./flows.ts";
import type { CanonicalField } from "./mapping.ts";
import type { LedgerLine } from "./threat.ts";
import type { Provenance } from "./provenance.ts";
import type { JSONValue } from "./shared.ts";

/**
 * edges = counts + 1; bins are [a, b), the last one closed. On a log scale with zeros, `edges[0]` is 0 and the first bin counts
 * exactly the zeros, which have no place on such an axis.
 */
export interface Histogram {
  edges: number[];
  counts: number[];
  scale: "linear" | "log";
}

export interface ColumnProfile {
  name: string;
  role: CanonicalField | "source";
  type: ColumnType;
  /** Cells that are neither missing nor infinite. */
  count: number;
  missing: number;
  infinite: number;
  zeros: number;
  distinct: number;
  distinctExact: boolean;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
  skew: number | null;
  quantiles: Record<"p1" | "p5" | "p25" | "p50" | "p75" | "p90" | "p95" | "p99", number> | null;
  histogram: Histogram | null;
  /** Most frequent values, most frequent first; ties by first appearance. */
  top: { value: Cell; count: number }[];
}

export interface Alert {
  code:
    | "missing"
    | "infinite"
    | "constant"
    | "duplicate-rows"
    | "skewed"
    | "imbalanced"
    | "identifier"
    | "time-not-monotone"
    | "high-correlation"
    | "high-cardinality"
    | "zeros"
    | "negative";
  column?: string;
  value: number;
  threshold: number;
  message: string;
}

export interface Insights {
  volume: { totalBytes: number; meanBytes: number; sentP95: number; flowsAboveSentP95: number } | null;
  packets: { mean: number; flowsUnder10: number } | null;
  connections: { meanDuration: number; durationP90: number; flowsAboveDurationP90: number } | null;
  /** Epoch ms. */
  time?: { from: number; to: number };
}

export interface Correlation {
  /** Orders both matrices. */
  columns: string[];
  pearson: (number | null)[][];
  spearman: (number | null)[][];
}

/** Flows that cannot be as they are told: a defect of the meter, of a unit, or of the mapping. */
export interface LintFinding {
  rule: string;
  /** The first 100. */
  rows: number[];
  count: number;
  evidence: string;
  /** What mends it, as code where it can be code. */
  repair?: string;
}

/** One of the flows with the most evidence of a threat. */
export interface TopThreat {
  row: number;
  evidence: number;
  ledger: LedgerLine[];
}

/** The numbers of a profile; `Profile` adds behavior. */
export interface ProfileData {
  rowCount: number;
  columns: ColumnProfile[];
  correlation: Correlation;
  insights: Insights;
  alerts: Alert[];
  flowLint: LintFinding[];
  /** The ten flows with the most evidence (rules, context and repetition), most first; none with evidence of 0 or less. */
  topThreats: TopThreat[];
  provenance: Provenance;
}

export interface Profile extends ProfileData {
  toJSON(): JSONValue;
}
