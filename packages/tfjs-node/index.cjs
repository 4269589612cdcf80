"use strict";
// The workspace that bears the name @tensorflow/tfjs-node: whoever asks for that name, danfojs-node too, gets TensorFlow.js with the
// native engine where its addon is installed and with WebAssembly elsewhere. `__engine` says which, `__nativeError` why not native.
//
// TF_ENGINE=wasm never looks for the addon. TF_ENGINE=native looks in the working directory as well as beside this file (the working
// directory of a notebook holds data from anywhere, so native code is taken from there only when asked for).
const fs = require("fs");
const { createRequire } = require("module");
const path = require("path");
const util = require("util");

/** The real @tensorflow/tfjs-node is installed under this name, because its own is taken by this package. */
const NATIVE = "tfjs-node-native";

/** Node 23 and Deno lack two functions of `util` that the native package calls. */
function mendUtil() {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** Whether the package in this folder has its compiled addon: npm installs it without one when scripts are not allowed. */
function hasAddon(folder) {
  const lib = path.join(folder, "lib");
  if (!fs.existsSync(lib)) return false;
  return fs.readdirSync(lib).some((abi) => fs.existsSync(path.join(lib, abi, "tfjs_binding.node")));
}

/** The native module, or a text that says why it cannot be had. */
function loadNative() {
  const wanted = process.env.TF_ENGINE ?? "";
  if (wanted === "wasm") return "TF_ENGINE=wasm";
  const folders = wanted === "native" ? [__dirname, process.cwd()] : [__dirname];
  let reason = `the package ${NATIVE} is not installed`;
  for (const folder of folders) {
    const requireFrom = createRequire(path.join(folder, "index.cjs"));
    let manifest;
    try {
      manifest = requireFrom.resolve(`${NATIVE}/package.json`);
    } catch {
      continue;
    }
    if (!hasAddon(path.dirname(manifest))) {
      reason = `the package ${NATIVE} is installed without its compiled addon`;
      continue;
    }
    try {
      mendUtil();
      return requireFrom(NATIVE);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return reason;
}

/** Where the .wasm files lie: beside this file in the library bundle, in the backend's package in the source tree. */
function wasmFolder() {
  const beside = path.join(__dirname, "wasm");
  if (fs.existsSync(beside)) return beside + path.sep;
  const backend = "@tensorflow/tfjs-backend-wasm";
  return path.dirname(require.resolve(backend)) + path.sep;
}

/** A copy that can bear further names; the getters of the original stay getters. */
function withNames(tf, names) {
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(tf), ...names });
}

function value(it) {
  return { value: it, enumerable: true, configurable: true, writable: true };
}

const PROCESS_EVENTS = ["uncaughtException", "unhandledRejection"];
const ONLY_RETHROWS =
  /^function\s*\((\w+)\)\s*\{\s*(?:if\s*\(!\(\1 instanceof \w+\)\)\s*\{?\s*)?throw \1;?\s*\}?\s*\}$/;

/**
 * Runs `start` and takes off again the listeners that the backend's Emscripten glue hangs on the process: they throw every unhandled
 * rejection anew, which would end a notebook's kernel, and put their own line on top of every crash.
 */
async function withoutGlueListeners(start) {
  const before = PROCESS_EVENTS.map((event) => new Set(process.listeners(event)));
  try {
    return await start();
  } finally {
    PROCESS_EVENTS.forEach((event, i) => {
      for (const listener of process.listeners(event)) {
        if (!before[i].has(listener) && ONLY_RETHROWS.test(listener.toString()))
          process.removeListener(event, listener);
      }
    });
  }
}

function loadWasm(nativeError) {
  const tf = require("@tensorflow/tfjs");
  require("@tensorflow/tfjs-backend-wasm").setWasmPaths(wasmFolder());
  // WebAssembly starts asynchronously, and danfo computes synchronously: until someone awaits ready(), the plain backend answers.
  tf.setBackend("cpu");
  const cpu = tf.findBackend("cpu");
  cpu.firstUse = false; // it would advise, on first use, to install @tensorflow/tfjs-node: the name of this very package
  let chosen = false;
  const setBackend = (name) => {
    chosen = true;
    return withoutGlueListeners(() => tf.setBackend(name));
  };
  const ready = async () => {
    if (!chosen) await setBackend("wasm");
    return tf.ready();
  };
  return withNames(tf, {
    setBackend: value(setBackend),
    ready: value(ready),
    __engine: value("wasm"),
    __nativeError: value(nativeError),
  });
}

const native = loadNative();
module.exports =
  typeof native === "string"
    ? loadWasm(native)
    : withNames(native, { __engine: value("native"), __nativeError: value(null) });
