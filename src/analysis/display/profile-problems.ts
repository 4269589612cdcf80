/** What a schema cannot say of a profile's payload: lengths, order, sums. */
import type { ColumnProfile, ProfilePayload, RowSample, Scatter } from "../core/mod.ts";
import { quote } from "../core/mod.ts";
import { isAscending } from "./problems.ts";

/** @returns Sentences; none for a payload that can be drawn. */
export function profileProblems({ profile, sample, threats, scatters }: ProfilePayload): string[] {
  const errors = profile.columns.flatMap((column, index) =>
    columnProblems(column, profile.rowCount).map(
      (problem) => `Cannot read payload: column ${index + 1} ${quote(column.name)}: ${problem}`,
    ),
  );
  const { columns, pearson, spearman } = profile.correlation;
  for (const [name, matrix] of [["pearson", pearson] as const, ["spearman", spearman] as const]) {
    const square = matrix.length === columns.length && matrix.every((row) => row.length === columns.length);
    if (!square)
      errors.push(`Cannot read payload: correlation.${name} must be ${columns.length} by ${columns.length}`);
  }
  errors.push(...sampleProblems("sample", sample), ...sampleProblems("threats", threats));
  if (threats.rowIndex.length !== profile.topThreats.length)
    errors.push("Cannot read payload: threats must have a row for each of profile.topThreats");
  scatters.forEach((scatter, index) => {
    const problem = scatterProblem(scatter);
    if (problem !== null) errors.push(`Cannot read payload: scatter ${index + 1}: ${problem}`);
  });
  return errors;
}

function columnProblems(column: ColumnProfile, rowCount: number): string[] {
  const errors: string[] = [];
  if (column.count + column.missing + column.infinite > rowCount)
    errors.push(`its cells must be at most ${rowCount}, the number of rows`);
  if (column.min !== null && column.max !== null && column.min > column.max)
    errors.push("min must not be above max");
  if (column.top.some((entry) => entry.count > rowCount))
    errors.push(`a frequent value must have at most ${rowCount} rows`);
  if (column.quantiles !== null) {
    const { p1, p5, p25, p50, p75, p90, p95, p99 } = column.quantiles;
    if (!isAscending([p1, p5, p25, p50, p75, p90, p95, p99])) errors.push("quantiles must be in order");
  }
  if (column.histogram !== null) {
    const { edges, counts } = column.histogram;
    if (edges.length !== counts.length + 1)
      errors.push(`histogram must have ${counts.length + 1} edges, got ${edges.length}`);
    if (!isAscending(edges)) errors.push("histogram edges must be in order");
    if (counts.reduce((sum, count) => sum + count, 0) > rowCount)
      errors.push(`histogram must count at most ${rowCount} rows`);
  }
  return errors;
}

function sampleProblems(name: string, { columns, rowIndex, cells }: RowSample): string[] {
  const errors: string[] = [];
  if (rowIndex.length !== cells.length)
    errors.push(`Cannot read payload: ${name} must have a number for each row`);
  if (cells.some((row) => row.length !== columns.length))
    errors.push(`Cannot read payload: each row of the ${name} must have ${columns.length} cells`);
  return errors;
}

function scatterProblem({ classes, points, density }: Scatter): string | null {
  const isPlace = (place: number): boolean => place >= -1 && place < classes.length;
  if (points !== null) {
    if (points.x.length !== points.y.length) return "it must have a y for each x";
    if (points.classes.length !== 0 && points.classes.length !== points.x.length)
      return "it must have a class for each point, or none";
    if (!points.classes.every(isPlace)) return `classes must be places in a list of ${classes.length}`;
  }
  if (density !== null) {
    const { xEdges, yEdges, cells } = density;
    if (!isAscending(xEdges) || !isAscending(yEdges)) return "edges must be in order";
    const isCell = ([column, row, place, flows]: readonly number[]): boolean =>
      column! >= 0 &&
      column! < xEdges.length - 1 &&
      row! >= 0 &&
      row! < yEdges.length - 1 &&
      isPlace(place!) &&
      flows! > 0;
    if (!cells.every(isCell)) return "cells must lie between the edges and hold flows";
  }
  return null;
}
