/** The rules as the page asks them: one assessment with all its parts, or a quick answer for a curve. */
import type { Row, RuleSet, ThreatPayload } from "../../analysis/mod.ts";
import type { Outcome } from "./what-if.ts";

/** A rule sheet that is ready to be asked; it needs no service. */
export interface PageRules {
  readonly rules: RuleSet;
  /** The whole assessment, as an output holds it. */
  assess(flow: Row): ThreatPayload;
  /** Level and score alone. */
  ask(flow: Row): Outcome;
}

/** Makes a sheet ready; null is the library's own. Rejects for rules that cannot be read. */
export type MakeRules = (rules: RuleSet | null) => Promise<PageRules>;
