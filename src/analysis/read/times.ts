import type { Numbers } from "./mapping/numbers.ts";
import { codedError, describe } from "../core/mod.ts";
import { fixedOffset, isOffset, offsetMinutes } from "../rows/mod.ts";
import type { ZoneOffset } from "../rows/mod.ts";

/**
 * The rule for stamps without a zone.
 *
 * @param timeZone "UTC", an offset as "+02:00", or a name as "Europe/Berlin".
 * @throws {RangeError} code BAD_INPUT, for a zone that the runtime does not know.
 */
export function zoneOffset(timeZone: string): ZoneOffset {
  if (timeZone === "UTC" || timeZone === "Z") return fixedOffset(0);
  if (isOffset(timeZone)) return fixedOffset(offsetMinutes(timeZone));
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot load flows: timeZone must be "UTC", an offset as "+02:00" or a name as "Europe/Berlin", got ${describe(timeZone)}`,
      { cause },
    );
  }
  const offsetAt = (utcMs: number): number => (wallClock(format, utcMs) - utcMs) / 60_000;
  // The offset depends on the UTC time that is looked for: ask again with the first answer (a clock change lies between at most).
  return (localMs) => offsetAt(localMs - offsetAt(localMs) * 60_000);
}

/** The clock of a zone at a UTC time, as if it were UTC; whole seconds. */
function wallClock(format: Intl.DateTimeFormat, utcMs: number): number {
  const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) +
    (utcMs % 1000)
  );
}

/** How epoch numbers become milliseconds: by one of the two, so that no second rounding comes in. */
export interface EpochUnit {
  unit: "s" | "ms" | "us" | "ns";
  times: number;
  over: number;
}

const EPOCH_UNITS: readonly { below: number; unit: EpochUnit | "relative" }[] = [
  { below: 1e8, unit: "relative" },
  { below: 1e11, unit: { unit: "s", times: 1000, over: 1 } },
  { below: 1e14, unit: { unit: "ms", times: 1, over: 1 } },
  { below: 1e17, unit: { unit: "us", times: 1, over: 1000 } },
  { below: Infinity, unit: { unit: "ns", times: 1, over: 1e6 } },
];

/**
 * The unit of epoch numbers, told by the size of their median: "relative" for times that count from a start, "none" where there is no
 * time at all. Counts by size instead of sorting.
 */
export function epochUnit(values: Numbers): EpochUnit | "relative" | "none" {
  const counts = new Array<number>(EPOCH_UNITS.length).fill(0);
  let finite = 0;
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(values[row]!);
    if (!(size < Infinity)) continue;
    let place = 0;
    while (size >= EPOCH_UNITS[place]!.below) place++;
    counts[place]!++;
    finite++;
  }
  if (finite === 0) return "none";
  let upTo = 0;
  const place = counts.findIndex((count) => (upTo += count) > finite >>> 1);
  return EPOCH_UNITS[place]!.unit;
}

/** Largest time that a Date can hold, in ms. */
const MAX_TIME = 8.64e15;

/**
 * Epoch numbers as UTC epoch ms, changed in place; seconds are rounded to the microseconds that they have at most, which undoes the error
 * of the product. Times past what a Date can hold become missing.
 *
 * @param outside Called with the row of each time that became missing.
 */
export function toMilliseconds(
  values: Float64Array,
  { unit, times, over }: EpochUnit,
  outside: (row: number) => void,
): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const ms = unit === "s" ? Math.round(value * 1e6) / 1000 : (value * times) / over;
    values[row] = ms;
    if (Math.abs(ms) <= MAX_TIME || value !== value) continue;
    values[row] = NaN;
    outside(row);
  }
}
