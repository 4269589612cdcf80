import type { LoadReport } from "../core/mod.ts";
import { floatColumn } from "./columns.ts";
import { direct, cannotDerive } from "./mapping.ts";
import { mergeMeta } from "./merge.ts";
import { tableOf } from "./testing/tables.ts";

const column = floatColumn("duration", Float64Array.of(1));
type Changes = NonNullable<Parameters<typeof tableOf>[1]>;
const merge = (...changes: Changes[]): ReturnType<typeof mergeMeta> =>
  mergeMeta(changes.map((change) => tableOf([column], change)));

describe("mergeMeta()", () => {
  test("adds reports up, and keeps a verdict only where the tables agree", () => {
    const label = (isAttack: boolean | null, count: number): LoadReport["labels"] => [
      { value: "x", count, isAttack },
    ];
    const row = { line: 3, reason: "r", text: "t" };
    const { report } = merge(
      {
        report: {
          read: 5,
          kept: 3,
          rejected: 1,
          dropped: { "repeated header": 1 },
          rejectedRows: [row],
          labels: label(true, 2),
          truncated: true,
        },
      },
      { report: { read: 4, kept: 3, dropped: { "repeated header": 1 }, labels: label(true, 1) } },
    );
    expect(report).toMatchObject({
      read: 9,
      kept: 6,
      rejected: 1,
      dropped: { "repeated header": 2 },
      rejectedRows: [row],
      truncated: true,
    });
    expect(report.labels).toEqual([{ value: "x", count: 3, isAttack: true }]);
    expect(
      merge({ report: { labels: label(true, 1) } }, { report: { labels: label(false, 1) } }).report.labels[0]!
        .isAttack,
    ).toBeNull();
    expect(
      merge({ report: { labels: [{ value: "__proto__", count: 1, isAttack: null }] } }, {}).report.labels,
    ).toHaveLength(1);
  });

  test("lists at most 1,000 rejected rows", () => {
    const rejectedRows = new Array(700).fill({ line: 1, reason: "r", text: "t" });
    expect(
      merge({ report: { rejectedRows } }, { report: { rejectedRows } }).report.rejectedRows,
    ).toHaveLength(1000);
  });

  test("takes a field's entry from the first table that has it", () => {
    const { mapping } = merge(
      { mapping: { fields: [cannotDerive("label", "none"), cannotDerive("state", "none")] } },
      { mapping: { fields: [direct("label", "class")] } },
    );
    expect(mapping.fields.map(({ field, status }) => [field, status])).toEqual([
      ["label", "direct"],
      ["state", "cannot derive"],
    ]);
  });

  test("says what is mixed", () => {
    expect(
      merge({ mapping: { dialect: "zeek-tsv", direction: "one-way", timeZone: "assumed UTC" } }, {}).mapping,
    ).toMatchObject({
      dialect: "csv",
      direction: "mixed",
      timeZone: "assumed UTC",
    });
    expect(merge({}, {}).mapping).toMatchObject({
      dialect: "trafficlab",
      direction: "two-way",
      timeZone: "none",
    });
  });

  test("refuses tables that count different bytes, and warns where one does not say", () => {
    expect(() => merge({ mapping: { byteMeaning: "ip" } }, { mapping: { byteMeaning: "payload" } })).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message:
          "Cannot concatenate tables: all must count the same bytes, got ip and payload; for Zeek choose with the option bytes",
      }),
    );
    const { mapping, report } = merge({ mapping: { byteMeaning: "ip" } }, {});
    expect([mapping.byteMeaning, report.warnings.map(({ code }) => code)]).toEqual([
      "unknown",
      ["W_BYTE_MEANING"],
    ]);
    expect(merge({}, {}).report.warnings).toEqual([]);
  });

  test("names every source in the provenance", () => {
    const { provenance } = merge(
      { provenance: { source: { name: "a", sha256: "1" } } },
      { provenance: { source: { name: "b" } } },
    );
    expect(provenance).toMatchObject({
      source: { name: "a + b" },
      call: "FlowTable.concat",
      parameters: {
        tables: [
          { source: { name: "a", sha256: "1" }, parameters: { lenient: true } },
          { source: { name: "b" } },
        ],
      },
    });
  });
});
