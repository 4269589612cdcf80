/* eslint-disable @typescript-eslint/no-unsafe-return -- the changes to hostile payloads are made for their effect */
import { readFileSync } from "node:fs";
import { PROFILE_MIME, type ProfilePayload } from "../core/mod.ts";
import { sampleFlows } from "../../../tests/support/flows.ts";
import { profile } from "../profile/mod.ts";
import { handleFor } from "../table/mod.ts";
import { PROFILE_SCHEMA, profilePayload, validatePayload, type Validation } from "./mod.ts";

/** What an output in a notebook can be: anything that JSON can hold, and some that it cannot. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hostile payloads are of no type
type Anything = any;

let good = "";

beforeAll(async () => {
  const table = sampleFlows(300);
  good = JSON.stringify(profilePayload({ profile: await profile(table), table, handle: handleFor(table) }));
});

function validate(data: unknown): Validation {
  return validatePayload(PROFILE_MIME, data);
}

function changed(change: (payload: Anything) => void): unknown {
  const payload: Anything = JSON.parse(good);
  change(payload);
  return payload;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

test("a payload of this version passes, before and after a trip through JSON", () => {
  const payload = JSON.parse(good) as ProfilePayload;
  expect(validate(payload)).toEqual({ ok: true, payload });
});

test("script and markup in texts are let through as texts: they are drawn as text", () => {
  const data = changed((payload) => {
    payload.profile.columns[0].name = "<img src=x onerror=alert(1)>";
    payload.profile.alerts.push({
      code: "constant",
      value: 1,
      threshold: 1,
      message: "<script>alert(1)</script>",
    });
    payload.profile.provenance.source.name = "javascript:alert(1)";
    payload.code = "alert(1)";
  });
  expect(validate(data).ok).toBe(true);
});

test("properties of later versions are ignored", () => {
  expect(validate(changed((payload) => (payload.profile.drift = [{ rule: "x" }]))).ok).toBe(true);
});

const HOSTILE: [string, (payload: Anything) => void][] = [
  ["another type", (payload) => (payload.type = "training")],
  ["version 2", (payload) => (payload.version = 2)],
  ["a version as text", (payload) => (payload.version = "1")],
  ["no version", (payload) => delete payload.version],
  ["no profile", (payload) => delete payload.profile],
  ["a profile that is a text", (payload) => (payload.profile = "profile")],
  ["columns that are an object", (payload) => (payload.profile.columns = { length: 3 })],
  ["a column that is null", (payload) => (payload.profile.columns[0] = null)],
  ["a name that is a number", (payload) => (payload.profile.columns[0].name = 7)],
  ["a name of a megabyte", (payload) => (payload.profile.columns[0].name = "n".repeat(1_000_000))],
  ["an unknown column type", (payload) => (payload.profile.columns[0].type = "html")],
  ["a count that is not whole", (payload) => (payload.profile.columns[0].count = 1.5)],
  ["a negative count", (payload) => (payload.profile.columns[0].missing = -1)],
  ["more cells than rows", (payload) => (payload.profile.columns[0].count = 1e9)],
  ["a row count as text", (payload) => (payload.profile.rowCount = "300")],
  ["a mean as text", (payload) => (payload.profile.columns[0].mean = "<b>1</b>")],
  ["NaN", (payload) => (payload.profile.columns[0].mean = NaN)],
  ["Infinity", (payload) => (payload.profile.columns[0].histogram.edges[0] = -Infinity)],
  [
    "min above max",
    (payload) => ((payload.profile.columns[0].min = 9), (payload.profile.columns[0].max = 1)),
  ],
  ["unsorted edges", (payload) => payload.profile.columns[0].histogram.edges.reverse()],
  ["counts that do not fit the edges", (payload) => payload.profile.columns[0].histogram.counts.push(1)],
  ["negative bins", (payload) => (payload.profile.columns[0].histogram.counts[0] = -5)],
  ["bins beyond the rows", (payload) => (payload.profile.columns[0].histogram.counts[0] = 1e12)],
  ["an unknown scale", (payload) => (payload.profile.columns[0].histogram.scale = "url(x)")],
  ["quantiles out of order", (payload) => (payload.profile.columns[0].quantiles.p99 = -1e9)],
  ["half of the quantiles", (payload) => delete payload.profile.columns[0].quantiles.p50],
  [
    "a frequent value that is an object",
    (payload) => (payload.profile.columns[5].top[0].value = { toString: "x" }),
  ],
  ["a frequent value more often than rows", (payload) => (payload.profile.columns[5].top[0].count = 1e7)],
  ["a correlation of 5", (payload) => (payload.profile.correlation.pearson[0][0] = 5)],
  ["a matrix that is not square", (payload) => payload.profile.correlation.spearman[1].pop()],
  ["a matrix without its columns", (payload) => payload.profile.correlation.columns.pop()],
  [
    "an alert without message",
    (payload) => payload.profile.alerts.push({ code: "constant", value: 1, threshold: 1 }),
  ],
  [
    "a finding without its rows",
    (payload) => (payload.profile.flowLint = [{ rule: "x", count: 1, evidence: "y" }]),
  ],
  ["a finding of a thousand rows", (payload) => (payload.profile.flowLint[0].rows = Array(1000).fill(1))],
  ["a repair of a megabyte", (payload) => (payload.profile.flowLint[0].repair = "r".repeat(100_000))],
  ["a threat without its row", (payload) => payload.threats.cells.pop()],
  ["threats of other flows", (payload) => payload.profile.topThreats.pop()],
  ["a ledger line without points", (payload) => delete payload.profile.topThreats[0].ledger[0].points],
  [
    "a ledger line of an unknown source",
    (payload) => (payload.profile.topThreats[0].ledger[0].source = "html"),
  ],
  ["a scatter whose values do not pair", (payload) => payload.scatters[0].points.x.pop()],
  ["a scatter below zero", (payload) => (payload.scatters[0].points.x[0] = -1)],
  ["a scatter of a class that is not there", (payload) => (payload.scatters[0].points.classes[0] = 99)],
  ["a scatter with a class too few", (payload) => payload.scatters[0].points.classes.pop()],
  [
    "cells beyond the edges",
    (payload) => (payload.scatters[0].density = { xEdges: [0, 1], yEdges: [0, 1], cells: [[1, 0, 0, 2]] }),
  ],
  [
    "cells without flows",
    (payload) => (payload.scatters[0].density = { xEdges: [0, 1], yEdges: [0, 1], cells: [[0, 0, 0, 0]] }),
  ],
  [
    "cells whose edges fall",
    (payload) => (payload.scatters[0].density = { xEdges: [1, 0], yEdges: [0, 1], cells: [] }),
  ],
  ["insights of texts", (payload) => (payload.profile.insights.volume.totalBytes = "1 GB")],
  ["a mapping without fields", (payload) => delete payload.mapping.fields],
  ["a confidence of 9", (payload) => (payload.mapping.fields[0].confidence = 9)],
  ["a report of texts", (payload) => (payload.report.rejected = "none")],
  ["dropped as a list", (payload) => (payload.report.dropped = [1])],
  ["dropped of texts", (payload) => (payload.report.dropped = { a: "b" })],
  [
    "a rejected row without its line",
    (payload) => payload.report.rejectedRows.push({ reason: "x", text: "y" }),
  ],
  ["cells that are objects", (payload) => (payload.sample.cells[0][0] = { innerHTML: "x" })],
  ["rows of different lengths", (payload) => payload.sample.cells[3].pop()],
  ["rows without numbers", (payload) => payload.sample.rowIndex.pop()],
  ["a billion rows by their length alone", (payload) => (payload.sample.cells = new Array(1e9))],
  ["a list with holes", (payload) => (payload.sample.rowIndex = new Array(100))],
  ["half a million rows", (payload) => (payload.sample.cells = new Array(500_000).fill([1]))],
  ["10,000 nested objects", (payload) => (payload.profile.provenance.parameters = deep(10_000))],
  ["10,000 nested lists", (payload) => (payload.extra = JSON.parse("[".repeat(10_000) + "]".repeat(10_000)))],
  ["an unknown property of 30 MB", (payload) => (payload.extra = "x".repeat(30_000_000))],
  [
    "a million unknown keys",
    (payload) => (payload.extra = Object.fromEntries(Array.from({ length: 1e6 }, (_, key) => [key, 0]))),
  ],
  ["code of a megabyte", (payload) => (payload.code = "x".repeat(1_000_000))],
  ["code that is a list", (payload) => (payload.code = ["alert(1)"])],
  ["a sentence that is an object", (payload) => payload.reduced.push({ html: "x" })],
  ["a provenance of another format", (payload) => (payload.profile.provenance.formatVersion = 7)],
  [
    "an own key __proto__",
    (payload) => (payload.profile.provenance.parameters = JSON.parse('{"__proto__": {"polluted": true}}')),
  ],
  ["an own key constructor", (payload) => (payload.report.dropped = { constructor: 1 })],
  ["an own key prototype", (payload) => (payload.report.prototype = {})],
  ["a cycle", (payload) => (payload.extra = payload)],
  ["a function", (payload) => (payload.toJSON = () => "x")],
  [
    "a getter that throws",
    (payload) =>
      Object.defineProperty(payload, "code", {
        enumerable: true,
        get: () => {
          throw new Error("boo");
        },
      }),
  ],
  [
    "an object of a class",
    (payload) =>
      (payload.report.dropped = new (class Dropped {
        a = 1;
      })()),
  ],
  ["a date", (payload) => (payload.mapping = new Date(0))],
  ["a bigint", (payload) => (payload.profile.rowCount = 300n)],
  ["undefined in place of a value", (payload) => (payload.profile.columns[0].skew = undefined)],
];

test.each(HOSTILE)("%s is refused with a sentence, quickly", (_, change) => {
  const data = changed(change);
  const started = performance.now();
  const result = validate(data);
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(result.ok).toBe(false);
  if (result.ok) return;
  expect(result.errors.length).toBeGreaterThan(0);
  for (const error of result.errors) {
    expect(error).toMatch(/^Cannot read payload: /);
    expect(error.length).toBeLessThan(600);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

const refusing = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error("boo");
    },
  },
);

test.each([
  ["null", null],
  ["undefined", undefined],
  ["a number", 0],
  ["a text", "profile"],
  ["a list", []],
  ["a list of lists", [[]]],
  ["true", true],
  ["a symbol", Symbol("x")],
  ["a function", () => 1],
  ["a map", new Map()],
  ["a proxy that refuses", refusing],
])("%s is no payload", (_, data) => {
  expect(validate(data).ok).toBe(false);
});

test("another MIME type is refused by name", () => {
  const result = validatePayload("text/html", JSON.parse(good));
  expect(result).toEqual({ ok: false, errors: [expect.stringContaining('got "text/html"')] });
});

test("a later version is refused with the way out", () => {
  expect(validate(changed((payload) => (payload.version = 2)))).toMatchObject({
    errors: [expect.stringMatching(/must be 1, got "2"; update/)],
  });
});

test("schema/payloads/profile.v1.json is the schema that payloads are checked against", () => {
  // After a change: JSON.stringify(PROFILE_SCHEMA, null, 2) through Prettier is the file.
  const file = new URL("../../../schema/payloads/profile.v1.json", `file://${__dirname}/`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(PROFILE_SCHEMA);
});
