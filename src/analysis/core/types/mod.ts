/** All types of the public contract. */
export type * from "./shared.ts";
export type * from "./learning.ts";
export type * from "./mapping.ts";
export type * from "./provenance.ts";
export type * from "./flows.ts";
export type * from "./generate.ts";
export type * from "./profile.ts";
export type * from "./training.ts";
export type * from "./anomalies.ts";
export type * from "./behavior.ts";
export type * from "./threat.ts";
export type * from "./service.ts";
export * from "./payload.ts";
