/** What the estimators share: checks of matrices, labels. */
export { checkMatrix, checkWidth, columnMajor, featureNamesOf, rowMajor64 } from "./matrix.ts";
export { encodeLabels, inClassOrder } from "./labels.ts";
export type { EncodedLabels } from "./labels.ts";
