import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CANONICAL_FIELDS, type GenerateOptions, type ScenarioKind } from "../core/mod.ts";
import { type TextColumn, type FlowTable } from "../table/mod.ts";
import { udpTalk } from "./exchange.ts";
import { FlowRows } from "./flow-rows.ts";
import { generateTraffic } from "./mod.ts";

// A machine may do other work beside.
jest.setTimeout(60_000);

const KINDS: ScenarioKind[] = ["normal", "port-scan", "flood", "brute-force", "exfiltration", "beacon"];

function countBy(table: FlowTable, name: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const cell of table.column(name)) counts[String(cell)] = (counts[String(cell)] ?? 0) + 1;
  return counts;
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1]!;
}

/** Cells of a column in the rows whose label is `kind`. */
function cellsOf(table: FlowTable, name: string, kind: ScenarioKind): number[] {
  const label = table.column("label");
  const column = table.column(name);
  return Array.from({ length: table.rowCount }, (_, row) => row)
    .filter((row) => label.at(row) === kind && column.at(row) !== null)
    .map((row) => Number(column.at(row)));
}

/** A number that changes with any cell. */
function fingerprint(table: FlowTable): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(table.toCSV())) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

const day = generateTraffic({ flows: 6000 });

test("a table has exactly the flows asked for, all canonical fields, in order of time", () => {
  for (const flows of [0, 1, 2, 7, 100]) {
    const table = generateTraffic({ flows });
    expect(table.columnNames).toEqual([...CANONICAL_FIELDS]);
    if (flows > 0) expect(table.rowCount).toBe(flows);
    expect(table.report).toMatchObject({ read: flows, kept: flows, rejected: 0 });
  }
  const times = day.numeric("timestamp");
  expect(times.every((time, row) => row === 0 || time >= times[row - 1]!)).toBe(true);
  for (const field of CANONICAL_FIELDS) expect(day.mapping.field(field).status).toBe("direct");
});

test("four fifths are normal and the five attacks share the rest, each with its truth", () => {
  expect(countBy(day, "label")).toEqual({
    normal: 4800,
    "port-scan": 240,
    flood: 240,
    "brute-force": 240,
    exfiltration: 240,
    beacon: 240,
  });
  expect(countBy(day, "is_attack")).toEqual({ false: 4800, true: 1200 });
  const attack = day.column("is_attack");
  const label = day.column("label");
  for (let row = 0; row < day.rowCount; row++) expect(attack.at(row)).toBe(label.at(row) !== "normal");
  expect(day.column("label_detail").missing).toBe(0);
  expect(day.report.labels.find(({ value }) => value === "normal")).toEqual({
    value: "normal",
    count: 4800,
    isAttack: false,
  });
});

const OPTIONS: GenerateOptions[] = [
  { flows: 4000, seed: 7 },
  { flows: 500, seed: 1, hours: 0.01 },
  { flows: 300, seed: 2, hours: 1 / 3600 },
  { flows: 2000, seed: 3, scenarios: KINDS.map((kind) => ({ kind, intensity: 1000 })), hours: 2000 },
  { flows: 2000, seed: 4, scenarios: KINDS.map((kind) => ({ kind, intensity: 0.001 })), start: 0 },
  {
    flows: 3000,
    seed: 5,
    scenarios: KINDS.map((kind) => ({ kind, share: 1 / 6 })),
    start: 1_700_000_000_000.5,
  },
];

