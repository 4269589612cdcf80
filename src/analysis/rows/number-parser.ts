import { MISSING_WORDS } from "../core/mod.ts";

/** What a field holds where a number is expected. */
export const NUMBER_OK = 0;
export const NUMBER_MISSING = 1;
export const NUMBER_INVALID = 2;

/** Powers of ten that are exact doubles. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MAX_EXACT = 9007199254740991;
/** Digits of a mantissa that is cut in two: the first 15 are an exact double, and so are the rest. */
const HEAD_DIGITS = 15;
const LONG_DIGITS = 22;
/** 2^-100. */
const DOUBT = 7.888609052210118e-31;
/** Texts longer than this are no number. */
const MAX_NUMBER_LENGTH = 400;
const HEX = /^0[xX][0-9a-fA-F]+$/;
const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const GROUPED = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const INFINITE = /^[-+]?inf(?:inity)?$/i;

const ZERO = 0x30;
const POINT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;

/**
 * Reads numbers out of bytes without making text of them.
 *
 * Common decimals take a path that is exact because both mantissa and power of ten are exact doubles (W. Clinger, "How to read floating
 * point numbers accurately", PLDI 1990, the fast case). Mantissas of 16 to 22 digits are divided as sums of two doubles. Everything else
 * goes through `Number`, after a check of its form, so that "12abc" is invalid rather than 12.
 */
export class NumberParser {
  /** Of the last `parse`: NUMBER_OK, NUMBER_MISSING or NUMBER_INVALID. */
  status = NUMBER_OK;
  readonly #decoder = new TextDecoder("latin1");

  /**
   * @param grouped Whether a comma may stand between groups of three digits.
   * @returns The number, or NaN with `status` saying why not. Infinities are numbers here.
   */
  parse(bytes: Uint8Array, start: number, end: number, grouped: boolean = false): number {
    this.status = NUMBER_OK;
    let from = start;
    let to = end;
    while (from < to && isBlank(bytes[from]!)) from++;
    while (to > from && isBlank(bytes[to - 1]!)) to--;
    if (from === to) {
      this.status = NUMBER_MISSING;
      return NaN;
    }
    const first = bytes[from]!;
    const digitsFrom = first === MINUS || first === PLUS ? from + 1 : from;
    let mantissa = 0;
    let i = digitsFrom;
    for (let digit = 0; i < to && (digit = bytes[i]! ^ ZERO) <= 9; i++) mantissa = mantissa * 10 + digit;
    let digits = i - digitsFrom;
    let decimals = 0;
    if (i < to && bytes[i] === POINT) {
      const decimalsFrom = ++i;
      for (let digit = 0; i < to && (digit = bytes[i]! ^ ZERO) <= 9; i++) mantissa = mantissa * 10 + digit;
      decimals = i - decimalsFrom;
      digits += decimals;
    }
    if (i < to || digits === 0 || decimals > 22) return this.#parseText(bytes, from, to, grouped);
    let value = decimals === 0 ? mantissa : mantissa / EXACT_POWERS[decimals]!;
    if (mantissa > MAX_EXACT) {
      value = parseLong(bytes, digitsFrom, to, decimals);
      if (value !== value) return this.#parseText(bytes, from, to, grouped);
    }
    return first === MINUS ? -value : value;
  }

  #parseText(bytes: Uint8Array, start: number, end: number, grouped: boolean): number {
    const text = end - start > MAX_NUMBER_LENGTH ? "" : this.#decoder.decode(bytes.subarray(start, end));
    if (DECIMAL.test(text) || HEX.test(text)) return Number(text);
    if (INFINITE.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
    if (grouped && GROUPED.test(text)) return Number(text.replaceAll(",", ""));
    this.status = text !== "" && MISSING_WORDS.has(text.toLowerCase()) ? NUMBER_MISSING : NUMBER_INVALID;
    return NaN;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** A decimal of 16 to 22 digits, or NaN when there are more or the last bit is in doubt. */
function parseLong(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  let head = 0;
  let tail = 0;
  let digits = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === POINT) continue;
    const digit = bytes[i]! - ZERO;
    if (digits > 0 || digit > 0) digits++;
    if (digits <= HEAD_DIGITS) head = head * 10 + digit;
    else tail = tail * 10 + digit;
  }
  return digits > LONG_DIGITS
    ? NaN
    : divideLong(head, EXACT_POWERS[digits - HEAD_DIGITS]!, tail, EXACT_POWERS[decimals]!);
}

/**
 * (head * scale + tail) / divisor, correctly rounded, or NaN when rounding is in doubt.
 *
 * The dividend and the quotient are sums of two doubles (T. Dekker, "A floating-point technique for extending the available precision",
 * Numer. Math. 18, 1971), off by less than 2^-100 of the quotient.
 */
function divideLong(head: number, scale: number, tail: number, divisor: number): number {
  const product = head * scale;
  const high = product + tail;
  const low = tail - (high - product) + productError(head, scale, product);
  const quotient = high / divisor;
  const back = quotient * divisor;
  const rest = (high - back - productError(quotient, divisor, back) + low) / divisor;
  const doubt = quotient * DOUBT;
  const value = quotient + (rest - doubt);
  return value === quotient + (rest + doubt) ? value : NaN;
}

/** What a product of doubles lost by rounding, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of a double. */
function upperHalf(x: number): number {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}
