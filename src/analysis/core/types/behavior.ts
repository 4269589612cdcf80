/** Types of behavioral patterns. */
import type { Provenance } from "./provenance.ts";

export interface ClusterField {
  field: string;
  mean: number;
  median: number;
  /** Difference of the cluster's mean to that of all rows, in standard deviations of all rows; of the logarithms, unless `transform` is "none". */
  deviation: number;
}

export interface Cluster {
  id: number;
  size: number;
  /** 0 to 1. */
  share: number;
  /** Two to four words, as "Long heavy uploads", and what tells it from others of that name: no two are alike. */
  name: string;
  /** One sentence built from its three largest deviations. */
  sentence: string;
  fields: ClusterField[];
  /** Label counts, most frequent first, at most 5; empty without labels. */
  labels: { value: string; count: number }[];
}

export interface Projection {
  /** Share of the variance along each axis. */
  explained: number[];
  /** Fields in the order of the components' loadings. */
  fields: string[];
  /** One row an axis. */
  components: number[][];
  /** A uniform sample of at most 2,000 rows. */
  points: { row: number; x: number; y: number }[];
}

export interface Temporal {
  /** UTC epoch ms. */
  from: number;
  to: number;
  /** Flows by hour of day (24) and by weekday (7, Monday first), in UTC: `timeZone` says how the source told the time. */
  hour: number[];
  weekday: number[];
  /**
   * How often each hour of day, and each weekday, lies in the span, parts included: counts divided by it are comparable. At least 0.1 where
   * there are flows, 0 where the span has none of it.
   */
  hoursInSpan: number[];
  weekdaysInSpan: number[];
  /** 7 rows of 24. */
  hourByWeekday: number[][];
  /** Flows by cluster along the time: edges = counts + 1, epoch ms. */
  timeline: { edges: number[]; counts: number[][] };
  timeZone: "explicit" | "assumed UTC" | "relative" | "none";
}

/** The numbers of an analysis of behavior but for each row's cluster. */
export interface BehaviorData {
  rowCount: number;
  k: number;
  chosenBy: "silhouette" | "user";
  /** Mean silhouette of the chosen k, over a sample where the data are large. */
  silhouette: number;
  /** Rows the silhouette was taken over. */
  silhouetteRows: number;
  candidates: { k: number; silhouette: number; inertia: number }[];
  clusters: Cluster[];
  projection: Projection;
  /** Absent without times. */
  temporal?: Temporal;
  notes: string[];
  provenance: Provenance;
}
