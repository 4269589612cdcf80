import type { Service } from "../../../analysis/mod.ts";
import type { FromWorker, SampleOptions, ToWorker } from "./protocol.ts";

export interface ServeOptions {
  service: Service;
  /** The capture as CSV text. */
  makeSample: (sample: SampleOptions) => string | Promise<string>;
  post: (message: FromWorker) => void;
}

/** Answers what the page sends; the worker's own end of the protocol, apart from the worker's scope. */
export function serveMessages({
  service,
  makeSample,
  post,
}: ServeOptions): (message: ToWorker) => Promise<void> {
  return async (message) => {
    if ("service" in message) {
      await service.handleRequest(message.service, (response) => post({ service: response }));
      return;
    }
    const { id, sample } = message;
    try {
      post({ sample: await makeSample(sample), id });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      post({ sampleError: { name: "Error", code: "E_SAMPLE", message: reason }, id });
    }
  };
}
