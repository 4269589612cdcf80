/** A rule sheet made ready: formulas parsed, names resolved to columns. */
import type { RuleSet, ThreatRule } from "../core/mod.ts";
import { BLOCK, TextCodes } from "./fields.ts";
import { compile, formulaName, parseRuleFormula } from "./formula/mod.ts";
import type { Node, Program } from "./formula/mod.ts";
import { checkRules } from "./check-rules.ts";

/** A rule with its formulas as programs. */
export interface ReadyRule {
  readonly rule: ThreatRule;
  readonly source: "rule" | "context" | "repetition";
  readonly when: Program;
  /** The quantity of a ramp. */
  readonly of: Program | null;
  /** The number that the ledger line shows; null for a text or nothing. */
  readonly shown: Program | null;
  /** The text name that the ledger line shows. */
  readonly shownText: string | null;
  /** A number for what it finds, the same for rules that find the same. */
  readonly finding: number;
  /** Names that must be known for the rule to be told: `needs`, with the port's class for its port. */
  readonly needs: readonly string[];
}

export interface ReadySheet {
  readonly rules: RuleSet;
  readonly ready: readonly ReadyRule[];
  readonly codes: TextCodes;
  /** Most columns on a stack. */
  readonly depth: number;
}

const CONTEXT_FIELDS: ReadonlySet<string> = new Set(["timestamp", "src_ip", "dst_ip"]);

/** What stands in the blocks for a field that a rule needs: texts as their meaning, which a service or a flag can give too. */
const NEED_AS: Readonly<Record<string, string>> = { dst_port: "port_class", state: "state" };

/**
 * Checks and compiles a rule sheet.
 *
 * @throws {TypeError | RangeError | SyntaxError} code BAD_INPUT, naming the rule and what is wrong with it.
 */
export function readySheet(rules: RuleSet): ReadySheet {
  checkRules(rules);
  const codes = new TextCodes();
  const program = (node: Node): Program => compile(node, (name, text) => codes.codeOf(name, text));
  const findings: string[] = [];
  const ready = rules.rules.map((rule, at) => {
    // A space, which no id has, keeps what is found apart from the ids of other rules.
    const { evidence, shows, id, finding } = rule;
    const found = finding === undefined ? id : ` ${finding}`;
    if (!findings.includes(found)) findings.push(found);
    const of =
      typeof evidence === "number"
        ? null
        : parseRuleFormula(evidence.of, "number", `rules[${at}].evidence.of`);
    const isText = shows !== undefined && formulaName(shows.value)?.kind === "text";
    return {
      rule,
      source: rule.source ?? "rule",
      when: program(parseRuleFormula(rule.when, "truth", `rules[${at}].when`)),
      of: of && program(of),
      shown:
        shows === undefined || isText
          ? null
          : program(parseRuleFormula(shows.value, "number", `rules[${at}].shows.value`)),
      shownText: isText ? shows.value : null,
      finding: findings.indexOf(found),
      // Context is there or not; the fields that it was made from are not read again.
      needs: rule.needs.filter((name) => !CONTEXT_FIELDS.has(name)).map((name) => NEED_AS[name] ?? name),
    };
  });
  const depth = Math.max(
    0,
    ...ready.flatMap(({ when, of, shown }) => [when, of, shown].map((one) => one?.depth ?? 0)),
  );
  return { rules, ready, codes, depth };
}

/** Every name that the rules read. */
export function namesOf(rules: readonly ReadyRule[]): Set<string> {
  const names = new Set<string>();
  for (const { when, of, shown, needs } of rules)
    for (const name of [...when.names, ...(of?.names ?? []), ...(shown?.names ?? []), ...needs])
      names.add(name);
  return names;
}

/** Columns that programs work on. */
export function newStack(sheet: ReadySheet, rows: number): Float64Array[] {
  return Array.from({ length: sheet.depth }, () => new Float64Array(Math.min(BLOCK, rows)));
}
