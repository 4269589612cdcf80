import { readFileSync } from "node:fs";
import { sampleFlows } from "../../../../tests/support/flows.ts";
import { detectAnomalies } from "../../anomaly/mod.ts";
import type { AnomaliesPayload } from "../../core/mod.ts";
import { ANOMALIES_MIME } from "../../core/mod.ts";
import { generateTraffic } from "../../generate/mod.ts";
import { FlowTable, textColumnFromStrings } from "../../table/mod.ts";
import { jsonBytes, MAX_PAYLOAD_BYTES, payloadBundle, renderText, validatePayload } from "../mod.ts";
import { ANOMALIES_SCHEMA, anomaliesFinding, anomaliesHtml, anomaliesText } from "./mod.ts";

const FLOWS = generateTraffic({ flows: 800 });
let payload: AnomaliesPayload;
beforeAll(async () => {
  payload = (await detectAnomalies(FLOWS)).toPayload();
});

/** A copy with a change. */
function changed(change: (copy: AnomaliesPayload) => void): unknown {
  const copy = structuredClone(payload);
  change(copy);
  return copy;
}

/** Flows whose label is a text of an attacker. */
function hostileFlows(text: string, rows = 300): FlowTable {
  const table = sampleFlows(rows);
  const columns = table
    .storedColumns()
    .map((column) =>
      column.name === "label" ? textColumnFromStrings("label", new Array<string>(rows).fill(text)) : column,
    );
  const { mapping, report, provenance } = table;
  return FlowTable.fromColumns(columns, {
    mapping: mapping.toJSON(),
    report,
    provenance: { ...provenance, source: { name: text } },
  });
}

test("the payload passes the gate, and so does what JSON makes of it", () => {
  expect(validatePayload(ANOMALIES_MIME, payload)).toMatchObject({ ok: true });
  expect(validatePayload(ANOMALIES_MIME, JSON.parse(JSON.stringify(payload)))).toMatchObject({ ok: true });
});

test("a detection against a baseline passes, and its code loads both", async () => {
  const baseline = generateTraffic({ flows: 200, seed: 3, scenarios: ["normal"] });
  const against = (await detectAnomalies(FLOWS, { baseline, seed: 7 })).toPayload();
  expect(validatePayload(ANOMALIES_MIME, against)).toMatchObject({ ok: true });
  expect(against.code).toContain(
    'const baseline = generateTraffic({ flows: 200, seed: 3, scenarios: ["normal"] });',
  );
  expect(against.code).toContain("await detectAnomalies(table, { baseline, seed: 7 })");
});

test("the code of a detection against a part of the flows takes the same part", async () => {
  const baseline = FLOWS.filter({ column: "is_attack", op: "==", value: false });
  const against = (await detectAnomalies(FLOWS, { baseline, seed: 7 })).toPayload();
  expect(against.code).toMatch(
    /const baseline = generateTraffic\(.*\)\.filter\(\{ column: "is_attack", op: "==", value: false \}\);/,
  );
  expect(against.reduced.join()).not.toContain("does not repeat every step");
});

test("the code makes the detection again with the options that were given", async () => {
  const { code } = (
    await detectAnomalies(FLOWS, { reviewBudget: 9, detectors: ["hbos", "ecod"] })
  ).toPayload();
  expect(code).toContain('import { generateTraffic, detectAnomalies, show } from "trafficlab";');
  expect(code).toContain(
    'await show(await detectAnomalies(table, { reviewBudget: 9, detectors: ["hbos", "ecod"] }));',
  );
});

test("the finding tells how many are flagged, the most unusual flow and how right that is", () => {
  const finding = anomaliesFinding(payload);
  expect(finding).toContain(`${payload.anomalies.flaggedCount} of 800 flows`);
  expect(finding).toContain("by at least 2 of Isolation Forest, DBSCAN and Z-score");
  expect(finding).toContain(payload.ranked.find(({ flagged }) => flagged)!.reasons[0]!.text);
  expect(finding).toMatch(/of the attacks are flagged\.$/);
});

test("the page and the text are whole: finding, direction, detectors, measures, ranked flows, origin", () => {
  const page = anomaliesHtml(payload);
  const text = anomaliesText(payload);
  for (const part of ["Isolation Forest", "DBSCAN", "Z-score", "seed 42", "precision"]) {
    expect(page).toContain(part);
    expect(text).toContain(part);
  }
  const first = payload.ranked[0]!;
  expect(page).toContain(`<th scope="row" style="text-align:left">${first.row}</th>`);
  expect(text.replace(/\s+/g, " ")).toContain(payload.anomalies.direction.sentence);
  expect(page).toContain("By time");
  expect(page).not.toMatch(/<script|<style|<img/i);
});

