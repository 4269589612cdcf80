import { PROFILE_MIME, type MimeBundle, type ProfileData, type ProfilePayload } from "../core/mod.ts";
import { sampleFlows, numbers, tableOf } from "../../../tests/support/flows.ts";
import { profile } from "../profile/mod.ts";
import { floatColumn, handleFor, intColumn, textColumnFromStrings, type FlowTable } from "../table/mod.ts";
import {
  jsonBytes,
  MAX_PAYLOAD_BYTES,
  profileBundle,
  profilePayload,
  tableBundle,
  validatePayload,
} from "./mod.ts";

// Profiles of thousands of columns and texts of a megabyte, on a machine that may do other work.
jest.setTimeout(60_000);

async function sourceOf(
  table: FlowTable,
): Promise<{ profile: ProfileData; table: FlowTable; handle: string }> {
  return { profile: await profile(table), table, handle: handleFor(table) };
}

function payloadOf(bundle: MimeBundle): ProfilePayload {
  const validation = validatePayload(PROFILE_MIME, JSON.parse(JSON.stringify(bundle[PROFILE_MIME])));
  if (!validation.ok) throw new Error(validation.errors.join("; "));
  return validation.payload;
}

test("a small table's payload holds everything and says that nothing was left out", async () => {
  const table = sampleFlows(500);
  const source = await sourceOf(table);
  const payload = payloadOf(profileBundle(source));
  expect(payload.reduced).toEqual([]);
  expect(payload.profile.columns.map((column) => column.name)).toEqual(table.columnNames);
  expect(payload.profile.columns[0]?.mean).toBe(source.profile.columns[0]?.mean);
  expect(payload.sample.cells).toHaveLength(100);
  expect(payload.sample.cells[3]?.[0]).toBe(table.column("duration").at(3));
  expect(payload.table).toBe(handleFor(table));
});

test("infinite cells travel as the text Infinity, missing ones as null", () => {
  const table = tableOf([floatColumn("rate", Float64Array.of(1, Infinity, -Infinity, NaN))]);
  const payload = profilePayload({ profile: emptyProfile(table), table, handle: "t" });
  expect(payload.sample.columns).toEqual([]);
  const whole = profilePayload({
    profile: { ...emptyProfile(table), columns: [columnOf("rate")] },
    table,
    handle: "t",
  });
  expect(whole.sample.cells).toEqual([[1], ["Infinity"], ["-Infinity"], [null]]);
});

test("statistics that are not finite become null, and a broken group of insights is left out whole", () => {
  const table = tableOf([floatColumn("rate", Float64Array.of(1, 2))]);
  const broken: ProfileData = {
    ...emptyProfile(table),
    columns: [
      {
        ...columnOf("rate"),
        mean: NaN,
        std: Infinity,
        quantiles: { p1: 1, p5: 1, p25: 1, p50: NaN, p75: 1, p90: 1, p95: 1, p99: 1 },
        histogram: { edges: [0, Infinity], counts: [2], scale: "linear" },
      },
    ],
    insights: {
      volume: { totalBytes: NaN, meanBytes: 1, sentP95: 1, flowsAboveSentP95: 1 },
      packets: null,
      connections: null,
    },
  };
  const payload = payloadOf(profileBundle({ profile: broken, table, handle: "t" }));
  expect(payload.profile.columns[0]).toMatchObject({
    mean: null,
    std: null,
    quantiles: null,
    histogram: null,
  });
  expect(payload.profile.insights.volume).toBeNull();
});

test("10,000 columns fit into a megabyte and the payload says what is missing", async () => {
  const next = numbers(7);
  const columns = Array.from({ length: 10_000 }, (_, index) =>
    index % 3 === 0
      ? textColumnFromStrings(
          `text ${index}`,
          Array.from({ length: 10 }, () => `value ${next(20)}`),
        )
      : floatColumn(
          `number ${index}`,
          Float64Array.from({ length: 10 }, () => next(1e9) / 7),
        ),
  );
  const bundle = profileBundle(await sourceOf(tableOf(columns)));
  expect(jsonBytes(bundle)).toBeLessThanOrEqual(1_000_000);
  const payload = payloadOf(bundle);
  expect(payload.profile.columns.length).toBeGreaterThanOrEqual(100);
  expect(payload.reduced.join(" ")).toMatch(/The first \d+ of 10,000 columns/);
  expect(String(bundle["text/html"])).toMatch(/of 10,000 columns/);
  expect(String(bundle["text/plain"])).toMatch(/of 10,000 columns/);
});

