import type { FlowTable } from "../table/mod.ts";
import { loadFlows } from "./mod.ts";
import { capture, capturesIn, captureText, testWithCaptures } from "../../../tests/support/captures.ts";
import { bytesOf, expectBalanced, failure } from "./testing/input.ts";

const STRATOSPHERE = "zeek-stratosphere";
const NJRAT = `${STRATOSPHERE}/001-zeek-scenario-malicious`;
const DAY_8 = `${STRATOSPHERE}/008-zeek-mixed/data`;
const DAY_11 = `${STRATOSPHERE}/011-zeek-mixed/data`;
const IOT = "iot-23/conn.log.labeled.first500";
const RITA = "zeek-misc/rita/missing_host/2024-04-19";
const ZAT = "zeek-misc/zat/conn.log.gz";
const SLIPS = "slips/test10-mixed-zeek-dir/conn.log.gz";

/** Every Zeek conn.log in TSV that the captures hold in these two folders, by the README's table. */
const CONN_LOGS = [
  `${NJRAT}/conn.log.gz`,
  `${NJRAT}/labeled-conn.log.gz`,
  `${DAY_8}/conn.log.labeled.gz`,
  `${DAY_11}/conn.log.labeled.gz`,
  IOT,
];

function dataLines(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#")).length;
}

function cells(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

function labelCounts(table: FlowTable): Record<string, [number, boolean | null]> {
  return Object.fromEntries(
    table.report.labels.map(({ value, count, isAttack }) => [value, [count, isAttack]]),
  );
}

function warningCounts(table: FlowTable): Record<string, number> {
  return Object.fromEntries(table.report.warnings.map(({ code, count }) => [code, count]));
}

const REQUIRED = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];

describe("shared Zeek captures: row counts", () => {
  for (const path of CONN_LOGS) {
    testWithCaptures(
      `${path} gives as many rows as it has lines, less the rejected ones`,
      [path],
      async () => {
        const table = await loadFlows(capture(path));
        expect(table.rowCount).toBe(dataLines(captureText(path)) - table.report.rejected);
        expect(table.report.rejected).toBe(0);
        expectBalanced(table);
      },
    );
  }

  testWithCaptures("no conn.log in TSV of the two folders is left out above", CONN_LOGS, async () => {
    const found = [...capturesIn(STRATOSPHERE), ...capturesIn("iot-23")].filter((path) =>
      /conn\.log/.test(path),
    );
    for (const path of found.filter((found) => !CONN_LOGS.includes(found))) {
      expect((await loadFlows(capture(path))).mapping.dialect).toBe("zeek-json");
    }
    expect(found.filter((path) => CONN_LOGS.includes(path))).toHaveLength(CONN_LOGS.length);
  });

  testWithCaptures("24 hours of one sensor, with a column before the first", [RITA], async () => {
    let rows = 0;
    for (const path of capturesIn(RITA)) {
      const table = await loadFlows(capture(path));
      expect(table.rowCount).toBe(dataLines(captureText(path)));
      rows += table.rowCount;
    }
    expect(rows).toBe(31_367);
  });

  testWithCaptures(
    "malformed lines put into copies in memory are counted and listed, with line and reason",
    CONN_LOGS,
    async () => {
      for (const path of CONN_LOGS) {
        const lines = captureText(path).trimEnd().split("\n");
        const good = await loadFlows(bytesOf(lines.join("\n")));
        const header = lines.findLastIndex((line) => line.startsWith("#")) + 1;
        const fields = lines[header]!.split("\t").length;
        const places: [number, string, string][] = [
          [header, "one field", `expected ${fields} fields, got 1`],
          [header + 100, lines[header]!.slice(0, 60), "fields, got"],
          [header + 200, `${lines[header]!}\textra`, `expected ${fields} fields, got ${fields + 1}`],
          [header + 300, lines[header]!.replace(/\t(\d+)\t/, "\t$1abc\t"), '" must be a number, got "'],
        ];
        for (const [place, text] of [...places].reverse()) lines.splice(place, 0, text);
        const table = await loadFlows(bytesOf(lines.join("\n")));
        expect(table.report).toMatchObject({ read: good.rowCount + 4, kept: good.rowCount, rejected: 4 });
        expect(table.report.rejectedRows.map(({ line }) => line)).toEqual(
          [1, 2, 3, 4].map((nth, i) => places[i]![0] + nth),
        );
        table.report.rejectedRows.forEach(({ reason }, i) => expect(reason).toContain(places[i]![2]));
        expect(table.toCSV()).toBe(good.toCSV());
        expectBalanced(table);
      }
    },
  );
});

