/** Levels in a word, a shape and a tone: never color alone. */
import type { TranslationBundle } from "@jupyterlab/translation";
import type { RuleSet, ThreatLevel } from "../../analysis/mod.ts";

export const LEVELS = ["LOW", "MEDIUM", "HIGH"] as const;

/** What stands beside a level's word. */
export const SHAPES: Readonly<Record<ThreatLevel, string>> = {
  LOW: "○",
  MEDIUM: "◐",
  HIGH: "●",
  NOT_ASSESSABLE: "◌",
};

/** Any text as a level; what is none is not assessable. */
export function levelFrom(text: string): ThreatLevel {
  return text === "LOW" || text === "MEDIUM" || text === "HIGH" ? text : "NOT_ASSESSABLE";
}

/** The level in words. */
export function levelWord(trans: TranslationBundle, level: ThreatLevel): string {
  switch (level) {
    case "LOW":
      return trans.__("LOW");
    case "MEDIUM":
      return trans.__("MEDIUM");
    case "HIGH":
      return trans.__("HIGH");
    case "NOT_ASSESSABLE":
      return trans.__("NOT ASSESSABLE");
  }
}

/** The class that gives a level its color. */
export function levelClass(level: ThreatLevel): string {
  return `jp-mod-${level.toLowerCase().replace("_", "-")}`;
}

/** How grave a level is: -1 where it cannot be told. */
export function rankOf(level: ThreatLevel): number {
  return LEVELS.indexOf(level as (typeof LEVELS)[number]);
}

/** The three bands of the scale from 0 to 100. */
export function bandsOf({
  levels,
}: Pick<RuleSet, "levels">): { level: ThreatLevel; from: number; to: number }[] {
  return [
    { level: "LOW", from: 0, to: levels.medium },
    { level: "MEDIUM", from: levels.medium, to: levels.high },
    { level: "HIGH", from: levels.high, to: 100 },
  ];
}

/** Points with their sign and two digits, as the ledger sums them: "+30.00", "−7.50". */
export function pointsText(points: number): string {
  const sign = points < 0 ? "−" : points > 0 ? "+" : "";
  return `${sign}${Math.abs(points).toFixed(2)}`;
}

/** A score with as many digits as its quarter points need: "35", "49.75". */
export function scoreText(score: number): string {
  return Number.isInteger(score) ? String(score) : score.toFixed(2);
}
