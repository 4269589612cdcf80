import type { PageWorker } from "./page-channel.ts";

/** Starts a worker that runs the analysis library; the bundler makes a file of its own of it. */
export function startWorker(): PageWorker {
  return new Worker(new URL("./worker.js", import.meta.url));
}
