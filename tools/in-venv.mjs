/** Runs one command inside `.venv`, with the repository's own Jupyter folders: `node tools/in-venv.mjs COMMAND [ARGS...]`. */
import "./setup/check-node.mjs";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { VENV_PYTHON } from "./setup/paths.mjs";
import { venvEnv } from "./setup/environment.mjs";

const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error("Usage: node tools/in-venv.mjs COMMAND [ARGS...]");
  process.exit(2);
}
if (!existsSync(VENV_PYTHON)) {
  console.error(`Cannot run ${command}: .venv is not there; "npm start -- --check" or "npm test" makes it`);
  process.exit(1);
}
const child = spawn(command === "python" ? VENV_PYTHON : command, args, { env: venvEnv(), stdio: "inherit" });
child.on("error", (error) => {
  console.error(`Cannot run ${command}: ${error.message}`);
  process.exit(127);
});
child.on("close", (code) => process.exit(code ?? 1));
