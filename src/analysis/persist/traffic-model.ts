import { codedError, describe } from "../core/mod.ts";
import type {
  FittedModel,
  JSONValue,
  MimeBundle,
  Model,
  ModelParts,
  Provenance,
  Table,
} from "../core/mod.ts";
import { modelBundle } from "../display/mod.ts";
import { restoreModel } from "../estimators/mod.ts";
import { FeatureSet, restoreFeatureSet } from "../features/mod.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { refused } from "./layout.ts";
import type { ModelContent } from "./layout.ts";
import { checkBytes, restoreContent } from "./model-bytes.ts";
import { modelProvenance, provenanceFault } from "./model-provenance.ts";

/** A classifier together with the way from flows to its features. Immutable. */
export class TrafficModel {
  /** Name of the classifier's estimator, as "RandomForestClassifier". */
  readonly name: string;
  readonly classes: string[];
  readonly features: FeatureSet;
  readonly model: Model;
  /** Of the data, with the estimator's name, options and seed; long lists of rows are summarized, folders left out. */
  readonly provenance: Provenance;

  /**
   * @param features Fitted on the model's training part.
   * @param provenance That of the training part: `train.provenance`.
   * @throws {TypeError} code BAD_INPUT, when the provenance is none.
   * @throws {RangeError} code BAD_INPUT, when the model was fitted on other features, or is no classifier.
   */
  constructor(features: FeatureSet, model: Model, provenance: Provenance) {
    if (!(features instanceof FeatureSet))
      throw mismatch(`features must be a FeatureSet, got ${describe(features)}`);
    if (typeof (model as Model | null)?.predictProba !== "function" || !Array.isArray(model.classes))
      throw mismatch(`the model must be a classifier, got ${describe(model)}`);
    const at = features.names.findIndex((name, i) => name !== model.featureNames[i]);
    if (at >= 0 || features.names.length !== model.nFeatures) {
      const place = at >= 0 ? at : features.names.length;
      throw mismatch(
        `the model must have the features of the set, got ${describe(model.featureNames[place])} for ${describe(features.names[place])} in column ${place + 1}`,
      );
    }
    const fault = provenanceFault(provenance);
    if (fault !== null)
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot make a traffic model: ${fault}; pass that of the training part, as table.provenance`,
      );
    this.name = model.estimator;
    this.classes = model.classes;
    this.features = features;
    this.model = model;
    this.provenance = modelProvenance(provenance, model);
  }

  /**
   * @returns One class a flow.
   * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
   */
  predict(table: Table): string[] {
    return this.model.predict(this.features.transform(table));
  }

  /**
   * @returns Probabilities, row-major, shape (flows, classes).
   * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
   */
  predictProba(table: Table): Float64Array {
    return this.model.predictProba(this.features.transform(table));
  }

  /** The model as the bytes of a model file; `TrafficModel.fromBytes` and `loadModel` take them. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#encoded(this.provenance as unknown as JSONValue);
  }

  /** Bytes of the model's file without its provenance, which names the runtime: the same wherever it was trained. */
  get size(): number {
    return this.#encoded(null).length;
  }

  toJSON(): JSONValue {
    return {
      name: this.name,
      model: this.model.toJSON(),
      features: this.features.toJSON(),
      provenance: this.provenance as unknown as JSONValue,
    };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle({
      estimator: this.name,
      toJSON: () => ({
        ...(this.model.toJSON() as { [key: string]: JSONValue }),
        trainedOn: `${this.provenance.source.name}, ${this.provenance.rows} flows`,
        sha256: this.provenance.source.sha256 ?? null,
      }),
    });
  }

  dispose(): void {
    this.model.dispose();
  }

  /**
   * The model that `toBytes` wrote.
   *
   * @throws {RangeError} code BAD_INPUT, "Cannot load ..." and the reason.
   */
  static fromBytes(
    bytes: Uint8Array,
    restore: (parts: ModelParts) => FittedModel = restoreModel,
  ): TrafficModel {
    return TrafficModel.fromContent(decodeModel(checkBytes(bytes)), restore);
  }

  /** The model of a file that was read. */
  static fromContent(
    content: ModelContent,
    restore: (parts: ModelParts) => FittedModel = restoreModel,
  ): TrafficModel {
    if (content.preprocessing === null)
      throw refused("load", "it takes a matrix, not flows; load it with loadModel or modelFromBytes");
    const features = restoreFeatureSet(content.preprocessing);
    const fault = provenanceFault(content.provenance);
    if (fault !== null) throw refused("load", fault);
    const provenance = content.provenance as unknown as Provenance;
    return new TrafficModel(features, restoreContent(content, restore) as Model, provenance);
  }

  #encoded(provenance: JSONValue): Uint8Array<ArrayBuffer> {
    const { sha256 } = this.provenance.source;
    return encodeModel({
      parts: this.model.parts(),
      preprocessing: this.features.toJSON(),
      data: { rows: this.provenance.rows, ...(sha256 === undefined ? {} : { sha256 }) },
      provenance,
    });
  }
}

function mismatch(rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot make a traffic model: ${rule}`);
}
