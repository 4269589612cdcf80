import type { FlowTable } from "../table/mod.ts";
import { loadFlows } from "./mod.ts";
import { capture, captureText, testWithCaptures } from "../../../tests/support/captures.ts";
import { bytesOf, expectBalanced, failure } from "./testing/input.ts";

const SCANS = "zeek-stratosphere/002-zeek-scenario-port-scanning/conn.log.gz";
const SSH = "zeek-stratosphere/004-zeek-scenario-ssh/ssh.log.gz";
const SLIPS = "slips/test9-mixed-zeek-dir";
const VERTICAL = "slips/port-scans/vertical/conn.log.gz";
const ZAT = "zeek-misc/zat/json";
const EVE = "slips/test6-malicious.suricata.json.gz";

/** Every conn.log in JSON of the captures, with the rows that the README counts. */
const CONN_LOGS: [string, number][] = [
  [SCANS, 4504],
  [`${SLIPS}/conn.log.gz`, 576],
  [VERTICAL, 50],
  [`${ZAT}/conn.log.gz`, 50],
];
const SIDE_LOGS: [string, string, number][] = [
  [SSH, "ssh", 396],
  [`${SLIPS}/http.log.gz`, "http", 516],
  [`${SLIPS}/dns.log.gz`, "dns", 239],
  [`${SLIPS}/ssl.log.gz`, "ssl", 205],
  [`${SLIPS}/files.log.gz`, "files", 936],
  [`${SLIPS}/x509.log.gz`, "x509", 154],
  [`${SLIPS}/notice.log.gz`, "notice", 18],
  [`${SLIPS}/smtp.log.gz`, "smtp", 5],
  [`${SLIPS}/dhcp.log.gz`, "dhcp", 5],
  [`${ZAT}/dns.log.gz`, "dns", 50],
  [`${ZAT}/http.log.gz`, "http", 28],
];

const REQUIRED = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
const ENDPOINTS = ["src_ip", "src_port", "dst_ip", "dst_port", "protocol", "state"];

