import { isAscending } from "../../../kernels/mod.ts";
import type { HistogramColumn } from "../../../kernels/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { HBOSModel } from "./model.ts";
import { checkedOptions, MOST_BINS } from "./options.ts";
import type { HBOSOptions } from "./options.ts";

/**
 * Makes an HBOS from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restoreHBOS(parts: ModelParts): HBOSModel {
  const reader = new PartsReader("HBOS", parts, ["bins", "edges", "scores"], ["threshold"]);
  const options = reader.options((given) => checkedOptions(given as HBOSOptions));
  const threshold = reader.number("threshold");
  const bins = reader.array("bins", Uint32Array, parts.nFeatures);
  const allowed = (count: number): boolean =>
    count === 0 || (options.nBins === "auto" ? count <= MOST_BINS : count === options.nBins);
  const wrong = bins.findIndex((count) => !allowed(count));
  if (wrong >= 0) reader.refuse(`bins must be what the options say, got ${bins[wrong]} for column ${wrong}`);
  const total = bins.reduce((sum, count) => sum + count, 0);
  const binned = bins.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const edges = reader.finite("edges", Float64Array, total + binned);
  const scores = reader.finite("scores", Float64Array, total);
  const columns: HistogramColumn[] = [];
  let edge = 0;
  let score = 0;
  bins.forEach((count, column) => {
    const ends = count === 0 ? 0 : count + 1;
    const own = { edges: edges.slice(edge, edge + ends), scores: scores.slice(score, score + count) };
    edge += ends;
    score += count;
    if (!isAscending(own.edges))
      reader.refuse(`edges must ascend in each column, got others in column ${column}`);
    columns.push(own);
  });
  const facts = { options: { ...options }, featureNames: parts.featureNames, seed: parts.seed, threshold };
  return new HBOSModel(facts, columns, options.tolerance);
}
