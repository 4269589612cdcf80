/** What a schema cannot say of a training's payload: lengths, order, sums, names that must be there. */
import type { ScoreCurve, TrainingPayload } from "../../core/mod.ts";
import { quote } from "../../core/mod.ts";

/** @returns Sentences; none for a payload that can be drawn. */
export function trainingProblems({ training, examples = {} }: TrainingPayload): string[] {
  const { leaderboard, bestName, classes, attackClasses, confusion, roc, pr, split } = training;
  const errors: string[] = [];
  const refuse = (rule: string): number => errors.push(`Cannot read payload: ${rule}`);
  const names = new Set(leaderboard.map(({ name }) => name));
  const size = classes.length;
  if (names.size !== leaderboard.length) refuse("models must differ in their names");
  if (new Set(classes).size !== size) refuse("classes must differ in their names");
  if (bestName !== null && !names.has(bestName))
    refuse(`bestName must be a model of the leaderboard, got ${quote(bestName)}`);
  if (attackClasses.some((name) => !classes.includes(name))) refuse("attackClasses must be classes");
  for (const parts of [confusion, roc, pr, training.calibration, examples]) {
    const unknown = Object.keys(parts).find((name) => !names.has(name));
    if (unknown !== undefined) refuse(`${quote(unknown)} must be a model of the leaderboard`);
  }
  for (const [name, counts] of Object.entries(confusion)) {
    if (counts.length !== size || counts.some((row) => row.length !== size))
      refuse(`the confusion matrix of ${quote(name)} must be ${size} by ${size}`);
    else if (counts.flat().reduce((sum, count) => sum + count, 0) > split.testRows)
      refuse(`the confusion matrix of ${quote(name)} must count at most ${split.testRows} flows`);
  }
  for (const [name, cells] of Object.entries(examples))
    if (cells.length !== size || cells.some((row) => row.length !== size))
      refuse(`the examples of ${quote(name)} must be ${size} by ${size}`);
  for (const curves of [roc, pr])
    for (const [name, list] of Object.entries(curves))
      if (list.some(hasUnevenPoints))
        refuse(`the curves of ${quote(name)} must have a threshold for each point`);
  return errors;
}

function hasUnevenPoints({ points, thresholds }: ScoreCurve): boolean {
  return points.length !== thresholds.length;
}
