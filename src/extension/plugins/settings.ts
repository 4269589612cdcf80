import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import type { SampleOptions } from "../transports/page-worker/protocol.ts";
import { ITrafficLabSettings } from "../tokens.ts";

/** The schema's own defaults, for a JupyterLab without settings. */
const DEFAULTS: ITrafficLabSettings = { seed: 42, sampleFlows: 5_000 };

/** Provides the settings of schema/settings/plugin.json, which JupyterLab has checked against it. */
export const settingsPlugin: JupyterFrontEndPlugin<ITrafficLabSettings> = {
  id: "trafficlab:plugin",
  description: "Provides the settings of Traffic Lab.",
  autoStart: true,
  optional: [ISettingRegistry],
  provides: ITrafficLabSettings,
  activate: (_: JupyterFrontEnd, registry: ISettingRegistry | null): ITrafficLabSettings => {
    let current: Partial<ITrafficLabSettings> = {};
    registry?.load(settingsPlugin.id).then(
      (settings) => {
        const read = (): void => {
          current = settings.composite;
        };
        read();
        settings.changed.connect(read);
      },
      () => {
        // JupyterLab reports settings that cannot be read; the defaults hold.
      },
    );
    return {
      get seed() {
        return current.seed ?? DEFAULTS.seed;
      },
      get sampleFlows() {
        return current.sampleFlows ?? DEFAULTS.sampleFlows;
      },
    };
  },
};

/** What the sample capture is made from, by the settings of the moment it is asked for. */
export function sampleOf(settings: ITrafficLabSettings): () => SampleOptions {
  return () => ({ seed: settings.seed, flows: settings.sampleFlows });
}
