/** Isolation forests: growing of trees, path lengths of rows. */
import { wasmAvailable } from "../wasm/instance.ts";
import { averagePath, scoreOf } from "./forest.ts";
import type { ColumnForm, IsolationTrees, Rows } from "./forest.ts";
import { addPathsReference } from "./reference.ts";
import { addPathsWasm } from "./wasm.ts";

export { averagePath, columnForm, heightLimit, layoutDepth, MOST_DEPTH } from "./forest.ts";
export type { ColumnForm, IsolationTrees, Rows } from "./forest.ts";
export { growIsolationTrees } from "./grow.ts";
export type { GrowOptions } from "./grow.ts";

/** Fewer steps down trees than this are done before the trees are copied into the kernel's memory. */
const WORTH_WASM = 100_000;

/**
 * Anomaly scores of rows `from` to `to` - 1 (Liu et al. 2008, eq. 2): in (0, 1], higher is more anomalous; the same bits by both engines.
 *
 * @param samples Rows that each tree was grown on.
 * @param table Finite numbers.
 * @param engine Default: WebAssembly, where it is available and the work is worth it.
 * @yields Rows done.
 */
export function* isolationScores(
  forest: IsolationTrees,
  form: ColumnForm,
  samples: number,
  table: Rows,
  from: number,
  to: number,
  engine: "wasm" | "reference" = engineFor(forest, to - from),
): Generator<number, Float64Array<ArrayBuffer>, void> {
  const scores = new Float64Array(Math.max(0, to - from));
  const add = engine === "wasm" ? addPathsWasm : addPathsReference;
  yield* add(forest, form, table, from, to, scores);
  const most = forest.trees * averagePath(samples);
  for (let row = 0; row < scores.length; row++) scores[row] = scoreOf(scores[row]!, most);
  return scores;
}

function engineFor({ trees, depth, features }: IsolationTrees, rows: number): "wasm" | "reference" {
  const worth = rows * trees * depth >= WORTH_WASM + features.length;
  return worth && wasmAvailable() ? "wasm" : "reference";
}
