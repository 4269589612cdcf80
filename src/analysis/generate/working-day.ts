import type { Generator } from "./generator.ts";

/** Relative activity of people by hour of the day (UTC), from midnight. */
const WORKING_DAY = [
  ...[0.1, 0.08, 0.07, 0.07, 0.08, 0.12],
  ...[0.25, 0.55, 0.9, 1, 1, 0.95],
  ...[0.75, 0.9, 1, 0.98, 0.95, 0.85],
  ...[0.6, 0.4, 0.32, 0.28, 0.22, 0.15],
];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A time by the working day: draws are kept with the probability of their hour. Weekends are quiet. */
export function humanTime(generator: Generator): number {
  const { random } = generator;
  for (;;) {
    const time = generator.anyTime();
    const hour = (time % DAY_MS) / HOUR_MS;
    const from = Math.floor(hour);
    const here = WORKING_DAY[from]!;
    const next = WORKING_DAY[(from + 1) % 24]!;
    // 1 January 1970 was a Thursday.
    const weekday = (Math.floor(time / DAY_MS) + 4) % 7;
    const quiet = weekday === 0 || weekday === 6 ? 0.3 : 1;
    if (random.next() < quiet * (here + (next - here) * (hour - from))) return time;
  }
}
