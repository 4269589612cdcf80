/** From points to a level: bounds, levels, and what cannot be judged. */
import type { LedgerLine } from "../core/mod.ts";

export const POINTS_PER_EVIDENCE = 25;
export const MEDIUM = 25;
export const HIGH = 50;
/** The highest score of a flow that only one finding speaks against: one rule alone is never HIGH. */
export const ALONE = 49.75;
const MOST = 100;

/** Evidence on the scale of the score: a multiple of a quarter, so that sums are exact. */
export function pointsOf(evidence: number): number {
  const quarters = Math.round(evidence * POINTS_PER_EVIDENCE * 4);
  // Not -0.
  return quarters === 0 ? 0 : quarters / 4;
}

/** The score of a sum of points. @param findings Different things that speak against the flow. */
export function scoreOf(points: number, findings: number): number {
  return Math.max(0, Math.min(points, findings < 2 ? ALONE : MOST));
}

export function levelOf(score: number): "LOW" | "MEDIUM" | "HIGH" {
  return score >= HIGH ? "HIGH" : score >= MEDIUM ? "MEDIUM" : "LOW";
}

/** The line that brings a sum of points to its score; null where there is nothing to bring. */
export function limitLine(points: number, findings: number): LedgerLine | null {
  const score = scoreOf(points, findings);
  if (score === points) return null;
  const line = { source: "limit" as const, value: points, threshold: score, points: score - points };
  if (points < 0) return { ...line, rule: "floor", why: "a score is not below 0" };
  return findings < 2
    ? { ...line, rule: "one-finding", why: "one finding alone is never HIGH" }
    : { ...line, rule: "cap", why: "a score is not above 100" };
}

/** What keeps a flow from being judged. */
export interface Hindrance {
  rule: "required-field" | "outside-envelope" | "parts-disagree";
  field?: string;
  value?: number | string;
  threshold?: number;
  why: string;
}

export function hindranceLine(hindrance: Hindrance): LedgerLine {
  return { source: "limit", points: 0, ...hindrance };
}

/** Two verdicts that nothing lies between, as LOW and HIGH. */
export function areFarApart(a: string, b: string): boolean {
  return (a === "LOW" && b === "HIGH") || (a === "HIGH" && b === "LOW");
}

/** Difference of evidence, in opposite directions, that is worth a warning, and the one at which the sum of both means nothing. */
const NOTABLE = 3;
const FARTHEST = 4;

/** Whether rules and classifier contradict each other. */
export function contradict(rules: number, classifier: number): boolean {
  return rules * classifier < 0 && Math.abs(rules - classifier) >= NOTABLE;
}

/** Whether they do so much that their sum would mean nothing: HIGH by the one, and as far as it goes the other way by the other. */
export function disagree(rules: number, classifier: number): boolean {
  return contradict(rules, classifier) && Math.abs(rules - classifier) >= FARTHEST;
}
