import { textColumn, textColumnFromStrings } from "../table/mod.ts";
import {
  checkMeanPacketSize,
  durationField,
  meanPacketSize,
  normalizeProtocol,
  readEpochs,
  readLabels,
  recode,
  settleDurations,
  sumOf,
  warnAboutLabels,
} from "./canonical.ts";
import { LineMap } from "./line-map.ts";
import { ReportBuilder } from "./report-builder.ts";

const LINES = new LineMap();
LINES.add(0, 2);

function warningsOf(run: (report: ReportBuilder) => void): [string, number, number[]][] {
  const report = new ReportBuilder();
  run(report);
  return report.build([]).warnings.map(({ code, count, lines }) => [code, count, lines]);
}

describe("settleDurations()", () => {
  test("takes negative as missing, unset with at most one packet as 0, and counts zero with more than one", () => {
    const durations = Float64Array.of(-1, NaN, NaN, NaN, NaN, 0, 0, Infinity, 2.5, -Infinity);
    const packets = Float64Array.of(3, 0, 1, 2, NaN, 1, 2, 1, 1, 1);
    let settled: unknown;
    const warnings = warningsOf((report) => (settled = settleDurations(durations, packets, LINES, report)));
    expect(settled).toEqual({
      imputed: 2,
      negative: 2,
      values: Float64Array.of(NaN, 0, 0, NaN, NaN, 0, 0, Infinity, 2.5, NaN),
    });
    expect(durations[0]).toBe(-1);
    expect(warnings).toEqual([
      ["W_NEGATIVE_DURATION", 2, [2, 11]],
      ["W_ZERO_DURATION", 1, [8]],
      ["W_INFINITE", 1, [9]],
      ["W_IMPUTED_DURATION", 2, []],
    ]);
  });

  test("imputes nothing where packets are not known", () => {
    const durations = Float64Array.of(NaN, 0);
    let settled: unknown;
    expect(warningsOf((report) => void (settled = settleDurations(durations, null, LINES, report)))).toEqual(
      [],
    );
    expect(settled).toEqual({ imputed: 0, negative: 0, values: null });
  });
});

test("durationField() says imputed and how many", () => {
  const field = {
    field: "duration",
    status: "direct",
    columns: ["duration"],
    confidence: 1,
    by: "dialect",
  } as const;
  expect(durationField({ ...field, columns: [...field.columns] }, { imputed: 0 }).status).toBe("direct");
  expect(durationField({ ...field, columns: [...field.columns] }, { imputed: 2 })).toMatchObject({
    status: "imputed",
    reason: "2 unset durations of flows with at most one packet are 0 s",
  });
});

test("meanPacketSize() is bytes over packets, missing without packets", () => {
  let mean: Float64Array = new Float64Array(0);
  const warnings = warningsOf((report) => {
    mean = meanPacketSize(
      Float64Array.of(60, 10, 10, NaN),
      Float64Array.of(40, 0, 0, 1),
      Float64Array.of(2, 0, NaN, 1),
      LINES,
      report,
    );
  });
  expect([...mean]).toEqual([50, NaN, NaN, NaN]);
  expect(warnings).toEqual([["W_ZERO_PACKETS", 1, [3]]]);
});

test("checkMeanPacketSize() counts given means that are off by more than 1 %", () => {
  const given = Float64Array.of(150, 100.9, 101.1, 0, NaN, 5);
  const sent = Float64Array.of(500, 200, 200, 0, 20, NaN);
  const received = Int32Array.of(40, 0, 0, 0, 0, 0);
  const packets = Float64Array.of(2, 2, 2, 2, 2, 2);
  expect(warningsOf((report) => checkMeanPacketSize(given, sent, received, packets, LINES, report))).toEqual([
    ["W_MEAN_MISMATCH", 2, [2, 4]],
  ]);
});

test("checkMeanPacketSize() counts flows without packets, whose mean is not compared", () => {
  const packets = Float64Array.of(0, NaN, 1);
  const [given, sent, received] = [Float64Array.of(7, 7, 7), Int32Array.of(7, 7, 7), new Int32Array(3)];
  expect(warningsOf((report) => checkMeanPacketSize(given, sent, received, packets, LINES, report))).toEqual([
    ["W_ZERO_PACKETS", 1, [2]],
  ]);
});

test("sumOf() counts a missing side as 0 and is missing where both are", () => {
  expect([...sumOf(Float64Array.of(1, NaN, 3, NaN), Float64Array.of(2, 2, NaN, NaN))]).toEqual([
    3,
    2,
    3,
    NaN,
  ]);
});

