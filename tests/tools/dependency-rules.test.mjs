/** Each layer rule catches a breach that is seeded in a small tree; the same tree without the breaches passes, and so does the real one. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");
const CONFIG = join(ROOT, ".dependency-cruiser.cjs");
const CLI = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const RULES = createRequire(import.meta.url)(CONFIG).forbidden.map(({ name }) => name);

/** Obeys every rule. */
const SOUND = {
  "package.json": '{ "name": "toy", "type": "module" }',
  "node_modules/danfojs-node/package.json":
    '{ "name": "danfojs-node", "version": "1.0.0", "main": "index.js" }',
  "node_modules/danfojs-node/index.js": "module.exports = {};",
  "node_modules/@tensorflow/tfjs/package.json":
    '{ "name": "@tensorflow/tfjs", "version": "1.0.0", "main": "index.js" }',
  "node_modules/@tensorflow/tfjs/index.js": "module.exports = {};",
  "node_modules/@lumino/widgets/package.json":
    '{ "name": "@lumino/widgets", "version": "1.0.0", "main": "index.js" }',
  "node_modules/@lumino/widgets/index.js": "module.exports = {};",
  "src/kernels/mod.ts": 'export { sum } from "./sum.ts";',
  "src/kernels/sum.ts": "export const sum = 1;",
  "src/kernels/sum.test.ts":
    'import { readFileSync } from "node:fs"; import { sum } from "./sum.ts"; export default [readFileSync, sum];',
  "src/analysis/mod.ts":
    'export { load } from "./read/mod.ts"; export type { Frame } from "./adapters/mod.ts";',
  "src/analysis/host/mod.ts": 'export { read } from "./node.ts";',
  "src/analysis/host/node.ts": 'import { readFileSync } from "node:fs"; export const read = readFileSync;',
  "src/analysis/read/mod.ts": 'export { load } from "./load.ts";',
  "src/analysis/read/load.ts":
    'import { sum } from "../../kernels/mod.ts"; import { read } from "../host/mod.ts"; export const load = [sum, read];',
  "src/analysis/adapters/mod.ts": 'export type { Frame } from "./danfo.ts";',
  "src/analysis/adapters/danfo.ts":
    'import type { DataFrame } from "danfojs-node"; export type Frame = DataFrame;',
  "src/widgets/shared/mod.ts": "export const part = 1;",
  "src/widgets/profiler/mod.ts": 'export { view } from "./view.ts";',
  "src/widgets/profiler/view.ts":
    'import { Widget } from "@lumino/widgets"; import { load } from "../../analysis/mod.ts"; import { part } from "../shared/mod.ts"; export const view = [Widget, load, part];',
  "src/widgets/threat/mod.ts": "export const gauge = 1;",
  "src/extension/index.ts":
    'import { view } from "../widgets/profiler/mod.ts"; import { load } from "../analysis/mod.ts"; export default [view, load];',
  "src/extension/testing/fake.ts": "export const fake = 1;",
};

