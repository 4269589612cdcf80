/** Training: classifiers compared on labelled flows, and what a model says of other flows. */
export { TrainingJob } from "./job.ts";
export type { ModelChoice, NamedEstimator, Priors, SplitOptions, TrainOptions } from "./options.ts";
export { predictTable } from "./predict-table.ts";
export type { TablePrediction } from "./predict-table.ts";
export { TrainingReport } from "./report.ts";
export { trainClassifiers } from "./train-classifiers.ts";
