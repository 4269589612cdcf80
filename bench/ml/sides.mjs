/** The sides of a run: ours in Node or Deno, scikit-learn with all cores, scikit-learn with one. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { venvEnv } from "../../tools/setup/environment.mjs";
import { LIBRARY, REFERENCE_PYTHON, VENV_DENO } from "../../tools/setup/paths.mjs";
import { startSide } from "../shared/side.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OURS = here("../sides/ours.mjs");
const THEIRS = here("../sides/reference.py");

const RUNTIMES = {
  node: (library) => ({ command: process.execPath, args: [OURS, library], env: venvEnv() }),
  deno: (library) => ({
    command: VENV_DENO,
    args: ["run", "--allow-all", "--no-config", OURS, library],
    env: venvEnv(),
  }),
};

/**
 * @param {{ runtime: string, withReference: boolean, library?: string }} wanted
 * @returns The sides by name, in the order in which they take turns, and how to start one anew
 */
export async function openSides({ runtime, withReference, library = LIBRARY }) {
  if (!Object.hasOwn(RUNTIMES, runtime))
    throw new RangeError(`Cannot measure: --runtime must be node or deno, got "${runtime}"`);
  const cores = availableParallelism();
  const reference = (jobs, threads) => ({
    command: REFERENCE_PYTHON,
    args: ["-B", THEIRS, String(jobs)],
    env: referenceEnv(threads),
  });
  const starters = {
    ours: () => RUNTIMES[runtime](library),
    ...(withReference ? { all: () => reference(-1, cores), one: () => reference(1, 1) } : {}),
  };
  const sides = {};
  for (const [name, starter] of Object.entries(starters)) sides[name] = await startSide(starter());
  return {
    ...sides,
    names: Object.keys(starters),
    /** A side of its own, for a figure that must not know of earlier tasks. */
    fresh: (name) => startSide(starters[name]()),
    stop: async () => {
      for (const side of Object.values(sides)) await side.stop();
    },
  };
}
