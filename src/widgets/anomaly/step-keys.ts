/** Keys that walk over things that stand in a row: values of a slider, flows of a list. */

/** Steps of Page Up and Page Down. */
const PAGE = 10;

/** What keys do. */
export interface StepKeys {
  /** How far a key goes; infinite to the ends, undefined for a key of another meaning. */
  steps: Readonly<Record<string, number>>;
  /** Where it goes from, and how many places there are. */
  at: () => number;
  length: number;
  go: (to: number) => boolean;
  /** What other keys do; true where something was done. */
  others: Readonly<Record<string, () => boolean>>;
}

/** Of a list from above: down goes on. */
export const LIST_STEPS = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: -Infinity,
  End: Infinity,
};

/** Of a slider: up and right go to greater values. */
export const SLIDER_STEPS = {
  ...{ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 },
  ...{ PageUp: PAGE, PageDown: -PAGE, Home: -Infinity, End: Infinity },
};

/** Handles a key: true where it did something, and then nobody else gets it. */
export function stepByKey(event: KeyboardEvent, { steps, at, length, go, others }: StepKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = steps[event.key];
  const to = Math.max(0, Math.min(length - 1, at() + (step ?? 0)));
  const handled = step === undefined ? others[event.key]?.() === true : go(to);
  if (handled) {
    event.preventDefault();
    event.stopPropagation();
  }
  return handled;
}
