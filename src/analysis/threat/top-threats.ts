import type { TopThreat } from "../core/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { evidenceSteps } from "./evidence.ts";
import { ledgersOf } from "./ledger.ts";
import { batchNumbers, sheetOf } from "./rule-evidence.ts";
import { batchOf, rowsOf } from "./subject.ts";

/** What the rules say of a whole table, and of the flows that they say most of. */
export interface RuleRanking {
  /** One a row; higher = more like a threat. */
  evidence: Float64Array;
  /** Most evidence first, then by row; none with evidence of 0 or less. Ledgers without remarks and bounds. */
  top: TopThreat[];
}

/**
 * Ranks the flows of a table by rules, context and repetition. A generator, so that a job can pause it.
 *
 * @param count Most flows in `top`.
 */
export function* rankByRules(table: FlowTable, count: number = 10): Generator<void, RuleRanking, void> {
  const sheet = sheetOf(undefined);
  const batch = yield* batchNumbers(table);
  const evidence = yield* evidenceSteps(sheet, table, batch);
  const rows = highest(evidence, count);
  yield;
  const ledgers = ledgersOf(sheet, rowsOf(table, rows), batchOf(batch, rows));
  const top = ledgers.map(({ lines }, at) => ({
    row: rows[at]!,
    evidence: evidence[rows[at]!]!,
    ledger: lines.filter(({ points }) => points !== 0),
  }));
  return { evidence, top };
}

/** Rows of the highest numbers above 0, highest first. */
function highest(evidence: Float64Array, count: number): Uint32Array {
  const found: number[] = [];
  for (let row = 0; row < evidence.length; row++) {
    const value = evidence[row]!;
    if (!(value > 0) || (found.length === count && value <= evidence[found.at(-1)!]!)) continue;
    let at = found.length;
    while (at > 0 && evidence[found[at - 1]!]! < value) at--;
    found.splice(at, 0, row);
    if (found.length > count) found.pop();
  }
  return Uint32Array.from(found);
}
