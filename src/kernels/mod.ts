/** Numeric kernels: pure functions on numbers and flat typed arrays, the same bits in every engine. */
export { exp, expm1, log, log10, log1p, log2, pow, tanh } from "./math.ts";
export { prng, Xoshiro128 } from "./prng.ts";
export type { Prng } from "./prng.ts";
export { SortSpace } from "./radix-sort.ts";
