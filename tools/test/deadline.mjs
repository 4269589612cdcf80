/** `npm test` must end, and say how it went, before whoever started it gives up on it. */
const WHOLE_RUN_MS = 24 * 60_000;
const LEAST_MS = 1_000;

const startedAt = performance.now();

export const deadline = {
  /** @returns {number} Milliseconds that a stage may still take */
  left() {
    return Math.max(LEAST_MS, WHOLE_RUN_MS - (performance.now() - startedAt));
  },
};
