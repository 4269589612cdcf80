import type { HostWorker } from "./types.ts";

/** Starts a thread of Node's own. */
export function startThread(source: string): HostWorker {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(source, { eval: true, stdout: false, stderr: false });
  let ended = false;
  worker.unref();
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    listen(onMessage, onError) {
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.on("exit", (code) => {
        if (!ended) onError(new Error(`it ended with code ${code}`));
      });
    },
    hold: () => worker.ref(),
    release: () => worker.unref(),
    end() {
      ended = true;
      void worker.terminate();
    },
  };
}
