/** Autoencoder as anomaly detector. */
export { AutoencoderDetector } from "./detector.ts";
export { AutoencoderDetectorModel } from "./model.ts";
export type { AutoencoderDetectorOptions } from "./options.ts";
export { restoreAutoencoder } from "./restore.ts";
