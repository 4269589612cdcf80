import type { DenseShape } from "../../../kernels/mod.ts";
import { describe } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { checkNetworkSize, NETWORK_META, restoreNetwork } from "../dense/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { MLPClassifierModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { MLPClassifierOptions, MLPSettings } from "./options.ts";

const NAME = "MLPClassifier";
const ACTION = `load ${NAME}`;
const ARRAYS = ["weights", "lossCurve", "validationScores"];
const META = ["classes", "nEpochs", ...NETWORK_META];

/**
 * Makes a model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} or {TypeError}, code BAD_INPUT, "Cannot load MLPClassifier: ...", when they do not fit together.
 */
export function restoreMLP(parts: ModelParts): MLPClassifierModel {
  const reader = new PartsReader(NAME, parts, ARRAYS, META);
  const classes = classesOf(reader);
  const { settings, shape } = checkedShape(parts, classes.length);
  if (settings.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${settings.seed}, got ${parts.seed}`);
  const nEpochs = reader.integer("nEpochs", 0, settings.maxEpochs);
  return new MLPClassifierModel({
    network: restoreNetwork(reader, shape),
    classes,
    featureNames: parts.featureNames,
    settings,
    lossCurve: reader.finite("lossCurve", Float64Array, nEpochs).slice(),
    validationScores: reader
      .finite("validationScores", Float64Array, settings.earlyStopping ? nEpochs : 0)
      .slice(),
  });
}

function classesOf(reader: PartsReader): string[] {
  const { classes } = reader.parts.meta;
  if (!Array.isArray(classes) || classes.length === 0)
    reader.refuse(`classes must be a list of texts, got ${describe(classes)}`);
  const wrong = classes.find((name) => typeof name !== "string");
  if (wrong !== undefined) reader.refuse(`classes must be texts, got ${describe(wrong)}`);
  if (new Set(classes).size !== classes.length) reader.refuse("classes must differ from each other");
  return classes as string[];
}

function checkedShape(
  { nFeatures, options }: ModelParts,
  outputs: number,
): { settings: MLPSettings; shape: DenseShape } {
  const settings = settingsOf(ACTION, options as MLPClassifierOptions);
  const shape: DenseShape = {
    inputs: nFeatures,
    widths: [...settings.hiddenLayerSizes, outputs],
    hidden: settings.activation,
    output: "softmax",
  };
  checkNetworkSize(ACTION, shape);
  return { settings, shape };
}
