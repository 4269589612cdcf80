/** What the page and its worker say to each other: the service's requests and answers, and the making of the sample capture. */
import type { ServiceError, ServiceRequest, ServiceResponse } from "../../../analysis/mod.ts";

/** What the sample capture is generated from. */
export interface SampleOptions {
  seed: number;
  flows: number;
}

export type ToWorker = { service: ServiceRequest } | { sample: SampleOptions; id: number };

export type FromWorker =
  | { service: ServiceResponse }
  /** The capture as CSV text. */
  | { sample: string; id: number }
  | { sampleError: ServiceError; id: number };
