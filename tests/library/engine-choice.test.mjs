import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { LIBRARY, run, scratchFolder } from "./runtimes.mjs";

const ANSWER =
  "const tf = require(process.argv[1]); console.log(JSON.stringify([tf.__engine, tf.__nativeError, tf.version]))";

/** A copy of the TensorFlow chunk in a folder of its own. */
function copyChunk(folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(LIBRARY, "tfjs.cjs"), path.join(folder, "tfjs.cjs"));
  cpSync(path.join(LIBRARY, "wasm"), path.join(folder, "wasm"), { recursive: true });
  return path.join(folder, "tfjs.cjs");
}

/** A package that stands where the native one would; the real one needs a download. */
function installNative(project, { source, isCompiled }) {
  const folder = path.join(project, "node_modules/tfjs-node-native");
  mkdirSync(path.join(folder, "lib/napi-v8"), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "name": "tfjs-node-native", "main": "index.js" }');
  writeFileSync(path.join(folder, "index.js"), source);
  if (isCompiled) writeFileSync(path.join(folder, "lib/napi-v8/tfjs_binding.node"), "");
}

async function engineOf(chunk, { cwd, engine = "" }) {
  const env = { ...process.env, TF_ENGINE: engine };
  const [name, reason, version] = JSON.parse(
    await run(process.execPath, ["-e", ANSWER, chunk], { cwd, env }),
  );
  return { name, reason, version };
}

const WORKING = { source: 'exports.version = "a native one";', isCompiled: true };

test("the native addon is used when it is installed beside the library, unless TF_ENGINE=wasm", async (t) => {
  const project = scratchFolder(t);
  const chunk = copyChunk(path.join(project, "node_modules/trafficlab/library"));
  installNative(project, WORKING);
  assert.deepEqual(await engineOf(chunk, { cwd: project }), {
    name: "native",
    reason: null,
    version: "a native one",
  });
  const forced = await engineOf(chunk, { cwd: project, engine: "wasm" });
  assert.deepEqual([forced.name, forced.reason], ["wasm", "TF_ENGINE=wasm"]);
});

test("a native package without its addon, or one that fails to load, gives wasm and the reason", async (t) => {
  const project = scratchFolder(t);
  const chunk = copyChunk(path.join(project, "node_modules/trafficlab/library"));
  assert.equal(
    (await engineOf(chunk, { cwd: project })).reason,
    "the package tfjs-node-native is not installed",
  );
  installNative(project, { ...WORKING, isCompiled: false });
  const bare = await engineOf(chunk, { cwd: project });
  assert.deepEqual(
    [bare.name, bare.reason],
    ["wasm", "the package tfjs-node-native is installed without its compiled addon"],
  );
  installNative(project, { source: 'throw new Error("wrong glibc");', isCompiled: true });
  const broken = await engineOf(chunk, { cwd: project });
  assert.deepEqual([broken.name, broken.reason], ["wasm", "wrong glibc"]);
});

test("native code is taken from the working directory only when TF_ENGINE=native asks for it", async (t) => {
  const chunk = copyChunk(path.join(scratchFolder(t), "site-packages/trafficlab/library"));
  const notebooks = scratchFolder(t);
  installNative(notebooks, WORKING);
  assert.equal((await engineOf(chunk, { cwd: notebooks })).name, "wasm");
  assert.equal((await engineOf(chunk, { cwd: notebooks, engine: "native" })).name, "native");
});
