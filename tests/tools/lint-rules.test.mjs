/** Each rule of our own catches a breach. The text stands in for an existing file, because the typed rules know only those. */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { ESLint } from "eslint";

const ROOT = resolve(import.meta.dirname, "../..");
// In CI the parser would read each file from the disk once, and not see the text that stands in for it.
process.env.TSESTREE_SINGLE_RUN = "false";
const eslint = new ESLint({ cwd: ROOT });

const KERNEL = "src/kernels/prng.ts";
const LIBRARY = "src/analysis/core/checks.ts";
const ADAPTER = "src/analysis/adapters/danfo.ts";
const WIDGET = "src/widgets/shared/dom.ts";
const EXTENSION = "src/extension/index.ts";

async function rulesBroken(file, code) {
  const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath: join(ROOT, file) });
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

const BREACHES = [
  ["no-restricted-syntax", KERNEL, "export const e = Math.exp(1);"],
  ["no-restricted-syntax", LIBRARY, "export const square = (x: number): number => x ** 2;"],
  ["no-restricted-syntax", LIBRARY, "const { log } = Math;\nexport const l = log(2);"],
  ["no-restricted-properties", LIBRARY, "export const r = Math.random();"],
  ["no-restricted-properties", WIDGET, "export const r = Math.random();"],
  ["no-restricted-properties", WIDGET, 'document.body.innerHTML = "x";'],
  ["no-console", EXTENSION, "console.log(1);"],
  ["no-restricted-globals", LIBRARY, "export const cwd = process.cwd();"],
  ["no-restricted-globals", LIBRARY, 'export const b = Buffer.from("x");'],
  ["@typescript-eslint/no-explicit-any", LIBRARY, "export const a = (x: any): void => void x;"],
  ["@typescript-eslint/no-floating-promises", LIBRARY, "Promise.resolve(1);"],
  ["@typescript-eslint/naming-convention", LIBRARY, "export interface IThing {\n  a: number;\n}"],
  ["@typescript-eslint/no-restricted-imports", KERNEL, 'import "node:fs";'],
  ["@typescript-eslint/no-restricted-imports", KERNEL, 'import "../analysis/mod.ts";'],
  ["@typescript-eslint/no-restricted-imports", LIBRARY, 'import "node:fs";'],
  ["@typescript-eslint/no-restricted-imports", LIBRARY, 'import "danfojs-node";'],
  ["@typescript-eslint/no-restricted-imports", LIBRARY, 'import "@lumino/widgets";'],
  ["@typescript-eslint/no-restricted-imports", WIDGET, 'import "../../extension/index.ts";'],
  ["@typescript-eslint/no-restricted-imports", WIDGET, 'import "../../analysis/read/mod.ts";'],
  ["@typescript-eslint/no-restricted-imports", EXTENSION, 'import "../widgets/profiler/widget.ts";'],
  ["jupyter/plugin-activation-args", EXTENSION, pluginWithoutItsArgument()],
];

/** JupyterLab would hand over the registry first; this plugin takes it for the tracker. */
function pluginWithoutItsArgument() {
  return `import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { INotebookTracker } from "@jupyterlab/notebook";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
const plugin: JupyterFrontEndPlugin<void> = {
  id: "trafficlab:x",
  description: "x",
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker],
  activate: (_app: JupyterFrontEnd, _tracker: INotebookTracker) => undefined,
};
export default plugin;`;
}

for (const [rule, file, code] of BREACHES) {
  test(`${rule} catches in ${file}: ${code.split("\n")[0]}`, async () => {
    const broken = await rulesBroken(file, code);
    assert.ok(broken.includes(rule), `only ${broken.join(", ") || "nothing"} was reported`);
  });
}

for (const [file, code] of [
  [KERNEL, "export const k = Math.sqrt(2) + Math.imul(3, 4) + Math.PI;"],
  [LIBRARY, 'import { exp } from "../../kernels/mod.ts";\nexport const e = exp(1);'],
  [ADAPTER, 'import type { DataFrame } from "danfojs-node";\nexport type Frame = DataFrame;'],
  [WIDGET, "export const angle = Math.cos(1);"],
]) {
  test(`no rule objects in ${file} to: ${code.split("\n")[0]}`, async () => {
    assert.deepEqual(await rulesBroken(file, code), []);
  });
}
