/**
 * `npm run bench -- bits [--seeds 20] [--rows 500]`: whether every fitted model and its predictions are the same bits in Node, Deno and Chromium,
 * and with 1, 2 and 4 workers.
 */
import { VENV_DENO } from "../../tools/setup/paths.mjs";
import { table, writeBenchmarks } from "../report/mod.mjs";
import { libraryHash, optionOf, writeResults } from "../shared/store.mjs";
import { differences } from "./compare.mjs";
import { findChromium, hashesInChromium, hashesInDeno, hashesInNode } from "./engines.mjs";
import { NAMES } from "./fits.mjs";

const args = process.argv.slice(2);
const seeds = Number(optionOf(args, "seeds") ?? 20);
const rows = Number(optionOf(args, "rows") ?? 500);
const WORKERS = [1, 2, 4];

const fits = Array.from({ length: seeds }, (_, at) => at + 1).flatMap((seed) =>
  WORKERS.map((workers) => ({ seed, rows, workers })),
);
const chromium = findChromium();
if (!chromium)
  throw new Error("Cannot compare with a page: no Chromium found; name one in TRAFFICLAB_CHROMIUM");
const engines = {
  Node: await hashesInNode(fits),
  Deno: await hashesInDeno(VENV_DENO, fits),
  Chromium: await hashesInChromium(chromium, fits),
};
const found = differences(engines, fits);
const lines = [
  "## Same bits",
  `Hashes of every fitted model's arrays and predictions on ${rows} rows, ${seeds} seeds, with ${WORKERS.join(", ")} workers in ${Object.keys(engines).join(", ")}: ` +
    `${fits.length * 3} fits of each estimator; library build ${libraryHash()}. \`npm run bench -- bits\`.`,
  "",
  table(
    ["estimator", "fits compared", "different"],
    NAMES.map((name) => [
      name,
      String(fits.length * 3),
      String(found.filter((difference) => difference.name === name).length),
    ]),
  ),
];
console.log(lines.join("\n"));
for (const { name, engine, fit } of found.slice(0, 30))
  console.log(`different: ${name} in ${engine}, seed ${fit.seed}, ${fit.workers} workers`);
writeResults("bits", { library: libraryHash(), lines });
console.log(`Written: ${writeBenchmarks()}`);
process.exitCode = found.length > 0 ? 1 : 0;
