import type { HostWorker } from "./types.ts";

/** A program of this length is compiled once: of a long one Node makes another that holds it as text. */
const STARTER = "(0, eval)(require('node:worker_threads').workerData)";

/** Starts a thread of Node's own. */
export function startThread(source: string): HostWorker {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(STARTER, { eval: true, workerData: source, stdout: false, stderr: false });
  let ended = false;
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    listen(onMessage, onError) {
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.on("exit", (code) => {
        if (!ended) onError(new Error(`it ended with code ${code}`));
      });
      worker.unref(); // behind the listeners, which hold the process again
    },
    hold: () => worker.ref(),
    release: () => worker.unref(),
    end() {
      ended = true;
      void worker.terminate();
    },
  };
}
