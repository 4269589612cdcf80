import type { CanonicalField, Job } from "../../core/mod.ts";
import { formatCount, formatPercent } from "../../display/mod.ts";
import { inSlices } from "../slices.ts";
import type { LintView } from "./lint-view.ts";

/** Rows listed of a finding. */
export const LISTED_ROWS = 100;

/** The rows that a rule found. */
export interface FoundRows {
  count: number;
  /** The first 100, ascending. */
  rows: number[];
}

/** What a rule found, in words. */
export interface Found extends FoundRows {
  evidence: string;
  repair?: string;
}

/** One way in which flows cannot be what they are told to be. */
export interface LintRule {
  id: string;
  /** Null where there is nothing to find, or nothing to find it by. */
  find: (view: LintView, job: Job) => Promise<Found | null>;
}

/** A rule that judges each flow by itself. */
export interface RowRule {
  id: string;
  /** Fields that must be there. */
  needs: readonly CanonicalField[];
  /** Makes the test of a row; null where this table cannot be judged. */
  test: (view: LintView) => ((row: number) => boolean) | null;
  /** The sentence, given the words for how many flows it is about, and the first of them. */
  evidence: (flows: FlowWords, row: number, view: LintView) => string;
  /** TypeScript in which `table` is the table, or a sentence where code cannot mend it. */
  repair?: string | ((view: LintView) => string);
}

/** Words for a number of flows: "24 of 46,117 flows (0.1 %)", and the verb that goes with it. */
export interface FlowWords {
  flows: string;
  have: string;
  are: string;
}

/** Turns a judgement of rows into a rule. */
export function rowRule({ id, needs, test, evidence, repair }: RowRule): LintRule {
  return {
    id,
    find: async (view, job) => {
      if (needs.some((field) => view.numbers(field) === null && view.texts(field) === null)) return null;
      const isFound = test(view);
      if (isFound === null) return null;
      const found = await rowsWhere(view.rowCount, job, isFound);
      return found.count === 0
        ? null
        : told(found, evidence(flowWords(found.count, view.rowCount), found.rows[0]!, view), repair, view);
    },
  };
}

/** Puts the sentence and the repair to the rows. */
export function told(rows: FoundRows, evidence: string, repair: RowRule["repair"], view: LintView): Found {
  const mended = typeof repair === "function" ? repair(view) : repair;
  return { ...rows, evidence, ...(mended === undefined ? {} : { repair: mended }) };
}

export async function rowsWhere(
  rowCount: number,
  job: Job,
  isFound: (row: number) => boolean,
): Promise<FoundRows> {
  const rows: number[] = [];
  let count = 0;
  await inSlices(rowCount, job, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!isFound(row)) continue;
      count++;
      if (rows.length < LISTED_ROWS) rows.push(row);
    }
  });
  return { count, rows };
}

export function flowWords(count: number, rowCount: number): FlowWords {
  const share = formatPercent(count / rowCount);
  return {
    flows: `${formatCount(count)} of ${formatCount(rowCount)} flows (${share})`,
    have: count === 1 ? "has" : "have",
    are: count === 1 ? "is" : "are",
  };
}
