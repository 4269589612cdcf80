/** The plugins of the labextension. */
import { openWithPlugin } from "./plugins/open-with.ts";
import { panelPlugin } from "./plugins/panel.ts";
import { rendererPlugin } from "./plugins/renderer.ts";
import { settingsPlugin } from "./plugins/settings.ts";

export default [settingsPlugin, rendererPlugin, panelPlugin, openWithPlugin];
