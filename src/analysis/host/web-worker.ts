import type { HostWorker } from "./types.ts";

/** What Deno's workers have beyond the web's. */
interface DenoWorker extends Worker {
  ref?(): void;
  unref?(): void;
}

/** Starts a web worker, in the page and in Deno. */
export function startWebWorker(source: string): HostWorker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker: DenoWorker = new Worker(url, { type: "module" }); // Deno has no classic ones
  URL.revokeObjectURL(url);
  worker.unref?.();
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    listen(onMessage, onError) {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = (event) => {
        event.preventDefault(); // Deno would end the process
        onError(event.error ?? event.message);
      };
    },
    hold: () => worker.ref?.(),
    release: () => worker.unref?.(),
    end: () => worker.terminate(),
  };
}
