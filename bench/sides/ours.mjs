/**
 * Our side of the benchmarks: a program that lives through all tasks and does each on command, so that starting and importing are not
 * timed. One JSON object a line on standard input, one answer a line on standard output. Runs in Node and in Deno.
 *
 * Usage: ours.mjs LIBRARY, the built library's mod.js
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { bytesOf, readNumbers } from "../shared/sets.mjs";
import { cpuSeconds, peakBytes, residentBytes } from "../shared/usage.mjs";
import { runEstimator } from "./our-estimators.mjs";

const library = await import(pathToFileURL(process.argv[2]).href);
/** The last inputs, and the last model of each task that another one wants. */
const inputs = new Map();
const models = new Map();

answer({
  ready: true,
  version: globalThis.Deno?.version.deno ?? process.versions.node,
  exports: Object.keys(library),
});
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  const command = JSON.parse(line);
  try {
    answer(await perform(command));
  } catch (error) {
    answer({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}
process.exit(0);

function answer(content) {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

/**
 * Does one task: what comes before is not timed, `timed` is, and what comes after only makes the outputs that are judged.
 * @param {{ estimator: string, options: object, timed: string, train: object, test?: object, outputs: string[], out: string,
 *   keep?: string, model?: string, workers?: number }} command
 */
async function perform(command) {
  const train = load(command.train);
  const test = command.test ? load(command.test) : undefined;
  const given = { ...command, library, train, test, fitted: models.get(command.model) };
  const task = await runEstimator(given);
  const residentBefore = residentBytes();
  const cpuBefore = cpuSeconds();
  const wallBefore = performance.now();
  await task.timed();
  const wall = (performance.now() - wallBefore) / 1000;
  const cpu = cpuSeconds() - cpuBefore;
  const peak = peakBytes();
  const { figures = {}, ...arrays } = await task.judge();
  if (command.keep) models.set(command.keep, task.model());
  const outputs = {};
  for (const [name, values] of Object.entries(arrays)) {
    if (!command.outputs.includes(name)) continue;
    outputs[name] = `${command.out}.${name}.${values instanceof Int32Array ? "i32" : "f64"}`;
    writeFileSync(outputs[name], bytesOf(values));
  }
  return { wall, cpu, peak, residentBefore, outputs, figures };
}

function load({ X, y, rows, columns }) {
  if (!inputs.has(X)) {
    // One training and one test set at a time: more would stand in the way of the memory figures.
    while (inputs.size >= 2) inputs.delete(inputs.keys().next().value);
    inputs.set(X, { X: { data: readNumbers(X), rows, columns }, y: readNumbers(y) });
  }
  return inputs.get(X);
}
