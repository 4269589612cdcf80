/** Figures of the interface, measured by ui-tests/ui.bench.ts in a real JupyterLab: `npm run bench -- ui [--smoke]`. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
const config = fileURLToPath(new URL("../../ui-tests/bench.config.ts", import.meta.url));
const clicks = process.argv.includes("--smoke") ? "5" : "50";

const child = spawn(process.execPath, [cli, "test", "-c", config], {
  stdio: "inherit",
  env: { ...process.env, TRAFFICLAB_BENCH_CLICKS: clicks },
});
child.on("close", (code) => (process.exitCode = code ?? 1));
