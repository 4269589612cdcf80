/** The door of the widgets. */
export * from "./profiler/mod.ts";
