import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DanfoColumn, FlowFrame } from "./mod.ts";
import { frameFromColumns } from "./mod.ts";

type Table = Record<string, (number | null)[]>;

interface Expected {
  rows: number;
  describe: Record<string, Record<string, number | null>>;
  shares: number[];
  quantile: Table;
  pearson: Table;
  spearman: Table;
  cov: Table;
  sort: { by: string[]; ascending: boolean[]; digest: number; first: number[]; last: number[] }[];
  groups: { keys: string[]; values: (string | number | boolean)[][]; results: Record<string, Table> }[];
}

const LABELS = ["benign", "scan", "flood", "brute force"];
const expected = JSON.parse(
  readFileSync(join(process.cwd(), "tests", "fixtures", "frame", "expected.json"), "utf8"),
) as Expected;

/** Whole numbers of 32 bits that look drawn; tools/fixtures/frame/make_frame.py makes the same. */
function mixed(rows: number, seed: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => {
    let x = (Math.imul(row, 0x9e3779b1) + seed * 40503) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
    return x ^ (x >>> 16);
  });
}

function madeRows(rows: number): DanfoColumn[] {
  const m = Array.from({ length: 13 }, (_, at) => mixed(rows, at + 1));
  const floats = (at: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => at(row));
  const drawn = (seed: number, row: number, below: number): number => m[seed]![row]! % below;
  return [
    {
      name: "duration",
      type: "float",
      values: floats((r) => (drawn(0, r, 1000) + 1) / (drawn(1, r, 997) + 1)),
    },
    { name: "packet_count", type: "int", values: floats((r) => drawn(2, r, 7) + 1) },
    {
      name: "bytes_sent",
      type: "int",
      values: floats((r) => drawn(3, r, 65_536) * (drawn(12, r, 4096) + 1)),
    },
    {
      name: "bytes_received",
      type: "float",
      values: floats((r) => (drawn(5, r, 11) === 0 ? NaN : drawn(4, r, 100_000) / 8)),
    },
    {
      name: "rate",
      type: "float",
      values: floats((r) => (drawn(7, r, 13) === 0 ? NaN : drawn(6, r, 5000) / 3)),
    },
    { name: "offset", type: "float", values: floats((r) => 1e9 + drawn(6, r, 4096) / 1024) },
    { name: "constant", type: "float", values: floats(() => 0.1) },
    {
      name: "label",
      type: "text",
      values: Array.from({ length: rows }, (_, r) => {
        if (drawn(9, r, 50) === 0) return null;
        return LABELS[drawn(8, r, 3) === 0 ? 0 : Math.floor(drawn(8, r, 16) / 4)]!;
      }),
    },
    {
      name: "is_attack",
      type: "boolean",
      values: Array.from({ length: rows }, (_, r) => drawn(9, r, 5) === 0),
    },
    {
      name: "timestamp",
      type: "time",
      values: floats((r) =>
        drawn(11, r, 200) === 0 ? NaN : 1_700_000_000_000 + r * 37 + drawn(10, r, 1000),
      ),
    },
  ];
}

const frame = frameFromColumns(madeRows(expected.rows), { limit: expected.rows });

/** Equal to 1e-9 of the larger, missing where the other is. */
function expectNear(actual: unknown, wanted: number | null | undefined, what: string): void {
  const value = actual instanceof Date ? actual.getTime() : actual;
  if (wanted === null) {
    expect([what, value === null || Number.isNaN(value)]).toEqual([what, true]);
    return;
  }
  // A Date holds whole milliseconds.
  const tolerance = Math.max(actual instanceof Date ? 1 : 0, 1e-9 * Math.abs(wanted!), 1e-12);
  expect([what, Math.abs((value as number) - wanted!) <= tolerance ? "near" : value]).toEqual([what, "near"]);
}

function expectTable(actual: FlowFrame, wanted: Table): void {
  expect(actual.columns).toEqual(Object.keys(wanted));
  for (const [name, values] of Object.entries(wanted)) {
    const found = actual.column(name).values as unknown[];
    expect(found).toHaveLength(values.length);
    values.forEach((value, row) => expectNear(found[row], value, `${name} in row ${row}`));
  }
}

describe("200,000 rows with ties, gaps, a large offset and times, beside pandas", () => {
  test("describe() is pandas', and has its variance too", () => {
    const summary = frame.describe();
    const rows = summary.index.map((row) => (row === "median" ? "50%" : String(row)));
    expect(rows).toEqual(["count", "mean", "std", "min", "25%", "50%", "75%", "max", "variance"]);
    expect(summary.columns).toEqual(Object.keys(expected.describe["count"]!));
    for (const name of summary.columns) {
      const values = summary.column(name).values as unknown[];
      rows.forEach((row, at) =>
        expectNear(values[at], expected.describe[row]![name] ?? null, `${row} of ${name}`),
      );
    }
  });

  test("quantile() is pandas' for every share, and one share gives a Series", () => {
    const quantiles = frame.quantile(expected.shares);
    expect(quantiles.index).toEqual(expected.shares);
    expectTable(quantiles, expected.quantile);
    const median = frame.quantile();
    expect(median.index).toEqual(quantiles.columns);
    (median.values as unknown[]).forEach((value, at) =>
      expectNear(
        value,
        expected.quantile[quantiles.columns[at]!]![expected.shares.indexOf(0.5)],
        `median ${at}`,
      ),
    );
  });

  test("corr() by Pearson and Spearman and cov() take the rows that each pair has, as pandas", () => {
    expect(frame.corr().index).toEqual(Object.keys(expected.pearson));
    expectTable(frame.corr(), expected.pearson);
    expectTable(frame.corr({ method: "spearman" }), expected.spearman);
    expectTable(frame.cov(), expected.cov);
  });

  test.each(expected.sort)(
    "sortValues($by, $ascending) puts every row where pandas does",
    ({ by, ascending, ...wanted }) => {
      const { index } = frame.sortValues(by, { ascending });
      let digest = 0;
      for (const label of index) digest = (digest * 31 + Number(label)) % 1_000_003;
      expect({ digest, first: index.slice(0, 5), last: index.slice(-5) }).toEqual(wanted);
    },
  );

  test.each(expected.groups)(
    "groupby($keys) has pandas' groups in its order, and every statistic of each",
    ({ keys, values, results }) => {
      const groups = frame.groupby(keys);
      expect(groups.ngroups).toBe(values.length);
      for (const [operation, wanted] of Object.entries(results)) {
        const names = Object.keys(wanted);
        const result = groups.col(names).agg(Object.fromEntries(names.map((name) => [name, operation])));
        keys.forEach((key, k) => expect(result.column(key).values).toEqual(values.map((value) => value[k])));
        for (const name of names) {
          const found = result.column(`${name}_${operation}`).values as number[];
          wanted[name]!.forEach((value, group) =>
            expectNear(found[group], value, `${operation} of ${name}, group ${group}`),
          );
        }
      }
    },
  );
});
