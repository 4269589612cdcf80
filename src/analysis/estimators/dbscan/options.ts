import { checkInteger, checkNumber, checkOptions } from "../../core/mod.ts";

/** Options of DBSCAN; names and defaults are scikit-learn's. */
export interface DBSCANOptions {
  /** Largest Euclidean distance between neighbours. Default 0.5; scale the columns first, or see `suggestEps`. */
  eps?: number | undefined;
  /** Rows within eps of a row, itself included, that make it a core row. Default 5. */
  minSamples?: number | undefined;
}

/** Options with their defaults. */
export type DBSCANSettings = { [Name in keyof DBSCANOptions]-?: NonNullable<DBSCANOptions[Name]> };

/** @throws {TypeError | RangeError} code BAD_INPUT. */
export function dbscanSettings(options: DBSCANOptions = {}): DBSCANSettings {
  const action = "make DBSCAN";
  checkOptions(action, options, ["eps", "minSamples"]);
  const { eps = 0.5, minSamples = 5 } = options;
  checkNumber(action, "eps", eps, { above: 0 });
  checkInteger(action, "minSamples", minSamples, 1, 0x7fffffff);
  return { eps, minSamples };
}
