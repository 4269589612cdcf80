/** What a classifier trained on labelled flows adds to the evidence. */
import { log } from "../../kernels/mod.ts";
import { countOf, describe, codedError, REQUIRED_FIELDS } from "../core/mod.ts";
import type { JSONValue, RequiredField } from "../core/mod.ts";
import type { Envelope } from "../features/mod.ts";
import { TrafficModel } from "../persist/mod.ts";
import { isAttackLabel, normalizeLabel } from "../read/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { padded } from "./padded.ts";
import { levelOf, POINTS_PER_EVIDENCE } from "./verdict.ts";

/** A probability is never taken for certainty: forests say 0 and 1. */
const LEAST = 1e-4;
/** Labelled flows at which the classifier's word counts half. */
const HALF_AT = 20;
/** Most evidence for or against. */
const MOST = 2;
/** How far beyond the training range a value may lie: by this factor. */
const MARGIN = 2;

/** What the classifier says of each flow. */
export interface ClassifierVerdicts {
  /** Place of the most likely class. */
  readonly best: Int32Array;
  /** Its probability. */
  readonly probability: Float64Array;
  /** Probability of all attack classes together; NaN where the model's classes do not tell benign from attack. */
  readonly attack: Float64Array;
  /** Shrunk log odds of an attack, halved and cut; 0 where they are not known. */
  readonly evidence: Float64Array;
}

/** A model, and what its classes mean. */
export class ClassifierPart {
  readonly model: TrafficModel;
  /** Places of the classes that mean benign. */
  readonly #benign: readonly number[];
  readonly #envelope: Envelope;

  /** @throws {TypeError} code BAD_INPUT, when it is no TrafficModel. */
  constructor(model: TrafficModel) {
    if (!(model instanceof TrafficModel))
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot create the threat assessor: model must be a TrafficModel, as trainClassifiers gives in report.best, got ${describe(model)}`,
      );
    this.model = model;
    const training = trainingOf(model);
    const named = training["benignClasses"];
    const isBenign = Array.isArray(named)
      ? (name: string): boolean => named.includes(name)
      : (name: string): boolean => isAttackLabel(normalizeLabel(name), "all others", null) === false;
    this.#benign = [...model.classes.keys()].filter((place) => isBenign(model.classes[place]!));
    this.#envelope = envelopeOf(training["envelope"]);
  }

  /** What the classifier is, in words. */
  get words(): string {
    const { name, provenance } = this.model;
    return `${name} of ${provenance.source.name}, ${countOf(provenance.rows, "flow")}`;
  }

  /** Whether the model's classes tell benign flows from attacks. */
  get knowsAttacks(): boolean {
    return this.#benign.length > 0 && this.#benign.length < this.model.classes.length;
  }

  /** Weight of the classifier's word: its labelled flows, shrunk. */
  get weight(): number {
    const { rows } = this.model.provenance;
    return rows / (rows + HALF_AT);
  }

  verdicts(table: FlowTable): ClassifierVerdicts {
    const { classes } = this.model;
    const shares = this.model.predictProba(padded(table));
    const rows = table.rowCount;
    const best = new Int32Array(rows);
    const probability = new Float64Array(rows);
    const attack = new Float64Array(rows).fill(NaN);
    const evidence = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const at = row * classes.length;
      let place = 0;
      for (let c = 1; c < classes.length; c++) if (shares[at + c]! > shares[at + place]!) place = c;
      best[row] = place;
      probability[row] = shares[at + place]!;
      if (!this.knowsAttacks) continue;
      let benign = 0;
      for (const c of this.#benign) benign += shares[at + c]!;
      const p = Math.min(Math.max(1 - benign, 0), 1);
      attack[row] = p;
      const odds = log(Math.max(p, LEAST) / Math.max(1 - p, LEAST));
      evidence[row] = Math.min(Math.max((this.weight * odds) / 2, -MOST), MOST);
    }
    return { best, probability, attack, evidence };
  }

  /** The required field in which a flow lies outside of all that the model was trained on; null for none. */
  outside(
    value: (field: RequiredField) => number,
  ): { field: RequiredField; value: number; limit: number } | null {
    for (const field of REQUIRED_FIELDS) {
      const range = this.#envelope[field];
      if (!range) continue;
      const [low, high] = range;
      const x = value(field);
      // One unit more, for ranges that end at 0.
      if (x > high * MARGIN + 1) return { field, value: x, limit: high };
      if (x < low / MARGIN) return { field, value: x, limit: low };
    }
    return null;
  }
}

/** The level that the classifier alone would give. */
export function classifierLevel(evidence: number): string {
  return levelOf(Math.max(0, evidence * POINTS_PER_EVIDENCE));
}

type JSONObject = { [key: string]: JSONValue };

/** What the training left in the model's provenance: data of a file, so every part is looked at before it is used. */
function trainingOf(model: TrafficModel): JSONObject {
  const parameters = model.provenance.parameters;
  return asObject(asObject(parameters)["training"]);
}

function envelopeOf(json: JSONValue | undefined): Envelope {
  const given = asObject(json);
  const envelope: Envelope = {};
  for (const field of REQUIRED_FIELDS) {
    const range = given[field];
    if (!Array.isArray(range) || range.length !== 2) continue;
    const [low, high] = range;
    if (typeof low === "number" && typeof high === "number" && low <= high) envelope[field] = [low, high];
  }
  return envelope;
}

function asObject(json: JSONValue | undefined): JSONObject {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}
