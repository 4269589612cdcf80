/** The user's settings, as they stand now. */
export interface Settings {
  /** Of the sample capture, and of training, detection and clusters. */
  readonly seed: number;
  /** Flows in the sample capture. */
  readonly sampleFlows: number;
  /** Per cent of the flows that test a model. */
  readonly heldOutPercent: number;
  /** One flow in this many is an attack in the network that models are meant for. */
  readonly attackOneIn: number;
  readonly flowsPerDay: number;
  /** Share of the flows that a detector flags. */
  readonly contamination: number;
  /** Detectors that must agree on a flow. */
  readonly minimumVotes: number;
  /** |z| from which on a value is unusual; 0 for the library's own. */
  readonly zThreshold: number;
  /** Flows that can be looked at; 0 where the votes decide. */
  readonly reviewSize: number;
}

/** The schema's own defaults, for a JupyterLab without settings. */
export const DEFAULTS: Settings = {
  seed: 42,
  sampleFlows: 5_000,
  heldOutPercent: 30,
  attackOneIn: 10_000,
  flowsPerDay: 1_000_000,
  contamination: 0.1,
  minimumVotes: 2,
  zThreshold: 0,
  reviewSize: 0,
};
