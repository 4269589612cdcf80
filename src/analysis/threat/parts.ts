import type { RuleSet } from "../core/mod.ts";
import type { PacketScale } from "./asymmetry.ts";
import type { ClassifierPart } from "./classifier-part.ts";
import type { NoveltyPart } from "./novelty-part.ts";

/** What an assessor knows beside its rules. */
export interface AssessorParts {
  readonly rules: RuleSet;
  readonly classifier: ClassifierPart | null;
  readonly baseline: NoveltyPart | null;
  readonly anomaly: NoveltyPart | null;
  /** What is usual for packets where single flows are assessed. */
  readonly packets: PacketScale | null;
  readonly seed: number;
}
