/** Checks of a rule sheet, whoever wrote it. */
import {
  checkList,
  checkNumber,
  checkOneOf,
  checkOptions,
  codedError,
  describe,
  isCanonicalField,
  quote,
} from "../core/mod.ts";
import type { RuleSet, ThreatRule } from "../core/mod.ts";
import { formulaName } from "./formula/mod.ts";

/** Most rules, longest text. */
const MOST_RULES = 200;
const LONGEST_TEXT = 500;
const LONGEST_FINDING = 220;
const LONGEST_SHEET = 150_000;
const IDS = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Points of evidence that one rule may give; 4 is the whole scale. */
const MOST_EVIDENCE = 4;

/** @throws {TypeError | RangeError} code BAD_INPUT, naming the place. Formulas are checked when they are parsed. */
export function checkRules(rules: RuleSet): void {
  if (rules === null || typeof rules !== "object" || Array.isArray(rules))
    throw fault(TypeError, `a rule sheet must be an object, got ${describe(rules)}`);
  checkOptions("read the rule sheet", rules, ["$schema", "version", "levels", "pointsPerEvidence", "rules"]);
  if (rules.version !== 1) throw fault(RangeError, `version must be 1, got ${describe(rules.version)}`);
  if (rules.pointsPerEvidence !== 25)
    throw fault(RangeError, `pointsPerEvidence must be 25, got ${describe(rules.pointsPerEvidence)}`);
  if (rules.levels?.medium !== 25 || rules.levels.high !== 50)
    throw fault(RangeError, `levels must be { medium: 25, high: 50 }, got ${JSON.stringify(rules.levels)}`);
  checkList("read the rule sheet", "rules", rules.rules);
  if (rules.rules.length > MOST_RULES)
    throw fault(RangeError, `there must be at most ${MOST_RULES} rules, got ${rules.rules.length}`);
  // As an output of a notebook holds it.
  const size = JSON.stringify(rules.rules).length;
  if (size > LONGEST_SHEET)
    throw fault(RangeError, `the rules must have at most ${LONGEST_SHEET} characters as JSON, got ${size}`);
  const ids = new Set<string>();
  rules.rules.forEach((rule, at) => {
    checkRule(rule, `rules[${at}]`);
    if (ids.has(rule.id)) throw fault(RangeError, `ids must differ, got ${quote(rule.id)} twice`);
    ids.add(rule.id);
  });
}

function checkRule(rule: ThreatRule, place: string): void {
  if (rule === null || typeof rule !== "object" || Array.isArray(rule))
    throw fault(TypeError, `${place} must be an object, got ${describe(rule)}`);
  checkOptions(`read the rule sheet at ${place}`, rule, [
    "id",
    "source",
    "needs",
    "when",
    "evidence",
    "monotone",
    "finding",
    "shows",
    "why",
    "warning",
    "advice",
  ]);
  checkText(rule.id, `${place}.id`);
  if (!IDS.test(rule.id))
    throw fault(
      RangeError,
      `${place}.id must be words of a to z and 0 to 9 joined by "-", got ${quote(rule.id)}`,
    );
  if (rule.source !== undefined)
    checkOneOf("read the rule sheet", `${place}.source`, rule.source, ["rule", "context", "repetition"]);
  checkList("read the rule sheet", `${place}.needs`, rule.needs);
  for (const name of rule.needs)
    if (typeof name !== "string" || !isCanonicalField(name))
      throw fault(RangeError, `${place}.needs must be canonical fields, got ${describe(name)}`);
  checkText(rule.when, `${place}.when`, 2000);
  checkText(rule.why, `${place}.why`);
  if (rule.finding !== undefined) checkText(rule.finding, `${place}.finding`, LONGEST_FINDING);
  if (rule.warning !== undefined) checkText(rule.warning, `${place}.warning`);
  if (rule.advice !== undefined) checkText(rule.advice, `${place}.advice`);
  checkEvidence(rule.evidence, place);
  checkShows(rule.shows, place);
  checkMonotone(rule.monotone, place);
}

function checkEvidence(evidence: ThreatRule["evidence"], place: string): void {
  const action = "read the rule sheet";
  const bounds = { min: -MOST_EVIDENCE, max: MOST_EVIDENCE };
  if (typeof evidence === "number") {
    checkNumber(action, `${place}.evidence`, evidence, bounds);
    return;
  }
  if (evidence === null || typeof evidence !== "object")
    throw fault(TypeError, `${place}.evidence must be a number or a ramp, got ${describe(evidence)}`);
  checkOptions(`${action} at ${place}.evidence`, evidence, ["max", "of", "from", "to"]);
  checkText(evidence.of, `${place}.evidence.of`, 2000);
  checkNumber(action, `${place}.evidence.max`, evidence.max, bounds);
  checkNumber(action, `${place}.evidence.from`, evidence.from);
  checkNumber(action, `${place}.evidence.to`, evidence.to);
  if (!(evidence.to > evidence.from))
    throw fault(
      RangeError,
      `${place}.evidence.to must be above from, got ${evidence.from} to ${evidence.to}`,
    );
}

function checkShows(shows: ThreatRule["shows"], place: string): void {
  if (shows === undefined) return;
  checkOptions(`read the rule sheet at ${place}.shows`, shows, ["value", "threshold"]);
  checkText(shows.value, `${place}.shows.value`, 2000);
  if (shows.threshold !== undefined)
    checkNumber("read the rule sheet", `${place}.shows.threshold`, shows.threshold);
}

function checkMonotone(monotone: ThreatRule["monotone"], place: string): void {
  if (monotone === undefined) return;
  if (monotone === null || typeof monotone !== "object" || Array.isArray(monotone))
    throw fault(TypeError, `${place}.monotone must be an object, got ${describe(monotone)}`);
  for (const [name, sign] of Object.entries(monotone)) {
    if (formulaName(name)?.kind !== "number")
      throw fault(RangeError, `${place}.monotone must name numbers that formulas know, got ${quote(name)}`);
    if (sign !== 1 && sign !== -1)
      throw fault(RangeError, `${place}.monotone.${name} must be 1 or -1, got ${describe(sign)}`);
  }
}

function checkText(text: unknown, name: string, longest: number = LONGEST_TEXT): void {
  if (typeof text !== "string") throw fault(TypeError, `${name} must be a text, got ${describe(text)}`);
  if (text === "" || text.length > longest)
    throw fault(RangeError, `${name} must have 1 to ${longest} characters, got ${text.length}`);
}

function fault(Class: typeof TypeError | typeof RangeError, rule: string): Error {
  return codedError(Class, "BAD_INPUT", `Cannot read the rule sheet: ${rule}`);
}
