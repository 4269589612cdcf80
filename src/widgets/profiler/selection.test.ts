import { filterOf, isCut, isSelectable, sampleWhere } from "./selection.ts";
import { makeCapture, makeColumn, makePayload } from "../shared/testing/profile-payload.ts";

const payload = makePayload(makeCapture(500), 100);
const edges = payload.profile.columns.find(({ name }) => name === "bytes_sent")?.histogram?.edges ?? [];

describe("filterOf()", () => {
  it("asks for a bin from its lower edge up to, but not including, its upper edge", () => {
    expect(filterOf(payload, { kind: "bin", column: "bytes_sent", index: 2 })).toEqual({
      column: "bytes_sent",
      op: "between",
      from: edges[2],
      to: edges[3],
    });
  });

  it("asks for the last bin with its upper edge included", () => {
    expect(filterOf(payload, { kind: "bin", column: "bytes_sent", index: 23 })).toEqual({
      and: [
        { column: "bytes_sent", op: ">=", value: edges[23] },
        { column: "bytes_sent", op: "<=", value: edges[24] },
      ],
    });
  });

  it("asks for a value by equality, for missing cells by name, and for all rows by nothing", () => {
    expect(filterOf(payload, { kind: "value", column: "is_attack", index: 1 })).toEqual({
      column: "is_attack",
      op: "==",
      value: true,
    });
    expect(filterOf(payload, { kind: "missing", column: "service" })).toEqual({
      column: "service",
      op: "missing",
    });
    expect(filterOf(payload, { kind: "all" })).toBeUndefined();
  });

  it("asks for a value that was cut by its beginning", () => {
    const cut = `${"x".repeat(199)}…`;
    const column = { ...makeColumn("note", [cut]), top: [{ value: cut, count: 1 }] };
    const withCut = { ...payload, profile: { ...payload.profile, columns: [column] } };
    expect(isCut(cut)).toBe(true);
    expect(isCut("and so on…")).toBe(false);
    expect(filterOf(withCut, { kind: "value", column: "note", index: 0 })).toEqual({
      column: "note",
      op: "contains",
      value: "x".repeat(199),
    });
  });

  it("puts each row of the table into exactly the bin that counts it, also on the edges", () => {
    const numbers = Array.from({ length: 49 }, (_, at) => at);
    const whole = makePayload({ size: numbers }, 49);
    const counts = whole.profile.columns[0]?.histogram?.counts ?? [];
    const found = counts.map(
      (_, index) =>
        sampleWhere(whole.sample, filterOf(whole, { kind: "bin", column: "size", index })).cells.length,
    );
    expect(found).toEqual(counts);
    expect(found.reduce((sum, rows) => sum + rows, 0)).toBe(49);
  });
});

describe("isSelectable()", () => {
  it("refuses columns, bins and values that the payload does not have", () => {
    expect(isSelectable(payload, { kind: "bin", column: "bytes_sent", index: 0 })).toBe(true);
    expect(isSelectable(payload, { kind: "bin", column: "bytes_sent", index: 24 })).toBe(false);
    expect(isSelectable(payload, { kind: "bin", column: "label", index: 0 })).toBe(false);
    expect(isSelectable(payload, { kind: "value", column: "label", index: 3 })).toBe(false);
    expect(isSelectable(payload, { kind: "missing", column: "__proto__" })).toBe(false);
  });
});

describe("sampleWhere()", () => {
  it("keeps the sample's rows that match, under their own numbers", () => {
    const kept = sampleWhere(payload.sample, { column: "service", op: "missing" });
    expect(kept.rowIndex).toEqual([0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99]);
    expect(kept.columns).toBe(payload.sample.columns);
  });

  it("matches nothing in a column that the sample does not hold", () => {
    expect(sampleWhere(payload.sample, { column: "absent", op: "missing" }).cells).toEqual([]);
  });
});
