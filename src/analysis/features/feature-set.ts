import { codedError, describe, runJob } from "../core/mod.ts";
import type { JSONValue, Matrix, RunOptions, Table } from "../core/mod.ts";
import {
  categoryCodes,
  categoryFeature,
  checkFields,
  columnName,
  numericFeature,
  numericValues,
} from "./columns.ts";
import type { CategoryColumn, FeatureColumn } from "./columns.ts";
import { fitColumns, planFeatures } from "./fit.ts";
import type { FeaturePlan } from "./fit.ts";
import { checkFeatureOptions } from "./options.ts";
import type { CheckedOptions, FeatureOptions } from "./options.ts";

/**
 * The way from flows to a matrix: which columns, what stands for a missing value, scales and categories. Immutable; saved with a model.
 *
 * Missing, infinite and undefined values become the median of the training part, and a column `<feature>_missing` says where, if the
 * training part had any. A text that training did not have is 0 in all of its columns.
 */
export class FeatureSet {
  /** Names of the columns, in their order. */
  readonly names: string[];
  readonly options: CheckedOptions;
  readonly #columns: readonly FeatureColumn[];
  readonly #plan: FeaturePlan;

  /** Use `features(table)`, or `restoreFeatureSet` for one that was saved. */
  constructor(columns: readonly FeatureColumn[], plan: FeaturePlan, options: CheckedOptions) {
    this.#columns = columns;
    this.#plan = plan;
    this.options = options;
    this.names = columns.map(columnName);
  }

  /**
   * The same features, with everything that data decides taken from another table: the training part.
   *
   * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
   */
  async fit(train: Table, run: RunOptions = {}): Promise<FeatureSet> {
    checkTable("fit features", train);
    return runJob("fitting features", run, async (job) => {
      const fitting = fitColumns(train, this.#plan, this.options);
      for (let done = 1; ; done++) {
        await job.pause();
        const step = fitting.next();
        if (step.done) return new FeatureSet(step.value, this.#plan, this.options);
        const total = this.#plan.numeric.length + this.#plan.categories.length;
        job.progress({ phase: "fitting features", done, total, unit: "steps" });
      }
    });
  }

  /**
   * The features of a table's rows.
   *
   * @returns Shape (rows, names), finite.
   * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
   */
  transform(table: Table): Matrix {
    checkTable("make features", table);
    checkFields(table, this.#columns);
    const rows = table.rowCount;
    const columns = this.#columns.length;
    const data = new Float64Array(rows * columns);
    for (let first = 0; first < columns;) {
      const { feature } = this.#columns[first]!;
      let end = first;
      while (end < columns && this.#columns[end]!.feature === feature) end++;
      const part = this.#columns.slice(first, end);
      if (numericFeature(feature)) this.#fillNumbers(table, part, first, data);
      else fillCategories(table, part as CategoryColumn[], first, columns, data);
      first = end;
    }
    return { data, rows, columns, names: this.names };
  }

  toJSON(): JSONValue {
    const { include, scaler, clip, maxCategories } = this.options;
    return {
      kind: "flow-features",
      version: 1,
      options: { include: [...include], scaler, clip, maxCategories },
      columns: this.#columns.map((column) => ({ ...column })),
    };
  }

  #fillNumbers(table: Table, part: readonly FeatureColumn[], first: number, data: Float64Array): void {
    const width = this.#columns.length;
    const values = numericValues(table, numericFeature(part[0]!.feature)!);
    const { scaler, clip } = this.options;
    const most = scaler === "none" || clip === null ? Number.MAX_VALUE : clip;
    part.forEach((column, i) => {
      for (let row = 0, at = first + i; row < values.length; row++, at += width) {
        const value = values[row]!;
        const missing = value !== value;
        if (column.kind === "missing") data[at] = missing ? 1 : 0;
        else if (column.kind === "number") {
          const scaled = ((missing ? column.fill : value) - column.center) / column.scale;
          data[at] = scaled > most ? most : scaled < -most ? -most : scaled;
        }
      }
    });
  }
}

/**
 * The features of these flows: what can be made of the fields that the table has, fitted on the table. To evaluate a model give the
 * training part, or call `fit` with it: what is fitted must not see the test rows.
 *
 * @example
 * ```ts
 * const set = features(train);
 * const model = await new RandomForestClassifier().fit(set.transform(train), labels);
 * model.predict(set.transform(test));
 * ```
 * @throws {RangeError} code BAD_INPUT, when the table has no row, or no field that a feature could be made from.
 */
export function features(table: Table, options?: FeatureOptions): FeatureSet {
  const checked = checkFeatureOptions(options);
  checkTable("make features", table);
  const plan = planFeatures(table, checked);
  const fitting = fitColumns(table, plan, checked);
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  return new FeatureSet(step.value, plan, checked);
}

function fillCategories(
  table: Table,
  part: readonly CategoryColumn[],
  first: number,
  width: number,
  data: Float64Array,
): void {
  const { codes, categories } = categoryCodes(table, categoryFeature(part[0]!.feature)!);
  const placeOf = new Map(part.map(({ value }, i) => [value, i]));
  const places = categories.map((value) => placeOf.get(value) ?? -1);
  for (let row = 0; row < codes.length; row++) {
    const place = codes[row]! < 0 ? -1 : places[codes[row]!]!;
    if (place >= 0) data[row * width + first + place] = 1;
  }
}

function checkTable(action: string, table: unknown): void {
  if (typeof (table as Table | null)?.numeric === "function" && Array.isArray((table as Table).columnNames))
    return;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${action}: expected a FlowTable, got ${describe(table)}; load one with loadFlows`,
  );
}
