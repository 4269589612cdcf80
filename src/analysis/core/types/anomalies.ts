/** Types of anomaly detection. */
import type { Provenance } from "./provenance.ts";

export type DetectorName =
  | "isolationForest"
  | "dbscan"
  | "zScore"
  | "robustZScore"
  | "ecod"
  | "copod"
  | "hbos"
  | "lof"
  | "mahalanobis"
  | "knn";

/** Why a row is unusual in one field. */
export interface Reason {
  field: string;
  /** Of the field; of port, protocol and state the share of the flows that are of the same class. */
  value: number;
  /** 5th and 95th percentile of the data (of the baseline, where one is given). */
  typical: [number, number];
  /** Class of the port, protocol or state; only there. */
  kind?: string;
  direction: "high" | "low";
  /** Of the row's whole deviation; the shares of all fields sum to 1. */
  share: number;
  /** Those that flag the row. */
  detectors: string[];
  /** "bytes_sent 50 kB, usually 100 B to 4 kB". */
  text: string;
}

export interface AnomalyMetrics {
  precision: number;
  recall: number;
  averagePrecision: number;
  rocAuc: number;
}

/** What the two ways of looking at the flows say of each other (detection.md, finding 1). */
export interface Direction {
  /** Share of the rows in the three largest signatures (near-identical flows) that are not DNS or other infrastructure. */
  denseShare: number;
  /** Share of rows with at least 1 evidence point by the rules that are flagged. */
  ruleHitsFlagged: number | null;
  /** Spearman correlation of evidence and consensus score. */
  agreement: number | null;
  /** Rules and outliers point in opposite directions: outliers are not threats here. */
  inverted: boolean;
  /** What is to be said on screen. */
  sentence: string;
}

/** How well a batch can be told from its baseline, beside how well its flagged flows alone would explain. */
export interface Drift {
  /** Area under the ROC curve of a forest that tells one from the other, on rows it was not fitted on; 0.5 where it cannot. */
  auc: number;
  /** What the flagged flows explain. */
  explained: number;
  /** The batch differs by more: another time, another network, or many new flows. */
  isDrift: boolean;
}

/** The numbers of a detection but for those of each row; the report adds scores, votes and reasons. */
export interface AnomalyData {
  rowCount: number;
  detectors: string[];
  flaggedCount: number;
  agreement: { detectors: string[]; both: number[][] };
  /** reference: a baseline was given; rare: outliers may be attacks; dense-attacks: rules and outliers point in opposite directions, outliers are not threats. */
  mode: "reference" | "rare" | "dense-attacks";
  direction: Direction;
  metrics?: AnomalyMetrics;
  /** With a baseline, where it and the batch have at least 200 flows. */
  drift?: Drift;
  parameters: { eps: number; minSamples: number; contamination: number; zThreshold: number };
  /** A row is flagged by at least so many detectors; null where the review budget decides. */
  atLeast: number | null;
  reviewBudget: number | null;
  /** Distances to the minSamples-th neighbour, ascending, at most 200 points, from which eps was read. */
  kDistances: number[];
  /** What detection could not take: rows with missing values and how they were filled. */
  notes: string[];
  provenance: Provenance;
}
