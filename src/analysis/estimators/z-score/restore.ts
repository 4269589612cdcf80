import type { Spread } from "../../../kernels/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { ZScoreModel } from "./model.ts";
import { asJSON, checkedOptions } from "./options.ts";
import type { ZScoreOptions } from "./options.ts";

/**
 * Makes a z-score detector from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restoreZScore(parts: ModelParts): ZScoreModel {
  const reader = new PartsReader("ZScoreDetector", parts, ["scales", "centers", "spreads"], ["threshold"]);
  const options = reader.options((given) => checkedOptions(given as ZScoreOptions));
  const threshold = reader.number("threshold");
  const columns = parts.nFeatures;
  const scales = reader.finite("scales", Float64Array, columns);
  const centers = reader.finite("centers", Float64Array, columns);
  const deviations = reader.finite("spreads", Float64Array, columns);
  const spreads: Spread[] = [];
  for (let column = 0; column < columns; column++) {
    const [scale, center, spread] = [scales[column]!, centers[column]!, deviations[column]!];
    if (scale <= 0) reader.refuse(`scales must be above 0, got ${scale} for column ${column}`);
    if (spread < 0) reader.refuse(`spreads must be 0 or more, got ${spread} for column ${column}`);
    spreads.push({ scale, center, spread });
  }
  const facts = { options: asJSON(options), featureNames: parts.featureNames, seed: parts.seed, threshold };
  return new ZScoreModel(facts, spreads, options.combine);
}
