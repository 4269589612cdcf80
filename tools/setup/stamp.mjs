/**
 * A step is done when its stamp holds the hash of what it was made from and its outputs are still there.
 * Stamps are files under `.setup/stamps`; deleting the folder runs every step again.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ROOT, SETUP_DIR } from "./paths.mjs";
import { SetupError, say, sayUpToDate, secondsSince } from "./say.mjs";

const STAMP_DIR = join(SETUP_DIR, "stamps");
/** `bytes` and `made` hold what the kernels' build writes among the sources. */
const NOT_INPUT_FOLDERS = new Set(["node_modules", "__pycache__", ".ipynb_checkpoints", "bytes", "made"]);
const NOT_INPUT_FILES = /\.test\.ts$|\.tsbuildinfo$|^\.DS_Store$/;

/**
 * @param {string[]} paths Files and folders, relative to the repository; folders count with all their files; absent ones count as absent
 * @param {(path: string) => boolean} [isInput] Which files of a folder count, by their path in the repository
 * @returns {string} A hash of names and contents, the same on every platform
 */
export function hashInputs(paths, isInput = () => true) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const whole = join(ROOT, path);
    const files = existsSync(whole) ? filesUnder(whole) : [];
    hash.update(`${path}: ${files.length}\n`);
    for (const file of files) {
      const name = relative(ROOT, file).split(sep).join("/");
      if (!isInput(name)) continue;
      const content = readFileSync(file);
      hash.update(`${name} ${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string[]} values
 * @returns {string} One hash of them all
 */
export function hashText(...values) {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}

/**
 * @param {string} step
 * @param {string} hash What the step would be made from now
 * @param {string[]} outputs Paths relative to the repository which must be there
 * @returns {boolean}
 */
export function isDone(step, hash, outputs) {
  return readStamp(step) === hash && outputs.every((path) => existsSync(join(ROOT, path)));
}

/**
 * @param {string} step
 * @returns {string | null} What the step's last good end left, null when there was none
 */
export function readStamp(step) {
  const file = join(STAMP_DIR, step);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** Forgets a step before it starts, so that one that is broken off is not taken for done. */
export function clearStamp(step) {
  rmSync(join(STAMP_DIR, step), { force: true });
}

/** Remembers that a step ended well. */
export function writeStamp(step, hash) {
  mkdirSync(STAMP_DIR, { recursive: true });
  writeFileSync(join(STAMP_DIR, step), hash);
}

function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return NOT_INPUT_FOLDERS.has(entry.name) ? [] : filesUnder(inner);
    return entry.isFile() && !NOT_INPUT_FILES.test(entry.name) ? [inner] : [];
  });
}

/**
 * Does the work of one step unless its stamp says that it is done.
 * @param {{ name: string, title: string, doing: string, hash: string, outputs: string[] }} step
 * @param {() => Promise<unknown>} work
 */
export async function runStep({ name, title, doing, hash, outputs }, work) {
  if (isDone(name, hash, outputs)) {
    sayUpToDate(title);
    return;
  }
  const startedAt = performance.now();
  say(`${title}: ${doing} ...`);
  clearStamp(name);
  await work();
  const absent = outputs.filter((path) => !existsSync(join(ROOT, path)));
  if (absent.length > 0) throw new SetupError(`Cannot finish "${title}": it made no ${absent.join(", ")}`);
  writeStamp(name, hash);
  say(`${title}: done in ${secondsSince(startedAt)}`);
}
