/**
 * `npm run bench -- PART [--smoke]`: prints the measured figures that the documentation and the issues quote.
 *
 * Parts: `kernel` (outputs kept, interrupts, round trips, cost of the import), `ui` (from a click to its rows, first paint), `load` (from a CSV
 * file to columns, beside pandas and polars), and of the learning core `ml` (time and memory against scikit-learn and PyOD), `quality` (results beside theirs on real sets), `bits` (the same in every
 * engine), `memory` (many fits, many cancelled fits). Those four write docs/benchmarks.md. `frame` is the data frame against pandas,
 * `detection` the rule sheet on labelled captures, `path` a whole analysis against pandas and scikit-learn.
 */
import "../tools/setup/check-node.mjs";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setUpReference } from "../tools/reference/mod.mjs";
import {
  describeError,
  findBrowser,
  setUp,
  setUpForTests,
  setUpLibrary,
  venvEnv,
} from "../tools/setup/mod.mjs";
import { VENV_PYTHON } from "../tools/setup/paths.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Each part: what it needs and the program that prints its figures. */
const PARTS = {
  async kernel(args) {
    await setUp();
    return run(VENV_PYTHON, [here("kernel/run.py"), ...args]);
  },
  async ui(args) {
    const { failures, browser } = await setUpForTests({ needsBrowser: true });
    const [failure] = Object.values(failures);
    if (failure) throw failure;
    return run(process.execPath, [here("ui/run.mjs"), ...args], { TRAFFICLAB_CHROMIUM: browser });
  },
  async ml(args) {
    await setUpLibrary({ deno: args.includes("deno") });
    if (!args.includes("--smoke")) await setUpReference();
    return run(process.execPath, [here("ml/run.mjs"), ...args]);
  },
  async quality(args) {
    await setUpLibrary();
    await setUpReference();
    return run(process.execPath, [here("quality/run.mjs"), ...args]);
  },
  async bits(args) {
    await setUpLibrary({ deno: true });
    return run(process.execPath, [here("bits/run.mjs"), ...args], {
      TRAFFICLAB_CHROMIUM: await findBrowser(),
    });
  },
  async frame(args) {
    await setUpLibrary({ deno: args.includes("deno") });
    if (!args.includes("--smoke")) await setUpReference();
    return run(process.execPath, [here("frame/run.mjs"), ...args]);
  },
  async load(args) {
    await setUpLibrary({ deno: args.includes("deno") });
    if (!args.includes("--smoke")) await setUpReference();
    return run(process.execPath, [here("load/run.mjs"), ...args]);
  },
  async detection(args) {
    if (!args.includes("--library")) await setUpLibrary();
    return run(process.execPath, [here("detection/run.mjs"), ...args]);
  },
  async path(args) {
    await setUpLibrary({ deno: args.includes("deno") });
    if (!args.includes("--smoke")) await setUpReference();
    return run(process.execPath, [here("path/run.mjs"), ...args]);
  },
  async memory(args) {
    await setUpLibrary();
    return run(process.execPath, [here("memory/run.mjs"), ...args]);
  },
};

const [part, ...args] = process.argv.slice(2);
if (!Object.hasOwn(PARTS, part ?? "")) {
  console.error(`Usage: npm run bench -- ${Object.keys(PARTS).join("|")} [--smoke]`);
  process.exit(2);
}
try {
  process.exitCode = await PARTS[part](args);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

/** Runs a program in the repository's environment and gives its exit code. */
function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...venvEnv(), ...env }, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
