/** Means, and sums of products of deviations from them. */
export { moments } from "./moments.ts";
export { scaleRows } from "./scale.ts";
export type { MomentOptions, Moments } from "./moments.ts";
