/** A training as people see it. */
export { TRAINING_KIND } from "./kind.ts";
export { trainingPayload } from "./payload.ts";
export type { TrainingSource } from "./payload.ts";
export { TRAINING_SCHEMA } from "./schema.ts";
export {
  intervalText,
  metricTitle,
  modelTitle,
  scoreText,
  splitSentence,
  trainingFinding,
} from "./sentences.ts";
