import { averagePath, heightLimit } from "../../../kernels/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { MOST_COLUMNS, MOST_ROWS, PartsReader } from "../shared/mod.ts";
import { IsolationForestModel } from "./model.ts";
import { checkedOptions, samplesOf } from "./options.ts";
import type { IsolationForestOptions } from "./options.ts";
import { unpackTrees } from "./packed.ts";

/**
 * Makes an isolation forest from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restoreIsolationForest(parts: ModelParts): IsolationForestModel {
  const reader = new PartsReader(
    "IsolationForest",
    parts,
    ["nodes", "numbers", "centers", "scales"],
    ["threshold", "nEstimators", "maxSamples"],
  );
  const options = reader.options((given) => checkedOptions(given as IsolationForestOptions));
  if (options.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${options.seed}, got ${parts.seed}`);
  const threshold = reader.number("threshold");
  const samples = reader.integer("maxSamples", 1, MOST_ROWS);
  const trees = reader.integer("nEstimators", options.nEstimators, options.nEstimators);
  // More rows than this would not be drawn with these options, however many the table had.
  if (samples > samplesOf(options, MOST_ROWS))
    reader.refuse(`meta "maxSamples" must be what the options allow, got ${samples}`);
  const limit = heightLimit(samples);

  const columns = Math.min(parts.nFeatures, MOST_COLUMNS);
  const centers = reader.finite("centers", Float64Array, columns);
  const scales = reader.finite("scales", Float64Array, columns);
  const bad = scales.findIndex((scale) => scale <= 0);
  if (bad >= 0) reader.refuse(`scales must be above 0, got ${scales[bad]} for column ${bad}`);
  const nodes = reader.array("nodes", Uint16Array);
  const numbers = reader.finite("numbers", Float32Array, nodes.length);
  const layout = unpackTrees(
    { nodes, numbers },
    { trees, heightLimit: limit, columns, longestPath: limit + averagePath(samples) },
    (rule) => reader.refuse(rule),
  );
  const facts = { options: { ...options }, featureNames: parts.featureNames, seed: parts.seed, threshold };
  return new IsolationForestModel(facts, {
    trees: layout,
    form: { centers: centers.slice(), scales: scales.slice() },
    samples,
  });
}
