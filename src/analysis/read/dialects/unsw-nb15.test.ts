import { expectBalanced, load } from "../testing/input.ts";

const HEADER = "id,dur,proto,service,state,spkts,dpkts,sbytes,dbytes,rate,smean,dmean,attack_cat,label";
const ROWS = [
  "1,0.5,tcp,http,FIN,10,8,852,1336,34,85,167,Exploits,1",
  "2,0.000011,udp,-,INT,2,0,496,0,90909.0902,248,0,Normal,0",
  "3,0,unas,-,INT,1,0,46,0,0,46,0,Generic,1",
];
const MEASURES = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];

/** A row of the original files: 49 fields, with the unnamed ones 0. */
function original(fields: Readonly<Record<number, string | number>>): string {
  const row: Record<number, string | number> = {
    0: "198.51.100.4",
    1: 40001,
    2: "192.0.2.9",
    3: 2049,
    4: "udp",
    5: "CON",
    6: 0.25,
    7: 500,
    8: 332,
    13: "-",
    16: 4,
    17: 4,
    28: 1430000000,
    29: 1430000000,
    47: "",
    48: 0,
    ...fields,
  };
  return Array.from({ length: 49 }, (_, place) => row[place] ?? 0).join(",");
}

test("the halves with 45 columns: measures, labels, and what they cannot give", async () => {
  const table = await load([HEADER, ...ROWS].join("\n"));
  expectBalanced(table);
  expect(table.mapping).toMatchObject({ dialect: "unsw-nb15", byteMeaning: "ip", direction: "two-way" });
  expect(MEASURES.map((name) => table.column(name).at(0))).toEqual([0.5, 18, 852, 1336, 121.55555555555556]);
  expect(MEASURES.map((name) => table.column(name).at(1))).toEqual([0.000011, 2, 496, 0, 248]);
  expect([...table.column("protocol")]).toEqual(["tcp", "udp", "unas"]);
  expect([...table.column("service")]).toEqual(["http", null, null]);
  expect([...table.column("label")]).toEqual(["Exploits", "Normal", "Generic"]);
  expect([...table.column("is_attack")]).toEqual([true, false, true]);
  for (const field of ["timestamp", "src_ip", "src_port", "dst_ip", "dst_port"] as const)
    expect([field, table.mapping.field(field).status]).toEqual([field, "cannot derive"]);
  expect(table.mapping.field("bytes_sent")).toMatchObject({
    confidence: 0.7,
    reason: expect.stringContaining("IP packets"),
  });
});

test("the byte order mark of the published file is no part of a name", async () => {
  const table = await load(`\uFEFF${[HEADER.replace("id", '"id"'), ...ROWS].join("\r\n")}\r\n`);
  expect(table.rowCount).toBe(3);
  expect(table.column("id").at(0)).toBe(1);
});

test("the second label column decides what is an attack, and the caller above it", async () => {
  const rows = [...ROWS, "4,1,tcp,-,CON,1,1,40,40,1,40,40,Analysis,0"];
  const table = await load([HEADER, ...rows].join("\n"));
  expect([...table.column("is_attack")]).toEqual([true, false, true, false]);
  expect(table.report.labels).toContainEqual({ value: "Analysis", count: 1, isAttack: false });
  const own = await load([HEADER, ...rows].join("\n"), { benign: ["Normal", "Generic"] });
  expect([...own.column("is_attack")]).toEqual([true, false, false, true]);
  const binary = await load([HEADER, ...rows].join("\n"), { label: "label" });
  expect([...binary.column("label")]).toEqual(["1", "0", "1", "0"]);
  expect([...binary.column("is_attack")]).toEqual([true, false, true, false]);
});

test("the original files without header: endpoints, hex ports, start times, empty categories of normal flows", async () => {
  const table = await load(
    [
      original({}),
      original({ 1: "0x000b", 3: "0xc0a8", 28: 1430000001, 47: "  Fuzzers ", 48: 1 }),
      original({ 4: "tcp", 13: "http", 47: " ", 48: 0 }),
      original({ 4: "icmp", 47: "DoS", 48: 1 }),
    ].join("\n"),
  );
  expectBalanced(table);
  expect(table.rowCount).toBe(4);
  expect(MEASURES.map((name) => table.column(name).at(0))).toEqual([0.25, 8, 500, 332, 104]);
  expect([...table.column("src_port")]).toEqual([40001, 11, 40001, null]);
  expect([...table.column("dst_port")]).toEqual([2049, 49320, 2049, null]);
  expect(table.column("src_ip").at(0)).toBe("198.51.100.4");
  expect(table.column("timestamp").at(1)).toBe(1430000001000);
  expect([...table.column("label")]).toEqual(["Normal", "Fuzzers", "Normal", "DoS"]);
  expect([...table.column("is_attack")]).toEqual([false, true, false, true]);
  expect(table.mapping.field("label")).toMatchObject({
    status: "imputed",
    reason: expect.stringContaining("2 flows without a category"),
  });
});

test("a text in a column of numbers rejects its row", async () => {
  const table = await load([HEADER, ...ROWS, "4,1,tcp,-,CON,few,1,40,40,1,40,40,Normal,0"].join("\n"));
  expectBalanced(table);
  expect(table.report.rejectedRows).toEqual([
    expect.objectContaining({
      line: 5,
      reason: expect.stringContaining('spkts must be a number, got "few"'),
    }),
  ]);
});

test("a table that lacks one of the telling names is another's", async () => {
  const table = await load([HEADER.replace("attack_cat", "kind"), ...ROWS].join("\n"));
  expect(table.mapping.dialect).toBe("csv");
});
