import { describe } from "../core/mod.ts";
import type { FittedModel, ModelParts } from "../core/mod.ts";
import { restoreModel } from "../estimators/mod.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { refused } from "./layout.ts";
import type { ModelContent, ModelData } from "./layout.ts";

/**
 * A fitted model as the bytes of a model file; the same model gives the same bytes.
 *
 * @param data What it was fitted on, for whoever reads the file's header.
 * @throws {RangeError} code BAD_INPUT, when the model holds what a file cannot.
 */
export function modelToBytes(model: FittedModel, data: ModelData | null = null): Uint8Array<ArrayBuffer> {
  return encodeModel({ parts: partsOf(model), preprocessing: null, data, provenance: null });
}

/**
 * The fitted model of a file's bytes. Nothing of the file is run; what does not fit together is refused with the reason.
 *
 * @param restore Makes the model from its parts. Default: the estimators that this version knows.
 * @throws {RangeError} code BAD_INPUT, "Cannot load model: " and the reason.
 */
export function modelFromBytes(
  bytes: Uint8Array,
  restore: (parts: ModelParts) => FittedModel = restoreModel,
): FittedModel {
  const content = decodeModel(checkBytes(bytes));
  if (content.preprocessing !== null)
    throw refused("load", "it takes flows, not a matrix; load it with loadModel or TrafficModel.fromBytes");
  return restoreContent(content, restore);
}

/** The model of a file that was read; any failure of the estimator's own function becomes a refusal. */
export function restoreContent(
  { parts }: ModelContent,
  restore: (parts: ModelParts) => FittedModel = restoreModel,
): FittedModel {
  try {
    return restore(parts);
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === "BAD_INPUT") throw error;
    throw refused("load", `its parts do not fit together: ${(error as Error).message}`, error);
  }
}

export function partsOf(model: FittedModel): ModelParts {
  if (typeof (model as FittedModel | null)?.parts === "function") return model.parts();
  throw refused("save", `expected a fitted model, got ${describe(model)}`);
}

export function checkBytes(bytes: unknown): Uint8Array {
  // By its tag, because another realm's Uint8Array is no instance of this one's.
  if (ArrayBuffer.isView(bytes) && Object.prototype.toString.call(bytes) === "[object Uint8Array]")
    return bytes as Uint8Array;
  throw refused("load", `expected a Uint8Array, got ${describe(bytes)}`);
}
