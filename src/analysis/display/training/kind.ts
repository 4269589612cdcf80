import type { TrainingPayload } from "../../core/mod.ts";
import { TRAINING_MIME } from "../../core/mod.ts";
import type { PayloadKind } from "../payload-kind.ts";
import { trainingHtml } from "./html.ts";
import { trainingProblems } from "./problems.ts";
import { TRAINING_SCHEMA } from "./schema.ts";
import { trainingText } from "./text.ts";

/** How a training's payload is checked, and how it looks where no widget draws it. */
export const TRAINING_KIND: PayloadKind<TrainingPayload> = {
  mime: TRAINING_MIME,
  type: "training",
  schema: TRAINING_SCHEMA,
  problems: trainingProblems,
  html: trainingHtml,
  text: trainingText,
};
