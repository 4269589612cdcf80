import type { DenseShape } from "../../../kernels/mod.ts";
import type { JSONValue, ModelParts } from "../../core/mod.ts";
import { checkNetworkSize, NETWORK_META, restoreNetwork } from "../dense/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { AutoencoderDetectorModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { AutoencoderDetectorOptions, AutoencoderSettings } from "./options.ts";
import type { StandardUnits } from "./standard-units.ts";

const NAME = "AutoencoderDetector";
const ACTION = `load ${NAME}`;
const ARRAYS = ["weights", "lossCurve", "units", "centers", "deviations"];
const META = ["threshold", "nEpochs", ...NETWORK_META];

/**
 * Makes a model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} or {TypeError}, code BAD_INPUT, "Cannot load AutoencoderDetector: ...", when they do not fit together.
 */
export function restoreAutoencoder(parts: ModelParts): AutoencoderDetectorModel {
  const reader = new PartsReader(NAME, parts, ARRAYS, META);
  const { settings, shape } = checkedShape(parts);
  if (settings.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${settings.seed}, got ${parts.seed}`);
  const nEpochs = reader.integer("nEpochs", 1, settings.maxEpochs);
  return new AutoencoderDetectorModel(
    {
      options: { ...settings, hiddenLayerSizes: [...settings.hiddenLayerSizes] } satisfies JSONValue,
      featureNames: parts.featureNames,
      seed: settings.seed,
      threshold: reader.number("threshold"),
    },
    {
      network: restoreNetwork(reader, shape),
      standard: readStandard(reader, parts.nFeatures),
      lossCurve: reader.finite("lossCurve", Float64Array, nEpochs).slice(),
    },
  );
}

function readStandard(reader: PartsReader, columns: number): StandardUnits {
  const [units, centers, deviations] = ["units", "centers", "deviations"].map((name) =>
    reader.finite(name, Float64Array, columns).slice(),
  ) as [Float64Array, Float64Array, Float64Array];
  if (!units.every((unit) => unit > 0)) reader.refuse(`array "units" must be above 0`);
  if (!deviations.every((deviation) => deviation > 0)) reader.refuse(`array "deviations" must be above 0`);
  return { units, centers, deviations };
}

function checkedShape({ nFeatures, options }: ModelParts): {
  settings: AutoencoderSettings;
  shape: DenseShape;
} {
  const settings = settingsOf(ACTION, options as AutoencoderDetectorOptions);
  const shape: DenseShape = {
    inputs: nFeatures,
    widths: [...settings.hiddenLayerSizes, nFeatures],
    hidden: settings.activation,
    output: "identity",
  };
  checkNetworkSize(ACTION, shape);
  return { settings, shape };
}
