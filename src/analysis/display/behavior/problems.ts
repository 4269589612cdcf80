/** What a schema cannot say of a behavior payload: lengths, order, sums. */
import type { BehaviorPayload } from "../../core/mod.ts";
import { isAscending } from "../problems.ts";

/** @returns Sentences; none for a payload that can be drawn. */
export function behaviorProblems({ behavior, points }: BehaviorPayload): string[] {
  const { rowCount, k, clusters, projection, temporal } = behavior;
  const errors: string[] = [];
  const refuse = (rule: string): number => errors.push(`Cannot read payload: ${rule}`);
  if (clusters.length !== k) refuse(`there must be ${k} clusters, got ${clusters.length}`);
  if (clusters.some(({ id }, at) => id !== at)) refuse("clusters must be numbered from 0 in their order");
  if (clusters.reduce((sum, { size }) => sum + size, 0) !== rowCount)
    refuse(`the sizes of the clusters must sum to ${rowCount}, the number of rows`);
  if (points.length !== projection.points.length) refuse("each point of the map must have a cluster");
  if (points.some(({ cluster }) => cluster >= k)) refuse(`clusters of points must be below ${k}`);
  if (projection.points.some(({ row }) => row >= rowCount)) refuse(`row numbers must be below ${rowCount}`);
  if (projection.components.some((axis) => axis.length !== projection.fields.length))
    refuse(`each component must have ${projection.fields.length} loadings`);
  if (temporal !== undefined) {
    const { edges, counts } = temporal.timeline;
    if (!isAscending(edges) || counts.some((row) => row.length !== edges.length - 1))
      refuse(`timeline must have ${edges.length - 1} counts for each cluster and edges in order`);
    if (counts.length !== k) refuse(`timeline must have ${k} clusters`);
    if (temporal.from > temporal.to) refuse("the span of time must not end before it begins");
  }
  return errors;
}
