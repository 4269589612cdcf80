/** Notebooks run without a browser, on the real kernel. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { venvEnv } from "./setup/environment.mjs";
import { REPORT_DIR, ROOT, SETUP_DIR, VENV_PYTHON } from "./setup/paths.mjs";
import { capture, lastLines } from "./setup/run.mjs";

const KERNEL = "trafficlab";
const HANG_LIMIT_MS = 15 * 60_000;
const PREVIEW_LINES = 6;
const PREVIEW_WIDTH = 160;

/**
 * @param {string} path A notebook, relative to the repository
 * @returns {Promise<{ ok: boolean, text: string }>} Whether every cell ran, and a summary of each output
 */
export async function runNotebook(path) {
  const name = basename(path, ".ipynb");
  const executed = join(SETUP_DIR, "executed", `${name}.ipynb`);
  const report = join(REPORT_DIR, `notebook-${name}.json`);
  mkdirSync(join(SETUP_DIR, "executed"), { recursive: true });
  mkdirSync(REPORT_DIR, { recursive: true });
  rmSync(report, { force: true });
  const args = [
    join(ROOT, "tools", "run-notebook.py"),
    join(ROOT, path),
    "--kernel",
    KERNEL,
    "--executed",
    executed,
    "--report",
    report,
  ];
  const run = await capture(VENV_PYTHON, args, {
    env: venvEnv(),
    log: `notebook-${name}`,
    timeoutMs: HANG_LIMIT_MS,
  });
  const result = readReport(report);
  if (!result) {
    const why = run.timedOut
      ? `it did not end within ${HANG_LIMIT_MS / 60_000} minutes`
      : `exit code ${run.code}`;
    return { ok: false, text: `Cannot run ${path}: ${why}\n${lastLines(run.output)}` };
  }
  return { ok: run.code === 0 && result.error === null, text: summarize(path, result) };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {string} path
 * @param {{ seconds: number, error: string | null, cells: { number: number, outputs: { type: string, mimeTypes: Record<string, number>, text: string }[] }[] }} result
 * @returns {string}
 */
export function summarize(path, { seconds, error, cells }) {
  const lines = [`${path}: ${cells.length} code cells in ${seconds.toFixed(1)} s`];
  for (const { number, outputs } of cells) {
    if (outputs.length === 0) lines.push(`cell ${number}: no output`);
    for (const { type, mimeTypes, text } of outputs) {
      const kinds = Object.entries(mimeTypes).map(([mime, bytes]) => `${mime} ${formatBytes(bytes)}`);
      lines.push(`cell ${number}: ${[type, ...kinds].join(", ")}`, ...preview(text));
    }
  }
  if (error !== null) lines.push("", error);
  return lines.join("\n");
}

function preview(text) {
  const all = text.trimEnd().split("\n");
  const shown = all
    .slice(0, PREVIEW_LINES)
    .map((line) => (line.length > PREVIEW_WIDTH ? `${line.slice(0, PREVIEW_WIDTH)}…` : line));
  if (all.length > PREVIEW_LINES) shown.push(`… ${all.length - PREVIEW_LINES} more lines`);
  return text === "" ? [] : shown.map((line) => `    ${line}`);
}

function formatBytes(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}
