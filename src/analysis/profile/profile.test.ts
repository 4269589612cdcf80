import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { tableOf } from "../../../tests/support/flows.ts";
import { capture, testWithCaptures } from "../../../tests/support/captures.ts";
import type { ColumnProfile, Correlation } from "../core/mod.ts";
import { floatColumn, timeColumn } from "../table/mod.ts";
import { profile } from "./mod.ts";

// A machine may do other work beside.
jest.setTimeout(60_000);

/** Reference values of pandas, NumPy, SciPy and mpmath: tools/fixtures/profile/make_profile.py. */
interface Fixture {
  columns: { name: string; cells: (number | string | null)[]; expected: Partial<ColumnProfile> }[];
  correlation: Correlation;
}
interface CaptureFixture extends Fixture {
  file: string;
  sha256: string;
  separator: string;
  unset: string;
  rows: number;
}

const FOLDER = join(__dirname, "../../../tests/fixtures/profile");

function read(name: string): CaptureFixture {
  return JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as CaptureFixture;
}

const cellOf = (cell: number | string | null): number =>
  cell === null ? NaN : cell === "inf" ? Infinity : cell === "-inf" ? -Infinity : Number(cell);

/** Equal within 1e-9 of the larger, as the acceptance asks of moments and quantiles. */
function expectClose(actual: number | null, expected: number | null, where: string, size: number = 0): void {
  if (expected === null || actual === null) {
    expect([where, actual]).toEqual([where, expected]);
    return;
  }
  const tolerance = 1e-9 * Math.max(Math.abs(expected), Math.abs(actual), size);
  expect([where, actual, expected, Math.abs(actual - expected) <= tolerance]).toEqual([
    where,
    actual,
    expected,
    true,
  ]);
}

function expectColumn(actual: ColumnProfile, expected: Partial<ColumnProfile>): void {
  const { mean, std, skew, quantiles, ...exact } = expected;
  for (const [key, value] of Object.entries(exact)) {
    if (key === "top" && (value as unknown[]).length === 0) continue;
    expect([actual.name, key, actual[key as keyof ColumnProfile]]).toEqual([actual.name, key, value]);
  }
  expectClose(actual.mean, mean ?? null, `${actual.name} mean`, std ?? 0);
  expectClose(actual.std, std ?? null, `${actual.name} std`);
  expectClose(actual.skew, skew ?? null, `${actual.name} skew`);
  expect(actual.quantiles === null).toBe(quantiles === null);
  for (const [name, value] of Object.entries(quantiles ?? {})) {
    expectClose(actual.quantiles![name as "p50"], value, `${actual.name} ${name}`);
  }
}

function expectCorrelation(actual: Correlation, expected: Correlation): void {
  for (const kind of ["pearson", "spearman"] as const) {
    expected.columns.forEach((a, i) =>
      expected.columns.forEach((b, j) => {
        const value = actual[kind][actual.columns.indexOf(a)]![actual.columns.indexOf(b)]!;
        expectClose(value, expected[kind][i]![j]!, `${kind} of ${a} and ${b}`, 1);
      }),
    );
  }
}

test("statistics of made columns equal those of the references to 1e-9", async () => {
  const fixture = read("made.json");
  const columns = fixture.columns.map(({ name, cells }) =>
    (name === "times" ? timeColumn : floatColumn)(name, Float64Array.from(cells, cellOf)),
  );
  const result = await profile(tableOf(columns));
  fixture.columns.forEach(({ expected }, at) => expectColumn(result.columns[at]!, expected));
});

test("correlations of columns with different gaps equal SciPy's on the common rows", async () => {
  const { columns, correlation } = read("made.json");
  const used = columns.filter(({ name }) => correlation.columns.includes(name));
  const table = tableOf(used.map(({ name, cells }) => floatColumn(name, Float64Array.from(cells, cellOf))));
  const result = await profile(table);
  expect([...result.correlation.columns].sort()).toEqual([...correlation.columns].sort());
  expectCorrelation(result.correlation, correlation);
});

test.each(read("short.json").columns)("a column of few rows: $name", async ({ name, cells, expected }) => {
  const result = await profile(tableOf([floatColumn(name, Float64Array.from(cells, cellOf))]));
  expectColumn(result.columns[0]!, expected);
});

for (const name of ["zeek-008.json", "unsw-nb15.json"]) {
  const fixture = read(name);
  testWithCaptures(
    `statistics and correlations of ${fixture.file} equal the references to 1e-9`,
    [fixture.file],
    async () => {
      const path = capture(fixture.file);
      const packed = readFileSync(path);
      expect(createHash("sha256").update(packed).digest("hex")).toBe(fixture.sha256);
      const lines = gunzipSync(packed)
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "");
      const header = (
        lines.find((line) => line.startsWith("#fields"))?.slice("#fields\t".length) ?? lines.shift()!
      ).split(fixture.separator);
      const rows = lines.filter((line) => !line.startsWith("#")).map((line) => line.split(fixture.separator));
      expect(rows).toHaveLength(fixture.rows);
      const columns = fixture.columns.map(({ name: column }) => {
        const at = header.indexOf(column);
        const cells = rows.map((row) => (row[at] === fixture.unset ? NaN : Number(row[at])));
        return floatColumn(`capture ${column}`, Float64Array.from(cells));
      });
      const result = await profile(tableOf(columns));
      fixture.columns.forEach(({ expected }, at) => expectColumn(result.columns[at]!, expected));
      const named = {
        ...fixture.correlation,
        columns: fixture.correlation.columns.map((column) => `capture ${column}`),
      };
      expectCorrelation(result.correlation, named);
    },
  );
}
