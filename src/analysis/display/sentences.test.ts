import type { Alert, ProfileData } from "../core/mod.ts";
import { mappingFor, reportFor, sampleFlows } from "../../../tests/support/flows.ts";
import { profile } from "../profile/mod.ts";
import {
  repeatedColumns,
  strongestPairs,
  insightSentences,
  listOf,
  profileFinding,
  reportSentence,
} from "./mod.ts";

const ALL = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];

async function profileOf(rows: number): Promise<ProfileData> {
  return { ...(await profile(sampleFlows(rows))) };
}

test("the finding counts repeats and attacks, and what could not be read", async () => {
  const profileData = await profileOf(1000);
  const repeated: Alert = { code: "duplicate-rows", value: 0.012, threshold: 0, message: "" };
  const finding = profileFinding({
    profile: { ...profileData, alerts: [repeated] },
    mapping: mappingFor(ALL.slice(0, 3)),
    report: reportFor(1000, { rejected: 1, truncated: true }),
  });
  expect(finding).toMatch(
    /^12 of 1,000 flows repeat exactly; \d+ % are attacks; bytes_received and packet_size_mean cannot be derived from this source; 1 row of the input was rejected; the input ends before its own end\.$/,
  );
});

test("the finding names no attack, all attacks and no label apart", async () => {
  const data = await profileOf(200);
  const withFlags = (top: { value: boolean; count: number }[], count: number): ProfileData => ({
    ...data,
    columns: data.columns.map((column) => (column.role === "is_attack" ? { ...column, top, count } : column)),
  });
  const finding = (profileData: ProfileData): string =>
    profileFinding({ profile: profileData, mapping: mappingFor(ALL), report: reportFor(200) });
  expect(finding(withFlags([{ value: false, count: 200 }], 200))).toContain(
    "; none is labelled as an attack.",
  );
  expect(finding(withFlags([{ value: true, count: 200 }], 200))).toContain("; all are attacks.");
  expect(finding(withFlags([{ value: true, count: 10 }], 40))).toContain(
    "; 25 % of the 40 labelled are attacks.",
  );
  expect(finding({ ...data, columns: [] })).toContain("; no label tells attacks from normal traffic.");
  expect(finding({ ...data, rowCount: 0 })).toBe("The table holds no flows.");
});

test("labels that nobody understood are told with examples, and pass for no verdict", async () => {
  const data = await profileOf(200);
  const labelled = (benign: number): ProfileData => ({
    ...data,
    columns: data.columns.map((column) => {
      if (column.role === "is_attack")
        return { ...column, top: benign === 0 ? [] : [{ value: false, count: benign }], count: benign };
      if (column.role !== "label") return column;
      const top = [
        { value: "normal", count: benign },
        { value: "weird", count: 30 },
        { value: "odd", count: 20 },
        { value: "background", count: 50 },
      ];
      return { ...column, top, count: benign + 100 };
    }),
  });
  const report = {
    ...reportFor(200),
    labels: ["weird", "odd", "background"].map((value) => ({ value, count: 1, isAttack: null })),
  };
  const finding = (benign: number): string =>
    profileFinding({ profile: labelled(benign), mapping: mappingFor(ALL), report });
  expect(finding(100)).toContain(
    '; none of the 100 whose label is understood is an attack; the labels of 50 flows were not understood ("weird" and "odd"): name the benign ones with the option benign.',
  );
  expect(finding(0)).toContain(
    "; no label tells attacks from normal traffic; the labels of 50 flows were not",
  );
});

test("insights say what cannot be told", async () => {
  const data = await profileOf(200);
  const sentences = insightSentences({
    profile: { ...data, insights: { volume: null, packets: data.insights.packets, connections: null } },
  });
  expect(sentences).toEqual([
    expect.stringMatching(/^Packets: /),
    "Not told by this source: volume and duration.",
  ]);
  expect(insightSentences({ profile: data }).map((sentence) => sentence.split(":")[0])).toEqual([
    "Volume",
    "Packets",
    "Connections",
    "Time",
  ]);
});

test("the report tells what became of every row", () => {
  const report = reportFor(10, { read: 18, rejected: 4, dropped: { repeated: 3, none: 0 }, merged: 1 });
  expect(reportSentence(report)).toBe("18 rows read, 10 kept, 4 rejected, 3 dropped (repeated), 1 merged.");
  expect(listOf(["a", "b", "c"])).toBe("a, b and c");
});

test("pairs leave out source columns that a canonical field repeats, and order by the larger coefficient", async () => {
  const data = await profileOf(200);
  const source = { ...(data.columns[0] as ProfileData["columns"][number]), role: "source" as const };
  const mapping = mappingFor(ALL);
  for (const field of mapping.fields) if (field.field === "bytes_sent") field.columns = ["orig_bytes"];
  const columns = [
    ...data.columns,
    { ...source, name: "orig_bytes" },
    { ...source, name: "source:duration" },
  ];
  const repeated = repeatedColumns({ profile: { ...data, columns }, mapping });
  expect([...repeated]).toEqual(["orig_bytes", "source:duration"]);
  const matrix = [
    [1, 0.2, 0.99, null],
    [0.2, 1, 0.1, -0.5],
    [0.99, 0.1, 1, 0],
    [null, -0.5, 0, 1],
  ];
  const correlation = {
    columns: ["bytes_sent", "duration", "orig_bytes", "x"],
    pearson: matrix,
    spearman: matrix,
  };
  expect(strongestPairs(correlation, 5, repeated).map(({ a, b }) => [a, b])).toEqual([
    ["duration", "x"],
    ["bytes_sent", "duration"],
  ]);
  expect(strongestPairs(correlation, 1)).toEqual([
    { a: "bytes_sent", b: "orig_bytes", pearson: 0.99, spearman: 0.99 },
  ]);
});
