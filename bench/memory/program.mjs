/**
 * Many fits in one process, and many that are cancelled: node --expose-gc program.mjs LIBRARY FITS CANCELS [NAME,...]. Prints one JSON object a
 * line: one an estimator, then one for what was cancelled.
 */
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { hashFits, makeRows, NAMES } from "../bits/fits.mjs";
import { livingWorkers, settle, wasmMemories } from "./watch.mjs";

const [path, fits, cancels, only] = process.argv.slice(2);
const library = await import(pathToFileURL(path).href);
const ROWS = 120;
/** Share of the fits that is made before the first look: until then the engine still grows its heap. */
const WARM_UP = 0.25;
/** Fits tried for each that is to be cancelled: one that has ended before its moment does not count. */
const MOST_TRIES = 4;

const names = only ? only.split(",") : NAMES;

for (const name of names) print({ estimator: name, ...(await manyFits(name, Number(fits))) });
print({ cancelled: await manyCancels(Number(cancels)) });
process.exit(0);

function print(content) {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

async function manyFits(name, count) {
  const fit = (seed) => hashFits(library, { seed, rows: ROWS, workers: 0, names: [name] });
  for (let seed = 1; seed <= count * WARM_UP; seed++) await fit(seed);
  const before = await state();
  for (let seed = 1; seed <= count / 2; seed++) await fit(seed);
  const middle = await state();
  for (let seed = 1; seed <= count / 2; seed++) await fit(seed);
  return { fits: count, before, middle, after: await state() };
}

async function state() {
  await settle();
  return { rss: process.memoryUsage().rss, wasm: wasmMemories(), tensors: await tensors() };
}

/** TensorFlow.js is asked only where the library has loaded it. */
async function tensors() {
  const { memory } = await import(pathToFileURL(join(dirname(path), "tfjs-node.js")).href);
  return memory().numTensors;
}

/** Cancels `count` fits, each at a random moment of the time that a whole one takes. */
async function manyCancels(count) {
  const { X, y } = makeRows(1, 20_000);
  const fit = (run) =>
    new library.RandomForestClassifier({ nEstimators: 60, seed: 1 }).fit(X, y, { workers: 2, ...run });
  const reference = JSON.stringify(await hashFits(library, { seed: 1, rows: 500, workers: 2, names }));
  const counts = { asked: count, cancelled: 0, finished: 0, otherwise: 0, slowestMs: 0 };
  const wholeMs = await shortest(fit);
  const workersBefore = livingWorkers();
  let state = 1;
  for (let round = 0; counts.cancelled < count && round < count * MOST_TRIES; round++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const controller = new AbortController();
    let abortedAt = Infinity;
    const timer = setTimeout(
      () => {
        abortedAt = performance.now();
        controller.abort();
      },
      (state / 2 ** 32) * wholeMs,
    );
    try {
      await fit({ signal: controller.signal });
      counts.finished += 1;
    } catch (error) {
      counts[error.code === "CANCELLED" ? "cancelled" : "otherwise"] += 1;
      counts.slowestMs = Math.max(counts.slowestMs, Math.round(performance.now() - abortedAt));
    }
    clearTimeout(timer);
  }
  const sameAfterwards =
    JSON.stringify(await hashFits(library, { seed: 1, rows: 500, workers: 2, names })) === reference;
  return { ...counts, sameAfterwards, workersBefore, workersAfter: livingWorkers() };
}

/** Of a few whole fits, the first of which may have to start the workers; in ms. */
async function shortest(fit) {
  let ms = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await fit({});
    ms = Math.min(ms, performance.now() - start);
  }
  return ms;
}
