/** What the estimators share: checks of matrices, labels, class weights, reading of saved models. */
export { checkClassWeight, classWeightJSON, namedClassWeights, weightsFor } from "./class-weights.ts";
export type { ClassWeight } from "./class-weights.ts";
export { checkMagnitude } from "./magnitude.ts";
export {
  allFinite,
  checkMatrix,
  checkWidth,
  columnMajor,
  COLUMNS_AT_ONCE,
  columnsInto,
  featureNamesOf,
  rowMajor64,
} from "./matrix.ts";
export { encodeLabels, inClassOrder } from "./labels.ts";
export type { EncodedLabels } from "./labels.ts";
export { MOST_COLUMNS, MOST_ROWS, PartsReader } from "./parts.ts";
export { checkRun, runOf } from "./run.ts";
export type { UnusedLabels } from "./run.ts";
export type { Complete } from "./options.ts";
