import { Token } from "@lumino/coreutils";
import type { IViewOpener } from "./next-steps.ts";
import type { Settings } from "./settings.ts";

/** The user's settings, as they stand now. */
export type ITrafficLabSettings = Settings;

export const ITrafficLabSettings = new Token<ITrafficLabSettings>(
  "trafficlab:ITrafficLabSettings",
  "Settings of Traffic Lab.",
);

/** Opens a widget in a tab of its own on flows that another widget has. */
export type ITrafficLabViews = IViewOpener;

export const ITrafficLabViews = new Token<ITrafficLabViews>(
  "trafficlab:ITrafficLabViews",
  "Opens Traffic Lab's widgets in tabs of their own.",
);

/** Ids of the commands that other extensions may execute. Each opens a tab that works in the page; with `path`, on that file of the file browser. */
export const CommandIds = {
  openProfiler: "trafficlab:open-profiler",
  openTrainer: "trafficlab:open-trainer",
  /** With `tab`, "anomalies" or "behavior". */
  openExplorer: "trafficlab:open-explorer",
  openGauge: "trafficlab:open-gauge",
  /** Any of them, by `kind`; a restored layout refers to this one. */
  openView: "trafficlab:open-view",
} as const;

/** The catalog that every string of the extension is looked up in. */
export const TRANSLATION_DOMAIN = "trafficlab";