/** One file for each breach: which rule must catch it, and at which import. */
const BREACHES = [
  {
    rule: "no-circular",
    file: "src/analysis/read/a.ts",
    code: 'import { b } from "./b.ts"; export const a = b;',
    to: "src/analysis/read/b.ts",
  },
  {
    rule: "no-unresolvable",
    file: "src/widgets/shared/lost.ts",
    code: 'import "./nowhere.ts";',
    to: "./nowhere.ts",
  },
  {
    rule: "kernels-stay-pure",
    file: "src/kernels/impure.ts",
    code: 'import type { load } from "../analysis/mod.ts"; export type A = typeof load;',
    to: "src/analysis/mod.ts",
  },
  {
    rule: "kernels-stay-pure",
    file: "src/kernels/impure-package.ts",
    code: 'import "@lumino/widgets";',
    to: "node_modules/@lumino/widgets/index.js",
  },
  { rule: "kernels-stay-pure", file: "src/kernels/impure-runtime.ts", code: 'import "node:fs";', to: "fs" },
  {
    rule: "kernels-through-mod",
    file: "src/analysis/read/side-door.ts",
    code: 'import "../../kernels/sum.ts";',
    to: "src/kernels/sum.ts",
  },
  {
    rule: "analysis-is-a-leaf",
    file: "src/analysis/read/upward.ts",
    code: 'import "../../widgets/shared/mod.ts";',
    to: "src/widgets/shared/mod.ts",
  },
  {
    rule: "analysis-is-a-leaf",
    file: "src/analysis/read/drawing.ts",
    code: 'import "@lumino/widgets";',
    to: "node_modules/@lumino/widgets/index.js",
  },
  {
    rule: "analysis-through-mod",
    file: "src/widgets/profiler/deep.ts",
    code: 'import "../../analysis/read/load.ts";',
    to: "src/analysis/read/load.ts",
  },
  {
    rule: "analysis-through-mod",
    file: "src/extension/deep-type.ts",
    code: 'import type { read } from "../analysis/host/mod.ts"; export type R = typeof read;',
    to: "src/analysis/host/mod.ts",
  },
  {
    rule: "analysis-rooms-by-their-door",
    file: "src/analysis/read/window.ts",
    code: 'import "../adapters/danfo.ts";',
    to: "src/analysis/adapters/danfo.ts",
  },
  {
    rule: "analysis-door-opens-doors",
    file: "src/analysis/second-door.ts",
    code: 'import "./read/load.ts";',
    to: "src/analysis/read/load.ts",
  },
  {
    rule: "widgets-not-to-extension",
    file: "src/widgets/profiler/wired.ts",
    code: 'import "../../extension/index.ts";',
    to: "src/extension/index.ts",
  },
  {
    rule: "widgets-are-peers",
    file: "src/widgets/profiler/neighbor.ts",
    code: 'import "../threat/mod.ts";',
    to: "src/widgets/threat/mod.ts",
  },
  {
    rule: "widgets-are-peers",
    file: "src/widgets/shared/biased.ts",
    code: 'import "../threat/mod.ts";',
    to: "src/widgets/threat/mod.ts",
  },
  {
    rule: "widgets-by-their-door",
    file: "src/extension/inside.ts",
    code: 'import "../widgets/profiler/view.ts";',
    to: "src/widgets/profiler/view.ts",
  },
  {
    rule: "adapters-own-libs",
    file: "src/analysis/read/frame.ts",
    code: 'import "danfojs-node";',
    to: "node_modules/danfojs-node/index.js",
  },
  {
    rule: "adapters-own-libs",
    file: "src/analysis/read/late.ts",
    code: 'export const tf = () => import("@tensorflow/tfjs");',
    to: "node_modules/@tensorflow/tfjs/index.js",
  },
  { rule: "host-owns-runtime", file: "src/analysis/read/files.ts", code: 'import "node:fs";', to: "fs" },
  { rule: "host-owns-runtime", file: "src/extension/files.ts", code: 'import "node:path";', to: "path" },
  {
    rule: "tests-stay-outside",
    file: "src/extension/shipped.ts",
    code: 'import "./testing/fake.ts";',
    to: "src/extension/testing/fake.ts",
  },
];

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeTree(files) {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-layers-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${content}\n`);
  }
  return folder;
}

/** @returns {string[]} "rule: from -> to" of every violation */
function violations(folder) {
  const run = spawnSync(process.execPath, [CLI, "--config", CONFIG, "--output-type", "json", "src"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(run.error, undefined);
  assert.ok(run.stdout.startsWith("{"), run.stdout + run.stderr);
  return JSON.parse(run.stdout).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
  );
}

const seeded = violations(
  makeTree({
    ...SOUND,
    "src/analysis/read/b.ts": 'import { a } from "./a.ts"; export const b = 1; export const c = () => a;',
    ...Object.fromEntries(BREACHES.map(({ file, code }) => [file, code])),
  }),
);

test("a tree that obeys the layers has no violation", () => {
  assert.deepEqual(violations(makeTree(SOUND)), []);
});

for (const { rule, file, to } of BREACHES) {
  test(`${rule} catches ${file} importing ${to}`, () => {
    assert.ok(seeded.includes(`${rule}: ${file} -> ${to}`), `not among:\n${seeded.join("\n")}`);
  });
}

test("every rule has a breach of its own", () => {
  const caught = new Set(BREACHES.map(({ rule }) => rule));
  assert.deepEqual(
    RULES.filter((name) => !caught.has(name)),
    [],
  );
});

test("the project's own tree has no violation", () => {
  assert.deepEqual(violations(ROOT), []);
});
