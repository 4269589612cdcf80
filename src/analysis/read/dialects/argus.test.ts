import type { FlowTable } from "../../table/mod.ts";
import { failure, expectBalanced, load } from "../testing/input.ts";

const NAMES =
  "StartTime Dur Proto SrcAddr Sport Dir DstAddr Dport State sTos dTos TotPkts TotBytes SrcBytes Label";
const START = "2011/08/16 10:02:08.872739";
const MEASURES = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
const ENDPOINTS = ["src_ip", "src_port", "dst_ip", "dst_port", "protocol"];

/** A file with these rows; what is not said is an ordinary flow. */
function write(
  rows: readonly Readonly<Record<string, string | number>>[],
  names: string = NAMES,
  delimiter = ",",
): string {
  const usual: Record<string, string | number> = {
    StartTime: START,
    Dur: "2.500000",
    Proto: "tcp",
    SrcAddr: "10.0.0.1",
    Sport: 1039,
    Dir: "   ->",
    DstAddr: "192.0.2.7",
    Dport: 80,
    State: "FSPA_FSPA",
    TotPkts: 14,
    TotBytes: 5498,
    SrcBytes: 531,
    SrcPkts: 8,
    DstPkts: 6,
    DstBytes: 4967,
    Label: "flow=Background",
  };
  const columns = names.split(" ");
  const lines = rows.map((row) => columns.map((name) => row[name] ?? usual[name] ?? 0).join(delimiter));
  return [columns.join(delimiter), ...lines].join("\n");
}