function cells(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

function warningCounts(table: FlowTable): Record<string, number> {
  return Object.fromEntries(table.report.warnings.map(({ code, count }) => [code, count]));
}

/** Row of the table that a line of the file became, when lines before it were dropped. */
function rowOfLine(path: string, line: number): number {
  const lines = captureText(path).split("\n").slice(0, line);
  return (
    lines.filter((text) => (JSON.parse(text) as { event_type: string }).event_type === "flow").length - 1
  );
}

describe("shared captures in JSON", () => {
  for (const [path, rows] of CONN_LOGS) {
    testWithCaptures(`${path} gives each of its lines as a row`, [path], async () => {
      const table = await loadFlows(capture(path));
      expect(table.report).toMatchObject({ read: rows, kept: rows, rejected: 0, dropped: {}, merged: 0 });
      expect(
        captureText(path)
          .split("\n")
          .filter((line) => line !== ""),
      ).toHaveLength(rows);
      expect(table.mapping.dialect).toBe("zeek-json");
      expectBalanced(table);
    });

    testWithCaptures(`${path} as an array gives the same table`, [path], async () => {
      const table = await loadFlows(capture(path));
      const array = `[\n${captureText(path).trimEnd().replaceAll("\n", ",\n")}\n]`;
      expect((await loadFlows(bytesOf(array))).toCSV()).toBe(table.toCSV());
    });
  }

  testWithCaptures(
    "Zeek's other logs are named and refused",
    SIDE_LOGS.map(([path]) => path),
    async () => {
      for (const [path, name, rows] of SIDE_LOGS) {
        const error = await failure(loadFlows(capture(path)));
        expect([path, error.code, error.message]).toEqual([
          path,
          "E_NOT_A_FLOW_LOG",
          expect.stringContaining(`got "log ${name}" (${rows})`),
        ]);
      }
    },
  );

  testWithCaptures(
    "a folder's logs in one file give the flows, and the others by kind",
    [SLIPS],
    async () => {
      const others = SIDE_LOGS.filter(([path]) => path.startsWith(SLIPS));
      const all = [`${SLIPS}/conn.log.gz`, ...others.map(([path]) => path)];
      const text = all.map((path) => `${captureText(path).trimEnd()}\n`).join("");
      const table = await loadFlows(bytesOf(text));
      expect(table.report.dropped).toEqual(
        Object.fromEntries(others.map(([, name, rows]) => [`log ${name}`, rows])),
      );
      expect(table.rowCount).toBe(576);
      expectBalanced(table);
    },
  );

  testWithCaptures("worked rows of Zeek", [SCANS, `${ZAT}/conn.log.gz`], async () => {
    const zat = await loadFlows(capture(`${ZAT}/conn.log.gz`));
    expect(cells(zat, 0, ...REQUIRED, "timestamp")).toEqual([
      0.0012309551239013672, 8, 414, 455, 108.625, 1575413096052.279,
    ]);
    const scans = await loadFlows(capture(SCANS));
    expect(scans.column("source:duration").missing).toBe(2698);
    expect(scans.column("duration").missing).toBe(0);
    expect(warningCounts(scans)).toMatchObject({ W_IMPUTED_DURATION: 2698, W_ZERO_PACKETS: 97 });
    const single = scans.filter({ column: "packet_count", op: "==", value: 1 });
    expect(single.filter({ column: "source:duration", op: "missing" }).rowCount).toBe(2601);
  });

  testWithCaptures("relative times give no timestamp", [`${SLIPS}/conn.log.gz`], async () => {
    const table = await loadFlows(capture(`${SLIPS}/conn.log.gz`));
    expect([table.mapping.timeZone, table.columnNames.includes("timestamp")]).toEqual(["relative", false]);
  });

  testWithCaptures("the flows of an eve.json, and its other events by type", [EVE], async () => {
    const table = await loadFlows(capture(EVE));
    expect(table.report).toMatchObject({
      read: 2500,
      kept: 1012,
      rejected: 0,
      merged: 0,
      dropped: {
        "event_type alert": 745,
        "event_type dns": 680,
        "event_type http": 56,
        "event_type fileinfo": 3,
        "event_type anomaly": 3,
        "event_type tls": 1,
      },
    });
    expectBalanced(table);
    expect(table.filter({ column: "flow.alerted", op: "==", value: true }).rowCount).toBe(80);
    const row = rowOfLine(EVE, 215);
    const [duration, ...others] = cells(table, row, ...REQUIRED, "timestamp", ...ENDPOINTS);
    expect(duration).toBe(0.71763);
    expect(others).toEqual([
      8,
      264,
      240,
      63,
      1622988882058.686,
      "41.160.25.212",
      63175,
      "192.168.1.129",
      445,
      "tcp",
      "closed",
    ]);
    const weak = await loadFlows(capture(EVE), { label: "flow.alerted", benign: ["quiet"] });
    expect(weak.report.labels).toEqual([
      { value: "quiet", count: 932, isAttack: false },
      { value: "alerted", count: 80, isAttack: true },
    ]);
    expect(weak.column("label").at(rowOfLine(EVE, 467))).toBe("alerted");
    const { alert } = JSON.parse(captureText(EVE).split("\n")[457]!) as { alert: { signature: string } };
    expect(weak.column("label_detail").at(rowOfLine(EVE, 467))).toBe(alert.signature);
  });

  testWithCaptures("an eve.json of alerts alone is refused", [EVE], async () => {
    const alerts = captureText(EVE)
      .split("\n")
      .filter((line) => line.includes('"event_type":"alert"'));
    const error = await failure(loadFlows(bytesOf(alerts.join("\n"))));
    expect([error.code, error.message]).toEqual([
      "E_NOT_A_FLOW_LOG",
      expect.stringContaining('got "event_type alert" (745)'),
    ]);
  });

  testWithCaptures(
    "broken lines put into a copy in memory are listed, and cost nothing else",
    [EVE],
    async () => {
      const good = await loadFlows(capture(EVE));
      const lines = captureText(EVE).trimEnd().split("\n");
      const places: [number, string][] = [
        [0, lines[0]!.slice(0, 100)],
        [500, `${lines[500]!}${lines[501]!}`],
        [1000, lines[1000]!.replace(":", "")],
        [2000, "\u0000\u0001"],
      ];
      for (const [place, text] of [...places].reverse()) lines.splice(place, 0, text);
      const table = await loadFlows(bytesOf(lines.join("\n")));
      expect(table.report.rejectedRows.map(({ line }) => line)).toEqual([1, 502, 1003, 2004]);
      expect(table.toCSV()).toBe(good.toCSV());
      expectBalanced(table);
    },
  );

  testWithCaptures(
    "JSON that holds no flows says which columns it has",
    ["zeek-btest/index.json"],
    async () => {
      const error = await failure(loadFlows(capture("zeek-btest/index.json")));
      expect([error.code, error.message]).toEqual([
        "E_REQUIRED_UNDERIVABLE",
        expect.stringContaining('the columns are "test", "trace"'),
      ]);
    },
  );
});
