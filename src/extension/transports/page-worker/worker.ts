/** The page worker: the library's service, and the making of the sample capture. Nothing leaves the browser. */
import { createService, generateTraffic } from "../../../analysis/mod.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { serveMessages } from "./serve-messages.ts";

/** As much of a worker's scope as is used; the page's own types name `self` a window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = self as unknown as WorkerScope;
const serve = serveMessages({
  service: createService(),
  makeSample: ({ seed, flows }) => generateTraffic({ seed, flows }).toCSV(),
  post: (message) => scope.postMessage(message),
});
scope.onmessage = (event) => void serve(event.data);
