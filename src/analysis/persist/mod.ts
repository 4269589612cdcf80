/** Models as files: one file a model, that nothing runs of. */
export { modelFileName } from "./file-name.ts";
export { loadBytes, loadModel, saveBytes, saveModel } from "./files.ts";
export type { WritableFileHandle } from "./files.ts";
export { FORMAT_VERSION as MODEL_FORMAT_VERSION } from "./layout.ts";
export type { ModelData } from "./layout.ts";
export { modelFromBytes, modelToBytes } from "./model-bytes.ts";
export { modelFor, modelHandle, releaseModel } from "./model-store.ts";
export { TrafficModel } from "./traffic-model.ts";
