/**
 * Delimited text, a block at a time: where the fields of its plain rows end, and what the cells of a column are.
 *
 * It does the common cases alone and stops at any other: the caller then reads that row, or that cell, by the rules of the readers in
 * TypeScript, which are the reference. Bytes may be read up to 16 past the end of a block.
 */
import { blank, CR, cellEnd, cellFrom, isMissing, isQuoted, LF, QUOTE } from "./csv/cells";
import { countOthers, narrowNumbers } from "./csv/narrow";
import { numberFailed, parseNumber } from "./csv/numbers";
import { parseStamp, stampFailed, stampHasZone } from "./csv/stamps";
import { codeOf } from "./csv/texts";

export { countOthers, narrowNumbers };

export function heapBase(): usize {
  return __heap_base;
}

/**
 * Splits rows into fields: up to the first that has another number of them, is the header again, is unfinished, or has a quoted field
 * with quotes or line breaks in it.
 *
 * @param ends Takes the address of the delimiter or line feed behind each field; the entry before the first takes `from` - 1.
 * @returns How many rows there are.
 */
export function splitRows(
  from: usize,
  to: usize,
  delimiter: u32,
  columns: i32,
  quotes: bool,
  header: usize,
  headerLength: i32,
  mostRows: i32,
  ends: usize,
): i32 {
  store<u32>(ends - 4, <u32>from - 1);
  const delimiters = i8x16.splat(<i8>delimiter);
  const lineFeeds = i8x16.splat(<i8>LF);
  const quoteMarks = i8x16.splat(<i8>QUOTE);
  const lastField = <usize>(columns - 1) << 2;
  let rows = 0;
  let rowFrom = from;
  let rowEnds = ends;
  let next = ends;
  let at = from;
  while (at < to) {
    const bytes = v128.load(at);
    if (quotes && v128.any_true(i8x16.eq(bytes, quoteMarks))) {
      const after = splitQuotedRow(rowFrom, to, delimiter, columns, rowEnds);
      if (after == 0 || isRow(rowFrom, after - 1, header, headerLength)) return rows;
      if (++rows == mostRows) return rows;
      rowEnds += lastField + 4;
      next = rowEnds;
      rowFrom = after;
      at = after;
      continue;
    }
    let mask = i8x16.bitmask(v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, lineFeeds)));
    if (to - at < 16) mask &= (1 << <i32>(to - at)) - 1;
    while (mask != 0) {
      const end = at + ctz(mask);
      mask &= mask - 1;
      store<u32>(next, <u32>end);
      const endsRow = load<u8>(end) == LF;
      if (endsRow != (next == rowEnds + lastField)) return rows;
      next += 4;
      if (!endsRow) continue;
      if (isRow(rowFrom, end, header, headerLength)) return rows;
      if (++rows == mostRows) return rows;
      rowFrom = end + 1;
      rowEnds = next;
    }
    at += 16;
  }
  return rows;
}

/** @returns Where the next row begins; 0 when the row is none of the plain ones. */
function splitQuotedRow(from: usize, to: usize, delimiter: u32, columns: i32, ends: usize): usize {
  let at = from;
  for (let field = 1; field <= columns; field++) {
    if (at < to && load<u8>(at) == QUOTE) {
      do if (++at >= to || load<u8>(at) == LF) return 0;
      while (load<u8>(at) != QUOTE);
      at++;
      if (at + 1 < to && load<u8>(at) == CR && load<u8>(at + 1) == LF) at++;
      if (at >= to || (load<u8>(at) != delimiter && load<u8>(at) != LF)) return 0;
    } else while (at < to && load<u8>(at) != delimiter && load<u8>(at) != LF) at++;
    if (at >= to || (load<u8>(at) == LF) != (field == columns)) return 0;
    store<u32>(ends, <u32>at);
    ends += 4;
    at++;
  }
  return at;
}

function isRow(from: usize, lineFeed: usize, row: usize, length: i32): bool {
  const to = lineFeed > from && load<u8>(lineFeed - 1) == CR ? lineFeed - 1 : lineFeed;
  return to - from == <usize>length && memory.compare(from, row, length) == 0;
}

/**
 * Numbers, NaN where missing.
 *
 * @param ends Of the column: its field in the first row.
 * @param step Bytes from there to its field in the next row.
 * @param quotes 0: quotes are nothing special, 1: a quoted cell is a cell as any other, 2: it is text, at which this stops.
 * @returns The first row whose cell needs another look; `rows` when none does.
 */
export function readNumbers(
  ends: usize,
  step: usize,
  row: i32,
  rows: i32,
  quotes: i32,
  isLast: bool,
  out: usize,
): i32 {
  ends += <usize>row * step;
  for (; row < rows; row++, ends += step) {
    let from = cellFrom(ends);
    let to = cellEnd(ends, from, isLast);
    if (quotes != 0 && isQuoted(from, to)) {
      if (quotes == 2) return row;
      from++;
      to--;
    }
    const value = parseNumber(from, to);
    if (numberFailed) return row;
    store<f64>(out + (<usize>row << 3), value);
  }
  return row;
}

