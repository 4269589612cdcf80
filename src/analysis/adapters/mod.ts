/** The heavy packages behind the library's own words: danfo as the data frame, TensorFlow.js as the neural network. Only this folder names them. */
export type { FrameOptions } from "./danfo.ts";
export { FRAME_LIMIT, frameFromColumns, loadDanfo } from "./danfo.ts";
export type { DataFrame } from "danfojs-node";
export type { Danfo, FlowFrame } from "./flow-frame.ts";
export type { DanfoColumn, FrameSource } from "./frame-columns.ts";
export { columnsFromFrame } from "./frame-columns.ts";
export type { Engine, EngineOptions, LoadedEngine, TensorFlow } from "./tfjs.ts";
export { useEngine } from "./tfjs.ts";
