/** Our side of the load benchmark: reader.mjs LIBRARY PATH LOADS ENGINE. Prints one JSON object. Runs in Node and in Deno. */
import process from "node:process";
import { pathToFileURL } from "node:url";
import { cpuSeconds, peakBytes } from "../shared/usage.mjs";

const [library, path, loads, engine] = process.argv.slice(2);
const { loadFlows } = await import(pathToFileURL(library).href);
const before = peakBytes();
const rounds = [];
let rows = 0;
let readBy = "";
for (let load = 0; load < Number(loads); load++) {
  const cpu = cpuSeconds();
  const start = performance.now();
  const table = await loadFlows(path, { engine });
  rounds.push({
    wall: (performance.now() - start) / 1000,
    cpu: cpuSeconds() - cpu,
    peak: peakBytes(),
  });
  rows = table.rowCount;
  readBy = table.provenance.source.engine ?? "own";
}
const version = globalThis.Deno?.version.deno ?? process.versions.node;
process.stdout.write(`${JSON.stringify({ version, before, rows, rounds, readBy })}\n`);
process.exit(0);
