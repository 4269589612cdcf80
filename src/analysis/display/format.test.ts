import {
  endpointText,
  exactText,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  formatValue,
  kindOf,
  withMinus,
} from "./format.ts";

test.each([
  [0, "0"],
  [-0, "0"],
  [46117, "46,117"],
  [-46117, "-46,117"],
  [0.973, "0.973"],
  [0.5, "0.5"],
  [46117.4, "46,117"],
  [999.96, "1,000"],
  [123.456, "123.5"],
  [12.3456, "12.35"],
  [9.99999, "10"],
  [1_545_403_816.87, "1,545,403,817"],
  [1.42e12, "1.42e12"],
  [1e9, "1,000,000,000"],
  [999_999_999, "999,999,999"],
  [1.5e-7, "1.5e-7"],
  [Infinity, "∞"],
  [-Infinity, "-∞"],
  [NaN, "–"],
  [null, "–"],
])("formatNumber(%p) is %p", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [999.7, "1 kB"],
  [1000, "1 kB"],
  [999_999, "1 MB"],
  [1.42e9, "1.42 GB"],
  [-52_000, "-52 kB"],
  [5e20, "500 EB"],
  [5e23, "500,000 EB"],
  [0.000869, "<0.01 B"],
  [null, "–"],
])("formatBytes(%p) is %p", (value, text) => {
  expect(formatBytes(value)).toBe(text);
});

test.each([
  [0, "0 s"],
  [3.1, "3.1 s"],
  [0.0124, "12.4 ms"],
  [0.9999, "1 s"],
  [2.5e-6, "2.5 µs"],
  [4e-9, "4 ns"],
  [99.96, "1 min 40 s"],
  [303, "5 min 3 s"],
  [3599.7, "1 h"],
  [7500, "2 h 5 min"],
  [86_399, "1 d"],
  [273_600, "3 d 4 h"],
  [-303, "-5 min 3 s"],
])("formatDuration(%p) is %p", (value, text) => {
  expect(formatDuration(value)).toBe(text);
});

test.each([
  [0.3, "30 %"],
  [0.012, "1.2 %"],
  [1, "100 %"],
  [0, "0 %"],
  [0.99996, ">99.9 %"],
  [0.00004, "<0.01 %"],
  [0.0005, "0.05 %"],
  [0.994, "99.4 %"],
  [12, "1,200 %"],
])("formatPercent(%p) is %p", (value, text) => {
  expect(formatPercent(value)).toBe(text);
});

test("times are ISO in UTC, without an empty fraction, and survive dates that do not exist", () => {
  expect(formatTime(1_499_428_790_000)).toBe("2017-07-07T11:59:50Z");
  expect(formatTime(1_499_428_790_250)).toBe("2017-07-07T11:59:50.250Z");
  expect(formatTime(1e17)).toBe("1e17 ms");
  expect(exactText(1_499_428_790_000.5, "time")).toBe("2017-07-07T11:59:50Z (1499428790000.5 ms)");
});

test("counts have separators and ports have none", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect(formatValue(51234, kindOf({ name: "dst_port", role: "dst_port", type: "int" }))).toBe("51234");
  expect(formatValue(51234, kindOf({ name: "Destination Port", type: "int" }))).toBe("51234");
  expect(formatValue(49432.05, kindOf({ name: "id.orig_p", type: "int" }))).toBe("49432");
  expect(formatValue(51234, kindOf({ name: "Reporting rate", type: "int" }))).toBe("51,234");
});

test("a canonical field is read in its unit, a source column of the same name is not", () => {
  expect(kindOf({ name: "bytes_sent", role: "bytes_sent", type: "int" })).toBe("bytes");
  expect(kindOf({ name: "bytes_sent", role: "source", type: "int" })).toBe("number");
});

test("an endpoint of IPv6 has brackets, and none has a port that is not known", () => {
  expect(endpointText("10.0.0.1", "22")).toBe("10.0.0.1:22");
  expect(endpointText("2001:db8::1", "22")).toBe("[2001:db8::1]:22");
  expect(endpointText("2001:db8::1", "")).toBe("2001:db8::1");
});

test("a minus sign stands before a negative number alone", () => {
  expect(withMinus("-0.283")).toBe("−0.283");
  expect(withMinus("1.5e-7")).toBe("1.5e-7");
});

test("no rounding makes a part the whole or nothing", () => {
  for (let exponent = 1; exponent < 12; exponent++) {
    const little = 10 ** -exponent;
    expect(formatPercent(little)).not.toBe("0 %");
    expect(formatPercent(1 - little / 100)).not.toBe("100 %");
  }
});
