/** Numbers as people read them: few digits, units, the same in every locale. The exact value belongs beside them (`exactText`). */
import type { Cell, CanonicalField, ColumnType } from "../core/mod.ts";
import { groupDigits } from "../core/mod.ts";

/** How a column's numbers are read: ports and other identifiers get no separators, canonical fields get their unit. */
export type Kind = "number" | "bytes" | "duration" | "time" | "identifier" | "text" | "boolean";

/** What stands where there is no value. */
export const NO_VALUE = "–";

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"] as const;
const KIND_OF_FIELD: Partial<Record<CanonicalField, Kind>> = {
  duration: "duration",
  bytes_sent: "bytes",
  bytes_received: "bytes",
  packet_size_mean: "bytes",
  src_port: "identifier",
  dst_port: "identifier",
  timestamp: "time",
};
const LAST_DATE_MS = 8.64e15;

/** How the values of a column are to be read, from its role, type and name. */
export function kindOf(column: { name: string; type: ColumnType; role?: CanonicalField | "source" }): Kind {
  if (column.type === "text" || column.type === "boolean" || column.type === "time") return column.type;
  const role = column.role;
  const kind = role === undefined || role === "source" ? undefined : KIND_OF_FIELD[role];
  if (kind !== undefined && kind !== "time") return kind;
  return column.type === "int" &&
    /(?:^|[\W_])(?:[sd]?port|id|uid|index|asn|vlan|(?:orig|resp)_p)(?:$|[\W_])/i.test(column.name)
    ? "identifier"
    : "number";
}

/** A count with separators: 46117 is "46,117". */
export function formatCount(count: number): string {
  return Number.isInteger(count) && Math.abs(count) < 1e21 ? groupDigits(count) : formatNumber(count);
}

/** A number with four significant digits at most, from a thousand to a million million to the unit: "0.973", "46,117", "1.42e12". */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const size = Math.abs(value);
  if (size >= 1e12 || (size < 1e-4 && size > 0)) return shortExponent(value);
  if (Number.isInteger(value)) return groupDigits(value);
  if (size >= 999.95) return groupDigits(Math.round(value));
  if (size >= 99.995) return dropZeros(value.toFixed(1));
  if (size >= 9.9995) return dropZeros(value.toFixed(2));
  if (size >= 1) return dropZeros(value.toFixed(3));
  return dropZeros(value.toPrecision(3));
}

/** Means of less are nothing that anybody sent. */
const LEAST_BYTES = 0.01;

/** Bytes in decimal units with three significant digits: "1.42 GB". */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return formatNumber(bytes);
  if (bytes > 0 && bytes < LEAST_BYTES) return `<${LEAST_BYTES} B`;
  let value = bytes;
  let unit = 0;
  while (Math.abs(threeDigits(value)) >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${formatNumber(threeDigits(value))} ${BYTE_UNITS[unit]}`;
}

/** A negative number with a minus sign, which is as wide as a digit: "−0.283". */
export function withMinus(text: string): string {
  return text.replace(/^-/, "−");
}

/** An address and a port: "10.0.0.1:22", "[2001:db8::1]:22". @param port "" for none. */
export function endpointText(address: string, port: string): string {
  if (port === "") return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A duration: "12.4 ms", "3.1 s", "5 min 3 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return formatNumber(seconds);
  if (seconds === 0) return "0 s";
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "-" : "";
  if (size < 99.95) {
    const [factor, unit] =
      size < 9.995e-7 ? [1e9, "ns"] : size < 9.995e-4 ? [1e6, "µs"] : size < 0.9995 ? [1e3, "ms"] : [1, "s"];
    return `${sign}${formatNumber(threeDigits(size * factor))} ${unit}`;
  }
  const whole = Math.round(size);
  if (whole < 3600) return `${sign}${twoUnits(whole, 60, "min", "s")}`;
  const minutes = Math.round(size / 60);
  if (minutes < 1440) return `${sign}${twoUnits(minutes, 60, "h", "min")}`;
  return `${sign}${twoUnits(Math.round(size / 3600), 24, "d", "h")}`;
}

/** A share of one as a percentage; never rounded to all or nothing: "30 %", "1.2 %", "<0.01 %", ">99.9 %". */
export function formatPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return formatNumber(share);
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size === 0) return "0 %";
  if (size < 0.01) return percent < 0 ? ">-0.01 %" : "<0.01 %";
  if (percent > 99.9 && percent < 100) return ">99.9 %";
  if (size < 1) return `${dropZeros(percent.toFixed(2))} %`;
  if (size < 9.95 || (size > 99 && size < 100)) return `${dropZeros(percent.toFixed(1))} %`;
  return `${groupDigits(Math.round(percent))} %`;
}

/** A time in ISO 8601, UTC, without empty fractions: "2017-07-07T11:59:50Z". */
export function formatTime(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return formatNumber(ms);
  if (Math.abs(ms) > LAST_DATE_MS) return `${shortExponent(ms)} ms`;
  return new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}

/** A statistic or cell of a column as text. */
export function formatValue(value: Cell, kind: Kind): string {
  if (value === null) return NO_VALUE;
  if (typeof value !== "number") return String(value);
  switch (kind) {
    case "bytes":
      return formatBytes(value);
    case "duration":
      return formatDuration(value);
    case "time":
      return formatTime(value);
    case "identifier":
      return Math.abs(value) < 1e15 ? String(Math.round(value)) : formatNumber(value);
    default:
      return formatNumber(value);
  }
}

/** The value with all its digits and its unit, for titles and copies. */
export function exactText(value: Cell, kind: Kind): string {
  if (value === null) return "no value";
  if (typeof value !== "number") return String(value);
  if (kind === "bytes") return `${value} B`;
  if (kind === "duration") return `${value} s`;
  if (kind === "time") return `${formatTime(value)} (${value} ms)`;
  return String(value);
}

/** The unit that the statistics of a column are in, for headings; empty where there is none. */
export function unitOf(kind: Kind): string {
  return kind === "bytes" ? "B" : kind === "duration" ? "s" : kind === "time" ? "UTC" : "";
}

function threeDigits(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 1000 ? value : Number(value.toPrecision(3));
}

function twoUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  const head = `${groupDigits((total - rest) / size)} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}

function shortExponent(value: number): string {
  return dropZeros(value.toExponential(3)).replace("e+", "e");
}

function dropZeros(digits: string): string {
  return digits.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}
