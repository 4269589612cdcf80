/** Scores and levels of whole tables. */
import type { RequiredField, ThreatLevel } from "../core/mod.ts";
import { REQUIRED_FIELDS } from "../core/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import type { AssessorParts } from "./parts.ts";
import type { BatchNumbers } from "./fields.ts";
import type { ReadySheet } from "./sheet.ts";
import { requiredReader } from "./subject.ts";
import { sumsSteps } from "./sums.ts";
import type { Sums } from "./sums.ts";
import { disagree, levelOf, pointsOf, scoreOf } from "./verdict.ts";

/** What `assessAll` gives, one a row. */
export interface TableScores {
  /** 0 to 100; NaN where the level is "NOT_ASSESSABLE". */
  score: Float64Array;
  level: ThreatLevel[];
  /** Not rounded and without bounds: what to rank by. */
  evidence: Float64Array;
}

/** Rows that models look at between two steps. */
const CHUNK = 4096;

/** Yields how many rows are done. */
export function* scoreTable(
  sheet: ReadySheet,
  parts: AssessorParts,
  table: FlowTable,
  batch: BatchNumbers,
): Generator<number, TableScores, void> {
  const rows = table.rowCount;
  let done = 0;
  const steps = sumsSteps(sheet, table, batch);
  let sums: Sums | null = null;
  while (sums === null) {
    const step = steps.next();
    if (step.done) sums = step.value;
    else yield 0;
  }
  const doubtful = new Uint8Array(rows);
  if (parts.classifier !== null || parts.baseline !== null)
    for (; done < rows; done = Math.min(done + CHUNK, rows)) {
      addModels(sums, doubtful, parts, table, done, Math.min(done + CHUNK, rows));
      yield Math.min(done + CHUNK, rows);
    }
  const score = new Float64Array(rows);
  const level: ThreatLevel[] = new Array<ThreatLevel>(rows);
  const usable = usableRows(table);
  for (let row = 0; row < rows; row++) {
    if (usable[row] === 0 || doubtful[row] === 1) {
      score[row] = NaN;
      level[row] = "NOT_ASSESSABLE";
      continue;
    }
    score[row] = scoreOf(sums.points[row]!, sums.findings.of(row));
    level[row] = levelOf(score[row]!);
  }
  return { score, level, evidence: sums.evidence };
}

/** 1 where every required field is a measurement. */
function usableRows(table: FlowTable): Uint8Array {
  const usable = new Uint8Array(table.rowCount).fill(1);
  const required = requiredReader(table);
  for (const field of REQUIRED_FIELDS)
    for (let row = 0; row < usable.length; row++) {
      const value = required(field, row);
      if (!(value >= 0 && value < Infinity)) usable[row] = 0;
    }
  return usable;
}

/** Adds what baseline and classifier say of some rows, and marks those where the sum means nothing. */
function addModels(
  sums: Sums,
  doubtful: Uint8Array,
  { classifier, baseline }: AssessorParts,
  table: FlowTable,
  from: number,
  to: number,
): void {
  const some = table.slice(from, to);
  const required = requiredReader(some);
  const add = (row: number, evidence: number): void => {
    const points = pointsOf(evidence);
    sums.evidence[from + row] = sums.evidence[from + row]! + evidence;
    sums.points[from + row] = sums.points[from + row]! + points;
    if (points > 0) sums.findings.addOther(from + row);
  };
  const novelty = baseline?.novelty(some);
  const verdicts = classifier?.verdicts(some);
  for (let row = 0; row < to - from; row++) {
    const byRules = sums.evidence[from + row]!;
    if (novelty) add(row, novelty.evidence[row]!);
    if (!verdicts || !classifier) continue;
    const said = verdicts.evidence[row]!;
    add(row, said);
    const value = (field: RequiredField): number => required(field, row);
    if (disagree(byRules, said) || classifier.outside(value) !== null) doubtful[from + row] = 1;
  }
}
