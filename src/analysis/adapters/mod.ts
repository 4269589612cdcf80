/** The heavy packages behind the library's own words: danfo as the data frame, TensorFlow.js as the neural network. Only this folder names them. */
export type { FrameOptions } from "./danfo.ts";
export { FRAME_LIMIT, frameFromColumns, loadDanfo } from "./danfo.ts";
export type { DataFrame } from "danfojs-node";
export type {
  Comparable,
  CorrelationOptions,
  Danfo,
  FlowFrame,
  FlowSeries,
  FrameGroups,
  RowChoice,
  Series,
  SortOptions,
} from "./flow-frame-types.ts";
export type { Block as DuckDbBlock } from "./duckdb.ts";
export { DuckDb } from "./duckdb.ts";
export type { DanfoColumn, FrameSource } from "./frame-columns.ts";
export { columnsFromFrame } from "./frame-columns.ts";
export type { MlKMeansOptions } from "./ml-kmeans.ts";
export { clusterSmall, loadMlPca, principalAxes, toMlPca } from "./ml.ts";
export type { MlPca, MlPcaModel, PrincipalAxes } from "./ml-pca.ts";
export type { Engine, EngineOptions, LoadedEngine, TensorFlow } from "./tfjs.ts";
export { useEngine } from "./tfjs.ts";
export type { DenseStack, LayersModel } from "./tfjs-layers.ts";
export { layersModelFrom, stackFromLayersModel, TFJS_ACTIVATIONS } from "./tfjs-layers.ts";
export type { LayersTrainer } from "./tfjs-training.ts";
export { openLayersTrainer } from "./tfjs-training.ts";