test("names, labels and cells of a megabyte, full of control characters and markup, fit and are cut at 200 characters", async () => {
  const huge = `<img src=x onerror=alert(1)>\u0001"`.repeat(35_000);
  const rows = 40;
  const texts = Array.from({ length: rows }, (_, row) => `${row < 1 ? huge : huge.slice(0, 900)}${row}`);
  const table = tableOf(
    [
      textColumnFromStrings("label", texts),
      textColumnFromStrings(
        "__proto__",
        texts.map((text) => `\ud800${text}`),
      ),
      ...Array.from({ length: 3 }, (_, index) =>
        intColumn(
          `${huge}${index}`,
          Int32Array.from({ length: rows }, (_, row) => row * index),
        ),
      ),
      textColumnFromStrings("constructor", texts),
    ],
    {
      report: {
        read: 80,
        rejected: 40,
        rejectedRows: texts.map((text, line) => ({ line, reason: text, text })),
        warnings: texts.map((text) => ({
          code: text,
          count: 1,
          lines: [1],
          column: text,
          message: text,
          remedy: text,
        })),
        labels: texts.map((value) => ({ value, count: 1, isAttack: null })),
        dropped: Object.fromEntries(texts.map((text) => [text, 1])),
      },
      provenance: {
        source: { name: huge, sha256: huge },
        parameters: { [huge]: texts, __proto__: null, deep: { nested: [[[[[[[[[[1]]]]]]]]]] } },
        library: huge,
      },
    },
  );
  const bundle = profileBundle(await sourceOf(table));
  expect(jsonBytes(bundle)).toBeLessThanOrEqual(1_000_000);
  expect(jsonBytes(bundle[PROFILE_MIME])).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  const payload = payloadOf(bundle);
  const names = payload.profile.columns.map((column) => column.name);
  expect(names).toContain("__proto__");
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name.length).toBeLessThanOrEqual(200);
  for (const cell of payload.sample.cells.flat())
    if (typeof cell === "string") expect(cell.length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(bundle)).not.toMatch(/\\ud800/);
  expect(JSON.stringify(bundle[PROFILE_MIME])).not.toContain('onerror=alert(1)>\u0001\\"'.repeat(12));
  expect(bundle["text/html"]).not.toMatch(/<img/i);

  const shown = tableBundle(table, handleFor(table));
  expect(jsonBytes(shown)).toBeLessThanOrEqual(1_000_000);
  expect(shown["text/html"]).not.toMatch(/<img/i);
});

test("the payload of a table does not grow with its rows", async () => {
  const few = jsonBytes(profileBundle(await sourceOf(sampleFlows(2_000))));
  const many = jsonBytes(profileBundle(await sourceOf(sampleFlows(20_000))));
  expect(many).toBeLessThan(few * 1.5);
});

test("an empty table has a bundle", async () => {
  const table = sampleFlows(0);
  const bundle = profileBundle(await sourceOf(table));
  expect(payloadOf(bundle).sample.cells).toEqual([]);
  expect(bundle["text/html"]).toContain("The table holds no flows.");
  expect(tableBundle(table, handleFor(table))["text/plain"]).toContain("0 flows");
});

function columnOf(name: string): ProfileData["columns"][number] {
  return {
    name,
    role: "source",
    type: "float",
    count: 2,
    missing: 0,
    infinite: 0,
    zeros: 0,
    distinct: 2,
    distinctExact: true,
    min: 1,
    max: 2,
    mean: 1.5,
    std: 0.7,
    skew: null,
    quantiles: null,
    histogram: null,
    top: [],
  };
}

function emptyProfile(table: FlowTable): ProfileData {
  return {
    rowCount: table.rowCount,
    columns: [],
    correlation: { columns: [], pearson: [], spearman: [] },
    insights: { volume: null, packets: null, connections: null },
    alerts: [],
    flowLint: [],
    topThreats: [],
    provenance: table.provenance,
  };
}
