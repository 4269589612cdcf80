import { distinctRows } from "../../../kernels/mod.ts";
import { finishSteps } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { LocalOutlierFactorModel } from "./model.ts";
import { lofSettings } from "./options.ts";
import type { LocalOutlierFactorOptions } from "./options.ts";

const MOST_ROWS = 0x7fffffff;

/**
 * Makes the model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load LocalOutlierFactor: ...".
 */
export function restoreLocalOutlierFactor(parts: ModelParts): LocalOutlierFactorModel {
  const reader = new PartsReader(
    "LocalOutlierFactor",
    parts,
    ["points", "weights", "kDistances", "densities"],
    ["threshold", "nNeighbors", "points"],
  );
  const options = reader.options((given) => lofSettings(given as LocalOutlierFactorOptions));
  if (parts.seed !== 0) reader.refuse(`seed must be 0, got ${parts.seed}`);
  const threshold = reader.number("threshold");
  const count = reader.integer("points", 1, MOST_ROWS);
  const nNeighbors = reader.integer("nNeighbors", 1, options.nNeighbors);
  const points = reader.finite("points", Float64Array, count * parts.nFeatures);
  const weights = reader.array("weights", Uint32Array, count);
  const kDistances = reader.finite("kDistances", Float64Array, count);
  const densities = reader.finite("densities", Float64Array, count);

  let rows = 0;
  for (const weight of weights) {
    if (weight === 0) reader.refuse(`array "weights" must have 1 or more rows a point, got 0`);
    rows += weight;
  }
  if (rows > MOST_ROWS) reader.refuse(`array "weights" must have at most ${MOST_ROWS} rows, got ${rows}`);
  if (nNeighbors !== Math.min(options.nNeighbors, rows - 1))
    reader.refuse(`meta "nNeighbors" must be that of ${rows} rows, got ${nNeighbors}`);
  if (kDistances.some((distance) => distance < 0)) reader.refuse(`array "kDistances" must not be negative`);
  if (densities.some((density) => density <= 0)) reader.refuse(`array "densities" must be above 0`);
  if (finishSteps(distinctRows(points, count, parts.nFeatures)).weights.length !== count)
    reader.refuse(`array "points" must differ from each other`);

  const { featureNames } = parts;
  return new LocalOutlierFactorModel(
    { options: { ...options }, featureNames, seed: 0, threshold },
    points,
    { weights, kDistances, densities },
    nNeighbors,
  );
}
