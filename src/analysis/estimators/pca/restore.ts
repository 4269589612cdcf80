import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { PCAModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { PCAOptions } from "./options.ts";

/**
 * Makes a PCA model from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restorePCA(parts: ModelParts): PCAModel {
  const reader = new PartsReader(
    "PCA",
    parts,
    ["means", "components", "explainedVariance"],
    ["nComponents", "rows", "totalVariance"],
  );
  const options = reader.options((given) => checkedOptions(given as PCAOptions));
  if (parts.seed !== 0) reader.refuse(`seed must be 0, got ${parts.seed}`);
  const rows = reader.integer("rows", 2, 2_147_483_647);
  const count = reader.integer("nComponents", 1, Math.min(rows, parts.nFeatures));
  const asked = options.nComponents;
  if (asked !== null && asked >= 1 && asked !== count)
    reader.refuse(`meta "nComponents" must be that of the options, ${asked}, got ${count}`);
  const explainedVariance = reader.finite("explainedVariance", Float64Array, count).slice();
  const disorder = explainedVariance.findIndex(
    (value, at) => value < 0 || (at > 0 && value > explainedVariance[at - 1]!),
  );
  if (disorder >= 0)
    reader.refuse(`explainedVariance must fall and be at least 0, got ${explainedVariance[disorder]}`);
  const totalVariance = reader.number("totalVariance");
  if (totalVariance < 0) reader.refuse(`meta "totalVariance" must be at least 0, got ${totalVariance}`);
  const components = reader.finite("components", Float64Array, count * parts.nFeatures).slice();
  const long = components.find((loading) => Math.abs(loading) > 1 + 1e-9);
  if (long !== undefined) reader.refuse(`components must have length 1, got a loading of ${long}`);
  return new PCAModel({
    options,
    featureNames: [...parts.featureNames],
    rows,
    means: reader.finite("means", Float64Array, parts.nFeatures).slice(),
    components,
    explainedVariance,
    totalVariance,
  });
}
