/** The flows as models get them: features fitted on the training part, classes as numbers. */
import { runSteps } from "../core/mod.ts";
import type { Job, JSONValue, Labels, Matrix, Provenance, RunOptions } from "../core/mod.ts";
import { CANONICAL_FIELDS } from "../core/mod.ts";
import { features, trainingEnvelope } from "../features/mod.ts";
import type { Envelope, FeatureSet } from "../features/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import type { Division } from "./division.ts";
import { FoldFeatures } from "./fold-features.ts";
import { parametersOf, refused } from "./options.ts";
import type { TrainSettings } from "./options.ts";
import type { Target } from "./target.ts";

/** Features of both parts in one scale. */
export interface Side {
  readonly features: FeatureSet;
  readonly train: Matrix;
  readonly test: Matrix;
}

export interface Material {
  readonly division: Division;
  readonly target: Target;
  readonly classes: readonly string[];
  /** What the table says of each class. */
  readonly isAttack: readonly (boolean | null)[];
  /** The test part, with the fields that features are made from. */
  readonly testTable: FlowTable;
  /** The fields as they are. */
  readonly plain: Side;
  /** In standard units. */
  readonly scaled: Side;
  /** What makes them anew in a fold of the training part, from `plain.train`. */
  readonly foldFeatures: { readonly plain: FoldFeatures; readonly scaled: FoldFeatures };
  readonly yTrain: Labels;
  readonly yTest: readonly string[];
  /** Places in `classes`. */
  readonly testCodes: Int32Array;
  /** Of the training part: what goes into the model files. */
  readonly provenance: Provenance;
}

/** Rows that are turned into features between two pauses. */
const BLOCK = 8192;

/** @throws {RangeError} code BAD_INPUT, when there is nothing to learn from. */
export async function prepare(
  job: Job,
  table: FlowTable,
  target: Target,
  division: Division,
  settings: TrainSettings,
): Promise<Material> {
  const { classes, yTrain, yTest } = division;
  const fields = usableFields(table, target, settings);
  const inputs = table.select(fields);
  await job.pause();
  const trainTable = inputs.filter({ rows: Array.from(division.train) });
  await job.pause();
  const testTable = inputs.filter({ rows: Array.from(division.test) });
  const run: RunOptions = { signal: job.signal };
  const plainSet = await features(trainTable).fit(trainTable, run);
  const scaledSet = await features(trainTable, { scaler: "standard" }).fit(trainTable, run);
  const plain = await sideOf(job, plainSet, trainTable, testTable);
  const scaled = await sideOf(job, scaledSet, trainTable, testTable);
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const verdictOf = new Map(target.classes.map((name, code) => [name, target.isAttack[code] ?? null]));
  return {
    division,
    target,
    classes,
    isAttack: classes.map((name) => verdictOf.get(name) ?? null),
    testTable,
    plain,
    scaled,
    foldFeatures: {
      plain: new FoldFeatures(plainSet, "as they are"),
      scaled: new FoldFeatures(plainSet, "standard"),
    },
    yTrain,
    yTest,
    testCodes: Int32Array.from(yTest, (name) => codeOf.get(name)!),
    provenance: trainingProvenance(table, division, settings, {
      benign: classes.filter((name) => verdictOf.get(name) === false),
      attacks: classes.filter((name) => verdictOf.get(name) === true),
      envelope: trainingEnvelope(trainTable),
    }),
  };
}

/** All canonical fields but the target and those that are not wanted. */
function usableFields(table: FlowTable, target: Target, { exclude }: TrainSettings): string[] {
  const hidden: readonly string[] = [target.name, "label", "label_detail", "is_attack", ...exclude];
  const fields = CANONICAL_FIELDS.filter(
    (name) => table.columnNames.includes(name) && !hidden.includes(name),
  );
  if (fields.length > 0) return fields;
  throw refused(
    "the table must have fields to learn from, as duration or bytes_sent, got none; load it with a mapping",
  );
}

async function sideOf(job: Job, set: FeatureSet, train: FlowTable, test: FlowTable): Promise<Side> {
  return { features: set, train: await transform(job, set, train), test: await transform(job, set, test) };
}

/** As `set.transform`, in blocks. */
async function transform(job: Job, set: FeatureSet, table: FlowTable): Promise<Matrix> {
  const names = set.names;
  const data = new Float64Array(table.rowCount * names.length);
  const steps = (function* (): Generator<void, void, void> {
    for (let from = 0; from < table.rowCount; from += BLOCK) {
      const to = Math.min(from + BLOCK, table.rowCount);
      data.set(set.transform(table.slice(from, to)).data, from * names.length);
      yield;
    }
  })();
  await runSteps(job, steps);
  return { data, rows: table.rowCount, columns: names.length, names };
}

/** What an assessor of threats has to know of the training part. */
interface Learnt {
  readonly benign: string[];
  readonly attacks: string[];
  readonly envelope: Envelope;
}

/** The table's own, with what makes its training part again beside what made the table, and what was learnt from. */
function trainingProvenance(
  table: FlowTable,
  { train, testSize }: Division,
  settings: TrainSettings,
  { benign, attacks, envelope }: Learnt,
): Provenance {
  const { parameters } = table.provenance;
  const given: { [key: string]: JSONValue } =
    parameters !== null && typeof parameters === "object" && !Array.isArray(parameters) ? parameters : {};
  const { split, target, seed, exclude } = parametersOf(settings);
  const training: JSONValue = {
    ...{ target: target!, seed: seed! },
    split: { ...(split as { [key: string]: JSONValue }), testSize, part: "training" },
    ...(exclude === undefined ? {} : { exclude }),
    // Where the table says nothing of its classes, their names have to.
    ...(benign.length + attacks.length === 0 ? {} : { benignClasses: benign, attackClasses: attacks }),
    envelope: envelope as { [key: string]: JSONValue },
  };
  return { ...table.provenance, rows: train.length, parameters: { ...given, training } };
}
