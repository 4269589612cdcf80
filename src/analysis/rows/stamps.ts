/** yyyy-mm-dd or yyyy/mm/dd, a blank or T, hh:mm[:ss[.f]], and perhaps a zone: Z, +hh:mm, +hhmm, +hh. */
const STAMP =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(Z|UTC|[-+]\d{2}(?::?\d{2})?)?$/i;
const OFFSET = /^([-+])(\d{2}):?(\d{2})?$/;
/** Date.UTC takes smaller ones for years of the twentieth century. */
const FIRST_YEAR = 100;
/** Of the months from 1 on. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Turns a stamp without zone into epoch ms: minutes to subtract at a local time given as if it were UTC. */
export interface ZoneOffset {
  (localMs: number): number;
  /** The minutes where they are the same at all times. */
  readonly always?: number;
}

/** A time that was read. */
export interface ParsedTime {
  /** UTC epoch ms, fraction kept. */
  ms: number;
  hasZone: boolean;
}

/**
 * Reads a time stamp by its own rules; `Date.parse` would take the machine's zone for stamps without one.
 *
 * @returns null when the text is no such stamp or names a day or hour that does not exist.
 */
export function parseStamp(text: string, zone: ZoneOffset): ParsedTime | null {
  const match = STAMP.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  const exists =
    year >= FIRST_YEAR && day >= 1 && day <= daysOf(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!exists) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = match[7] ? Number(`${match[7]}e3`) : 0;
  const named = match[8];
  const offset = named === undefined ? zone(local) : offsetMinutes(named);
  return { ms: local - offset * 60_000 + fraction, hasZone: named !== undefined };
}

/** 0 for a month that does not exist. */
function daysOf(year: number, month: number): number {
  if (month !== 2) return DAYS[month] ?? 0;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** @param text "+02:00", "+0200" or "+02"; 0 for any other. */
export function offsetMinutes(text: string): number {
  const match = OFFSET.exec(text);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

/** Whether a text is an offset as "+02:00". */
export function isOffset(text: string): boolean {
  return OFFSET.test(text);
}

/** The same minutes at all times. */
export function fixedOffset(minutes: number): ZoneOffset {
  return Object.assign(() => minutes, { always: minutes });
}
