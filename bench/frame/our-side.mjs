/**
 * Our side of `npm run bench -- frame`: one JSON object a line on standard input, one answer a line on standard output. Runs in Node and in
 * Deno.
 *
 * Usage: our-side.mjs LIBRARY, the built library's mod.js
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { cpuSeconds } from "../shared/usage.mjs";
import { OPERATIONS } from "./operations.mjs";

const COLUMNS = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "label",
  "timestamp",
];
/** An operation is repeated until it took this long: a clock cannot tell less. */
const LEAST_SECONDS = 0.05;

const { loadFlows } = await import(pathToFileURL(process.argv[2]).href);
const frames = [];

answer({ ready: true, version: globalThis.Deno?.version.deno ?? `Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    answer(command.files ? await open(command.files) : perform(command));
  } catch (error) {
    answer({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}
process.exit(0);

function answer(content) {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

async function open(files) {
  for (const file of files) {
    const table = (await loadFlows(file)).select(COLUMNS);
    frames.push(table.toDanfo({ limit: table.rowCount }));
  }
  return {};
}

function perform({ operation, file }) {
  const { run, numbers } = OPERATIONS.find(({ name }) => name === operation);
  const frame = frames[file];
  const cpuBefore = cpuSeconds();
  const before = performance.now();
  let result;
  let times = 0;
  let wall;
  do {
    result = run(frame);
    times++;
    wall = (performance.now() - before) / 1000;
  } while (wall < LEAST_SECONDS);
  return { wall: wall / times, cpu: (cpuSeconds() - cpuBefore) / times, numbers: numbers(result) };
}
