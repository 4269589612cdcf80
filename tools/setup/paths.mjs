/** Where set-up keeps what it makes: everything inside the repository, nothing in the user's own folders. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const WINDOWS = process.platform === "win32";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Stamps, logs, reports and Jupyter's own folders (git-ignored). */
export const SETUP_DIR = join(ROOT, ".setup");
export const LOG_DIR = join(SETUP_DIR, "logs");
export const REPORT_DIR = join(SETUP_DIR, "reports");
export const VENV = join(ROOT, ".venv");
export const VENV_BIN = join(VENV, WINDOWS ? "Scripts" : "bin");
export const VENV_PYTHON = join(VENV_BIN, WINDOWS ? "python.exe" : "python");
export const VENV_DENO = join(VENV_BIN, WINDOWS ? "deno.exe" : "deno");
/** scikit-learn and PyOD for fixtures and benchmarks: made when one of these is asked for, never for `npm test`. */
export const REFERENCE = join(SETUP_DIR, "reference", "venv");
export const REFERENCE_PYTHON = join(
  REFERENCE,
  WINDOWS ? "Scripts" : "bin",
  WINDOWS ? "python.exe" : "python",
);
/** The built library, as notebooks import it. */
export const LIBRARY = join(ROOT, "trafficlab", "library", "mod.js");
export const NOTEBOOKS = join(ROOT, "notebooks");

/**
 * @param {string} name A package's command line script, such as `"jest/bin/jest.js"`
 * @returns {string} Its path in the installed packages
 */
export function packageScript(name) {
  return join(ROOT, "node_modules", ...name.split("/"));
}
