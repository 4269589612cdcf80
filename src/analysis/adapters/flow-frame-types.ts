import type * as danfojs from "danfojs-node";
import type { DataFrame } from "danfojs-node";
import type { ColumnType } from "../core/mod.ts";
import type { DanfoGroups, FlowGroups } from "./flow-groups.ts";
import type { FrameStore } from "./frame-store.ts";

export type Danfo = typeof danfojs;

/** A column of a danfo frame with its row labels. */
export type Series = InstanceType<Danfo["Series"]>;

/** What a column's cells can be compared with. */
export type Comparable = number | string | boolean | Date | readonly (number | string | boolean)[] | Series;

/** A column of a FlowFrame: danfo's Series, whose statistics take time that grows with the rows alone, and which a notebook shows as a table. */
export interface FlowSeries extends Series {
  /** Missing and infinite values are left out; NaN where there is no other. */
  median(): number;
  /** R-7 quantile for a share from 0 to 1 (default 0.5); a Date of a column of times. */
  quantile(share?: number): number | Date;
  /** As the frame's: with quartiles. */
  describe(): FlowSeries;
  lt(other: Comparable): FlowSeries;
  gt(other: Comparable): FlowSeries;
  le(other: Comparable): FlowSeries;
  ge(other: Comparable): FlowSeries;
  eq(other: Comparable): FlowSeries;
  ne(other: Comparable): FlowSeries;
}

/** Row labels of a frame. */
export type FrameIndex = (string | number)[];

/** What danfo takes for rows or columns: labels or places, truth values, or one slice as "from:to", its end left out. */
export type RowChoice = readonly (string | number | boolean)[] | Series;

export interface SortOptions {
  /** Smallest first (default true); one for all columns or one for each. */
  ascending?: boolean | readonly boolean[] | undefined;
  /** Order the frame itself instead of a copy. */
  inplace?: boolean | undefined;
}

export interface CorrelationOptions {
  /** "pearson" (default), or "spearman": Pearson on average ranks. */
  method?: "pearson" | "spearman" | undefined;
}

/** Groups that answer with FlowFrames. */
export type FrameGroups = FlowGroups<FlowFrame> & DanfoGroups;

/**
 * danfo's DataFrame of a flow table. It is one in every respect (`instanceof` too). What it mends or adds runs on typed columns, in time that grows with the
 * rows alone, and gives another FlowFrame; numbers are pandas', with infinite values left out as if they were missing. danfo's rows are made when a method of
 * danfo's own first needs them. A column named like a method ("count", "index") leaves the method alone: read it by `column(name)`.
 */
export interface FlowFrame extends DataFrame {
  /** What the frame does not hold of its table, and how to get it; null when it holds all. */
  readonly note: string | null;
  head(rows?: number): FlowFrame;
  tail(rows?: number): FlowFrame;
  copy(): FlowFrame;
  column(name: string): FlowSeries;
  /**
   * Statistics of numbers and times: count, mean, std, min, 25%, median, 75%, max, variance; missing and infinite values are left out. Times have no
   * std and variance, and dates elsewhere.
   */
  describe(): FlowFrame;
  /** R-7 quantile of each column of numbers or times: a Series for one share from 0 to 1, a frame with a row a share for a list. */
  quantile(share?: number): FlowSeries;
  quantile(shares: readonly number[]): FlowFrame;
  /** Correlations of the numbers and truth values, each over the rows where both columns have a value; NaN where one does not vary. */
  corr(options?: CorrelationOptions): FlowFrame;
  /** Covariances of the numbers and truth values (ddof 1), each over the rows where both columns have a value. */
  cov(): FlowFrame;
  /** Rows in the order of one column or several; stable, missing cells last in either direction. Nothing when `inplace`. */
  sortValues(by: string | readonly string[], options?: SortOptions): FlowFrame;
  /** Rows with the same keys together; aggregates on typed columns, the rest danfo's. */
  groupby(keys: readonly string[]): FrameGroups;
  /** Rows and columns by their labels. */
  loc(choice: { rows?: RowChoice; columns?: readonly (string | number)[] }): FlowFrame;
  /** Rows and columns by their places. */
  iloc(choice: { rows?: RowChoice; columns?: readonly (string | number)[] }): FlowFrame;
  /** The rows where a condition holds: `frame.query(frame.column("bytes_sent").gt(1e6))`. */
  query(condition: Series | readonly boolean[], options?: { inplace?: boolean }): FlowFrame;
}

/** What a FlowFrame is made of. */
export interface FrameParts {
  store: FrameStore;
  index: FrameIndex;
  columns: string[];
  /** danfo's names of types. */
  dtypes: string[];
  types: ReadonlyMap<string, ColumnType>;
  note: string | null;
  /** danfo's display options. */
  config?: object;
}

export type FlowFrameClass = new (parts: FrameParts) => FlowFrame;
