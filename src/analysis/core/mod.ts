/** What every part of the library shares. */
export * from "./types/mod.ts";
export * from "./base64.ts";
export * from "./checks.ts";
export * from "./errors.ts";
export * from "./fields.ts";
export * from "./handle-store.ts";
export * from "./jobs.ts";
export * from "./laps.ts";
export * from "./missing-words.ts";
export * from "./on-abort.ts";
export * from "./sha256.ts";
export * from "./steps.ts";
export * from "./text.ts";
export * from "./unknown-labels.ts";
export * from "./version.ts";
