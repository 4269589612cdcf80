/** Whether what a process holds has grown, and how it came out of being cancelled. */

/** The engine's heap and the allocator grow to their size and breathe then; a leak grows in the second half as in the first. */
const RSS_MAY_GROW = 48 * 2 ** 20;
const RSS_MAY_GROW_LATE = 12 * 2 ** 20;

/**
 * @param {{ estimator: string, fits: number, before: State, middle: State, after: State }} measured `middle`: after half of the fits
 * @typedef {{ rss: number, wasm: { count: number, bytes: number }, tensors: number }} State
 * @returns {{ cells: string[], ok: boolean }}
 */
export function judgeFits({ estimator, fits, before, middle, after }) {
  const ok =
    after.rss - before.rss <= RSS_MAY_GROW &&
    after.rss - middle.rss <= RSS_MAY_GROW_LATE &&
    after.wasm.count <= before.wasm.count &&
    after.wasm.bytes <= before.wasm.bytes &&
    after.tensors <= before.tensors;
  const pair = (show) => `${show(before)} to ${show(after)}`;
  const cells = [
    estimator,
    String(fits),
    `${[before, middle, after].map(({ rss }) => Math.round(rss / 2 ** 20)).join(", ")} MiB`,
    pair(({ wasm }) => String(wasm.count)),
    pair(({ wasm }) => `${(wasm.bytes / 2 ** 20).toFixed(1)} MiB`),
    pair(({ tensors }) => String(tensors)),
    ok ? "no growth" : "GROWS",
  ];
  return { cells, ok };
}

/** @returns {{ text: string, ok: boolean }} */
export function judgeCancels({
  asked,
  cancelled,
  finished,
  otherwise,
  slowestMs,
  sameAfterwards,
  workersBefore,
  workersAfter,
}) {
  const ok = otherwise === 0 && sameAfterwards && workersAfter <= workersBefore && cancelled === asked;
  const text =
    `Cancelled at random moments: ${cancelled} fits (${finished} more had finished before it, ${otherwise} failed otherwise); slowest answer ` +
    `${slowestMs} ms; fits afterwards ${sameAfterwards ? "give the same bits" : "DIFFER"}; workers before and after: ${workersBefore} and ${workersAfter}.`;
  return { text, ok };
}
