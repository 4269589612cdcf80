import { CANONICAL_FIELDS, codedError, describe, runJob, runSteps } from "../core/mod.ts";
import type { RunOptions } from "../core/mod.ts";
import { accuracy, confusionMatrix, macroF1 } from "../evaluate/mod.ts";
import { TrafficModel } from "../persist/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { MOST_CLASSES, readTarget } from "./target.ts";

/** What a model says of the flows of a table. */
export interface TablePrediction {
  /** The model's classes. */
  readonly classes: string[];
  /** Flows by class, in that order. */
  readonly counts: number[];
  /** One class a flow. */
  readonly predicted: string[];
  /** Flows that have a label which the model knows. */
  readonly labelled: number;
  /** Flows with a label that the model does not know: they count nowhere below. */
  readonly unknown: number;
  /** Of the labelled flows; null without one. */
  readonly accuracy: number | null;
  readonly macroF1: number | null;
  /** Rows true, columns predicted, in the order of `classes`. */
  readonly confusion: number[][] | null;
}

/** Flows that are predicted between two pauses. */
const BLOCK = 8192;

/**
 * Predicts the classes of a table's flows and, where the table has labels that the model knows, how many are right.
 *
 * @param options.target The column that holds the labels. Default: "label", where the table has one.
 * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
 */
export async function predictTable(
  model: TrafficModel,
  table: FlowTable,
  options: { target?: string } & RunOptions = {},
): Promise<TablePrediction> {
  if (!(model instanceof TrafficModel) || !(table instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot predict flows: expected a TrafficModel and a FlowTable, got ${describe(model)} and ${describe(table)}`,
    );
  return runJob("the prediction", options, async (job) => {
    const predicted: string[] = [];
    // Of a wide table the rest would be copied for nothing.
    const inputs = table.select(CANONICAL_FIELDS.filter((field) => table.columnNames.includes(field)));
    const blocks = (function* (): Generator<void, void, void> {
      for (let from = 0; from < table.rowCount; from += BLOCK) {
        for (const name of model.predict(inputs.slice(from, from + BLOCK))) predicted.push(name);
        job.progress({
          phase: "predicting",
          done: Math.min(table.rowCount, from + BLOCK),
          total: table.rowCount,
          unit: "rows",
        });
        yield;
      }
    })();
    await runSteps(job, blocks);
    const { classes } = model;
    const placeOf = new Map(classes.map((name, place) => [name, place]));
    const counts = new Array<number>(classes.length).fill(0);
    for (const name of predicted) counts[placeOf.get(name)!]!++;
    return { classes: [...classes], counts, predicted, ...judged(model, table, predicted, options.target) };
  });
}

type Judged = Pick<TablePrediction, "labelled" | "unknown" | "accuracy" | "macroF1" | "confusion">;

function judged(model: TrafficModel, table: FlowTable, predicted: readonly string[], name?: string): Judged {
  const labels = labelsOf(table, name ?? "label", name !== undefined);
  const known = new Set(model.classes);
  const rows = [...predicted.keys()].filter((row) => labels[row] !== null && known.has(labels[row]!));
  const labelled = labels.filter((label) => label !== null).length;
  if (rows.length === 0)
    return { labelled: 0, unknown: labelled, accuracy: null, macroF1: null, confusion: null };
  const truth = rows.map((row) => labels[row]!);
  const said = rows.map((row) => predicted[row]!);
  return {
    labelled: rows.length,
    unknown: labelled - rows.length,
    accuracy: accuracy(truth, said),
    macroF1: macroF1(truth, said),
    confusion: confusionMatrix(truth, said, { labels: model.classes }).counts,
  };
}

/** The label of each flow; null where it has none, or the table has no such column or one of too many classes. */
function labelsOf(table: FlowTable, name: string, isAsked: boolean): (string | null)[] {
  const none = new Array<string | null>(table.rowCount).fill(null);
  if (!isAsked && !table.columnNames.includes(name)) return none;
  const column = table.column(name);
  const isHuge = column.type === "text" && (column.categories?.length ?? 0) > MOST_CLASSES * 100;
  if (column.missing === table.rowCount || isHuge) return none;
  if (column.type === "text") return column.toArray() as (string | null)[];
  const { classes, codes } = readTarget(table, name);
  return Array.from(codes, (code) => (code < 0 ? null : classes[code]!));
}
