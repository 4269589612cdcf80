import type { JSONValue, ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { checkedMinMax, checkedQuantile, checkedRobust, checkedStandard } from "./options.ts";
import type { QuantileTransformerOptions } from "./options.ts";
import { QuantileModel } from "./quantile-model.ts";
import { ScalerModel } from "./scaler-model.ts";

/** @throws {RangeError} code BAD_INPUT, when the parts do not fit together; so do the other functions here. */
export function restoreStandardScaler(parts: ModelParts): ScalerModel {
  return restoreScaler("StandardScaler", parts, ["mean", "variance"], checkedStandard);
}

export function restoreRobustScaler(parts: ModelParts): ScalerModel {
  return restoreScaler("RobustScaler", parts, ["median", "range"], (given) => {
    const options = checkedRobust(given);
    return { ...options, quantileRange: [...options.quantileRange] };
  });
}

export function restoreMinMaxScaler(parts: ModelParts): ScalerModel {
  return restoreScaler("MinMaxScaler", parts, ["min", "max"], (given) => ({
    featureRange: [...checkedMinMax(given).featureRange],
  }));
}

export function restoreQuantileTransformer(parts: ModelParts): QuantileModel {
  const reader = new PartsReader("QuantileTransformer", parts, ["quantiles"], ["nQuantiles"]);
  const options = reader.options((given) => checkedQuantile(given as QuantileTransformerOptions));
  if (options.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${options.seed}, got ${parts.seed}`);
  const count = reader.integer("nQuantiles", 1, options.nQuantiles);
  const quantiles = reader.finite("quantiles", Float64Array, count * parts.nFeatures).slice();
  for (let at = 1; at < quantiles.length; at++) {
    if (at % count !== 0 && quantiles[at]! < quantiles[at - 1]!)
      reader.refuse(`quantiles of a column must not fall, got ${quantiles[at]} at place ${at}`);
  }
  return new QuantileModel(options, [...parts.featureNames], quantiles);
}

function restoreScaler(
  name: string,
  parts: ModelParts,
  statistics: readonly string[],
  check: (options: object) => { readonly [option: string]: JSONValue },
): ScalerModel {
  const reader = new PartsReader(name, parts, ["center", "scale", ...statistics], []);
  const options = reader.options((given) => check(given as object));
  if (parts.seed !== 0) reader.refuse(`seed must be 0, got ${parts.seed}`);
  const array = (of: string): Float64Array => reader.finite(of, Float64Array, parts.nFeatures).slice();
  const scale = array("scale");
  const bad = scale.findIndex((value) => value <= 0);
  if (bad >= 0) reader.refuse(`scale must be above 0, got ${scale[bad]} for column ${bad}`);
  const found = Object.fromEntries(statistics.map((of) => [of, array(of)]));
  return new ScalerModel(name, options, [...parts.featureNames], array("center"), scale, found);
}
