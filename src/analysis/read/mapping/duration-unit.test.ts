import { capture, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { durationUnit } from "./duration-unit.ts";
import type { DurationWitnesses } from "./duration-unit.ts";

const ALONE: DurationWitnesses = { packets: null, bytes: null, rates: [], span: null };
const numbers = (...values: number[]): Float64Array => Float64Array.from(values);
const eachOf = (values: Float64Array) => (row: number) => values[row]!;
const repeated = (value: number, count: number): Float64Array => new Float64Array(count).fill(value);

describe("the unit of durations", () => {
  test("seconds with the decimals of a fine clock are seconds, and the same numbers without them may be more", () => {
    expect(durationUnit(numbers(0.447461, 1.200317), null, ALONE)).toMatchObject({ unit: "s", score: 0.8 });
    expect(durationUnit(numbers(0.4, 1.2), null, ALONE)).toMatchObject({
      unit: null,
      fits: ["s", "ms", "us"],
      score: 0.5,
    });
  });

  test("what flows cannot last rules a unit out", () => {
    const packets = eachOf(repeated(10, 3));
    const verdict = durationUnit(numbers(2e6, 1.1e8, 5e5), null, { ...ALONE, packets });
    expect(verdict).toMatchObject({ unit: null, fits: ["us", "ns"] });
    const few = numbers(1, 2e6, 1.1e8, 5e5);
    expect(durationUnit(few, null, { ...ALONE, packets: eachOf(repeated(10, 4)) })).toMatchObject({
      unit: "us",
      score: 0.9,
    });
  });

  test("a name's unit is believed until another column contradicts it", () => {
    expect(durationUnit(numbers(5, 7), "ms", ALONE)).toMatchObject({ unit: "ms", score: 1 });
    expect(durationUnit(numbers(5e9, 7e9), "s", ALONE)).toMatchObject({ unit: "s", score: 0.7 });
    const rates = [{ name: "pps", values: numbers(2, 2, 2), of: "packets" as const }];
    const rated = { ...ALONE, packets: eachOf(numbers(10, 14, 8)), rates };
    expect(durationUnit(numbers(5, 7, 4), "ms", rated)).toMatchObject({ unit: null, fits: ["s"] });
    expect(durationUnit(numbers(5, 7, 4), "s", rated)).toMatchObject({ unit: "s", score: 1 });
  });

  test("a rate of noise tells nothing", () => {
    const rates = [{ name: "rate", values: numbers(9e3, 2e-4, 7, 1e9), of: "packets" as const }];
    const verdict = durationUnit(numbers(5, 7, 4, 2), null, {
      ...ALONE,
      packets: eachOf(repeated(3, 4)),
      rates,
    });
    expect(verdict.unit).toBeNull();
  });

  test("stamps of whole seconds tell the unit only where durations are long enough", () => {
    const span = (lasting: number): DurationWitnesses => ({
      ...ALONE,
      span: { names: "", start: repeated(1.7e12, 5), end: repeated(1.7e12 + lasting * 1000, 5) },
    });
    expect(durationUnit(repeated(60.25, 5), null, span(60))).toMatchObject({ unit: "s", score: 1 });
    expect(durationUnit(repeated(0.061, 5), null, span(0)).unit).toBeNull();
  });
});

/** Captures of each tool, and of the networks with the shortest and the longest gaps between packets. */
const CAPTURES = [
  "cic-ids2017/Friday-DDos.first299.csv.gz",
  "slips/test2-malicious.binetflow.gz",
  "zeek-misc/zat/conn.log.gz",
  "zeek-stratosphere/008-zeek-mixed/data/conn.log.labeled.gz",
  "iot-23/conn.log.labeled.first500",
  "iot-23-multitool/NFStream/b1.csv.gz",
  "iot-23-multitool/Tranalyzer/b3b_flows.txt.gz",
  "peers/out/synscan.pcap/ndpi_4.2.csv.gz",
];
/** Units per second, and decimals that are written; NaN for all of them. */
const FORMS = [
  ["s", 1, 6],
  ["s", 1, 3],
  ["s", 1, NaN],
  ["ms", 1e3, 3],
  ["ms", 1e3, 0],
  ["ms", 1e3, NaN],
  ["us", 1e6, 0],
  ["ns", 1e9, 0],
] as const;

testWithCaptures(
  "no capture's durations are taken in a wrong unit, whatever unit they are written in",
  CAPTURES,
  async () => {
    const told = new Set<string>();
    for (const path of CAPTURES) {
      const flows = await loadFlows(capture(path));
      const [packets, sent, received] = (["packet_count", "bytes_sent", "bytes_received"] as const).map(
        (field) => flows.numeric(field),
      );
      const bytes = sent!.map((count, row) => count + received![row]!);
      for (const [unit, perSecond, decimals] of FORMS) {
        const written = flows
          .numeric("duration")
          .map((seconds) =>
            Number.isNaN(decimals)
              ? seconds * perSecond * 1.0000000001234
              : Number((seconds * perSecond).toFixed(decimals)),
          );
        const verdict = durationUnit(written, null, {
          ...ALONE,
          packets: eachOf(packets!),
          bytes: eachOf(bytes),
        });
        expect([path, unit, null]).toContain(verdict.unit);
        if (verdict.unit !== null) told.add(unit);
      }
    }
    expect([...told].sort()).toEqual(["ms", "ns", "s", "us"]);
  },
);
