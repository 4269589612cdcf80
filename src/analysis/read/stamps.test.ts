import { textColumnFromStrings } from "../table/mod.ts";
import { readStamps } from "./stamps.ts";
import { zoneOffset } from "./times.ts";

const COLUMN = textColumnFromStrings("ts", [
  "2011-03-18 19:06:08",
  null,
  "2011-03-18T19:06:08.5Z",
  "soon",
  "2011-03-18 19:06:08",
]);
const TIME = Date.UTC(2011, 2, 18, 19, 6, 8);

describe("readStamps()", () => {
  test("gives UTC times, counts those without zone, and names the rows that hold none", () => {
    const bad: number[] = [];
    const { values, withoutZone } = readStamps(COLUMN, zoneOffset("UTC"), (row) => bad.push(row));
    expect([...values]).toEqual([TIME, NaN, TIME + 500, NaN, TIME]);
    expect(withoutZone).toBe(2);
    expect(bad).toEqual([3]);
  });

  test("takes stamps without zone in the zone that is given", () => {
    const { values } = readStamps(COLUMN, zoneOffset("+02:00"));
    expect([...values]).toEqual([TIME - 7_200_000, NaN, TIME + 500, NaN, TIME - 7_200_000]);
  });
});
