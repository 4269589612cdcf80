import { checkOptions, finishSteps } from "../core/mod.ts";
import type { RuleSet } from "../core/mod.ts";
import { contextNumbers } from "./context.ts";
import { evidenceSteps } from "./evidence.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";
import { repetitionNumbers } from "./repetition.ts";
import { DEFAULT_RULES } from "./rules.ts";
import { readySheet } from "./sheet.ts";
import type { ReadySheet } from "./sheet.ts";

export interface RuleEvidenceOptions {
  /** Counts over source, destination and pair, where the flows have times and addresses; true. */
  context?: boolean | undefined;
  /** Shares of nearly identical flows, from 200 flows on; true. */
  repetition?: boolean | undefined;
  /** The sheet that Traffic Lab comes with where absent. */
  rules?: RuleSet | undefined;
}

/** The default sheet, compiled once. */
let defaultSheet: ReadySheet | null = null;

export function sheetOf(rules: RuleSet | undefined): ReadySheet {
  if (
    rules !== undefined &&
    rules !== DEFAULT_RULES &&
    JSON.stringify(rules) !== JSON.stringify(DEFAULT_RULES)
  )
    return readySheet(rules);
  return (defaultSheet ??= readySheet(DEFAULT_RULES));
}

/**
 * What the rules say of each flow: the sum of their points of evidence, higher = more like a threat; 0 where no rule speaks.
 *
 * Fields that are missing are taken as unknown: rules that need them say nothing. Of use for ranking; levels are the assessor's.
 *
 * @returns Shape (rowCount,), finite.
 */
export function ruleEvidence(flows: FlowColumns, options: RuleEvidenceOptions = {}): Float64Array {
  return finishSteps(ruleEvidenceSteps(flows, options));
}

/** The same in steps, for a job. */
export function* ruleEvidenceSteps(
  flows: FlowColumns,
  options: RuleEvidenceOptions = {},
): Generator<void, Float64Array, void> {
  checkOptions("weigh flows by the rules", options, ["context", "repetition", "rules"]);
  const sheet = sheetOf(options.rules);
  return yield* evidenceSteps(sheet, flows, yield* batchNumbers(flows, options));
}

/** The numbers of the flows around each flow. */
export function* batchNumbers(
  flows: FlowColumns,
  { context = true, repetition = true }: RuleEvidenceOptions = {},
): Generator<void, BatchNumbers, void> {
  return {
    ...(context ? yield* contextNumbers(flows) : {}),
    ...(repetition ? yield* repetitionNumbers(flows) : {}),
  };
}
