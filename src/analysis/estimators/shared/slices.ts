import type { Job } from "../../core/mod.ts";

/**
 * Runs a kernel's generator to its end in the calling thread, with a turn for the event loop between its steps.
 *
 * @param onStep Gets what each step yields.
 * @throws {CancelledError} when the job was cancelled; the generator's own `finally` runs then.
 */
export async function inSlices<T>(
  job: Job,
  steps: Generator<number, T, void>,
  onStep?: (units: number) => void,
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