test.each(OPTIONS)("every flow obeys the arithmetic of real ones: %j", (options) => {
  const table = generateTraffic(options);
  expect(table.rowCount).toBe(options.flows);
  const of = (name: string): Float64Array => table.numeric(name);
  const [duration, packets, sent, received, mean] = [
    "duration",
    "packet_count",
    "bytes_sent",
    "bytes_received",
    "packet_size_mean",
  ].map(of) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const packetsSent = of("packets_sent");
  const packetsReceived = of("packets_received");
  const times = of("timestamp");
  const start = options.start ?? 1_709_510_400_000;
  const end = start + (options.hours ?? 24) * 3_600_000;
  const protocol = table.column("protocol");
  const faults: string[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const tcp = protocol.at(row) === "tcp";
    const header = tcp ? 40 : 28;
    const check = (rule: string, holds: boolean): unknown => holds || faults.push(`row ${row}: ${rule}`);
    check("packets add up", packets[row] === packetsSent[row]! + packetsReceived[row]!);
    check("at least a packet was sent", packetsSent[row]! >= 1);
    check("bytes sent hold a header each", sent[row]! >= header * packetsSent[row]!);
    check("bytes received hold a header each", received[row]! >= header * packetsReceived[row]!);
    check(
      "no packet is larger than an Ethernet frame carries",
      sent[row]! <= 1500 * packetsSent[row]! && received[row]! <= 1500 * packetsReceived[row]!,
    );
    check("bytes are whole", Number.isInteger(sent[row]) && Number.isInteger(received[row]));
    check("nothing comes back in no packets", packetsReceived[row]! > 0 || received[row] === 0);
    check("the mean size is bytes over packets", mean[row] === (sent[row]! + received[row]!) / packets[row]!);
    check(
      "single packets and only they last 0 s",
      (duration[row] === 0) === (packets[row] === 1) && duration[row]! >= 0,
    );
    check("whole microseconds", Math.abs(duration[row]! * 1e6 - Math.round(duration[row]! * 1e6)) < 1e-3);
    check("within the capture", times[row]! >= start - 0.001 && times[row]! < end);
  }
  expect(faults.slice(0, 5)).toEqual([]);
});

test("a meter's clock gives several packets a microsecond at least and a single one none", () => {
  const ends = {
    srcIp: "10.0.0.1",
    srcPort: 5,
    dstIp: "10.0.0.2",
    dstPort: 53,
    protocol: "udp",
    service: null,
  } as const;
  const rows = new FlowRows(2);
  rows.add(1000.12345, ends, udpTalk(10, 10, 1, 1, 1e-9), "a", "normal");
  rows.add(1000.12399, ends, udpTalk(10, 0, 1, 0, 0.5), "b", "normal");
  const flows = rows.inOrder();
  expect([...flows.numbers("duration")]).toEqual([1e-6, 0]);
  expect([...flows.numbers("timestamp")]).toEqual([1000.123, 1000.123]);
});

test("addresses are private or reserved for documentation, multicast apart; ICMP has no ports", () => {
  const allowed =
    /^(?:10\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|224\.0\.0\.251$|239\.255\.255\.250$)/;
  for (const name of ["src_ip", "dst_ip"]) {
    for (const address of (day.column(name) as TextColumn).categories) expect(address).toMatch(allowed);
  }
  for (let row = 0; row < day.rowCount; row++) {
    const isIcmp = day.column("protocol").at(row) === "icmp";
    expect([row, day.column("src_port").isMissing(row), day.column("dst_port").isMissing(row)]).toEqual([
      row,
      isIcmp,
      isIcmp,
    ]);
  }
});

test("the same options give the same bits, pinned; another seed gives others", () => {
  expect(fingerprint(generateTraffic({ flows: 1000 }))).toBe(
    fingerprint(generateTraffic({ flows: 1000, seed: 42 })),
  );
  expect(fingerprint(generateTraffic({ flows: 1000, seed: 43 }))).not.toBe(
    fingerprint(generateTraffic({ flows: 1000 })),
  );
  expect(fingerprint(generateTraffic({ flows: 1000 }))).toBe(PINNED);
});

const PINNED = "a6b8661a";

test("the sample capture that ships with the project is what the generator makes", () => {
  const file = join(__dirname, "../../../notebooks/data/sample-capture.csv");
  expect(generateTraffic({ flows: 5000, seed: 42 }).toCSV()).toBe(readFileSync(file, "utf8"));
});

