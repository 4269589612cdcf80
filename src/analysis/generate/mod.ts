/** Seeded synthetic traffic with ground truth. */
export { generateTraffic } from "./generate.ts";
