/** The model trainer: a model without a view, and the widget that draws it. */
export { TrainerModel } from "./model.ts";
export type { EarlierRun, TrainerPart } from "./model.ts";
export type { TrainingSetup } from "./setup.ts";
export { TrainerWidget } from "./widget.ts";
