/** Features whose products stand for the radial kernel. */
export { radialBasis } from "./basis.ts";
export type { RadialBasis } from "./basis.ts";
export { radialFeaturesTask } from "./tasks.ts";
