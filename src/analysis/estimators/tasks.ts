/** Every task that the pool's workers run. */
import type { AnyTask } from "../workers/mod.ts";

export const TASKS: readonly AnyTask[] = [];