/**
 * Times as "2026-10-20 12:00:00", with T or a blank, with or without decimals and Z; NaN where missing.
 *
 * @param offsetMs What is taken off stamps without zone.
 * @param out UTC epoch ms.
 * @param bare Takes 1 where a stamp has no zone, else 0, a byte a row.
 * @returns As `readNumbers`.
 */
export function readStamps(
  ends: usize,
  step: usize,
  row: i32,
  rows: i32,
  quotes: i32,
  isLast: bool,
  offsetMs: f64,
  out: usize,
  bare: usize,
): i32 {
  ends += <usize>row * step;
  for (; row < rows; row++, ends += step) {
    let from = cellFrom(ends);
    let to = cellEnd(ends, from, isLast);
    if (quotes != 0 && isQuoted(from, to)) {
      from++;
      to--;
    } else {
      while (from < to && blank(load<u8>(from))) from++;
      while (to > from && blank(load<u8>(to - 1))) to--;
    }
    let value: f64 = NaN;
    let isBare = false;
    if (!isMissing(from, to)) {
      value = parseStamp(from, to, offsetMs);
      if (stampFailed) return row;
      isBare = !stampHasZone;
    }
    store<f64>(out + (<usize>row << 3), value);
    store<u8>(bare + <usize>row, isBare ? 1 : 0);
  }
  return row;
}

/**
 * Truth values: 1, 0, -1 where missing.
 *
 * @param digits Whether 1 and 0 are truth values.
 * @param out A signed byte a row.
 * @returns As `readNumbers`.
 */
export function readTruths(
  ends: usize,
  step: usize,
  row: i32,
  rows: i32,
  quotes: i32,
  isLast: bool,
  digits: bool,
  out: usize,
): i32 {
  ends += <usize>row * step;
  for (; row < rows; row++, ends += step) {
    let from = cellFrom(ends);
    let to = cellEnd(ends, from, isLast);
    if (quotes != 0 && isQuoted(from, to)) {
      if (quotes == 2) return row;
      from++;
      to--;
    } else {
      while (from < to && blank(load<u8>(from))) from++;
      while (to > from && blank(load<u8>(to - 1))) to--;
    }
    let value: i32 = -1;
    if (!isMissing(from, to)) {
      value = truthOf(from, to, digits);
      if (value < 0) return row;
    }
    store<i8>(out + <usize>row, <i8>value);
  }
  return row;
}

/** @returns -1 when the cell is no truth value. */
function truthOf(from: usize, to: usize, digits: bool): i32 {
  const first = load<u8>(from) | 0x20;
  if (to - from == 1) {
    if (digits && (load<u8>(from) == 0x30 || load<u8>(from) == 0x31)) return load<u8>(from) - 0x30;
    return first == 0x74 ? 1 : first == 0x66 ? 0 : -1;
  }
  const rest = load<u32>(from) | 0x20202020;
  if (to - from == 4) return rest == 0x65757274 ? 1 : -1;
  return to - from == 5 && rest == 0x736c6166 && (load<u8>(from + 4) | 0x20) == 0x65 ? 0 : -1;
}

/** Cells that are all missing. @returns As `readNumbers`. */
export function readMissing(ends: usize, step: usize, rows: i32, quotes: i32, isLast: bool): i32 {
  let row = 0;
  for (; row < rows; row++, ends += step) {
    let from = cellFrom(ends);
    let to = cellEnd(ends, from, isLast);
    if (quotes != 0 && isQuoted(from, to)) {
      if (quotes == 2) return row;
      from++;
      to--;
    } else {
      while (from < to && blank(load<u8>(from))) from++;
      while (to > from && blank(load<u8>(to - 1))) to--;
    }
    if (!isMissing(from, to)) return row;
  }
  return row;
}

/**
 * Texts as codes of a dictionary; -1 where missing.
 *
 * @param dictionary Has room for as many more texts as there are rows, and for all their bytes.
 * @param out A code a row.
 */
export function readTexts(
  ends: usize,
  step: usize,
  rows: i32,
  quotes: i32,
  isLast: bool,
  dictionary: usize,
  out: usize,
): void {
  for (let row = 0; row < rows; row++, ends += step) {
    let from = cellFrom(ends);
    let to = cellEnd(ends, from, isLast);
    let mayMiss = true;
    if (quotes != 0 && isQuoted(from, to)) {
      mayMiss = quotes == 1;
      from++;
      to--;
    } else {
      while (from < to && blank(load<u8>(from))) from++;
      while (to > from && blank(load<u8>(to - 1))) to--;
    }
    const code = mayMiss && isMissing(from, to) ? -1 : codeOf(dictionary, from, to);
    store<i32>(out + (<usize>row << 2), code);
  }
}
