import type { TranslationBundle } from "@jupyterlab/translation";
import type { AnalysisService, RunOptions } from "../../analysis/mod.ts";
import type { Flows } from "../shared/mod.ts";
import {
  modelIn,
  openModel,
  predictFile,
  predictTable,
  saveModel,
  type ModelFile,
  type ModelRef,
  type Prediction,
} from "./model-files.ts";

/** Models beside the training: saved, opened from a file, put to work on other captures, brought to other places. */
export class ModelShelf {
  constructor(surroundings: ModelShelf.ISurroundings) {
    this._around = surroundings;
  }

  /** The model that was opened from a file. */
  get loaded(): ModelRef | null {
    return this._loaded;
  }

  /** What a model said of a capture. */
  get prediction(): Prediction | null {
    return this._prediction;
  }

  /** Forgets what was said of a capture; the opened model stays. */
  clearPrediction(): void {
    this._prediction = null;
  }

  /** Makes a model's file; `done` gets it. */
  save(model: ModelRef, done: (file: ModelFile) => void): Promise<void> {
    const name = this._around.trans.__("Saving %1", model.name);
    return this._around.use(model.service, name, (run) => saveModel(model, run), done);
  }

  /** Opens a model's file. */
  open(file: Blob): Promise<void> {
    const { trans, flows, filePlace, use, nowhere } = this._around;
    const service = flows()?.service ?? filePlace();
    if (service === null) return nowhere(trans.__("The model was not opened."));
    return use(
      service,
      trans.__("Opening a model"),
      (run) => openModel(service, file, run),
      (model) => {
        this._loaded = model;
        this._around.changed();
      },
    );
  }

  /** Puts a model to work on another capture, which is read for that and given back. */
  predictFile(model: ModelRef, file: File): Promise<void> {
    const { trans, filePlace, use, nowhere } = this._around;
    const service = filePlace();
    if (service === null) return nowhere(trans.__("“%1” was not opened.", file.name));
    return use(
      service,
      trans.__("Predicting %1", file.name),
      (run) => predictFile(model, service, file, run),
      (prediction) => this._show(prediction),
    );
  }

  /** Puts a model to work on the flows that are shown. */
  predictHere(model: ModelRef): Promise<void> {
    const { trans, use, nowhere } = this._around;
    const flows = this._around.flows();
    if (flows === null) return nowhere(trans.__("Nothing was predicted."));
    return use(
      flows.service,
      trans.__("Predicting %1", flows.name),
      (run) => predictTable(model, flows, run),
      (prediction) => this._show(prediction),
    );
  }

  /** A model where the flows are, for another widget to go on with; null when it could not be brought there. */
  async bring(model: ModelRef): Promise<ModelRef | null> {
    const { trans, flows, use } = this._around;
    const service = flows()?.service ?? model.service;
    if (service === model.service) return model;
    let brought: ModelRef | null = null;
    const carry = (run: RunOptions): Promise<ModelRef> => modelIn(service, model, run);
    await use(service, trans.__("Handing on %1", model.name), carry, (copy) => (brought = copy));
    return brought;
  }

  private _show(prediction: Prediction): void {
    this._prediction = prediction;
    this._around.changed();
  }

  private readonly _around: ModelShelf.ISurroundings;
  private _loaded: ModelRef | null = null;
  private _prediction: Prediction | null = null;
}

export namespace ModelShelf {
  /** What the shelf needs of the widget's model. */
  export interface ISurroundings {
    trans: TranslationBundle;
    /** The flows that are shown, while they are within reach. */
    flows: () => Flows | null;
    /** Where files are read; null when nowhere. */
    filePlace: () => AnalysisService | null;
    /** Runs work with progress and Cancel; errors are said in place. */
    use: <R>(
      service: AnalysisService,
      name: string,
      work: (run: RunOptions) => Promise<R>,
      done: (result: R) => void,
    ) => Promise<void>;
    /** Says that there is no service for it. */
    nowhere: (what: string) => Promise<void>;
    changed: () => void;
  }
}
