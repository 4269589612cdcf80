import { radialSums } from "../../../kernels/mod.ts";
import type { RadialSums } from "../../../kernels/mod.ts";
import { largestOf, linearProducts } from "../linear/mod.ts";
import { pairCount, scoresOfPairs, votedClass } from "./votes.ts";

/** What a fitted SVC decides by. */
export type Machine =
  | { readonly kind: "pairs"; readonly sums: RadialSums; readonly support: Int32Array }
  | { readonly kind: "linear"; readonly weights: Float64Array }
  | { readonly kind: "nystroem"; readonly sums: RadialSums; readonly fittedRows: number };

/** Decisions of the machine: one a pair of classes, or one a class against the others (one for two classes). */
export function decide(machine: Machine, data: Float64Array, rows: number, columns: number): Float64Array {
  if (machine.kind === "linear") return linearProducts(data, rows, columns, machine.weights);
  return radialSums(machine.sums, data, rows);
}

/** Scores from decisions: one a class, or one for two classes, above 0 for the second. */
export function scoresOf(
  kind: Machine["kind"],
  decisions: Float64Array,
  rows: number,
  classes: number,
): Float64Array {
  return kind === "pairs" ? scoresOfPairs(decisions, rows, classes) : decisions;
}

/** The class of each row by its decisions. */
export function chosenClasses(
  kind: Machine["kind"],
  decisions: Float64Array,
  rows: number,
  classes: number,
): Int32Array {
  const chosen = new Int32Array(rows);
  const votes = new Int32Array(classes);
  for (let row = 0; row < rows; row++) {
    if (kind === "pairs") chosen[row] = votedClass(decisions, row * pairCount(classes), classes, votes);
    else if (classes === 2) chosen[row] = decisions[row]! > 0 ? 1 : 0;
    else chosen[row] = largestOf(decisions, row * classes, classes);
  }
  return chosen;
}
