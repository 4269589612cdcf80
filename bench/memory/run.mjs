/**
 * `npm run bench -- memory [--fits 1000] [--cancels 100] [--only NAME,...]
 * [--library MOD.JS]`: whether a process grows over many fits of every estimator, and whether the workers are
 * usable after many fits were cancelled at random moments.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { LIBRARY } from "../../tools/setup/paths.mjs";
import { table, writeBenchmarks } from "../report/mod.mjs";
import { libraryHash, optionOf, writeResults } from "../shared/store.mjs";
import { judgeCancels, judgeFits } from "./judge.mjs";

const PROGRAM = fileURLToPath(new URL("program.mjs", import.meta.url));
const TITLES = [
  "estimator",
  "fits",
  "RSS before, half-way, after",
  "wasm memories",
  "wasm bytes",
  "tensors",
  "verdict",
];

const args = process.argv.slice(2);
const fits = optionOf(args, "fits") ?? "1000";
const cancels = optionOf(args, "cancels") ?? "100";
const only = optionOf(args, "only");
const library = optionOf(args, "library") ?? LIBRARY;

const rows = [];
let cancelled = "";
let failed = false;
// The engine's young generation has its full size from the start: growing, it looks like a leak of a dozen MiB.
const child = spawn(
  process.execPath,
  ["--expose-gc", "--min-semi-space-size=16", PROGRAM, library, fits, cancels, only ?? ""],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
const ended = new Promise((resolve) => child.once("close", resolve));
for await (const line of createInterface({ input: child.stdout })) {
  if (!line.startsWith("{")) continue;
  const answer = JSON.parse(line);
  if (answer.estimator) {
    const { cells, ok } = judgeFits(answer);
    rows.push(cells);
    failed ||= !ok;
    console.log(cells.join(" | "));
  } else {
    const { text, ok } = judgeCancels(answer.cancelled);
    cancelled = text;
    failed ||= !ok;
    console.log(text);
  }
}
const code = await ended;
if (code !== 0) throw new Error(`Cannot measure memory: the program ended with exit code ${code}`);
const lines = [
  "## Memory over many fits, and cancelling",
  `One process, library build ${libraryHash()}, Node ${process.versions.node}: \`npm run bench -- memory\`.`,
  "",
  table(TITLES, rows),
  "",
  cancelled,
];
if (only === undefined && library === LIBRARY) {
  writeResults("memory", { library: libraryHash(), lines });
  console.log(`Written: ${writeBenchmarks()}`);
}
process.exitCode = failed ? 1 : 0;
