import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { KMeansModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { KMeansOptions } from "./options.ts";

/**
 * Makes a k-means model from its parts; without the labels of the fitted rows, which are not saved.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restoreKMeans(parts: ModelParts): KMeansModel {
  const reader = new PartsReader("KMeans", parts, ["centers"], ["inertia", "nIterations"]);
  const options = reader.options((given) => checkedOptions(given as KMeansOptions));
  if (options.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${options.seed}, got ${parts.seed}`);
  const inertia = reader.number("inertia");
  if (inertia < 0) reader.refuse(`meta "inertia" must be at least 0, got ${inertia}`);
  return new KMeansModel({
    options,
    featureNames: [...parts.featureNames],
    centers: reader.finite("centers", Float64Array, options.nClusters * parts.nFeatures).slice(),
    labels: new Int32Array(0),
    inertia,
    iterations: reader.integer("nIterations", 1, options.maxIter),
  });
}
