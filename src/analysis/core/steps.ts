import type { Job } from "./jobs.ts";

/**
 * Runs a generator to its end in the calling thread, with a turn for the event loop between its steps.
 *
 * @param onStep Gets what each step yields.
 * @throws {CancelledError} when the job was cancelled; the generator's own `finally` runs then.
 */
export async function runSteps<Y, T>(
  job: Job,
  steps: Generator<Y, T, void>,
  onStep?: (yielded: Y) => void,
): Promise<T> {
  try {
    for (;;) {
      await job.pause();
      const step = steps.next();
      if (step.done) return step.value;
      onStep?.(step.value);
    }
  } finally {
    steps.return(undefined as never);
  }
}

/** Runs a generator to its end, without a pause. */
export function finishSteps<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
