/**
 * Builds the library bundle, trafficlab/library: what notebooks, Node and Deno import, with nothing else to install.
 *
 *   mod.js, mod.d.ts                   the library; loads neither danfo nor TensorFlow.js
 *   <name>-<hash>.js                   its parts; most are loaded at first use (ADR 0017)
 *   whole.js                           names all of them, for Deno programs without permission to read
 *   danfo.cjs, tfjs.cjs, wasm/         the two, as chunks that mod.js loads at first use
 *   danfojs-node.js, tfjs-node.js      the same chunks under their own exports, for `import "danfojs-node"` in a notebook
 *   LICENSES.txt                       what is inside, under which licence
 *
 * Same input, same bytes. Usage: node tools/build-library.mjs
 */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleDanfo, bundleLibrary, bundleTensorFlow, copyWasm } from "./library/bundles.mjs";
import { writeLicenses } from "./library/licenses.mjs";
import { printSizes } from "./library/sizes.mjs";
import { rollUpTypes } from "./library/types.mjs";
import { writeWrapper } from "./library/wrappers.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {object} places
 * @param {string} [places.entry] The library's door.
 * @param {string} [places.out] Folder to write; replaced as a whole, and only when everything was built.
 */
export async function buildLibrary({
  entry = path.join(ROOT, "src/analysis/mod.ts"),
  out = path.join(ROOT, "trafficlab/library"),
} = {}) {
  const builds = path.join(ROOT, "build");
  mkdirSync(builds, { recursive: true });
  const draft = mkdtempSync(path.join(builds, "library-"));
  try {
    await buildInto({ root: ROOT, out: draft, entry });
    rmSync(out, { recursive: true, force: true });
    mkdirSync(path.dirname(out), { recursive: true });
    renameSync(draft, out);
    chmodSync(out, 0o755); // a temporary folder is its maker's alone
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return out;
}

async function buildInto(target) {
  await Promise.all([rollUpTypes(target), buildCode(target)]);
}

async function buildCode(target) {
  const metafiles = await Promise.all([bundleLibrary(target), bundleDanfo(target), bundleTensorFlow(target)]);
  copyWasm(target);
  writeWrapper({
    ...target,
    name: "tfjs-node.js",
    chunk: "tfjs.cjs",
    setUp: "await chunk.ready(); // WebAssembly starts asynchronously\n",
  });
  writeWrapper({ ...target, name: "danfojs-node.js", chunk: "danfo.cjs", setUp: "" });
  writeLicenses({ ...target, metafiles: metafiles.flat() });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  printSizes(await buildLibrary());
  process.stdout.write(`built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
