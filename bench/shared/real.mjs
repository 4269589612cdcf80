/** Real sets: encoded once by bench/shared/encode.py, which the reference environment runs. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { REFERENCE_PYTHON, ROOT } from "../../tools/setup/paths.mjs";
import { mustRun } from "../../tools/setup/run.mjs";
import { madeSet } from "./sets.mjs";

const ENCODE = fileURLToPath(new URL("encode.py", import.meta.url));

/**
 * @param {object | string} data What to make, or the name of a real set
 * @param {string} folder
 * @returns {Promise<import("./sets.mjs").DataSet>}
 */
export async function setFor(data, folder) {
  return typeof data === "string" ? realSet(data, folder) : madeSet(folder, data);
}

async function realSet(name, folder) {
  const [split] = await realSplits(name, folder, { seeds: 1, train: 0, test: 0 });
  return split.raw;
}

/**
 * @param {string} name One of tools/fixtures/common's sets
 * @param {string} folder
 * @param {{ seeds: number, train: number, test: number }} options Rows of each part; 0 = four fifths and a fifth of all
 * @returns {Promise<any[]>} For each seed: `raw`, `scaled` (by the training rows), and `low`, three principal components of the training rows
 */
export async function realSplits(name, folder, { seeds, train, test }) {
  const manifest = join(folder, `${name}-${seeds}-${train}-${test}.json`);
  if (!existsSync(manifest)) {
    mkdirSync(folder, { recursive: true });
    await mustRun(
      `encode ${name}`,
      REFERENCE_PYTHON,
      ["-B", ENCODE, name, manifest, String(seeds), String(train), String(test)],
      {
        env: {
          ...referenceEnv(1),
          PYTHONPATH: join(ROOT, "tools", "fixtures"),
          TRAFFICLAB_DATA: process.env.TRAFFICLAB_DATA ?? join(ROOT, "..", "shared", "data"),
        },
        remedy: "the shared captures must be there: ../shared/data, or TRAFFICLAB_DATA",
      },
    );
  }
  return JSON.parse(readFileSync(manifest, "utf8"));
}
