import { finishSteps } from "../core/mod.ts";

/**
 * A piece of work that runs anywhere: in a worker, or in the calling thread in slices.
 *
 * It is a generator so that it can be paused and given up: it yields the units of work done since it last yielded, at least every 20 to
 * 50 ms, and returns its result. What it holds it releases in a `finally`, which also runs when it is given up.
 */
export interface Task<S, I, O> {
  /** Unique among all tasks; workers know a task by it. */
  readonly name: string;
  readonly run: (shared: S, input: I) => Generator<number, O, void>;
}

/** A task whose types are known to its caller only. */
export type AnyTask = Task<never, never, unknown>;

/**
 * Names a task.
 *
 * @param name "<estimator>.<step>", as "forest.fitTrees".
 * @param run Takes what all tasks of a plan share, and its own input: plain data and typed arrays, not to be written into.
 */
export function defineTask<S, I, O>(name: string, run: Task<S, I, O>["run"]): Task<S, I, O> {
  return { name, run };
}

/** Runs a task to its end in the calling thread, without a pause. */
export function drainTask<S, I, O>(task: Task<S, I, O>, shared: S, input: I): O {
  return finishSteps(task.run(shared, input));
}
