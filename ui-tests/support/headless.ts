/** Notebooks that are run on the real kernel without a browser. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { venvFolder } from "./server.ts";

const PROGRAM = resolve(import.meta.dirname, "../../tools/run-notebook.py");
const MAY_TAKE_MS = 900_000;

interface Report {
  error: string | null;
  cells: { outputs: { type: string; text: string }[] }[];
}

/**
 * Runs a notebook in place, so that its file holds its outputs; no cell may fail.
 *
 * @returns What its cells have printed.
 */
export async function runHeadless(folder: string, name: string): Promise<string[]> {
  const path = join(folder, name);
  const report = `${path}.report.json`;
  const args = [PROGRAM, path, "--kernel", "trafficlab", "--executed", path, "--report", report];
  const bin = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");
  await promisify(execFile)(join(venvFolder(), bin), [...args, "--timeout", "600"], {
    cwd: folder,
    timeout: MAY_TAKE_MS,
  });
  const { error, cells } = JSON.parse(readFileSync(report, "utf8")) as Report;
  if (error !== null) throw new Error(`Cannot run ${name}: ${error}`);
  return cells.flatMap(({ outputs }) =>
    outputs.flatMap(({ type, text }) => (type === "stream stdout" ? [text] : [])),
  );
}
