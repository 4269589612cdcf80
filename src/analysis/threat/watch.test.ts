import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateTraffic } from "../generate/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { createThreatAssessor, watch } from "./mod.ts";
import type { ThreatAssessor, WindowAssessment } from "./mod.ts";

jest.setTimeout(60_000);

let assessor: ThreatAssessor;
let folder: string;

beforeAll(async () => {
  assessor = await createThreatAssessor();
  folder = mkdtempSync(join(tmpdir(), "trafficlab-watch-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function all(windows: AsyncIterable<WindowAssessment>): Promise<WindowAssessment[]> {
  const list: WindowAssessment[] = [];
  for await (const window of windows) list.push(window);
  return list;
}

describe("a table", () => {
  let flows: FlowTable;
  let windows: WindowAssessment[];

  beforeAll(async () => {
    flows = generateTraffic({ flows: 2000, hours: 1, seed: 4 });
    windows = await all(watch(flows, { assessor, window: 300 }));
  });

  test("is cut into windows in order, and every flow belongs to one", () => {
    expect(windows.reduce((sum, window) => sum + window.flows, 0)).toBe(2000);
    const times = flows.numeric("timestamp");
    windows.forEach(({ from, to, flows: count }, at) => {
      expect([to - from, from % 300_000]).toEqual([300_000, 0]);
      expect(at === 0 || windows[at - 1]!.to <= from).toBe(true);
      expect(count).toBe(times.filter((time) => time >= from && time < to).length);
    });
  });

  test("has the worst of each window as its score, and alerts with the rows of the table, worst first", () => {
    expect(windows.some(({ level }) => level === "HIGH")).toBe(true);
    const times = flows.numeric("timestamp");
    for (const { from, to, alerts, score, level } of windows) {
      const scores = alerts.map(({ assessment }) => assessment.score!);
      if (level !== "LOW") expect(Math.max(...scores)).toBe(score);
      expect(alerts.length).toBeLessThanOrEqual(50);
      for (const { row, assessment } of alerts) {
        expect(["MEDIUM", "HIGH"]).toContain(assessment.level);
        expect(times[row]! >= from && times[row]! < to).toBe(true);
        expect(assessment.ledger.reduce((sum, { points }) => sum + points, 0)).toBe(assessment.score);
      }
      const evidence = alerts.map(({ assessment }) => assessment.evidence!);
      expect(evidence).toEqual([...evidence].sort((a, b) => b - a));
    }
  });

  test("in another order of rows gives the same windows", async () => {
    const other = await all(watch(flows.sort([{ column: "bytes_sent" }]), { assessor, window: 300 }));
    const shape = (list: WindowAssessment[]) =>
      list.map(({ from, flows: count, score, level }) => ({ from, count, score, level }));
    expect(shape(other)).toEqual(shape(windows));
  });

  test("gives only HIGH alerts where that is asked", async () => {
    const high = await all(watch(flows, { assessor, window: 300, level: "HIGH" }));
    expect(new Set(high.flatMap(({ alerts }) => alerts.map(({ assessment }) => assessment.level)))).toEqual(
      new Set(["HIGH"]),
    );
  });

  test("without times is refused, with the remedy", async () => {
    const timeless = flows.select(flows.columnNames.filter((name) => name !== "timestamp"));
    await expect(all(watch(timeless, { assessor }))).rejects.toThrow(
      /must have a timestamp, got none.*assessAll/,
    );
  });
});

test.each<[string, unknown, unknown, string]>([
  ["no assessor", "conn.log", {}, "assessor must be a ThreatAssessor"],
  ["an unknown option", "conn.log", { speed: 1 }, 'unknown option "speed"'],
  ["a window of no length", "conn.log", { window: 0 }, "window must be finite and above 0"],
  ["a source of another kind", 7, {}, "the source must be a FlowTable or the path"],
])("refuses %s", (_, source, options, message) => {
  const given = message.startsWith("assessor") ? options : { assessor, ...(options as object) };
  expect(() => watch(source as string, given as never)).toThrow(message);
});

describe("a growing file", () => {
  const HEADER = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes",
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tcount\tcount\tcount\tcount",
  ].join("\n");
  const line = (seconds: number, port: number): string =>
    `${1_600_000_000 + seconds}.0\tC${port}\t10.0.0.1\t4000\t10.0.0.2\t${port}\ttcp\t-\t0.0\t0\t0\tS0\t1\t60\t0\t0\n`;

  test("is read as it grows, half lines when they are whole, until the signal is aborted", async () => {
    const path = join(folder, "conn.log");
    writeFileSync(path, `${HEADER}\n${line(0, 21)}${line(1, 22)}`);
    const controller = new AbortController();
    const seen: WindowAssessment[] = [];
    const watching = (async () => {
      for await (const window of watch(path, {
        assessor,
        window: 10,
        every: 0.01,
        signal: controller.signal,
      })) {
        seen.push(window);
        // The first of the two began in the window that is closed.
        if (seen.length === 1) appendFileSync(path, `${line(2, 26)}${line(60, 25)}#close\t2020\n`);
        if (seen.length === 3) controller.abort();
      }
    })();
    const text = line(30, 23);
    appendFileSync(path, text.slice(0, 20));
    appendFileSync(path, `${text.slice(20)}${line(5, 24)}`);
    await expect(watching).rejects.toMatchObject({ code: "CANCELLED" });
    expect(seen.map(({ flows }) => flows)).toEqual([3, 1, 1]);
    expect(seen.map(({ from }) => from / 1000 - 1_600_000_000)).toEqual([0, 10, 30]);
    expect(seen[0]!.alerts.map(({ row }) => row).sort()).toEqual([0, 1, 3]);
    expect(new Set(seen.map(({ level }) => level))).toEqual(new Set(["HIGH"]));
  });

  test("of Suricata events is read by its flows alone, and begun anew when it is replaced by a shorter one", async () => {
    const path = join(folder, "eve.json");
    const event = (seconds: number, type: string): string =>
      `${JSON.stringify({
        timestamp: new Date(1_600_000_000_000 + seconds * 1000).toISOString(),
        event_type: type,
        src_ip: "10.0.0.1",
        src_port: 4000,
        dest_ip: "10.0.0.2",
        dest_port: 80,
        proto: "TCP",
        flow: {
          pkts_toserver: 1,
          pkts_toclient: 0,
          bytes_toserver: 60,
          bytes_toclient: 0,
          start: new Date(1_600_000_000_000 + seconds * 1000).toISOString(),
          end: new Date(1_600_000_000_000 + seconds * 1000).toISOString(),
          state: "new",
        },
      })}\n`;
    writeFileSync(path, event(0, "dns") + event(1, "flow") + event(1, "flow") + event(100, "flow"));
    const seen: number[] = [];
    for await (const { flows } of watch(path, { assessor, window: 10, every: 0.01 })) {
      seen.push(flows);
      if (seen.length === 1) writeFileSync(path, event(200, "flow") + event(300, "flow"));
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([2, 1, 1]);
  });

  test("that is not there is named", async () => {
    await expect(all(watch(join(folder, "none.log"), { assessor }))).rejects.toMatchObject({
      code: "E_NOT_FOUND",
    });
  });
});
