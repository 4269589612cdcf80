/** `npm run clean`: takes away what is built. `npm run clean -- --all` also takes away what set-up installed. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";

const BUILT = [
  "lib",
  "dist",
  "build",
  "coverage",
  "src/kernels/wasm/bytes",
  "src/analysis/workers/made",
  "trafficlab/library",
  "trafficlab/labextension",
  "ui-tests/artifacts",
  ".setup/stamps",
  ".setup/reports",
  ".setup/logs",
];
const INSTALLED = [".setup", ".venv", "node_modules"];

const all = process.argv.includes("--all");
for (const path of all ? [...BUILT, ...INSTALLED] : BUILT)
  rmSync(join(ROOT, path), { recursive: true, force: true });
