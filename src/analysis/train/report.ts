/** The result of a training. */
import type {
  CalibrationBins,
  JSONValue,
  LeaderboardRow,
  MimeBundle,
  PitfallFinding,
  Provenance,
  ScoreCurve,
  TrainingData,
  TrainingPayload,
} from "../core/mod.ts";
import { payloadBundle, trainingPayload } from "../display/mod.ts";
import { modelHandle } from "../persist/mod.ts";
import type { TrafficModel } from "../persist/mod.ts";
import { handleFor } from "../table/mod.ts";
import type { FlowTable } from "../table/mod.ts";

/** The leaderboard with all that belongs to it, and the fitted models themselves. */
export class TrainingReport implements TrainingData {
  readonly status: TrainingData["status"];
  readonly metric: string;
  readonly target: string;
  readonly split: TrainingData["split"];
  /** Best first by validation; the test part did not decide. */
  readonly leaderboard: LeaderboardRow[];
  readonly bestName: string | null;
  readonly classes: string[];
  readonly attackClasses: string[];
  readonly confusion: Record<string, number[][]>;
  readonly roc: Record<string, ScoreCurve[]>;
  readonly pr: Record<string, ScoreCurve[]>;
  readonly calibration: Record<string, CalibrationBins[]>;
  /** Of the best model, by field of a flow: see `fieldImportance`. */
  readonly importance: { feature: string; value: number; std: number }[];
  readonly warnings: PitfallFinding[];
  readonly baseRate: TrainingData["baseRate"];
  readonly leftOut: { reason: string; count: number }[];
  readonly notes: string[];
  readonly provenance: Provenance;
  /** Every model that was fitted, by its name in the leaderboard. */
  readonly models: Record<string, TrafficModel>;
  /** Rows of the table behind each cell of the confusion matrices, by model, true and predicted class: the first few. */
  readonly examples: Record<string, number[][][]>;
  readonly #table: FlowTable;

  constructor(
    data: TrainingData,
    { models, examples }: Pick<TrainingReport, "models" | "examples">,
    table: FlowTable,
  ) {
    this.status = data.status;
    this.metric = data.metric;
    this.target = data.target;
    this.split = data.split;
    this.leaderboard = data.leaderboard;
    this.bestName = data.bestName;
    this.classes = data.classes;
    this.attackClasses = data.attackClasses;
    this.confusion = data.confusion;
    this.roc = data.roc;
    this.pr = data.pr;
    this.calibration = data.calibration;
    this.importance = data.importance;
    this.warnings = data.warnings;
    this.baseRate = data.baseRate;
    this.leftOut = data.leftOut;
    this.notes = data.notes;
    this.provenance = data.provenance;
    this.models = models;
    this.examples = examples;
    this.#table = table;
  }

  /** The best model that is no baseline; null where none could be fitted. */
  get best(): TrafficModel | null {
    return this.bestName === null ? null : (this.models[this.bestName] ?? null);
  }

  /** The flows that it was trained and tested on. */
  get table(): FlowTable {
    return this.#table;
  }

  /** The numbers as plain data; equal for equal input but for `provenance.timing` and `provenance.runtime`. NaN becomes null. */
  toJSON(): JSONValue {
    const { status, metric, target, split, leaderboard, bestName, classes, attackClasses, confusion } = this;
    const { roc, pr, calibration, importance, warnings, baseRate, leftOut, notes, provenance } = this;
    const data: TrainingData = {
      ...{ status, metric, target, split, leaderboard, bestName, classes, attackClasses, confusion },
      ...{ roc, pr, calibration, importance, warnings, baseRate, leftOut, notes, provenance },
    };
    return JSON.parse(JSON.stringify(data)) as JSONValue;
  }

  /** What a widget draws, at most half a megabyte; the models go as handles. */
  toPayload(): TrainingPayload {
    const handle = handleFor(this.#table);
    const parameters = JSON.stringify(this.provenance.parameters);
    const models = Object.fromEntries(
      Object.entries(this.models).map(([name, model]) => [
        name,
        modelHandle(model, handle, parameters, name),
      ]),
    );
    return trainingPayload({ training: this, table: this.#table, handle, models, examples: this.examples });
  }

  /** How a notebook shows a report that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return payloadBundle(this.toPayload());
  }
}
