import { readFileSync } from "node:fs";
import { sampleFlows } from "../../../../tests/support/flows.ts";
import { analyzeBehavior } from "../../behavior/mod.ts";
import type { BehaviorPayload } from "../../core/mod.ts";
import { BEHAVIOR_MIME } from "../../core/mod.ts";
import { generateTraffic } from "../../generate/mod.ts";
import { FlowTable, textColumnFromStrings } from "../../table/mod.ts";
import { jsonBytes, MAX_PAYLOAD_BYTES, payloadBundle, validatePayload } from "../mod.ts";
import { BEHAVIOR_SCHEMA, behaviorFinding, behaviorHtml, behaviorText, temporalSentence } from "./mod.ts";

const FLOWS = generateTraffic({ flows: 800 });
let payload: BehaviorPayload;
beforeAll(async () => {
  payload = (await analyzeBehavior(FLOWS, { k: 4, seed: 7 })).toPayload();
});

function changed(change: (copy: BehaviorPayload) => void): unknown {
  const copy = structuredClone(payload);
  change(copy);
  return copy;
}

test("the payload passes the gate, and so does what JSON makes of it", () => {
  expect(validatePayload(BEHAVIOR_MIME, payload)).toMatchObject({ ok: true });
  expect(validatePayload(BEHAVIOR_MIME, JSON.parse(JSON.stringify(payload)))).toMatchObject({ ok: true });
});

test("the code makes the analysis again with the options that were given", () => {
  expect(payload.code).toContain("await show(await analyzeBehavior(table, { k: 4, seed: 7 }));");
});

test("each point of the map has the cluster, label and verdict of its row", async () => {
  const report = await analyzeBehavior(FLOWS, { k: 4, seed: 7 });
  payload.points.forEach(({ cluster, label, isAttack }, at) => {
    const { row } = payload.behavior.projection.points[at]!;
    expect(cluster).toBe(report.labels[row]);
    expect(label).toBe(FLOWS.column("label").at(row));
    expect(isAttack).toBe(FLOWS.column("is_attack").at(row));
  });
});

test("the finding names the patterns and how far they are apart", () => {
  const finding = behaviorFinding(payload);
  expect(finding).toMatch(/^800 flows in 4 patterns: /);
  expect(finding).toMatch(/1 more; they .+ \(mean silhouette 0\.\d\d; k was given\)\.$/);
});

test("the page and the text are whole: clusters, statistics, numbers tried, axes, times, origin", () => {
  const page = behaviorHtml(payload);
  const text = behaviorText(payload);
  for (const { name, sentence } of payload.behavior.clusters) {
    expect(page).toContain(name);
    expect(page).toContain(sentence);
    expect(text).toContain(name);
  }
  for (const part of ["(chosen)", "seed 7", "along the time"]) {
    expect(page.toLowerCase()).toContain(part);
    expect(text.toLowerCase()).toContain(part);
  }
  expect(page).toContain("By weekday (UTC)");
  expect(page).toContain("not observed");
  expect(page).not.toMatch(/<script|<style|<img/i);
});

test("the busiest hour is the one with the most flows per hour of observation", () => {
  const { temporal } = payload.behavior;
  const counts = (values: [number, number]): number[] => [...values, ...new Array<number>(22).fill(0)];
  const sentence = temporalSentence({
    ...payload.behavior,
    temporal: { ...temporal!, hour: counts([10, 8]), hoursInSpan: counts([2, 1]) },
  });
  expect(sentence).toContain("from 01:00 to 02:00 UTC");
  expect(temporalSentence({ ...payload.behavior, temporal: { ...temporal!, timeZone: "relative" } })).toBe(
    "",
  );
});

test("hostile labels and file names are text, cut, in every form, and no name of a cluster has them", async () => {
  const text = `<img src=x onerror=alert(1)>\u202e${"y".repeat(5000)}`;
  const table = sampleFlows(300);
  const columns = table
    .storedColumns()
    .map((column) =>
      column.name === "label" ? textColumnFromStrings("label", new Array<string>(300).fill(text)) : column,
    );
  const { mapping, report, provenance } = table;
  const hostile = FlowTable.fromColumns(columns, {
    mapping: mapping.toJSON(),
    report,
    provenance: { ...provenance, source: { name: text } },
  });
  const bounded = (await analyzeBehavior(hostile)).toPayload();
  expect(validatePayload(BEHAVIOR_MIME, bounded)).toMatchObject({ ok: true });
  expect(jsonBytes(bounded)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  const bundle = payloadBundle(bounded);
  expect(bundle["text/html"]).not.toContain("<img");
  expect(bundle["text/html"]).not.toContain("\u202e");
  expect(bundle["text/plain"]).not.toContain("\u202e");
  expect(bounded.behavior.clusters.every(({ name }) => !name.includes("<"))).toBe(true);
});

test.each<[string, (copy: BehaviorPayload) => void, RegExp]>([
  ["a cluster too few", (copy) => copy.behavior.clusters.pop(), /there must be 4 clusters, got 3/],
  ["clusters out of order", (copy) => copy.behavior.clusters.reverse(), /numbered from 0 in their order/],
  ["a size that is not that of the rows", (copy) => copy.behavior.clusters[0]!.size++, /must sum to 800/],
  ["a point without a cluster", (copy) => copy.points.pop(), /each point of the map must have a cluster/],
  [
    "a cluster that is not there",
    (copy) => (copy.points[0]!.cluster = 4),
    /clusters of points must be below 4/,
  ],
  ["a row that is not there", (copy) => (copy.behavior.projection.points[0]!.row = 800), /must be below 800/],
  ["23 hours", (copy) => copy.behavior.temporal!.hour.pop(), /hour/],
  [
    "a timeline of three clusters",
    (copy) => copy.behavior.temporal!.timeline.counts.pop(),
    /must have 4 clusters/,
  ],
  ["a silhouette of 2", (copy) => (copy.behavior.silhouette = 2), /silhouette/],
])("%s is refused", (_, change, message) => {
  const result = validatePayload(BEHAVIOR_MIME, changed(change));
  expect(result).toMatchObject({
    ok: false,
    errors: expect.arrayContaining([expect.stringMatching(message)]),
  });
});

test("schema/payloads/behavior.v1.json is the schema that payloads are checked against", () => {
  // After a change: JSON.stringify(BEHAVIOR_SCHEMA, null, 2) through Prettier is the file.
  const file = new URL("../../../../schema/payloads/behavior.v1.json", `file://${__dirname}/`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(BEHAVIOR_SCHEMA);
});
