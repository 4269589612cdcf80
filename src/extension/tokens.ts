import { Token } from "@lumino/coreutils";

/** The user's settings, as they stand now. */
export interface ITrafficLabSettings {
  /** Seed of the sample capture. */
  readonly seed: number;
  /** Flows in the sample capture. */
  readonly sampleFlows: number;
}

export const ITrafficLabSettings = new Token<ITrafficLabSettings>(
  "trafficlab:ITrafficLabSettings",
  "Settings of Traffic Lab.",
);

/** Ids of the commands that other extensions may execute. */
export const CommandIds = {
  /** Opens a profiler that works in the page; with `path`, on that file of the file browser. */
  openProfiler: "trafficlab:open-profiler",
} as const;

/** The catalog that every string of the extension is looked up in. */
export const TRANSLATION_DOMAIN = "trafficlab";
