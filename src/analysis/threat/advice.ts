/** Warnings and recommendations, each with the ledger lines that it rests on. */
import type { CitedText, LedgerLine, RuleSet, ThreatLevel, ThreatRule } from "../core/mod.ts";

const BY_LEVEL: Readonly<Record<ThreatLevel, readonly string[]>> = {
  HIGH: [
    "Look into this flow now: who owns the source, and what it did before and after.",
    "Block or isolate the source until that is known, if the network can do without it.",
    "Search the capture for flows of the same source and flows that look like this one.",
    "Record the packets of further such flows, to see what they carry.",
  ],
  MEDIUM: [
    "Watch the source and the destination more closely.",
    "Compare the flow with what the two hosts usually do.",
    "Look at the flow again when more of the same come.",
  ],
  LOW: ["Nothing here asks for action.", "Keep watching as usual."],
  NOT_ASSESSABLE: ["Do not read this as safe: nothing was judged."],
};

const REMEDIES: Readonly<Record<string, string>> = {
  "required-field": "Give every required field a finite number that is not below 0, then assess again.",
  "outside-envelope": "Assess by the rules alone, or train a model on flows that reach as far as this one.",
  "parts-disagree":
    "Look at the flow by hand, and at flows like it in the training data: one of the two is wrong about it.",
};

/** Sentences about what stands out, in the order of the ledger. */
export function warningsOf(ledger: readonly LedgerLine[], rules: RuleSet): CitedText[] {
  const known = rulesById(rules);
  return ledger.flatMap((line, at) => {
    const text = isRule(line) ? known.get(line.rule)?.warning : undefined;
    return text === undefined ? [] : [{ text, lines: [at] }];
  });
}

/** What to do: by the level, then by the rules that speak, heaviest first. Each cites at least one line. */
export function recommendationsOf(
  level: ThreatLevel,
  ledger: readonly LedgerLine[],
  rules: RuleSet,
): CitedText[] {
  const known = rulesById(rules);
  const cited = citedLines(level, ledger);
  const byRules =
    level === "LOW"
      ? []
      : [...ledger.keys()]
          .filter((at) => ledger[at]!.points > 0 && isRule(ledger[at]!))
          .sort((a, b) => ledger[b]!.points - ledger[a]!.points || a - b)
          .flatMap((at) => {
            const text = known.get(ledger[at]!.rule)?.advice;
            return text === undefined ? [] : [{ text, lines: [at] }];
          });
  const remedies = ledger.flatMap(({ source, rule }, at) => {
    const text = source === "limit" ? REMEDIES[rule] : undefined;
    return text === undefined ? [] : [{ rule, text, at }];
  });
  const byRemedy = [...new Set(remedies.map(({ text }) => text))].map((text) => ({
    text,
    lines: remedies.filter((one) => one.text === text).map(({ at }) => at),
  }));
  return [...BY_LEVEL[level].map((text) => ({ text, lines: cited })), ...byRemedy, ...byRules];
}

/** The lines that a level rests on: those that raise the score, or where none does, all. */
function citedLines(level: ThreatLevel, ledger: readonly LedgerLine[]): number[] {
  const places = [...ledger.keys()];
  const chosen = places.filter((at) => {
    const { source, points } = ledger[at]!;
    if (level === "NOT_ASSESSABLE") return source === "limit" && points === 0;
    return level === "LOW" ? points !== 0 : points > 0 && source !== "limit";
  });
  return chosen.length > 0 ? chosen : places;
}

/** The rules of each sheet, made once: thousands of flows are assessed by the same. */
const sheets = new WeakMap<RuleSet, ReadonlyMap<string, ThreatRule>>();

function rulesById(rules: RuleSet): ReadonlyMap<string, ThreatRule> {
  const known = sheets.get(rules) ?? new Map(rules.rules.map((rule) => [rule.id, rule]));
  sheets.set(rules, known);
  return known;
}

function isRule({ source }: LedgerLine): boolean {
  return source === "rule" || source === "context" || source === "repetition";
}
