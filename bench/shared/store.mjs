/** Results of the benchmarks, kept in `.setup/bench` so that a broken-off run goes on where it was. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { LIBRARY, SETUP_DIR } from "../../tools/setup/paths.mjs";

export const BENCH_DATA = join(SETUP_DIR, "bench-data");
const RESULTS = join(SETUP_DIR, "bench");

/** @param {string} part @returns {Record<string, any>} Empty where there is none */
export function readResults(part) {
  const path = join(RESULTS, `${part}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** Replaces the file as a whole: a run that is broken off leaves what was there. */
export function writeResults(part, results) {
  const path = join(RESULTS, `${part}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(results, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}

/** @returns {string} A hash of the built library: figures of another build are not this one's */
export function libraryHash(library = LIBRARY) {
  const hash = createHash("sha256");
  const folder = dirname(library);
  for (const name of readdirSync(folder).sort())
    if (/\.c?js$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

/** @returns {string} What a task is, as text to compare */
export function fingerprint(task) {
  return createHash("sha256").update(JSON.stringify(task)).digest("hex").slice(0, 12);
}

export function machine() {
  const [first] = cpus();
  return {
    cpu: `${cpus().length} x ${first?.model.trim() ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** @returns {number} Processes that wanted a core in the last minute; 0 where the system does not say */
export function load() {
  return Math.round(loadavg()[0] * 100) / 100;
}

/** @param {string} name @returns {string | undefined} The value after `--name` */
export function optionOf(args, name) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
}
