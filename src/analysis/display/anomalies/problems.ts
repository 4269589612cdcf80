/** What a schema cannot say of a detection's payload: lengths, order, sums. */
import type { AnomaliesPayload } from "../../core/mod.ts";
import { quote } from "../../core/mod.ts";
import { isAscending } from "../problems.ts";

/** @returns Sentences; none for a payload that can be drawn. */
export function anomaliesProblems(payload: AnomaliesPayload): string[] {
  const { anomalies, histograms, cuts, ranked, sample, map, timeline } = payload;
  const { rowCount, detectors, agreement } = anomalies;
  const errors: string[] = [];
  const refuse = (rule: string): number => errors.push(`Cannot read payload: ${rule}`);
  if (anomalies.flaggedCount > rowCount)
    refuse(`flaggedCount must be at most ${rowCount}, the number of rows`);
  const size = agreement.detectors.length;
  if (agreement.both.length !== size || agreement.both.some((row) => row.length !== size))
    refuse(`agreement.both must be ${size} by ${size}`);
  for (const name of ["consensus", ...detectors]) {
    const histogram = Object.hasOwn(histograms, name) ? histograms[name] : undefined;
    if (histogram === undefined) refuse(`histograms must have one for ${quote(name)}`);
    else if (histogram.edges.length !== histogram.counts.length + 1 || !isAscending(histogram.edges))
      refuse(`the histogram of ${quote(name)} must have ${histogram.counts.length + 1} edges in order`);
  }
  if (
    ranked.some(
      ({ scores, votes }) => scores.length !== detectors.length || votes.length !== detectors.length,
    )
  )
    refuse(`each ranked flow must have ${detectors.length} scores and votes`);
  if (!isAscending(ranked.map(({ consensusScore }) => -consensusScore)))
    refuse("ranked flows must be in order");
  if (!isAscending(cuts.map(({ score }) => -score)) || !isAscending(cuts.map(({ flagged }) => flagged)))
    refuse("cuts must be in order");
  const rows = [...ranked.map(({ row }) => row), ...map.points.map(({ row }) => row), ...sample.rowIndex];
  if (rows.some((row) => row >= rowCount)) refuse(`row numbers must be below ${rowCount}`);
  if (sample.rowIndex.length !== sample.cells.length) refuse("sample must have a number for each row");
  if (sample.cells.some((row) => row.length !== sample.columns.length))
    refuse(`each row of the sample must have ${sample.columns.length} cells`);
  if (timeline !== undefined) {
    const { edges, flows, flagged } = timeline;
    if (edges.length !== flows.length + 1 || flagged.length !== flows.length || !isAscending(edges))
      refuse(`timeline must have ${flows.length + 1} edges in order and as many flagged as flows`);
  }
  return errors;
}