test("a change to one scenario leaves the flows of the others as they are", () => {
  const normalOf = (table: FlowTable): string =>
    table
      .filter({ column: "label", op: "==", value: "normal" })
      .select(["timestamp", "bytes_sent", "src_ip"])
      .toCSV();
  const some = generateTraffic({
    flows: 500,
    scenarios: [
      { kind: "normal", flows: 400 },
      { kind: "flood", flows: 100 },
    ],
  });
  const other = generateTraffic({
    flows: 700,
    scenarios: [
      { kind: "normal", flows: 400 },
      { kind: "beacon", flows: 300, intensity: 3 },
    ],
  });
  expect(normalOf(some)).toBe(normalOf(other));
});

test("shares, counts and the rest are honoured", () => {
  const counts = (options: GenerateOptions): Record<string, number> =>
    countBy(generateTraffic(options), "label");
  expect(counts({ flows: 1000, scenarios: ["normal", "flood"] })).toEqual({ normal: 800, flood: 200 });
  expect(counts({ flows: 1000, scenarios: ["normal", { kind: "flood", share: 0.05 }] })).toEqual({
    normal: 950,
    flood: 50,
  });
  expect(
    counts({
      flows: 1000,
      scenarios: [{ kind: "normal", flows: 10 }, { kind: "beacon", flows: 7 }, "flood"],
    }),
  ).toEqual({ normal: 10, beacon: 7, flood: 983 });
  expect(
    counts({
      flows: 10,
      scenarios: [
        { kind: "normal", share: 1 / 3 },
        { kind: "flood", share: 1 / 3 },
        { kind: "beacon", share: 1 / 3 },
      ],
    }),
  ).toMatchObject({ normal: 4, flood: 3, beacon: 3 });
  expect(counts({ flows: 100, scenarios: ["flood", "flood", { kind: "beacon", share: 0.1 }] })).toEqual({
    flood: 90,
    beacon: 10,
  });
  const uneven = [0.11, 0.29, 0.6].map((share, at) => ({ kind: KINDS[at]!, share }));
  expect(counts({ flows: 10, scenarios: uneven })).toEqual({ normal: 1, "port-scan": 3, flood: 6 });
  expect(counts({ flows: 3 })).toEqual({ normal: 3 });
});

test("intensity makes attacks faster or larger", () => {
  const of = (kind: ScenarioKind, intensity: number): FlowTable =>
    generateTraffic({ flows: 400, scenarios: [{ kind, intensity }], hours: 24 });
  const gap = (table: FlowTable): number => {
    const times = table.numeric("timestamp");
    return median(Array.from(times.subarray(1), (time, row) => time - times[row]!));
  };
  for (const kind of ["port-scan", "flood", "brute-force"] as const)
    expect(gap(of(kind, 10))).toBeLessThan(gap(of(kind, 1)) / 3);
  const carried = (intensity: number): number =>
    of("exfiltration", intensity)
      .numeric("bytes_sent")
      .reduce((sum, bytes) => sum + bytes, 0);
  expect(carried(10)).toBeGreaterThan(3 * carried(1));
  const received = (intensity: number): number =>
    median([...of("normal", intensity).numeric("bytes_received")]);
  expect(received(20)).toBeGreaterThan(2 * received(1));
});

