import { failure, expectBalanced, load } from "../testing/input.ts";
import { kdd } from "./kdd.ts";

/** The 19 counts and 15 shares between the bytes and the label; made up. */
const MIDDLE =
  "0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,8,9,0.00,0.00,0.10,0.00,1.00,0.00,0.00,9,19,1.00,0.00,0.11,0.05,0.00,0.00,0.00,0.00";

function record(start: string, end: string): string {
  return `${start},${MIDDLE},${end}`;
}

const KDD99 = [
  record("0,tcp,http,SF,100,2000", "normal."),
  record("184,tcp,telnet,SF,1500,3000", "buffer_overflow."),
  record("0,icmp,ecr_i,SF,1000,0", "smurf."),
  record("0,udp,private,SF,100,0", "snmpgetattack."),
].join("\n");
const NSL = [
  record("0,tcp,ftp_data,SF,300,0", "warezclient,15"),
  record("5,udp,domain_u,S0,40,80", "normal,21"),
].join("\n");

test("KDD99 without header: names, values, labels without their dot", async () => {
  const table = await load(KDD99);
  expectBalanced(table);
  expect(table.mapping).toMatchObject({ dialect: "kdd", byteMeaning: "payload", timeZone: "none" });
  expect([...table.column("duration")]).toEqual([0, 184, 0, 0]);
  expect([...table.column("bytes_sent")]).toEqual([100, 1500, 1000, 100]);
  expect([...table.column("bytes_received")]).toEqual([2000, 3000, 0, 0]);
  expect([...table.column("protocol")]).toEqual(["tcp", "tcp", "icmp", "udp"]);
  expect([...table.column("service")]).toEqual(["http", "telnet", "ecr_i", "private"]);
  expect([...table.column("state")]).toEqual(["SF", "SF", "SF", "SF"]);
  expect([...table.column("dst_host_srv_count")]).toEqual([19, 19, 19, 19]);
  expect(table.report.labels).toEqual([
    { value: "normal", count: 1, isAttack: false },
    { value: "buffer_overflow", count: 1, isAttack: true },
    { value: "smurf", count: 1, isAttack: true },
    { value: "snmpgetattack", count: 1, isAttack: true },
  ]);
});

test("NSL-KDD without header: the last field is a difficulty", async () => {
  const table = await load(NSL);
  expect([...table.column("difficulty")]).toEqual([15, 21]);
  expect([...table.column("label")]).toEqual(["warezclient", "normal"]);
  expect([...table.column("is_attack")]).toEqual([true, false]);
});

test("a number of connections is not taken for one of packets", async () => {
  const table = await load(NSL);
  for (const field of ["packet_count", "packet_size_mean", "timestamp", "src_ip", "dst_port"] as const)
    expect([field, table.mapping.field(field).status]).toEqual([field, "cannot derive"]);
  expect(table.mapping.field("packet_count").reason).toContain("connections");
  expect([...table.column("count")]).toEqual([8, 8]);
  const error = await failure(load(NSL, { require: ["packet_count"] }));
  expect([error.code, error.message]).toEqual([
    "E_REQUIRED_UNDERIVABLE",
    expect.stringContaining("number of connections"),
  ]);
});

test("families come as a column, and as labels where they are asked for", async () => {
  const table = await load(KDD99);
  expect([...table.column("family")]).toEqual(["normal", "u2r", "dos", null]);
  const families = await load(KDD99, { label: "family" });
  expect([...families.column("label")]).toEqual(["normal", "u2r", "dos", null]);
  expect([...families.column("is_attack")]).toEqual([false, true, true, true]);
  expect(families.report.labels).toEqual([
    { value: "normal", count: 1, isAttack: false },
    { value: "u2r", count: 1, isAttack: true },
    { value: "dos", count: 1, isAttack: true },
  ]);
});

test("the usual names as a header, and records without labels", async () => {
  const names = [...kdd.namesFor!({ ...shape(NSL.split("\n")), text: "", delimiter: "," })!];
  const named = await load(`${names.join(",")}\n${NSL}\n`);
  const bare = await load(NSL);
  expect(named.mapping.dialect).toBe("kdd");
  expect(named.toCSV()).toBe(bare.toCSV());
  const unlabeled = await load(NSL.replace(/,\w+,\d+$/gm, ""));
  expect(unlabeled.mapping.dialect).toBe("kdd");
  expect(unlabeled.mapping.field("label").status).toBe("cannot derive");
  expect(unlabeled.columnNames).not.toContain("family");
});

function shape(
  lines: readonly string[],
): Pick<Parameters<typeof kdd.recognizes>[0], "kind" | "names" | "rows"> {
  const rows = lines.map((line) => line.split(","));
  return { kind: "delimited", names: rows[0]!, rows };
}

test("a damaged row is rejected with its line and leaves the others in place", async () => {
  const lines = [...KDD99.split("\n"), ...KDD99.split("\n")];
  lines[2] = lines[2]!.split(",").slice(0, 30).join(",");
  lines[5] = lines[5]!.replace("1500", "many");
  const table = await load(lines.join("\n"));
  expectBalanced(table);
  expect(table.report).toMatchObject({ read: 8, kept: 6, rejected: 2 });
  expect(table.report.rejectedRows).toEqual([
    expect.objectContaining({ line: 3, reason: expect.stringContaining("expected 42 fields, got 30") }),
    expect.objectContaining({
      line: 6,
      reason: expect.stringContaining('src_bytes must be a number, got "many"'),
    }),
  ]);
});

test.each([
  ["another protocol", KDD99.replace("tcp", "gre")],
  ["another flag", KDD99.replace("SF", "XX")],
  ["a share above 1", KDD99.replace("0.10", "1.10")],
  ["a difficulty above 21", NSL.replace("15", "22")],
])("numbers without a header are not taken for KDD's with %s", async (_what, text) => {
  expect((await failure(load(text))).code).toBe("E_NO_HEADER");
});