describe("readEpochs()", () => {
  test("makes UTC milliseconds of seconds, and tells times that no calendar holds", () => {
    const report = new ReportBuilder();
    const { values, unit, timeZone } = readEpochs(Float64Array.of(1.7e9, 1.7e9, 1e40), LINES, report);
    expect([...values!]).toEqual([1.7e12, 1.7e12, NaN]);
    expect([unit!.unit, timeZone]).toEqual(["s", "explicit"]);
    expect(report.build([]).warnings).toMatchObject([{ code: "W_BAD_TIME", count: 1, lines: [4] }]);
  });

  test("gives no column for relative times and for none", () => {
    const report = new ReportBuilder();
    expect(readEpochs(Float64Array.of(0, 12.5), LINES, report)).toEqual({
      values: null,
      unit: null,
      timeZone: "relative",
    });
    expect(report.build([]).warnings).toMatchObject([{ code: "W_RELATIVE_TIME", count: 1 }]);
    expect(readEpochs(Float64Array.of(NaN), LINES, report)).toEqual({
      values: null,
      unit: null,
      timeZone: "none",
    });
  });
});

describe("readLabels()", () => {
  const attacks = new Set(["malicious"]);

  test("merges spellings of one label, and leaves out what says nothing", () => {
    const source = textColumnFromStrings("label", [
      "Web – XSS",
      "Web - XSS.",
      "-",
      "(empty)",
      null,
      "benign",
      "Malicious",
    ]);
    const { label, isAttack, labels, changed } = readLabels(source, attacks, undefined);
    expect(label.toArray()).toEqual(["Web - XSS", "Web - XSS", null, null, null, "benign", "Malicious"]);
    expect(isAttack.toArray()).toEqual([null, null, null, null, null, false, true]);
    expect(labels).toEqual([
      { value: "Web - XSS", count: 2, isAttack: null },
      { value: "benign", count: 1, isAttack: false },
      { value: "Malicious", count: 1, isAttack: true },
    ]);
    expect(changed).toBe(true);
  });

  test("with benign values every other label is an attack, in any spelling", () => {
    const { isAttack } = readLabels(textColumnFromStrings("label", ["OK.", "scan", "Background"]), attacks, [
      "ok",
    ]);
    expect(isAttack.toArray()).toEqual([false, true, null]);
  });

  test("keeps labels that are named like object members", () => {
    const { label, labels } = readLabels(
      textColumnFromStrings("label", ["__proto__", "constructor", "__proto__"]),
      attacks,
      undefined,
    );
    expect(label.toArray()).toEqual(["__proto__", "constructor", "__proto__"]);
    expect(labels.map(({ value, count }) => [value, count])).toEqual([
      ["__proto__", 2],
      ["constructor", 1],
    ]);
  });
});

test("warnAboutLabels() names labels without meaning and benign values that no row has", () => {
  const labels = [
    { value: "scan", count: 5, isAttack: null },
    { value: "Background", count: 9, isAttack: null },
    { value: "normal", count: 2, isAttack: false },
  ];
  const report = new ReportBuilder();
  warnAboutLabels(labels, ["Normal", "nomral"], report);
  expect(report.build([]).warnings).toMatchObject([
    { code: "W_UNKNOWN_LABEL", count: 5, column: "label" },
    { code: "W_UNUSED_BENIGN", count: 1, message: 'No row has the benign label "nomral"' },
  ]);
});

test("recode() shares the storage when nothing changes, and merges texts that become equal when something does", () => {
  const source = textColumn("p", Int32Array.of(0, 1, -1, 2), ["TCP", "tcp", "x"]);
  expect(recode("q", source, (text) => text).column.values).toBe(source.values);
  const { column, changed } = recode("q", source, (text) => (text === "x" ? null : text.toLowerCase()));
  expect([column.name, changed, column.categories]).toEqual(["q", true, ["tcp"]]);
  expect(column.toArray()).toEqual(["tcp", "tcp", null, null]);
});

test("normalizeProtocol() gives lower-case names, also for the usual numbers", () => {
  expect(
    ["TCP", "6", "17", "58", "1", "2", "132", "47", "255", "unknown_transport"].map(normalizeProtocol),
  ).toEqual(["tcp", "tcp", "udp", "ipv6-icmp", "icmp", "igmp", "sctp", "gre", "255", "unknown_transport"]);
});
