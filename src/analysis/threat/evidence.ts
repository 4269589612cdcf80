/** Evidence of a rule sheet on flows: each rule's points, added in the order of the sheet. */
import { BLOCK, FieldBlocks } from "./fields.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";
import { run } from "./formula/mod.ts";
import type { Program } from "./formula/mod.ts";
import { namesOf, newStack } from "./sheet.ts";
import type { ReadyRule, ReadySheet } from "./sheet.ts";

/** What a rule says of a block of flows. `hit` is 1 where its condition holds. */
export interface RuleBlock {
  readonly place: number;
  readonly hit: Float64Array;
  readonly evidence: Float64Array;
}

/** Works the rules of a sheet out on blocks of flows. */
export class SheetRunner {
  readonly #rules: readonly { readonly rule: ReadyRule; readonly place: number }[];
  readonly #blocks: FieldBlocks;
  readonly #stack: Float64Array[];
  readonly #hit: Float64Array;
  readonly #points: Float64Array;

  /** @param batch Numbers of the flows around; rules that read others are left out. */
  constructor(sheet: ReadySheet, flows: FlowColumns, batch: BatchNumbers) {
    this.#rules = sheet.ready
      .map((rule, place) => ({ rule, place }))
      .filter(({ rule }) => rule.source === "rule" || Object.keys(batch).length > 0);
    this.#blocks = new FieldBlocks(flows, namesOf(this.#rules.map(({ rule }) => rule)), sheet.codes, batch);
    this.#stack = newStack(sheet, flows.rowCount);
    const size = Math.min(BLOCK, flows.rowCount);
    this.#hit = new Float64Array(size);
    this.#points = new Float64Array(size);
  }

  /** The fields' numbers of the last block. */
  get blocks(): FieldBlocks {
    return this.#blocks;
  }

  /** Reads a block of at most BLOCK rows and gives what each rule says of it; the arrays are the runner's own. */
  *block(from: number, to: number): Generator<RuleBlock> {
    this.#blocks.read(from, to);
    const count = to - from;
    for (const { rule, place } of this.#rules) {
      if (!this.#holds(rule, count)) continue;
      this.#weigh(rule, count);
      yield { place, hit: this.#hit, evidence: this.#points };
    }
  }

  /** A quantity for the flows of the last block. */
  quantity(program: Program, count: number): Float64Array {
    return run(
      program,
      program.names.map((name) => this.#blocks.block(name)),
      this.#stack,
      count,
    );
  }

  /** Whether the rule's condition holds for any flow of the block. */
  #holds(rule: ReadyRule, count: number): boolean {
    const hit = this.#hit;
    hit.set(this.quantity(rule.when, count).subarray(0, count));
    for (const name of rule.needs) {
      const known = this.#blocks.block(name);
      for (let i = 0; i < count; i++) if (known[i] !== known[i]) hit[i] = 0;
    }
    for (let i = 0; i < count; i++) if (hit[i] === 1) return true;
    return false;
  }

  #weigh({ rule: { evidence }, of }: ReadyRule, count: number): void {
    const hit = this.#hit;
    const points = this.#points;
    if (typeof evidence === "number") {
      for (let i = 0; i < count; i++) points[i] = hit[i]! * evidence;
      return;
    }
    const { max, from, to } = evidence;
    const quantity = this.quantity(of!, count);
    for (let i = 0; i < count; i++) {
      const share = (quantity[i]! - from) / (to - from);
      // A quantity that is not known says nothing.
      points[i] = hit[i] === 1 && share > 0 ? max * Math.min(share, 1) : 0;
    }
  }
}

/** The sum of the rules' points for each flow. */
export function* evidenceSteps(
  sheet: ReadySheet,
  flows: FlowColumns,
  batch: BatchNumbers,
): Generator<void, Float64Array, void> {
  const sums = new Float64Array(flows.rowCount);
  const runner = new SheetRunner(sheet, flows, batch);
  for (let from = 0; from < flows.rowCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, flows.rowCount);
    for (const { evidence } of runner.block(from, to))
      for (let i = 0; i < to - from; i++) sums[from + i]! += evidence[i]!;
    yield;
  }
  return sums;
}
