import type { JSONValue, Provenance } from "../core/mod.ts";
import { provenanceFor, sampleFlows } from "../../../tests/support/flows.ts";
import { FlowTable } from "../table/mod.ts";
import { literal, profileCode } from "./code.ts";

function codeOf(table: Provenance, parameters: JSONValue = {}): string {
  return profileCode(table, provenanceFor(1, { call: "profile", parameters })).code;
}

const FILE = { source: "data/capture.csv" };

test("a file that was loaded with its path and options is loaded again, and nothing else is said", () => {
  const table = provenanceFor(10, { parameters: { ...FILE, label: "Label", benign: ["BENIGN", "normal"] } });
  expect(codeOf(table, { columns: ["duration"] })).toBe(
    [
      'import { loadFlows, profile, show } from "trafficlab";',
      "",
      'const table = await loadFlows("data/capture.csv", { label: "Label", benign: ["BENIGN", "normal"] });',
      'await show(await profile(table, { columns: ["duration"] }));',
      "",
    ].join("\n"),
  );
});

test("the steps of a table are repeated in their order", () => {
  const table = sampleFlows(50, { provenance: { parameters: FILE } })
    .filter({
      and: [
        { column: "duration", op: ">", value: 1 },
        { column: "label", op: "in", values: ["normal", null] },
      ],
    })
    .sort([{ column: "bytes_sent", descending: true }])
    .slice(0, 10)
    .sample(5, 7)
    .select(["duration", "label"]);
  const { code, whole } = profileCode(table.provenance, table.provenance);
  expect(whole).toBe(true);
  expect(code).toContain(
    [
      'const table = (await loadFlows("data/capture.csv"))',
      '  .filter({ and: [{ column: "duration", op: ">", value: 1 }, { column: "label", op: "in", values: ["normal", null] }] })',
      '  .sort([{ column: "bytes_sent", descending: true }])',
      "  .slice(0, 10)",
      "  .sample(5, 7)",
      '  .select(["duration", "label"]);',
    ].join("\n"),
  );
});

test("a filter function stands as it was written, or is said to be missing", () => {
  const table = sampleFlows(20, { provenance: { parameters: FILE } });
  expect(codeOf(table.filter((row) => row["packet_count"] === 3).provenance)).toMatch(
    /\.filter\(\(?row\)? ?=>/,
  );
  const methods = {
    keep(): boolean {
      return true;
    },
  };
  const built = profileCode(table.filter(methods.keep.bind(null)).provenance, table.provenance);
  expect(built.whole).toBe(false);
  expect(built.code).toContain("/* .filter(...): put the function here again");
});

test("what came from no file is said; where a file was read changes nothing", () => {
  expect(codeOf(provenanceFor(1, { source: { name: "rows" } }))).toContain(
    "// The flows did not come from a file",
  );
  const { name } = provenanceFor(1).source;
  const named = codeOf(provenanceFor(1, { parameters: { source: name } }));
  expect(codeOf(provenanceFor(1))).toBe(named);
  expect(codeOf(provenanceFor(1, { runtime: { name: "browser", version: "1" } }))).toBe(named);
});

test("generated and joined tables have their own calls", () => {
  const generated = provenanceFor(1, { call: "generateTraffic", parameters: { flows: 100, seed: 42 } });
  expect(codeOf(generated)).toContain(
    'import { generateTraffic, profile, show } from "trafficlab";\n\nconst table = generateTraffic({ flows: 100, seed: 42 });',
  );
  const parts = ["a.csv", "b.csv"].map((source) =>
    sampleFlows(5, { provenance: { parameters: { source } } }).slice(0, 3),
  );
  const joined = codeOf(FlowTable.concat(parts).provenance);
  expect(joined).toContain(
    'FlowTable.concat([\n  (await loadFlows("a.csv"))\n    .slice(0, 3),\n  (await loadFlows("b.csv"))\n    .slice(0, 3),\n])',
  );
  expect(joined).toContain("import { FlowTable, loadFlows, profile, show }");
});

test("names cannot leave their literals, hide a mark, or reach a prototype", () => {
  const evil = '");\nDeno.exit(1);//\u2028\u202e`${1}`\\';
  const code = codeOf(provenanceFor(1, { parameters: { source: evil, label: evil } }));
  expect(JSON.parse(literal(evil))).toBe(evil);
  expect(code).toContain(`await loadFlows(${literal(evil)}, { label: ${literal(evil)} });`);
  expect(code).not.toMatch(/[\u2028\u202e]/);
  expect(code.split("\n")).toHaveLength(5);
  expect(literal(JSON.parse('{"__proto__": 1, "a-b": [true, null], "ok": "x"}') as JSONValue)).toBe(
    '{ ["__proto__"]: 1, "a-b": [true, null], ok: "x" }',
  );
});

test("a filter of a hundred thousand rows is left out, and the code says so", () => {
  const rows = Array.from({ length: 100_000 }, (_, row) => row);
  const { code, whole } = profileCode(
    provenanceFor(1, { parameters: { ...FILE, steps: [{ filter: { rows } }] } }),
    provenanceFor(1),
  );
  expect(whole).toBe(false);
  expect(code.length).toBeLessThan(1000);
  expect(code).toContain("// Left out for its length");
});
