import { floatColumn } from "../table/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import { flowAsymmetry, packetAnomalyScore } from "./mod.ts";

const columns = (values: Record<string, number[]>) =>
  tableOf(Object.entries(values).map(([name, numbers]) => floatColumn(name, Float64Array.from(numbers))));

test("flowAsymmetry() is 1 for all sent, -1 for all received, 0 for neither, NaN where a count is missing", () => {
  const table = columns({ bytes_sent: [10, 0, 0, 30, NaN], bytes_received: [0, 5, 0, 10, 1] });
  expect([...flowAsymmetry(table)]).toEqual([1, -1, 0, 0.5, NaN]);
});

test("flowAsymmetry() names the field that a table lacks", () => {
  expect(() => flowAsymmetry(columns({ bytes_sent: [1] }))).toThrow('Cannot read column "bytes_received"');
});

test("packetAnomalyScore() is the larger of two robust z-scores, cut at 10", () => {
  const table = columns({
    packet_count: [10, 11, 12, 13, 14, 1e12],
    packet_size_mean: [100, 110, 120, 130, 140, 120],
  });
  const scores = packetAnomalyScore(table);
  // Sizes: median 120, deviations 20, 10, 0, 10, 20, 0: their median 10.
  expect(scores[0]).toBeCloseTo(0.6745 * 2, 12);
  expect(scores[5]).toBe(10);
});

test("packetAnomalyScore() is 10 for what differs from a capture of equal flows, 0 for the others and for missing values", () => {
  const table = columns({ packet_count: [4, 4, 4, 5, NaN], packet_size_mean: [60, 60, 60, 60, 60] });
  expect([...packetAnomalyScore(table)]).toEqual([0, 0, 0, 10, 0]);
});

test("packetAnomalyScore() is 0 in a table without the fields, and in one without rows", () => {
  expect([...packetAnomalyScore(columns({ bytes_sent: [1, 2] }))]).toEqual([0, 0]);
  expect([...packetAnomalyScore(columns({ packet_count: [], packet_size_mean: [] }))]).toEqual([]);
});
