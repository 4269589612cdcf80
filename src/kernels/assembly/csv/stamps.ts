/** Time stamps in the form that nearly all files have: yyyy-mm-dd hh:mm:ss. */

const DAY_MS: f64 = 86400000;
/** Decimals of a second that are an exact double. */
const MOST_DECIMALS = 15;

/** Of the last call: whether it met another form, or a time that does not exist. */
export let stampFailed = false;
export let stampHasZone = false;

/** The day that was read last, by its bytes: most rows have that of the row before. */
let knownYear: u64 = 0;
let knownDay: u32 = <u32>-1;
let knownMs: f64 = 0;

/** @returns UTC epoch ms. */
export function parseStamp(from: usize, to: usize, offsetMs: f64): f64 {
  stampFailed = true;
  stampHasZone = false;
  if (to - from < 19) return NaN;
  const separator: u32 = load<u8>(from + 10);
  if (separator != 0x20 && separator != 0x54) return NaN;
  if (load<u8>(from + 13) != 0x3a || load<u8>(from + 16) != 0x3a) return NaN;
  const year = load<u64>(from);
  const day: u32 = load<u16>(from + 8);
  if (year != knownYear || day != knownDay) {
    const ms = dayMs(from);
    if (isNaN(ms)) return NaN;
    knownYear = year;
    knownDay = day;
    knownMs = ms;
  }
  const hour = twoDigits(from + 11);
  const minute = twoDigits(from + 14);
  const second = twoDigits(from + 17);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  let at = from + 19;
  let fraction: f64 = 0;
  if (at < to && load<u8>(at) == 0x2e) {
    const decimalsFrom = ++at;
    let decimals: u64 = 0;
    let digit: u32;
    for (; at < to && (digit = <u32>load<u8>(at) - 0x30) <= 9; at++) decimals = decimals * 10 + digit;
    const count = <i32>(at - decimalsFrom);
    if (count == 0 || count > MOST_DECIMALS) return NaN;
    fraction = milliseconds(<f64>decimals, count);
  }
  if (at < to && load<u8>(at) == 0x5a) {
    stampHasZone = true;
    at++;
  }
  if (at < to) return NaN;
  stampFailed = false;
  const local = knownMs + <f64>((hour * 3600 + minute * 60 + second) * 1000);
  return (stampHasZone ? local : local - offsetMs) + fraction;
}

/** Decimals of a second as ms, rounded once. */
function milliseconds(decimals: f64, count: i32): f64 {
  let power: f64 = 1;
  for (let i = 3; i < count; i++) power *= 10;
  for (let i = count; i < 3; i++) decimals *= 10;
  return decimals / power;
}

/** @returns More than 99 where there are others than digits. */
function twoDigits(at: usize): u32 {
  const tens: u32 = <u32>load<u8>(at) - 0x30;
  const ones: u32 = <u32>load<u8>(at + 1) - 0x30;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** Start of a day by its ten bytes; NaN where there is no such day. Days by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
function dayMs(at: usize): f64 {
  if (load<u8>(at + 4) != 0x2d || load<u8>(at + 7) != 0x2d) return NaN;
  const century = twoDigits(at);
  const years = twoDigits(at + 2);
  const month = <i32>twoDigits(at + 5);
  const day = <i32>twoDigits(at + 8);
  // The years before 100 are left to the caller, whose calendar takes them for years of the 20th century.
  if (century == 0 || century > 99 || years > 99 || month < 1 || month > 12 || day < 1) return NaN;
  const year = <i32>(century * 100 + years);
  if (day > daysOf(year, month)) return NaN;
  const shifted = month <= 2 ? year - 1 : year;
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return <f64>(era * 146097 + dayOfEra - 719468) * DAY_MS;
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