describe("shared Zeek captures: labels", () => {
  testWithCaptures("are as many as the README counts", CONN_LOGS, async () => {
    expect(labelCounts(await loadFlows(capture(IOT)))).toEqual({
      Malicious: [382, true],
      Benign: [118, false],
    });
    expect(labelCounts(await loadFlows(capture(`${NJRAT}/labeled-conn.log.gz`)))).toEqual({
      Background: [739, null],
      Malicious: [244, true],
      Benign: [9, false],
    });
    expect(labelCounts(await loadFlows(capture(`${DAY_8}/conn.log.labeled.gz`)))).toEqual({
      Malicious: [4201, true],
      Benign: [1402, false],
      Background: [60, null],
    });
    expect(labelCounts(await loadFlows(capture(`${DAY_11}/conn.log.labeled.gz`)))).toEqual({
      Benign: [4771, false],
      Malicious: [3951, true],
      Background: [326, null],
    });
  });

  testWithCaptures(
    "the details of NjRAT are CC and Google, which a session may take for classes",
    CONN_LOGS,
    async () => {
      const table = await loadFlows(capture(`${NJRAT}/labeled-conn.log.gz`), {
        label: "detailedlabel",
        benign: ["Google"],
      });
      expect(labelCounts(table)).toMatchObject({ CC: [244, true], Google: [9, false] });
    },
  );
});

describe("shared Zeek captures: worked rows", () => {
  testWithCaptures("an old header without local_resp", [ZAT], async () => {
    const table = await loadFlows(capture(ZAT));
    expect(table.rowCount).toBe(360);
    expect(cells(table, 0, ...REQUIRED, "timestamp")).toEqual([
      0.44746, 53, 1489, 39641, 776.0377358490566, 1379288667706.265,
    ]);
    expect(
      cells(table, 0, "src_ip", "src_port", "dst_ip", "dst_port", "protocol", "service", "state"),
    ).toEqual(["192.168.33.10", 1032, "54.245.228.191", 80, "tcp", "http", "RSTO"]);
    const payload = await loadFlows(capture(ZAT), { bytes: "payload" });
    expect(cells(payload, 0, "bytes_sent", "bytes_received")).toEqual([601, 38393]);
  });

  testWithCaptures("a column before the first", [RITA], async () => {
    const table = await loadFlows(capture(`${RITA}/conn.00:00:00-01:00:00.log.gz`));
    expect(cells(table, 0, ...REQUIRED, "timestamp")).toEqual([0.000064, 2, 60, 40, 50, 1713484795943.239]);
  });

  testWithCaptures("a tab before #separator", [SLIPS], async () => {
    expect((await loadFlows(capture(SLIPS))).rowCount).toBe(141);
  });

  testWithCaptures("packed labels", [IOT], async () => {
    const table = await loadFlows(capture(IOT));
    const names = [...REQUIRED, "label", "label_detail", "is_attack"];
    expect(cells(table, 0, ...names)).toEqual([3.139211, 3, 180, 0, 60, "Benign", null, false]);
    expect(cells(table, 1, "duration", "packet_count", "bytes_sent")).toEqual([0, 1, 60]);
    expect(cells(table, 122, ...names, "timestamp", "service")).toEqual([
      1.128098,
      13,
      447,
      563,
      77.6923076923077,
      "Malicious",
      "C&C",
      true,
      1545404409843.814,
      "irc",
    ]);
    expect(table.mapping.field("duration").status).toBe("imputed");
    expect(warningCounts(table)).toMatchObject({ W_IMPUTED_DURATION: 187, W_NO_CLOSE: 1 });
  });

  testWithCaptures("labels in columns of their own", [`${DAY_8}/conn.log.labeled.gz`], async () => {
    const table = await loadFlows(capture(`${DAY_8}/conn.log.labeled.gz`));
    expect(cells(table, 0, ...REQUIRED)).toEqual([1.135424, 30, 1016, 1226, 74.73333333333333]);
    expect(cells(table, 1, ...REQUIRED, "timestamp", "label", "label_detail", "is_attack")).toEqual([
      0.00001,
      2,
      80,
      0,
      40,
      1655071231749.548,
      "Malicious",
      "External-Attack-to-Device",
      true,
    ]);
    expect(warningCounts(table)).toMatchObject({ W_PAYLOAD_ABOVE_IP: 590, W_ZERO_PACKETS: 7 });
  });

  testWithCaptures("the quirks that the README counts", CONN_LOGS, async () => {
    const njrat = await loadFlows(capture(`${NJRAT}/conn.log.gz`));
    expect(njrat.mapping.timeZone).toBe("relative");
    expect(njrat.column("source:duration").missing).toBe(405);
    const day = await loadFlows(capture(`${DAY_11}/conn.log.labeled.gz`));
    expect(warningCounts(day)).toMatchObject({ W_PAYLOAD_ABOVE_IP: 1367, W_ZERO_PACKETS: 11 });
    expect(day.column("duration").missing).toBe(1);
  });
});

