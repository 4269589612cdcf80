/** Every task that the pool's workers run. */
import type { AnyTask } from "../workers/mod.ts";
import { trainNetworkTask } from "./dense/tasks.ts";
import { forestWinnersTask, growForestTask, walkForestTask } from "./forest/tasks.ts";
import { fitHistogramsTask } from "./hbos/tasks.ts";
import { growIsolationTask, scoreIsolationTask } from "./isolation-forest/tasks.ts";
import { tryStartsTask } from "./kmeans/tasks.ts";
import { findBordersTask, findCoreTask, findNearestTask } from "./neighbors/tasks.ts";
import { findAxesTask } from "./pca/tasks.ts";
import { fitTailsTask } from "./tails/tasks.ts";
import { fitLogisticTask } from "./logistic-regression/tasks.ts";
import { radialFeaturesTask } from "./random-features/tasks.ts";
import { parseRowsTask } from "../rows/mod.ts";
import { fitHingeTask, solvePairsTask } from "./svc/tasks.ts";

export const TASKS: readonly AnyTask[] = [
  findAxesTask,
  findBordersTask,
  findCoreTask,
  findNearestTask,
  fitHingeTask,
  fitHistogramsTask,
  fitLogisticTask,
  fitTailsTask,
  forestWinnersTask,
  growForestTask,
  growIsolationTask,
  parseRowsTask,
  radialFeaturesTask,
  scoreIsolationTask,
  solvePairsTask,
  trainNetworkTask,
  tryStartsTask,
  walkForestTask,
];
