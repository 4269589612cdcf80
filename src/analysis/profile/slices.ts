import type { Job } from "../core/mod.ts";

/** Rows handled between two looks at the clock; about a millisecond of work. */
const SLICE = 1 << 16;

/** Runs `body` over [0, n) in slices, giving the event loop its turns between them. */
export async function inSlices(n: number, job: Job, body: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < n; from += SLICE) {
    await job.pause();
    body(from, Math.min(n, from + SLICE));
  }
}
