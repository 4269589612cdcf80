/** What is to be done when each signal aborts. */
const waitingFor = new WeakMap<AbortSignal, Waiting>();

interface Waiting {
  readonly functions: Set<() => void>;
  readonly listener: () => void;
}

/**
 * Calls a function when a signal aborts, once; does nothing when it has aborted already.
 *
 * However many functions wait for one signal, it has one listener: Node takes more than ten for a leak and warns, and one signal for
 * dozens of fits or files is ordinary.
 *
 * @returns What ends the waiting.
 */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  // A function of its own, so that one that waits twice is called twice.
  const own = (): void => action();
  waiting.functions.add(own);
  return () => {
    waiting.functions.delete(own);
    if (waiting.functions.size === 0) stopListening(signal, waiting);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const functions = new Set<() => void>();
  const waiting: Waiting = {
    functions,
    listener() {
      stopListening(signal, waiting);
      for (const each of [...functions]) each();
      functions.clear();
    },
  };
  waitingFor.set(signal, waiting);
  signal.addEventListener("abort", waiting.listener, { once: true });
  return waiting;
}

/** Only what is still there: after the last one others may have come, who have a listener of their own. */
function stopListening(signal: AbortSignal, waiting: Waiting): void {
  signal.removeEventListener("abort", waiting.listener);
  if (waitingFor.get(signal) === waiting) waitingFor.delete(signal);
}
