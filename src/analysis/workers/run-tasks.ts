import type { Job, Progress } from "../core/mod.ts";
import { checkInteger, onAbort, runSteps } from "../core/mod.ts";
import { inSharedMemory, sharedFlag } from "./buffers.ts";
import { defaultWorkers, workerPool } from "./pool.ts";
import type { Plan, WorkerPool } from "./pool.ts";
import type { Task } from "./task.ts";

/** Work that can be done in parts. */
export interface TaskPlan<S, I, O> {
  readonly task: Task<S, I, O>;
  /** What every part reads; sent once to each worker. */
  readonly shared: S;
  /** One a part. How the work is cut must not depend on the number of workers, or the result would. */
  readonly inputs: readonly I[];
  /** Estimated time of all parts in one thread, ms: little work stays in the calling thread. */
  readonly workMs: number;
  /** The caller's option: 0 = the calling thread; undefined = chosen by `workMs`. */
  readonly workers?: number | undefined;
  /** How progress is reported; `total` in the units that the task yields. */
  readonly phase: string;
  readonly unit: Progress["unit"];
  readonly total?: number | undefined;
}

/** Below this much work a thread is done before a worker has its data. */
const WORTH_A_WORKER_MS = 150;
const MOST_WORKERS = 64;

/**
 * Runs the parts of a plan, in workers or in the calling thread, and reports progress to the job.
 *
 * @param pool The runtime's own; another one in tests.
 * @returns The results in the order of the inputs.
 * @throws {CancelledError} when the job was cancelled; the workers that were at it are ended.
 */
export async function runTasks<S, I, O>(
  job: Job,
  plan: TaskPlan<S, I, O>,
  pool: WorkerPool = workerPool(),
): Promise<O[]> {
  const workers = workersFor(plan);
  if (workers > 0 && pool.canStart) await pool.prepare();
  if (workers === 0 || !pool.canStart) return runHere(job, plan);
  return runInWorkers(job, plan, workers, pool);
}

/** How many workers a plan gets: never more than it has parts. */
function workersFor({
  workers,
  workMs,
  inputs,
}: Pick<TaskPlan<unknown, unknown, unknown>, "workers" | "workMs" | "inputs">): number {
  if (workers !== undefined) checkInteger("run workers", "workers", workers, 0, MOST_WORKERS);
  const wanted = workers ?? (workMs < WORTH_A_WORKER_MS ? 0 : defaultWorkers());
  return Math.min(wanted, inputs.length);
}

async function runHere<S, I, O>(job: Job, plan: TaskPlan<S, I, O>): Promise<O[]> {
  const report = reporter(job, plan);
  const outputs: O[] = [];
  for (const input of plan.inputs) {
    outputs.push(await runSteps(job, plan.task.run(plan.shared, input), report));
  }
  return outputs;
}

function runInWorkers<S, I, O>(
  job: Job,
  plan: TaskPlan<S, I, O>,
  workers: number,
  pool: WorkerPool,
): Promise<O[]> {
  const report = reporter(job, plan);
  const shared: Plan = { shared: inSharedMemory(plan.shared), workers, stop: sharedFlag() };
  return new Promise<O[]>((resolve, reject) => {
    const outputs = new Array<O>(plan.inputs.length);
    let missing = plan.inputs.length;
    // `pause` throws the job's own CancelledError.
    const cancel = (): void => void job.pause().catch(stop);
    const stopWaiting = onAbort(job.signal, cancel);
    const stop = (error: Error): void => {
      stopWaiting();
      pool.cancel(shared);
      reject(error);
    };
    if (job.signal.aborted) {
      cancel();
      return;
    }
    try {
      plan.inputs.forEach((input, at) =>
        pool.add({
          plan: shared,
          task: plan.task.name,
          input,
          onProgress(units) {
            try {
              report(units);
            } catch (error) {
              stop(error as Error); // the caller's listener threw: it ends this job and nothing else
            }
          },
          onError: stop,
          onDone(output) {
            outputs[at] = output as O;
            missing -= 1;
            if (missing > 0) return;
            stopWaiting();
            pool.finish(shared);
            resolve(outputs);
          },
        }),
      );
    } catch (error) {
      if (pool.canStart) throw error;
      stopWaiting();
      pool.cancel(shared);
      runHere(job, plan).then(resolve, reject);
    }
  });
}

function reporter(
  job: Job,
  { phase, unit, total }: Pick<TaskPlan<unknown, unknown, unknown>, "phase" | "unit" | "total">,
): (units: number) => void {
  let done = 0;
  return (units) => {
    if (units === 0) return;
    done += units;
    job.progress(total === undefined ? { phase, done, unit } : { phase, done, total, unit });
  };
}
