import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  booleanColumn,
  emptyValidity,
  floatColumn,
  intColumn,
  setValid,
  textColumn,
  textColumnFromStrings,
} from "./columns.ts";
import type { StoredColumn } from "./columns.ts";
import { handleFor, releaseHandle } from "./handles.ts";
import { tableFor } from "./table-for.ts";
import { tableOf } from "./testing/tables.ts";

const handle = (...columns: StoredColumn[]): string => handleFor(tableOf(columns));
const floats = (...values: number[]): StoredColumn => floatColumn("duration", Float64Array.from(values));

function validity(...valid: number[]): Uint8Array {
  const bits = emptyValidity(valid.length);
  valid.forEach((bit, row) => bit && setValid(bits, row));
  return bits;
}

describe("handleFor()", () => {
  test("is the same for equal tables, and stays so", () => {
    const make = (): StoredColumn[] => [floats(1, NaN), textColumnFromStrings("label", ["a", null])];
    expect(handle(...make())).toBe(handle(...make()));
    expect(handle(...make())).toMatch(/^t-[0-9a-f]{16}$/);
  });

  test("does not depend on how cells are stored", () => {
    const bits = new Uint32Array([0, 0xfff80001]);
    expect(handle(floatColumn("duration", new Float64Array(bits.buffer)))).toBe(handle(floats(NaN)));
    expect(handle(textColumn("label", Int32Array.of(1, 0, -1), ["b", "a"]))).toBe(
      handle(textColumn("label", Int32Array.of(0, 2, -1), ["a", "unused", "b"])),
    );
    expect(handle(intColumn("packet_count", Int32Array.of(1, 99), validity(1, 0)))).toBe(
      handle(intColumn("packet_count", Int32Array.of(1, 0), validity(1, 0))),
    );
    const table = tableOf([floats(1, 2, 3), textColumnFromStrings("label", ["a", "b", "c"])]);
    expect(handleFor(table.slice(1, 2))).toBe(handle(floats(2), textColumnFromStrings("label", ["b"])));
  });

  test("differs where a cell, a name, a type, an order or a missing cell differs", () => {
    const different = [
      handle(floats(1, 2)),
      handle(floats(2, 1)),
      handle(floats(1, NaN)),
      handle(floats(1, 0)),
      handle(floats(1)),
      handle(floatColumn("rate", Float64Array.of(1, 2))),
      handle(intColumn("duration", Int32Array.of(1, 2))),
      handle(intColumn("duration", Int32Array.of(1, 0))),
      handle(intColumn("duration", Int32Array.of(1, 0), validity(1, 0))),
      handle(intColumn("duration", Int32Array.of(0, 1), validity(0, 1))),
      handle(booleanColumn("duration", Uint8Array.of(1, 0))),
      handle(booleanColumn("duration", Uint8Array.of(1, 0), validity(1, 0))),
      handle(textColumnFromStrings("duration", ["1", "2"])),
      handle(textColumnFromStrings("duration", ["1", null])),
      handle(textColumnFromStrings("duration", ["12", ""])),
      handle(floats(1, 2), floatColumn("x", Float64Array.of(1, 2))),
    ];
    expect(new Set(different).size).toBe(different.length);
  });

  test("tells 2,000 small tables apart", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2000; i++) seen.add(handle(floats(i % 100, Math.floor(i / 100))));
    expect(seen.size).toBe(2000);
  });
});

describe("tableFor()", () => {
  test("finds the table of a handle as long as it is among the 16 last used", () => {
    const first = tableOf([floats(0.5)]);
    const handles = [handleFor(first)];
    for (let i = 1; i < 16; i++) handles.push(handle(floats(i + 0.25)));
    for (const known of handles) expect(tableFor(known)).toBeDefined();
    expect(tableFor(handles[0]!)).toBe(first);
  });

  test("holds 16 tables alive and no more, and finds an older one while something else holds it", async () => {
    const older = tableOf([floats(1000)]);
    const known = handleFor(older);
    const others = Array.from({ length: 40 }, (_, i) => handle(floats(i + 0.75)));
    setFlagsFromString("--expose_gc");
    const collect = runInNewContext("gc") as () => void;
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      collect();
    }
    expect(others.map((other) => tableFor(other) !== undefined)).toEqual(others.map((_, i) => i >= 24));
    expect(tableFor(known)).toBe(older);
  });

  test("knows no handle that it did not give", () => {
    expect(tableFor("t-0000000000000000")).toBeUndefined();
    expect(tableFor("__proto__")).toBeUndefined();
  });

  test("answers after a release as long as something else holds the table", () => {
    const table = tableOf([floats(77)]);
    const known = handleFor(table);
    releaseHandle(known);
    expect(tableFor(known)).toBe(table);
    releaseHandle("t-unknown");
  });
});
