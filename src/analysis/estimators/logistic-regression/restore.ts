import { describe } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { readClasses, readWeights } from "../linear/mod.ts";
import { MOST_CLASSES } from "./logistic-regression.ts";
import { LogisticRegressionModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { LogisticRegressionOptions } from "./options.ts";

const NAME = "LogisticRegression";

/**
 * Makes a model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load LogisticRegression: ...", when they do not fit together.
 */
export function restoreLogisticRegression(parts: ModelParts): LogisticRegressionModel {
  const reader: PartsReader = new PartsReader(
    NAME,
    parts,
    ["weights"],
    ["classes", "nIterations", "converged"],
  );
  const classes = readClasses(reader, 2);
  if (classes.length > MOST_CLASSES)
    reader.refuse(`classes must be at most ${MOST_CLASSES}, got ${classes.length}`);
  if (parts.seed !== 0) reader.refuse(`seed must be 0, got ${parts.seed}`);
  const settings = reader.options((options) =>
    settingsOf(`load ${NAME}`, options as LogisticRegressionOptions),
  );
  const { converged } = parts.meta;
  if (typeof converged !== "boolean")
    reader.refuse(`meta "converged" must be true or false, got ${describe(converged)}`);
  const outputs = classes.length === 2 ? 1 : classes.length;
  return new LogisticRegressionModel({
    weights: readWeights(reader, "weights", outputs * (parts.nFeatures + 1)),
    classes,
    featureNames: parts.featureNames,
    settings,
    nIterations: reader.integer("nIterations", 0, settings.maxIter),
    converged,
  });
}