test("each kind looks like what it is called", () => {
  const table = generateTraffic({ flows: 12_000, scenarios: KINDS.map((kind) => ({ kind, share: 1 / 6 })) });
  const states = (kind: ScenarioKind): Record<string, number> =>
    countBy(table.filter({ column: "label", op: "==", value: kind }), "state");
  // A scan: many ports or many hosts, hardly anything answered.
  const scan = table.filter({ column: "label", op: "==", value: "port-scan" });
  expect(new Set(scan.column("dst_port")).size + new Set(scan.column("dst_ip")).size).toBeGreaterThan(300);
  expect((states("port-scan")["REJ"] ?? 0) + (states("port-scan")["S0"] ?? 0)).toBeGreaterThan(1800);
  // A flood: one target, several kinds.
  expect(new Set(table.filter({ column: "label", op: "==", value: "flood" }).column("dst_ip")).size).toBe(1);
  expect(
    Object.keys(countBy(table.filter({ column: "label", op: "==", value: "flood" }), "label_detail")).sort(),
  ).toEqual(["HTTP flood", "SYN flood", "UDP flood"]);
  // Guessing: short sessions, all alike.
  expect(median(cellsOf(table, "duration", "brute-force"))).toBeGreaterThan(0.5);
  expect(median(cellsOf(table, "duration", "brute-force"))).toBeLessThan(6);
  // Exfiltration: more goes out than comes back, far more than from the same clients normally.
  const out = table.filter({ column: "label_detail", op: "==", value: "upload over HTTPS" });
  expect(out.rowCount).toBeGreaterThan(20);
  expect(median([...out.numeric("bytes_sent")])).toBeGreaterThan(1e6);
  expect(median(cellsOf(table, "bytes_sent", "normal"))).toBeLessThan(5000);
  // A beacon: between two machines the gaps are nearly equal.
  const beacons = table.filter({ column: "label", op: "==", value: "beacon" });
  const pairs = new Map<string, number[]>();
  for (let row = 0; row < beacons.rowCount; row++) {
    const pair = `${String(beacons.column("src_ip").at(row))} ${String(beacons.column("dst_ip").at(row))}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), Number(beacons.column("timestamp").at(row))]);
  }
  const [times] = [...pairs.values()].sort((a, b) => b.length - a.length);
  const gaps = times!.slice(1).map((time, at) => time - times![at]!);
  const usual = median(gaps);
  expect(gaps.filter((gap) => Math.abs(gap - usual) < 0.2 * usual).length).toBeGreaterThan(0.9 * gaps.length);
});

test("people work by day and rest on Sunday", () => {
  const week = generateTraffic({ flows: 20_000, scenarios: ["normal"], hours: 7 * 24 });
  const byHour = new Array<number>(24).fill(0);
  const byDay = new Array<number>(7).fill(0);
  for (const time of week.numeric("timestamp")) {
    byHour[new Date(time).getUTCHours()]!++;
    byDay[new Date(time).getUTCDay()]!++;
  }
  expect(byHour[10]).toBeGreaterThan(3 * byHour[3]!);
  expect(byDay[3]).toBeGreaterThan(1.8 * byDay[0]!);
});

test("normal traffic has the shares and sizes of an office network", () => {
  const normal = generateTraffic({ flows: 20_000, scenarios: ["normal"] });
  const services = countBy(normal, "service");
  expect(services["ssl"]! / 20_000).toBeGreaterThan(0.25);
  expect(services["dns"]! / 20_000).toBeGreaterThan(0.25);
  for (const service of ["http", "quic", "ntp", "smb", "smtp", "ssh", "dhcp", "mysql", "ldap"])
    expect(services[service]).toBeGreaterThan(20);
  // Quartiles of ssl flows in Stratosphere's days of two office computers: 16 to 28 packets sent, 3.2 to 4.4 kB; ours are near.
  const ssl = normal.filter({ column: "service", op: "==", value: "ssl" });
  expect(median([...ssl.numeric("bytes_sent")])).toBeGreaterThan(1200);
  expect(median([...ssl.numeric("bytes_sent")])).toBeLessThan(5000);
  expect(median([...ssl.numeric("bytes_received")])).toBeGreaterThan(2000);
  expect(Math.max(...ssl.numeric("bytes_received"))).toBeGreaterThan(1e6);
  expect(countBy(normal, "state")["SF"]! / 20_000).toBeGreaterThan(0.75);
});

test("the dialect zeek-tsv adds a conn.log's columns, which agree with the canonical fields", () => {
  const table = generateTraffic({ flows: 1000, dialect: "zeek-tsv" });
  expect(table.mapping.dialect).toBe("zeek-tsv");
  expect(table.columnNames.slice(CANONICAL_FIELDS.length)).toEqual([
    ...[
      "ts",
      "uid",
      "id.orig_h",
      "id.orig_p",
      "id.resp_h",
      "id.resp_p",
      "proto",
      "source:service",
      "source:duration",
    ],
    ...["orig_bytes", "resp_bytes", "conn_state", "local_orig", "local_resp", "missed_bytes", "history"],
    ...["orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "source:label", "detailedlabel"],
  ]);
  const plain = generateTraffic({ flows: 1000 });
  expect(table.select([...CANONICAL_FIELDS]).toCSV()).toBe(plain.toCSV());
  for (const field of CANONICAL_FIELDS) {
    const { columns, status } = table.mapping.field(field);
    expect(["direct", "computed"]).toContain(status);
    for (const name of columns)
      expect(() =>
        table.column(table.columnNames.includes(`source:${name}`) ? `source:${name}` : name),
      ).not.toThrow();
  }
  const uids = table.column("uid");
  expect(new Set(uids).size).toBe(1000);
  expect(String(uids.at(0))).toMatch(/^C[0-9A-Za-z]{17}$/);
  for (let row = 0; row < 1000; row++) {
    expect(table.column("ts").at(row)).toBeCloseTo(Number(table.column("timestamp").at(row)) / 1000, 6);
    expect(table.column("source:duration").isMissing(row)).toBe(table.column("duration").at(row) === 0);
    expect(Number(table.column("orig_bytes").at(row))).toBeLessThan(
      Number(table.column("orig_ip_bytes").at(row)),
    );
    expect(table.column("local_orig").at(row)).toBe(
      String(table.column("src_ip").at(row)).startsWith("10.") ? "T" : "F",
    );
  }
});

test("provenance tells how to make the table again", () => {
  const options: GenerateOptions = {
    flows: 50,
    seed: 9,
    scenarios: ["normal", { kind: "flood", share: 0.5 }],
  };
  const table = generateTraffic(options);
  expect(table.provenance).toMatchObject({ call: "generateTraffic", parameters: options, seed: 9, rows: 50 });
  expect(fingerprint(generateTraffic(table.provenance.parameters as unknown as GenerateOptions))).toBe(
    fingerprint(table),
  );
});

const REFUSED: [unknown, string][] = [
  [undefined, "options must be an object such as { flows: 10000 }, got undefined"],
  [{}, "flows must be a number, got undefined"],
  [{ flows: -1 }, "flows must be a whole number from 0 to 20000000, got -1"],
  [{ flows: 1.5 }, "flows must be a whole number"],
  [{ flows: 10, rows: 3 }, 'unknown option "rows"'],
  [{ flows: 10, seed: 0.5 }, "seed must be a whole number"],
  [{ flows: 10, hours: 0 }, "hours must be from"],
  [{ flows: 10, start: NaN }, "start must be from 0 to"],
  [{ flows: 10, start: "now" }, 'start must be a number, got "now"'],
  [{ flows: 10, dialect: "csv" }, "dialect must be one of"],
  [{ flows: 10, dialect: "cicflowmeter" }, 'the dialect "cicflowmeter" needs per-packet statistics'],
  [{ flows: 10, scenarios: [] }, "scenarios must name at least one kind, got none"],
  [{ flows: 10, scenarios: "normal" }, 'scenarios must be an array, got "normal"'],
  [{ flows: 10, scenarios: ["worm"] }, 'the kind of a scenario must be one of "normal", "port-scan"'],
  [
    { flows: 10, scenarios: [{ kind: "flood", share: 1.2 }] },
    'share of "flood" must be from 0 to 1, got 1.2',
  ],
  [
    { flows: 10, scenarios: [{ kind: "flood", share: 0.2, flows: 3 }] },
    "a share or a number of flows, got both",
  ],
  [{ flows: 10, scenarios: [{ kind: "flood", flows: 11 }] }, "must not exceed 10 flows, got 11"],
  [
    { flows: 10, scenarios: [{ kind: "flood", share: 0.5 }] },
    "must add up to 10 flows, got 5; leave one without either",
  ],
  [{ flows: 10, scenarios: [{ kind: "flood", intensity: 0 }] }, 'intensity of "flood" must be from'],
  [{ flows: 10, scenarios: [{ kind: "flood", speed: 2 }] }, 'unknown option "speed"'],
  [{ flows: 10, scenarios: [null] }, "a scenario must be a kind or an object with one, got null"],
];

test.each(REFUSED)("options %j are refused: %s", (options, message) => {
  let error: unknown;
  try {
    generateTraffic(options as GenerateOptions);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "BAD_INPUT" });
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).toMatch(/^Cannot generate traffic: /);
});
