import { floatColumn, timeColumn } from "../table/mod.ts";
import { tableOf } from "../table/testing/tables.ts";
import type { Temporal } from "../core/mod.ts";
import { runJob } from "../core/mod.ts";
import { temporalOf } from "./temporal.ts";

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

async function temporal(times: number[], labels: number[] = times.map(() => 0), k = 1): Promise<Temporal> {
  const table = tableOf([timeColumn("timestamp", Float64Array.from(times))], {
    mapping: { timeZone: "explicit" },
  });
  return (await runJob("test", {}, (job) => temporalOf(job, table, Int32Array.from(labels), k)))!;
}

test("hours and weekdays are those of UTC, Monday first", async () => {
  // 2017-07-07 was a Friday, 1969-12-31 a Wednesday.
  const { hour, weekday, hourByWeekday } = await temporal([
    at("2017-07-07T13:05:00Z"),
    at("2017-07-07T13:59:59.999Z"),
    at("2017-07-09T00:00:00Z"),
    at("1969-12-31T23:00:00Z"),
  ]);
  expect(weekday).toEqual([0, 0, 1, 0, 2, 0, 1]);
  expect([hour[0], hour[13], hour[23]]).toEqual([1, 2, 1]);
  expect(hourByWeekday[4]![13]).toBe(2);
  expect(hour.reduce((sum, count) => sum + count, 0)).toBe(4);
});

test("half an hour of one day counts as that part of it, and hours that are not in the span as none", async () => {
  const { hoursInSpan, weekdaysInSpan } = await temporal([
    at("2023-10-01T12:00:00Z"),
    at("2023-10-01T12:30:00Z"),
  ]);
  expect(hoursInSpan[12]).toBeCloseTo(0.5, 12);
  expect(hoursInSpan.filter((span) => span > 0)).toHaveLength(1);
  // A Sunday, of which half an hour is less than the least part.
  expect(weekdaysInSpan).toEqual([0, 0, 0, 0, 0, 0, 0.1]);
});

test.each([2, 3, 5, 6])("%i days have as many weekdays, each once", async (days) => {
  const from = at("2024-01-01T00:00:00Z");
  const times = Array.from({ length: days * 24 }, (_, hour) => from + hour * HOUR);
  const { weekday, weekdaysInSpan } = await temporal([...times, from + days * 24 * HOUR - 1]);
  const expected = Array.from({ length: 7 }, (_, day) => (day < days ? 1 : 0));
  weekdaysInSpan.forEach((span, day) => expect(span).toBeCloseTo(expected[day]!, 6));
  expect(weekday.slice(0, days).every((count) => count >= 24)).toBe(true);
  expect(weekday.slice(days).every((count) => count === 0)).toBe(true);
});

test("a span of weeks counts each hour by brute force", async () => {
  const from = at("2024-02-27T05:30:00Z");
  const to = from + 17.75 * 24 * HOUR;
  const { hoursInSpan, weekdaysInSpan } = await temporal([from, to]);
  const hours = new Array<number>(24).fill(0);
  const days = new Array<number>(7).fill(0);
  for (let minute = from; minute < to; minute += 60_000) {
    hours[new Date(minute).getUTCHours()]! += 1 / 60;
    days[(new Date(minute).getUTCDay() + 6) % 7]! += 1 / 1440;
  }
  hoursInSpan.forEach((span, hour) => expect(span).toBeCloseTo(hours[hour]!, 6));
  weekdaysInSpan.forEach((span, day) => expect(span).toBeCloseTo(days[day]!, 6));
});

test("one moment is a span, too, and flows without a time are in no count", async () => {
  const { from, to, hour, timeline } = await temporal([at("2024-02-27T05:30:00Z"), NaN]);
  expect(from).toBe(to);
  expect(hour[5]).toBe(1);
  expect(timeline.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(1);
});

test("the timeline counts each cluster's flows, the last edge included", async () => {
  const from = at("2024-01-01T00:00:00Z");
  const times = [from, from + HOUR, from + 2 * HOUR, from + 20 * HOUR];
  const { timeline } = await temporal(times, [0, 1, 1, 0], 2);
  expect(timeline.counts.map((counts) => counts.reduce((sum, count) => sum + count, 0))).toEqual([2, 2]);
  expect(timeline.edges[0]).toBeLessThanOrEqual(from);
  expect(timeline.edges.at(-1)).toBeGreaterThanOrEqual(times[3]!);
});

test("without times there is nothing to tell", async () => {
  const none = tableOf([floatColumn("duration", Float64Array.of(1, 2))]);
  const empty = tableOf([timeColumn("timestamp", Float64Array.of(NaN, NaN))]);
  for (const table of [none, empty])
    expect(await runJob("test", {}, (job) => temporalOf(job, table, new Int32Array(2), 1))).toBeNull();
});
