import { createThreatAssessor } from "../../analysis/mod.ts";
import type { MakeRules } from "./rules.ts";

/** Makes the library's own sheet ready, or another one, in this page. */
export const makePageRules: MakeRules = async (rules) => {
  const assessor = await createThreatAssessor(rules === null ? {} : { rules });
  return {
    rules: assessor.rules,
    assess: (flow) => assessor.assess(flow).toPayload(),
    ask: (flow) => {
      const { level, score } = assessor.assess(flow);
      return { level, score };
    },
  };
};
