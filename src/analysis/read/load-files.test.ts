import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Progress } from "../core/mod.ts";
import { loadFlows } from "./mod.ts";
import { bytesOf, connLog, connRow, expectBalanced, failure, gzip } from "./testing/input.ts";

const folder = mkdtempSync(join(tmpdir(), "trafficlab-files-"));
const day = join(folder, "2026-10-20");
const at = (seconds: number, uid: string): string =>
  connLog([connRow({ ts: `${1700000000 + seconds}.5`, uid })]);
const flows = (...durations: number[]): string =>
  `duration,packet_count\n${durations.map((duration) => `${duration},1\n`).join("")}`;

beforeAll(() => {
  mkdirSync(join(day, "deep"), { recursive: true });
  writeFileSync(join(day, "conn.10.log"), at(30, "C3"));
  writeFileSync(join(day, "conn.9.log.gz"), gzip(at(20, "C2")));
  writeFileSync(join(day, "conn.log"), at(10, "C1"));
  writeFileSync(join(day, "dns.log"), connLog([connRow()], { path: "dns" }));
  writeFileSync(join(day, "files.log"), connLog([]));
  writeFileSync(join(day, "README.md"), "# Notes\n\nSome prose.\n");
  writeFileSync(join(day, ".hidden.log"), at(0, "C0"));
  writeFileSync(join(day, "deep", "conn.log"), at(5, "C0"));
  mkdirSync(join(folder, "plain"));
  for (const [name, text] of [
    ["b10.csv", flows(3)],
    ["b2.csv", flows(1, 2)],
    ["odd [1].csv", flows(9)],
  ])
    writeFileSync(join(folder, "plain", name!), text!);
  mkdirSync(join(folder, "empty"));
  mkdirSync(join(folder, "notes"));
  writeFileSync(join(folder, "notes", "README.md"), "# Notes\n\nSome prose.\n");
  symlinkSync(folder, join(folder, "plain", "loop"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("loadFlows() of several files", () => {
  test("a folder gives its flow logs by their times; others are passed over and told", async () => {
    const table = await loadFlows(day);
    expect([...table.column("uid")]).toEqual(["C1", "C2", "C3"]);
    expectBalanced(table);
    const skipped = table.report.warnings.find(({ code }) => code === "W_SKIPPED_FILES")!;
    expect(skipped).toMatchObject({ count: 3, lines: [] });
    for (const word of ["README.md", "dns.log", 'got "dns"', "header only"])
      expect(skipped.message).toContain(word);
    expect(table.mapping.dialect).toBe("zeek-tsv");
    expect(table.provenance).toMatchObject({ call: "loadFlows", rows: 3, parameters: { source: day } });
    expect((await loadFlows(pathToFileURL(day))).rowCount).toBe(3);
    expect((await loadFlows(`${day}/`)).rowCount).toBe(3);
  });

  test("files without times come in natural order of their names", async () => {
    expect([...(await loadFlows(join(folder, "plain", "b*.csv"))).column("duration")]).toEqual([1, 2, 3]);
  });

  test("a glob matches below its folder, deeply with two stars, and one file is enough", async () => {
    expect((await loadFlows(join(folder, "*", "conn.log"))).rowCount).toBe(1);
    expect([...(await loadFlows(join(folder, "**", "conn*.log*"))).column("uid")]).toEqual([
      "C0",
      "C1",
      "C2",
      "C3",
    ]);
    expect((await loadFlows(join(folder, "plain", "{b2,b10}.csv"))).rowCount).toBe(3);
  });

  test("an existing file is that file, also where its name looks like a glob", async () => {
    expect([...(await loadFlows(join(folder, "plain", "odd [1].csv"))).column("duration")]).toEqual([9]);
  });

  test("a list is loaded as one table, and nothing in it is passed over", async () => {
    const sources = [join(folder, "plain", "b2.csv"), bytesOf(flows(7)), new Blob([flows(8)])];
    expect([...(await loadFlows(sources)).column("duration")]).toEqual([1, 2, 7, 8]);
    expect((await failure(loadFlows([...sources, join(day, "dns.log")]))).code).toBe("E_NOT_A_FLOW_LOG");
  });

  test("rejected rows and warnings say which file they are of, and a kind of warning stands once", async () => {
    const bad = join(folder, "plain", "c1.csv");
    writeFileSync(bad, "duration,packet_count\n1,1\nx,1\n");
    writeFileSync(join(folder, "plain", "c2.csv"), "duration,packet_count\n-1,2\n");
    writeFileSync(join(folder, "plain", "c3.csv"), "duration,packet_count\n3,1\n-1,2\n");
    const { report } = await loadFlows(join(folder, "plain", "c*.csv"));
    expect(report).toMatchObject({ read: 5, kept: 4, rejected: 1 });
    expect(report.rejectedRows).toMatchObject([{ file: bad, line: 3, text: "x,1" }]);
    const negative = report.warnings.filter(({ code }) => code === "W_NEGATIVE_DURATION");
    expect(negative).toMatchObject([{ count: 2, lines: [2], file: join(folder, "plain", "c2.csv") }]);
    expect(negative[0]!.message).toContain("(in 2 files)");
  });

  test("the hash changes with any of the files, and a sample is drawn over all", async () => {
    const path = join(folder, "plain", "b*.csv");
    const before = await loadFlows(path);
    const drawn = await loadFlows(path, { sample: { rows: 2 } });
    expect(drawn.report).toMatchObject({ read: 3, kept: 2, dropped: { "not sampled": 1 } });
    expect(drawn.provenance.source).toEqual(before.provenance.source);
    writeFileSync(join(folder, "plain", "b3.csv"), flows(5));
    const after = await loadFlows(path);
    expect(after.provenance.source.sha256).not.toBe(before.provenance.source.sha256);
    expect([...after.column("duration")]).toEqual([1, 2, 5, 3]);
  });

  test("progress counts on from file to file", async () => {
    const seen: Progress[] = [];
    await loadFlows(join(folder, "plain", "b*.csv"), {
      onProgress: (progress) => seen.push({ ...progress }),
    });
    const read = seen.filter(({ phase }) => phase === "read").map(({ done }) => done);
    const bytes = [flows(1, 2), flows(5), flows(3)].join("").length;
    expect([read.at(-1), seen.findLast(({ phase }) => phase === "parse")?.done]).toEqual([bytes, 4]);
  });

  test("nothing found, nothing that is a flow log, and a bad file among good ones are errors", async () => {
    expect((await failure(loadFlows(join(folder, "empty")))).message).toContain("no file in the folder");
    expect((await failure(loadFlows(join(folder, "*.xyz")))).message).toContain(
      "no file matches the pattern",
    );
    expect((await failure(loadFlows(join(folder, "nothing.csv")))).code).toBe("E_NOT_FOUND");
    const notes = await failure(loadFlows(join(folder, "notes")));
    expect([notes.code, notes.message]).toEqual([
      "E_NOT_A_FLOW_LOG",
      expect.stringContaining("there must be a flow log, got 1 other file: "),
    ]);
    writeFileSync(join(folder, "plain", "d.csv"), "duration,packet_count\nx,1\n");
    expect((await failure(loadFlows(join(folder, "plain")))).code).toBe("E_TOO_MANY_BAD_ROWS");
    expect((await loadFlows(join(folder, "plain"), { lenient: true })).rowCount).toBeGreaterThan(5);
  });
});
