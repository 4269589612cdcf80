import { nullTranslator } from "@jupyterlab/translation";
import {
  DEFAULT_TEXTS,
  faultText,
  placeOf,
  readForm,
  readNumber,
  REQUIRED,
  SLIDER_STEPS,
  valueAt,
} from "./fields.ts";
import { extrasOf, flowOf, textsOf, withoutCounts } from "./flow-form.ts";

const trans = nullTranslator.load("");
const SCAN = "scan";

describe("readNumber()", () => {
  it.each([
    ["3", 3],
    [" 0.25 ", 0.25],
    ["1e3", 1000],
    [".5", 0.5],
    ["2000.", 2000],
    ["+7", 7],
    ["0", 0],
    ["-0", 0],
  ])("reads %p", (text, value) => {
    expect(readNumber("duration", text)).toEqual({ value, fault: null });
  });

  it.each([
    ["", "empty"],
    ["  ", "empty"],
    ["abc", "notNumber"],
    ["2,000", "notNumber"],
    ["3 s", "notNumber"],
    ["0x10", "notNumber"],
    ["Infinity", "notNumber"],
    ["NaN", "notNumber"],
    ["1e999", "notFinite"],
    ["-1", "negative"],
    ["１２", "notNumber"],
  ])("refuses %p as %s", (text, fault) => {
    expect(readNumber("bytes_sent", text).fault).toBe(fault);
  });

  it("takes whole numbers alone for packets and ports, and no port above 65535", () => {
    expect(readNumber("packet_count", "2.5").fault).toBe("notWhole");
    expect(readNumber("dst_port", "80.5").fault).toBe("notWhole");
    expect(readNumber("dst_port", "65536").fault).toBe("overPort");
    expect(readNumber("dst_port", "65535")).toEqual({ value: 65535, fault: null });
    expect(readNumber("dst_port", "")).toEqual({ value: null, fault: null });
  });

  it("has a text with a remedy for every fault of every field", () => {
    for (const field of REQUIRED)
      for (const fault of ["empty", "notNumber", "notFinite", "negative", "notWhole", "overPort"] as const)
        expect(faultText(trans, field, fault)).toMatch(/type/);
  });
});

describe("readForm()", () => {
  it("reads the original's real-time input from the defaults", () => {
    const { flow, faults } = readForm(DEFAULT_TEXTS);
    expect(flow).toEqual({
      duration: 3,
      packet_count: 25,
      bytes_sent: 2000,
      bytes_received: 1800,
      packet_size_mean: 500,
    });
    expect(faults.size).toBe(0);
  });

  it("names every field that has to be mended", () => {
    const { faults } = readForm({ ...DEFAULT_TEXTS, duration: "x", bytes_sent: "-5", dst_port: "99999" });
    expect([...faults]).toEqual([
      ["duration", "notNumber"],
      ["bytes_sent", "negative"],
      ["dst_port", "overPort"],
    ]);
  });
});

describe("sliders", () => {
  it.each(REQUIRED)("give back the place of every value of %s that they can reach", (field) => {
    for (let place = 0; place <= SLIDER_STEPS; place += 7) {
      const value = valueAt(field, place);
      expect(valueAt(field, placeOf(field, value))).toBeCloseTo(
        value,
        value < 100 ? 0 : -Math.log10(value) + 1,
      );
      expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it("rise from 0, and never fall", () => {
    for (const field of REQUIRED) {
      expect(valueAt(field, 0)).toBe(0);
      for (let place = 1; place <= SLIDER_STEPS; place++)
        expect(valueAt(field, place)).toBeGreaterThanOrEqual(valueAt(field, place - 1));
    }
  });

  it("stay at their ends for values beyond them", () => {
    expect(placeOf("packet_count", 1e12)).toBe(SLIDER_STEPS);
    expect(placeOf("duration", 1e-9)).toBe(1);
    expect(placeOf("duration", NaN)).toBe(0);
    expect(valueAt("duration", 2 * SLIDER_STEPS)).toBe(valueAt("duration", SLIDER_STEPS));
  });
});

describe("a flow in the form", () => {
  const flow = {
    duration: 0.0123,
    packet_count: 5,
    bytes_sent: 300,
    bytes_received: 0,
    packet_size_mean: 60,
    dst_port: 22,
    protocol: "tcp",
    state: "S0",
    packets_sent: 5,
    packets_received: 0,
    src_ip: "10.0.0.1",
    label: SCAN,
    is_attack: true,
    other: "column",
  };

  it("keeps every number that goes in, and what the rules can use beside the form", () => {
    const texts = textsOf(flow);
    const extras = extrasOf(flow);
    expect(extras).toEqual({ packets_sent: 5, packets_received: 0, src_ip: "10.0.0.1" });
    const { label, is_attack, other, ...assessed } = flow;
    expect([label, is_attack, other]).toEqual([SCAN, true, "column"]);
    expect(flowOf(readForm(texts).flow, extras)).toEqual(assessed);
  });

  it("leaves the label out: it is the answer, not evidence", () => {
    expect(Object.keys(extrasOf({ label: SCAN, label_detail: SCAN, is_attack: true }))).toEqual([]);
  });

  it("loses the counts by direction, and nothing else", () => {
    expect(withoutCounts({ packets_sent: 1, packets_received: 2, src_ip: "a" })).toEqual({ src_ip: "a" });
  });
});
