import { nullTranslator } from "@jupyterlab/translation";
import { chartField, placeOf, powerTicks, valueOf } from "./axis.ts";

const trans = nullTranslator.load("trafficlab");

it("places 0 at the start and what is above the unit by powers of ten, there and back", () => {
  expect(placeOf("bytes_sent", 0)).toBe(0);
  expect(placeOf("bytes_sent", 999_999)).toBeCloseTo(6, 9);
  for (const value of [0, 1, 40, 1500, 1e9])
    expect(valueOf("bytes_sent", placeOf("bytes_sent", value))).toBeCloseTo(value, 3);
  expect(valueOf("duration", placeOf("duration", 0.000003))).toBeCloseTo(0.000003, 12);
});

it("writes few ticks from 0 to the largest value, in the field's own unit", () => {
  const ticks = powerTicks(chartField(trans, "duration"), 119.9);
  expect(ticks.values[0]).toBe(0);
  expect(ticks.values.length).toBeLessThanOrEqual(8);
  expect(ticks.labelExpr).toContain('"0 s"');
  expect(ticks.labelExpr).toContain('"1 ms"');
  expect(powerTicks(chartField(trans, "bytes_sent"), 0).values.every(Number.isFinite)).toBe(true);
});
