/** Logistic regression. */
export { LogisticRegression } from "./logistic-regression.ts";
export { LogisticRegressionModel } from "./model.ts";
export type { LogisticRegressionOptions } from "./options.ts";
export { restoreLogisticRegression } from "./restore.ts";
export { fitLogisticTask } from "./tasks.ts";