test("a hostile label and file name are text, cut, in every form", async () => {
  const report = await detectAnomalies(hostileFlows(`<script>alert(1)</script>\u202e${"x".repeat(5000)}`));
  const hostile = report.toPayload();
  expect(validatePayload(ANOMALIES_MIME, hostile)).toMatchObject({ ok: true });
  expect(hostile.map.points.every(({ label }) => label === null || label.length <= 80)).toBe(true);
  const bundle = payloadBundle(hostile);
  expect(bundle["text/html"]).not.toContain("<script");
  expect(bundle["text/html"]).not.toContain("\u202e");
  expect(bundle["text/plain"]).not.toContain("\u202e");
  expect(bundle["text/html"]).toContain("&lt;script&gt;");
});

test("many columns of long texts fit into the limits, and what was left out is said", async () => {
  const rows = 250;
  const table = sampleFlows(rows);
  const wide = Array.from({ length: 60 }, (_, at) =>
    textColumnFromStrings(
      `note ${at} ${"n".repeat(300)}`,
      Array.from({ length: rows }, (_, row) => `${row} ${"é".repeat(400)}`),
    ),
  );
  const { mapping, report, provenance } = table;
  const large = FlowTable.fromColumns([...table.storedColumns(), ...wide], {
    mapping: mapping.toJSON(),
    report,
    provenance,
  });
  const bounded = (await detectAnomalies(large)).toPayload();
  expect(jsonBytes(bounded)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  expect(bounded.reduced.join(" ")).toMatch(/Ranked flows are held with the first \d+ of 71|Texts are cut/);
  expect(jsonBytes(payloadBundle(bounded))).toBeLessThanOrEqual(1_000_000);
  expect(validatePayload(ANOMALIES_MIME, bounded)).toMatchObject({ ok: true });
});

test.each<[string, (copy: AnomaliesPayload) => void, RegExp]>([
  [
    "more flagged than rows",
    (copy) => (copy.anomalies.flaggedCount = 801),
    /flaggedCount must be at most 800/,
  ],
  ["a row that is not there", (copy) => (copy.ranked[0]!.row = 800), /row numbers must be below 800/],
  ["scores out of order", (copy) => copy.ranked.reverse(), /ranked flows must be in order/],
  ["cuts out of order", (copy) => copy.cuts.reverse(), /cuts must be in order/],
  ["a vote of 2", (copy) => (copy.ranked[0]!.votes[0] = 2 as 1), /votes/],
  ["a score too few", (copy) => copy.ranked[0]!.scores.pop(), /each ranked flow must have 3 scores/],
  [
    "no histogram of a detector",
    (copy) => delete copy.histograms["dbscan"],
    /histograms must have one for "dbscan"/,
  ],
  ["half an agreement", (copy) => copy.anomalies.agreement.both.pop(), /agreement.both must be 3 by 3/],
  ["a share above 1", (copy) => (copy.ranked[0]!.reasons[0]!.share = 2), /share/],
  ["a timeline without flags", (copy) => (copy.timeline!.flagged = []), /timeline must have/],
  ["text for a number", (copy) => (copy.map.points[0]!.x = "0" as unknown as number), /points/],
])("%s is refused", (_, change, message) => {
  const result = validatePayload(ANOMALIES_MIME, changed(change));
  expect(result).toMatchObject({
    ok: false,
    errors: expect.arrayContaining([expect.stringMatching(message)]),
  });
});

test("a notebook shows it as its last expression and by show()", async () => {
  const report = await detectAnomalies(FLOWS, { reviewBudget: 3 });
  const bundle = payloadBundle(report.toPayload());
  expect(Object.keys(bundle)).toEqual([ANOMALIES_MIME, "text/html", "text/plain"]);
  expect(await renderText(report)).toContain("3 of 800 flows");
});

test("schema/payloads/anomalies.v1.json is the schema that payloads are checked against", () => {
  // After a change: JSON.stringify(ANOMALIES_SCHEMA, null, 2) through Prettier is the file.
  const file = new URL("../../../../schema/payloads/anomalies.v1.json", `file://${__dirname}/`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(ANOMALIES_SCHEMA);
});
