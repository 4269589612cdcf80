import { readFileSync } from "node:fs";
import { join } from "node:path";
import plugins from "./index.ts";
import { settingsPlugin } from "./plugins/settings.ts";

interface Schema {
  properties: Record<string, { default: unknown }>;
}

const ROOT = join(__dirname, "../..");
const schema = JSON.parse(readFileSync(join(ROOT, "schema/settings/plugin.json"), "utf8")) as Schema;

describe("the plugins", () => {
  it("have names of their own under the package's name", () => {
    const ids = plugins.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^trafficlab:[a-z-]+$/);
  });

  it("have the schema's defaults for their settings where JupyterLab has no settings", async () => {
    const settings = await settingsPlugin.activate({} as never, null);
    const defaults = Object.entries(schema.properties).map(([name, property]) => [name, property.default]);
    expect(Object.fromEntries(defaults)).toEqual({ ...settings });
  });

  it("have their settings schema alone in its folder: JupyterLab takes every JSON file there for settings", () => {
    const data = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      jupyterlab: { schemaDir: string };
    };
    expect(data.jupyterlab.schemaDir).toBe("schema/settings");
  });

  it("have their style sheet among the ones that are loaded", () => {
    expect(readFileSync(join(ROOT, "style/index.css"), "utf8")).toContain('@import url("extension.css");');
  });
});
