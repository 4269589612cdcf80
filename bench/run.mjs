/**
 * `npm run bench -- PART [--smoke]`: prints the measured figures that the documentation and the issues quote.
 *
 * Parts: `kernel` (outputs kept, interrupts, round trips, cost of the import), `ui` (from a click to its rows, first paint).
 */
import "../tools/setup/check-node.mjs";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describeError, setUp, setUpForTests, venvEnv } from "../tools/setup/mod.mjs";
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
