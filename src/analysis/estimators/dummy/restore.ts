import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { readClasses } from "../linear/mod.ts";
import { DummyClassifierModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { DummyClassifierOptions } from "./options.ts";

const NAME = "DummyClassifier";

/**
 * Makes a model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load DummyClassifier: ...", when they do not fit together.
 */
export function restoreDummy(parts: ModelParts): DummyClassifierModel {
  const reader: PartsReader = new PartsReader(NAME, parts, ["counts"], ["classes", "columns"]);
  const classes = readClasses(reader, 1);
  reader.integer("columns", parts.nFeatures, parts.nFeatures);
  const settings = reader.options((options) => settingsOf(`load ${NAME}`, options as DummyClassifierOptions));
  if (settings.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${settings.seed}, got ${parts.seed}`);
  const counts = reader.finite("counts", Float64Array, classes.length).slice();
  let rows = 0;
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 1)
      reader.refuse(`array "counts" must hold whole numbers from 1, got ${count}`);
    rows += count;
  }
  if (!Number.isSafeInteger(rows)) reader.refuse(`array "counts" must have a sum below 2^53, got ${rows}`);
  return new DummyClassifierModel({ counts, classes, featureNames: parts.featureNames, settings });
}
