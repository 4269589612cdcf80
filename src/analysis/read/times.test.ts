import { parseStamp } from "../rows/mod.ts";
import { epochUnit, toMilliseconds, zoneOffset } from "./times.ts";
import type { EpochUnit } from "./times.ts";

const utc = zoneOffset("UTC");
const at = (...parts: [number, number, number, number?, number?, number?]): number => {
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

describe("parseStamp()", () => {
  test.each([
    ["2017-07-07 03:30:05", at(2017, 7, 7, 3, 30, 5), false],
    ["2017/7/7 3:30", at(2017, 7, 7, 3, 30), false],
    ["2017-07-07", at(2017, 7, 7), false],
    [" 2017-07-07T03:30:05Z ", at(2017, 7, 7, 3, 30, 5), true],
    ["2017-07-07T03:30:05.250Z", at(2017, 7, 7, 3, 30, 5) + 250, true],
    ["2017-07-07 03:30:05.123456+02:00", at(2017, 7, 7, 1, 30, 5) + 123.456, true],
    ["2017-07-07T03:30:05-0530", at(2017, 7, 7, 9, 0, 5), true],
    ["2017-07-07T03:30:05+02", at(2017, 7, 7, 1, 30, 5), true],
    ["2017-07-07 03:30:05 UTC", at(2017, 7, 7, 3, 30, 5), true],
    ["2024-02-29 00:00:00", at(2024, 2, 29), false],
    ["1970-01-01 00:00:00", 0, false],
  ])("reads %j", (text, ms, hasZone) => expect(parseStamp(text, utc)).toEqual({ ms, hasZone }));

  test.each([
    "2023-02-29 00:00:00",
    "2017-13-01",
    "2017-00-10",
    "2017-07-07 24:00:00",
    "2017-07-07 12:60:00",
    "2017-07-07 12:00:61",
    "0001-01-01 00:00:00",
    "7/7/2017 3:30",
    "XXXXXXXXXX.XXXXXX",
    "2017-07-07 12:00:00 CET",
    "12:00:00",
    "",
    "2017-07-07 12:00:00.x",
  ])("refuses %j", (text) => expect(parseStamp(text, utc)).toBeNull());

  test("takes a stamp without zone in the zone given, and never in the machine's", () => {
    expect(parseStamp("2026-10-20 12:00:00", zoneOffset("+02:00"))!.ms).toBe(at(2026, 10, 20, 10));
    expect(parseStamp("2026-10-20 12:00:00", zoneOffset("-0330"))!.ms).toBe(at(2026, 10, 20, 15, 30));
    expect(parseStamp("2026-10-20 12:00:00Z", zoneOffset("+02:00"))!.ms).toBe(at(2026, 10, 20, 12));
  });
});

describe("zoneOffset()", () => {
  test("follows summer time, also in the hours around a clock change", () => {
    const berlin = zoneOffset("Europe/Berlin");
    const utcOf = (text: string): string => new Date(parseStamp(text, berlin)!.ms).toISOString().slice(0, 16);
    expect(utcOf("2026-01-15 12:00")).toBe("2026-01-15T11:00");
    expect(utcOf("2026-07-15 12:00")).toBe("2026-07-15T10:00");
    expect(utcOf("2026-03-29 01:59")).toBe("2026-03-29T00:59");
    expect(utcOf("2026-03-29 03:00")).toBe("2026-03-29T01:00");
    expect(utcOf("2026-10-25 01:59")).toBe("2026-10-24T23:59");
    expect(utcOf("2026-10-25 03:00")).toBe("2026-10-25T02:00");
    const newYork = zoneOffset("America/New_York");
    expect(new Date(parseStamp("2026-03-08 03:30", newYork)!.ms).toISOString()).toBe(
      "2026-03-08T07:30:00.000Z",
    );
  });

  test("knows zones of half an hour and keeps the fraction of a second", () => {
    expect(parseStamp("2026-01-01 05:30:00.125", zoneOffset("Asia/Kolkata"))!.ms).toBe(at(2026, 1, 1) + 125);
  });

  test("names what a zone may be when it knows it not", () => {
    expect(() => zoneOffset("Mars/Olympus")).toThrow(
      'Cannot load flows: timeZone must be "UTC", an offset as "+02:00" or a name as "Europe/Berlin", got "Mars/Olympus"',
    );
    expect(() => zoneOffset("")).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});

describe("epochUnit()", () => {
  const unitOf = (...values: number[]): string => {
    const unit = epochUnit(Float64Array.from(values));
    return typeof unit === "string" ? unit : unit.unit;
  };

  test("tells the unit by the size of the median", () => {
    expect(unitOf(0, 5.5, 272)).toBe("relative");
    expect(unitOf(1.7e9)).toBe("s");
    expect(unitOf(1.7e12)).toBe("ms");
    expect(unitOf(1.7e15)).toBe("us");
    expect(unitOf(1.7e18)).toBe("ns");
    expect(unitOf(1.7e9, 1.7e9, 0)).toBe("s");
    expect(unitOf(0, 0, 1.7e9)).toBe("relative");
    expect(unitOf(0, 1.7e9)).toBe("s");
    expect(unitOf(1.7e9, Infinity, NaN)).toBe("s");
    expect(unitOf(-1.7e9)).toBe("s");
    expect(unitOf(1e300)).toBe("ns");
  });

  test("tells that there is no time", () => {
    expect(unitOf()).toBe("none");
    expect(unitOf(NaN, Infinity)).toBe("none");
  });
});

describe("toMilliseconds()", () => {
  test("gives the nearest double of the decimal: microseconds in seconds, and fractions of ms from us and ns", () => {
    const outside: number[] = [];
    const convert = (...values: number[]): number[] => {
      const cells = Float64Array.from(values);
      toMilliseconds(cells, epochUnit(cells) as EpochUnit, (row) => outside.push(row));
      return [...cells];
    };
    expect(convert(1379288667.706265, 1713484795.943239, NaN)).toEqual([
      1379288667706.265,
      1713484795943.239,
      NaN,
    ]);
    expect(convert(1713484795943.239)).toEqual([1713484795943.239]);
    expect(convert(1713484795943239)).toEqual([1713484795943.239]);
    expect(convert(1.713484795943e18)).toEqual([1713484795943]);
    expect(outside).toEqual([]);
    expect(convert(1.7e9, 1.7e9, 1e30, -Infinity)).toEqual([1.7e12, 1.7e12, NaN, NaN]);
    expect(outside).toEqual([2, 3]);
  });
});