function cells(table: FlowTable, row: number, names: readonly string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

test("15 columns: the bytes received are the rest, and the packets of one side are not known", async () => {
  const table = await load(write([{}]));
  expectBalanced(table);
  expect(table.mapping).toMatchObject({
    dialect: "argus",
    byteMeaning: "frame",
    direction: "two-way",
    timeZone: "assumed UTC",
  });
  expect(cells(table, 0, MEASURES)).toEqual([2.5, 14, 531, 4967, 392.7142857142857]);
  expect(cells(table, 0, ENDPOINTS)).toEqual(["10.0.0.1", 1039, "192.0.2.7", 80, "tcp"]);
  expect(cells(table, 0, ["timestamp", "state"])).toEqual([1313488928872.739, "FSPA_FSPA"]);
  expect(table.mapping.field("bytes_received").formula).toBe("[TotBytes] - [SrcBytes]");
  expect(table.mapping.field("packets_sent")).toMatchObject({
    status: "cannot derive",
    reason: expect.stringContaining("both directions"),
  });
});

test("16 columns by tabs: the packets received are the rest", async () => {
  const table = await load(write([{}], `${NAMES} SrcPkts`, "\t"));
  expect(cells(table, 0, [...MEASURES, "packets_sent", "packets_received"])).toEqual([
    2.5, 14, 531, 4967, 392.7142857142857, 8, 6,
  ]);
});

test("17 columns: both directions as they are", async () => {
  const names = NAMES.replace(" Label", " SrcPkts DstPkts DstBytes");
  const table = await load(write([{ DstBytes: 4900, DstPkts: 5 }], names));
  expect(cells(table, 0, ["bytes_received", "packets_received"])).toEqual([4900, 5]);
  expect(table.mapping.field("bytes_received").status).toBe("direct");
});

test("where the arrow points to the source, the sides are exchanged", async () => {
  const text = write(
    [{}, { Dir: "  <-", Sport: 5353 }, { Dir: "  <?>" }, { Dir: "   ?>" }, { Dir: "  <?" }],
    `${NAMES} SrcPkts`,
  );
  const table = await load(text);
  const [there, back] = [
    ["10.0.0.1", 1039, "192.0.2.7", 80, 531, 4967, 8, 6],
    ["192.0.2.7", 80, "10.0.0.1", 1039, 4967, 531, 6, 8],
  ];
  const names = [
    ...ENDPOINTS.slice(0, 4),
    "bytes_sent",
    "bytes_received",
    "packets_sent",
    "packets_received",
  ];
  expect([0, 1, 2, 3, 4].map((row) => cells(table, row, names))).toEqual([
    there,
    back.with(3, 5353),
    there,
    there,
    back,
  ]);
  expect(cells(table, 1, MEASURES)).toEqual([2.5, 14, 4967, 531, 392.7142857142857]);
  expect(table.mapping.field("src_ip")).toMatchObject({
    status: "computed",
    columns: ["SrcAddr", "DstAddr", "Dir"],
    reason: "where [Dir] points to the source: [DstAddr]",
  });
});

test("an exchanged side that the file lacks is missing", async () => {
  const names = NAMES.replace("Sport ", "").replace(" SrcBytes Label", " SrcPkts");
  const table = await load(write([{}, { Dir: "  <-" }], names));
  expect([...table.column("dst_port")]).toEqual([80, null]);
  expect(table.columnNames).not.toContain("bytes_sent");
});

test("hex and empty ports, and protocols without ports", async () => {
  const table = await load(
    write([
      { Sport: "0x0105", Dport: "" },
      { Proto: "icmp", Sport: "0x0303", Dport: "0x6e35" },
      { Proto: "igmp", Sport: "", Dport: "" },
      { Proto: "arp", SrcAddr: "00:00:5e:00:53:01", Sport: "", Dir: "  who", Dport: "" },
      { Proto: "tcp", Sport: "http", Dport: 70000 },
    ]),
  );
  expect([...table.column("src_port")]).toEqual([261, null, null, null, null]);
  expect([...table.column("protocol")]).toEqual(["tcp", "icmp", "igmp", "arp", "tcp"]);
  expect(table.column("Dport").at(1)).toBe("0x6e35");
  expect(table.column("src_ip").at(3)).toBe("00:00:5e:00:53:01");
  expect(table.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_PORT_NAME", column: "src_port", count: 1, lines: [6] }),
  );
});

test("rtp and rtcp are services over udp", async () => {
  const table = await load(write([{ Proto: "rtp" }, { Proto: "rtcp" }, { Proto: "udp" }, { Proto: "UDP" }]));
  expect([...table.column("protocol")]).toEqual(["udp", "udp", "udp", "udp"]);
  expect([...table.column("service")]).toEqual(["rtp", "rtcp", null, null]);
  expect(table.column("src_port").at(0)).toBe(1039);
});

test("the meter's records about itself are dropped and counted", async () => {
  const table = await load(write([{ Proto: "man", SrcAddr: 0, DstAddr: 0 }, {}, { Proto: "man" }, {}]));
  expectBalanced(table);
  expect(table.report).toMatchObject({ read: 4, kept: 2, dropped: { man: 2 } });
});

test("labels: a class, its whole text as detail, and nothing where no class is named", async () => {
  const table = await load(
    write(
      [
        "flow=From-Botnet-V47-TCP-Attempt",
        "flow=Malware-UDP-DNS",
        "flow=From-Normal-V47-Jist",
        "flow=Background-UDP",
        "flow=TCP-Established-To-Microsoft-7",
        "",
      ].map((Label) => ({ Label })),
    ),
  );
  expect([...table.column("label")]).toEqual(["Botnet", "Malware", "Normal", "Background", null, null]);
  expect([...table.column("is_attack")]).toEqual([true, true, false, null, null, null]);
  expect([...table.column("label_detail")].slice(3)).toEqual([
    "Background-UDP",
    "TCP-Established-To-Microsoft-7",
    null,
  ]);
  expect(table.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_UNKNOWN_LABEL", column: "label_detail", count: 1 }),
  );
  expect(table.report.warnings.filter(({ code }) => code === "W_UNKNOWN_LABEL")).toHaveLength(1);
});

test("a column of empty labels gives none, and the options about labels say so", async () => {
  const text = write([{ Label: "" }, { Label: "" }]);
  const table = await load(text);
  expect(table.mapping.field("label")).toMatchObject({
    status: "cannot derive",
    reason: "Label is empty in every row",
  });
  expect((await failure(load(text, { benign: ["Normal"] }))).message).toContain(
    "benign needs a label column",
  );
});

test("times before 1980 are relative: alone they give no times, among others they are missing", async () => {
  const old = { StartTime: "1970/01/01 01:01:21.926904" };
  const relative = await load(write([old, old]));
  expect(relative.mapping.timeZone).toBe("relative");
  expect(relative.columnNames).not.toContain("timestamp");
  expect(relative.mapping.field("timestamp").reason).toContain("relative");
  expect(relative.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_RELATIVE_TIME", count: 2 }),
  );
  const mixed = await load(write([old, {}]));
  expect([...mixed.column("timestamp")]).toEqual([null, 1313488928872.739]);
  expect(mixed.report.warnings).toContainEqual(expect.objectContaining({ code: "W_ASSUMED_UTC", count: 1 }));
});

test("times in the caller's zone, epoch numbers, and texts that are no times", async () => {
  const prague = await load(write([{}]), { timeZone: "+02:00" });
  expect(prague.column("timestamp").at(0)).toBe(1313488928872.739 - 7_200_000);
  const epochs = await load(write([{ StartTime: "1313488928.872739" }]));
  expect([epochs.column("timestamp").at(0), epochs.mapping.timeZone]).toEqual([
    1313488928872.739,
    "explicit",
  ]);
  const bad = await load(write([{}, { StartTime: "10:02:08.872739" }]));
  expect(bad.column("timestamp").at(1)).toBeNull();
  expect(bad.report.warnings).toContainEqual(expect.objectContaining({ code: "W_BAD_TIME", lines: [3] }));
});

test("a part above its total leaves the other direction missing, and a bad number rejects its row", async () => {
  const table = await load(write([{ SrcBytes: 6000 }, { TotPkts: "1e" }, {}]));
  expectBalanced(table);
  expect([...table.column("bytes_received")]).toEqual([null, 4967]);
  expect(table.report.rejectedRows).toEqual([
    expect.objectContaining({ line: 3, reason: expect.stringContaining("TotPkts must be a number") }),
  ]);
  expect(table.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_PART_ABOVE_TOTAL", column: "bytes_received", lines: [2] }),
  );
});

test("without times and addresses, and with labels of other words, its columns still count seconds and frames", async () => {
  const names = "Dur Proto sTos dTos TotPkts SrcPkts DstPkts TotBytes SrcBytes DstBytes State Label";
  const flows = await load(
    write(
      [
        { SrcPkts: 8, DstPkts: 6, DstBytes: 4967, Label: "Benign" },
        { SrcPkts: 8, DstPkts: 6, DstBytes: 4967, Label: "Malicious" },
      ],
      names,
    ),
  );
  expect(flows.mapping.dialect).toBe("argus");
  expect(flows.mapping.byteMeaning).toBe("frame");
  expect(flows.column("duration").at(0)).toBe(2.5);
  expect([...flows.column("label")]).toEqual(["Benign", "Malicious"]);
  expect([...flows.column("is_attack")]).toEqual([false, true]);
});
