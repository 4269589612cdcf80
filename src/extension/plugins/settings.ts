import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { DEFAULTS } from "../settings.ts";
import { ITrafficLabSettings } from "../tokens.ts";

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
    return new Proxy(DEFAULTS, {
      get: (defaults, name): unknown => Reflect.get(current, name) ?? Reflect.get(defaults, name),
    });
  },
};