describe("shared captures that are no flow table of this version", () => {
  const SIDE_LOGS = ["http", "notice", "sip", "ssl", "tunnel", "weird"].flatMap(
    (path): [string, string][] => [
      [`${DAY_8}/${path}.log.labeled.gz`, path],
      [`${DAY_11}/${path}.log.labeled.gz`, path],
    ],
  );
  SIDE_LOGS.push(
    [`${DAY_11}/dns.log.labeled.gz`, "dns"],
    [`${DAY_11}/files.log.labeled.gz`, "files"],
    ["zeek-misc/zat/tor_ssl.log.gz", "ssl"],
  );

  testWithCaptures(
    "side logs are named and refused",
    SIDE_LOGS.map(([path]) => path),
    async () => {
      for (const [path, name] of SIDE_LOGS) {
        const error = await failure(loadFlows(capture(path)));
        expect([path, error.code, error.message]).toEqual([
          path,
          "E_NOT_A_FLOW_LOG",
          expect.stringContaining(`got "${name}"`),
        ]);
      }
    },
  );

  const CAPTURES = ["zeek-btest/traces/wikipedia.pcap", "zeek-btest/traces/wikipedia.trace"].filter((path) =>
    capturesIn("zeek-btest/traces").includes(path),
  );
  const PCAPS = [
    "ndpi/pcap/1kxun.pcap",
    "ndpi/pcap/teams.pcap",
    "ndpi/pcap/bittorrent_tcp_miss.pcapng",
    "ndpi/pcap/synscan.pcap",
    ...CAPTURES,
  ];
  testWithCaptures("packet captures are named and refused", PCAPS, async () => {
    for (const path of PCAPS)
      expect([path, (await failure(loadFlows(capture(path)))).code]).toEqual([path, "E_CAPTURE_FILE"]);
  });

  const OTHERS = [
    ["README.md", "E_UNSUPPORTED"],
    [`${STRATOSPHERE}/008-zeek-mixed/README.md`, "E_UNSUPPORTED"],
    ["adbench-kdd99/34_smtp.npz", "E_NO_HEADER"],
    ["azure-nsg/az_net_flows.csv.gz", "E_REQUIRED_UNDERIVABLE"],
  ] as const;
  testWithCaptures(
    "everything else is refused with a code, and prose never taken for a table",
    OTHERS.map(([path]) => path),
    async () => {
      for (const [path, code] of OTHERS)
        expect([path, (await failure(loadFlows(capture(path)))).code]).toEqual([path, code]);
    },
  );

  testWithCaptures("every file of the captures is loaded or refused with a code", ["README.md"], async () => {
    for (const path of [
      "peers",
      "zeek-btest/expected",
      "slips",
      "iot-23-multitool",
      "azure-nsg",
      "cse-cic-ids2018",
    ].flatMap(capturesIn)) {
      try {
        expectBalanced(await loadFlows(capture(path)));
      } catch (error) {
        expect([path, (error as { code?: string }).code]).toEqual([path, expect.stringMatching(/^E_/)]);
      }
    }
  });
});
