import { TextColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { parseStamp } from "../../rows/mod.ts";
import type { ParsedTime, ZoneOffset } from "../../rows/mod.ts";

const NAME = "timestamp";
/** d/m/yyyy or m/d/yyyy, h:mm[:ss[.f]], perhaps AM or PM. */
const SLASHED =
  /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*([AP]M)?$/i;
/** Below these, whole numbers are codes or a count from some start, but no time since 1970. */
const FIRST_EPOCH = 1e8;

/** The parts of a time stamp whose first two numbers may be in either order. */
interface SlashedStamp {
  first: number;
  second: number;
  year: number;
  hour: number;
  /** What follows the hour, as text. */
  rest: string;
  half: "AM" | "PM" | null;
}

/**
 * Sets `timestamp` from texts as "7/12/2017 3:30", ISO stamps or epoch numbers. Which of the first two numbers is the day is told by the
 * option `dayFirst`, else by a number above 12 anywhere in the column, else the day is taken to come first and that is told.
 */
export function copyTimestamp(draft: CanonicalDraft, wanted: string = NAME): void {
  const name = draft.source.find(wanted);
  const column = name === null ? undefined : draft.source.get(name);
  if (name === null || !column) return;
  if (!(column instanceof TextColumn)) {
    if (!holdsCodes(column)) draft.copyEpochs(name);
    else refuseCodes(draft, name);
    return;
  }
  const stamps = column.categories.map(readSlashed);
  const dayFirst = draft.context.dayFirst ?? orderOf(stamps, draft);
  warnAboutClock(stamps, draft);
  const { zone } = draft.context;
  const times = column.categories.map((text, code) =>
    stamps[code] ? timeOf(stamps[code], dayFirst, zone) : parseStamp(text, zone),
  );
  setTimes(draft, name, column, times);
}

function holdsCodes(column: StoredColumn): boolean {
  const { values } = column;
  for (let row = 0; row < column.length; row++) {
    const value = values[row]!;
    if (!column.isMissing(row) && (value >= FIRST_EPOCH || value !== Math.floor(value))) return false;
  }
  return column.missing < column.length;
}

function refuseCodes(draft: CanonicalDraft, name: string): void {
  draft.cannot("timestamp", `${name} holds small whole numbers: not a time`);
  draft.report.warn("W_ENCODED_COLUMN", `"${name}" holds codes in place of times: it was not mapped`, {
    column: name,
  });
}

function readSlashed(text: string): SlashedStamp | null {
  const match = SLASHED.exec(text.trim());
  if (!match) return null;
  const [, first, second, year, hour, minute, seconds = "00", fraction = "", half] = match;
  return {
    first: Number(first),
    second: Number(second),
    year: Number(year),
    hour: Number(hour),
    rest: `${minute}:${seconds}${fraction}`,
    half: half === undefined ? null : half.toUpperCase() === "PM" ? "PM" : "AM",
  };
}

/** Whether the day comes first, by a number above 12; told when nothing settles it. */
function orderOf(stamps: readonly (SlashedStamp | null)[], { report }: CanonicalDraft): boolean {
  const days = stamps.some((stamp) => stamp !== null && stamp.first > 12);
  const months = stamps.some((stamp) => stamp !== null && stamp.second > 12);
  if (days !== months) return days;
  const count = stamps.filter((stamp) => stamp !== null).length;
  if (count === 0) return true;
  const what = days
    ? "Some dates have the day first and some the month"
    : "Nothing tells whether dates have the day or the month first";
  report.warn("W_AMBIGUOUS_DATE", `${what}: the day was taken to come first`, {
    column: "timestamp",
    remedy: "load with { dayFirst: false } where the month comes first, or with { dayFirst: true }",
  });
  return true;
}

/** The tool writes a 12-hour clock and drops AM and PM: an afternoon then looks like an early morning. */
function warnAboutClock(stamps: readonly (SlashedStamp | null)[], { report }: CanonicalDraft): void {
  const clocks = stamps.filter((stamp) => stamp !== null);
  if (clocks.length === 0 || clocks.some(({ hour, half }) => half !== null || hour === 0 || hour > 12))
    return;
  report.warn(
    "W_AMBIGUOUS_CLOCK",
    "Hours run from 1 to 12 without AM or PM: times of the afternoon may be 12 hours early, and order within the file is only rough",
    { column: "timestamp" },
  );
}

function timeOf(stamp: SlashedStamp, dayFirst: boolean, zone: ZoneOffset): ParsedTime | null {
  const { first, second, year, hour, rest, half } = stamp;
  if (half !== null && (hour < 1 || hour > 12)) return null;
  const fullHour = half === null ? hour : (hour % 12) + (half === "PM" ? 12 : 0);
  const [day, month] = dayFirst ? [first, second] : [second, first];
  return parseStamp(`${year}-${month}-${day} ${fullHour}:${rest}`, zone);
}

function setTimes(
  draft: CanonicalDraft,
  name: string,
  column: TextColumn,
  times: readonly (ParsedTime | null)[],
): void {
  const values = new Float64Array(column.length).fill(NaN);
  let found = 0;
  let withoutZone = 0;
  for (let row = 0; row < values.length; row++) {
    const code = column.values[row]!;
    if (code < 0) continue;
    const time = times[code];
    if (time) {
      values[row] = time.ms;
      found++;
      if (!time.hasZone) withoutZone++;
    } else {
      draft.report.warn("W_BAD_TIME", "Texts that are no time stamps were taken as missing", {
        line: draft.lines.lineOf(row),
        column: "timestamp",
      });
    }
  }
  if (found > 0) draft.setTimes(name, values, withoutZone);
  else draft.cannot("timestamp", `${name} holds no times`);
}
