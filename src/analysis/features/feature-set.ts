import { checkOptions, codedError, describe, finishSteps, runJob, runSteps } from "../core/mod.ts";
import type { JSONValue, Matrix, RunOptions, Table } from "../core/mod.ts";
import { checkFields, columnName } from "./columns.ts";
import type { FeatureColumn } from "./columns.ts";
import { checkTraining, fitColumns, planFeatures } from "./fit.ts";
import type { FeaturePlan } from "./fit.ts";
import { fillMatrix } from "./matrix.ts";
import { checkFeatureOptions } from "./options.ts";
import type { CheckedOptions, FeatureOptions } from "./options.ts";

/**
 * The way from flows to a matrix: which columns, what stands for a missing value, scales and categories. Immutable; saved with a model.
 *
 * Missing, infinite and undefined values become the median of the training part, and a column `<feature>_missing` says where, if the
 * training part had any. A text that training did not have is 0 in all of its columns.
 */
export class FeatureSet {
  readonly options: CheckedOptions;
  readonly #plan: FeaturePlan;
  /** Null until it is fitted. */
  #columns: readonly FeatureColumn[] | null;
  /** What it is fitted on when it is used before `fit`. */
  #own: Table | null;

  /**
   * Use `features(table)`, or `restoreFeatureSet` for one that was saved.
   *
   * @param fitted The columns, or the table that they are fitted on when they are first asked for.
   */
  constructor(fitted: readonly FeatureColumn[] | Table, plan: FeaturePlan, options: CheckedOptions) {
    const ready = isColumns(fitted);
    this.#columns = ready ? fitted : null;
    this.#own = ready ? null : fitted;
    this.#plan = plan;
    this.options = options;
  }

  /** Names of the columns, in their order. */
  get names(): string[] {
    return this.#fitted().map(columnName);
  }

  /**
   * The same features, with everything that data decides taken from another table: the training part.
   *
   * @throws {RangeError} code BAD_INPUT, naming the fields that the table lacks.
   */
  async fit(train: Table, run: RunOptions = {}): Promise<FeatureSet> {
    checkTable("fit features", train);
    checkOptions("fit features", run, ["signal", "onProgress", "workers"]);
    return runJob("fitting features", run, async (job) => {
      const total = this.#plan.numeric.length + this.#plan.categories.length;
      const fitting = fitColumns(train, this.#plan, this.options, (done) =>
        job.progress({ phase: "fitting features", done, total, unit: "steps" }),
      );
      return new FeatureSet(await runSteps(job, fitting), this.#plan, this.options);
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
    const columns = this.#fitted();
    checkFields(table, columns);
    return {
      data: fillMatrix(table, columns, this.options),
      rows: table.rowCount,
      columns: columns.length,
      names: columns.map(columnName),
    };
  }

  toJSON(): JSONValue {
    const { include, scaler, clip, maxCategories } = this.options;
    return {
      kind: "flow-features",
      version: 1,
      options: { include: [...include], scaler, clip, maxCategories },
      columns: this.#fitted().map((column) => ({ ...column })),
    };
  }

  #fitted(): readonly FeatureColumn[] {
    if (this.#columns) return this.#columns;
    this.#columns = finishSteps(fitColumns(this.#own!, this.#plan, this.options, () => undefined));
    this.#own = null;
    return this.#columns;
  }
}

function isColumns(fitted: readonly FeatureColumn[] | Table): fitted is readonly FeatureColumn[] {
  return Array.isArray(fitted);
}

/**
 * The features of these flows: what can be made of the fields that the table has. Which fields it has is looked at now, its rows later:
 * `fit(train)` fits on the training part alone, in the background; a set that is used without it is fitted on this table, at once. To
 * evaluate a model fit on the training part: what is fitted must not see the test rows.
 *
 * @example
 * ```ts
 * import { features, generateTraffic, RandomForestClassifier } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 200 });
 * const [train, test] = [flows.slice(0, 150), flows.slice(150)];
 * const set = await features(flows).fit(train);
 * const labels = train.column("label").toArray() as string[];
 * const model = await new RandomForestClassifier().fit(set.transform(train), labels);
 * model.predict(set.transform(test));
 * ```
 * @throws {RangeError} code BAD_INPUT, when the table has no row, or no field that a feature could be made from.
 */
export function features(table: Table, options?: FeatureOptions): FeatureSet {
  const checked = checkFeatureOptions(options);
  checkTable("make features", table);
  const plan = planFeatures(table, checked);
  checkTraining(table, plan);
  return new FeatureSet(table, plan, checked);
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
