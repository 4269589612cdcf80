import { jsonBytes } from "./plain.ts";

/** What a payload may take as JSON, in UTF-8. With the static forms (static-limits) a bundle stays under 1,000,000 bytes. */
export const MAX_PAYLOAD_BYTES = 580_000;

/**
 * A payload within its size: built with all that it may hold, then with less and less.
 *
 * @param reductions What is given up, one after the other, until it fits; the last one is to fit in any case.
 */
export function fitPayload<L, P>(full: L, reductions: readonly Partial<L>[], build: (limits: L) => P): P {
  let limits = full;
  let payload = build(limits);
  for (const step of reductions) {
    if (jsonBytes(payload) <= MAX_PAYLOAD_BYTES) break;
    limits = { ...limits, ...step };
    payload = build(limits);
  }
  return payload;
}
