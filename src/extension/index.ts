/** The plugins of the labextension. */
import { openWithPlugin } from "./plugins/open-with.ts";
import { panelPlugin } from "./plugins/panel.ts";
import { profileRendererPlugin } from "./plugins/profile-renderer.ts";
import { settingsPlugin } from "./plugins/settings.ts";

export default [settingsPlugin, profileRendererPlugin, panelPlugin, openWithPlugin];
