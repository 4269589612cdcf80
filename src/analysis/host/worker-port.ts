import type { WorkerPort } from "./types.ts";

/** A worker's scope, of the web and of Deno. */
interface WorkerScope {
  postMessage(message: unknown, moved: ArrayBuffer[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/**
 * The way out of the worker that this code runs in.
 *
 * @throws {TypeError} outside a worker.
 */
export function workerPort(): WorkerPort {
  const scope = globalThis as unknown as { self?: WorkerScope };
  if (typeof scope.self?.postMessage === "function") {
    const { self } = scope;
    return {
      post: (message, moved) => self.postMessage(message, moved),
      listen(onMessage) {
        self.onmessage = ({ data }) => onMessage(data);
      },
    };
  }
  const port = process.getBuiltinModule("node:worker_threads").parentPort;
  if (!port) throw new TypeError("Cannot serve tasks: this must run in a worker");
  return {
    post: (message, moved) => port.postMessage(message, moved),
    listen: (onMessage) => void port.on("message", onMessage),
  };
}
