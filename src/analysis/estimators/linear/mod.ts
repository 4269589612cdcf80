/** What the linear classifiers and the support vector machines share. */
export { checkClassCount, checkSize, readClasses, readWeights } from "./checks.ts";
export { largestOf, linearProducts } from "./products.ts";
export { START_EVERY, tenthOf } from "./tenth.ts";
