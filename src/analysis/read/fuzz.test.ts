import { prng } from "../../kernels/mod.ts";
import type { Prng } from "../../kernels/mod.ts";
import { loadFlows } from "./mod.ts";
import type { LoadOptions } from "./mod.ts";
import { bytesOf, CONN_FIELDS, CONN_TYPES, connLog, connRow, expectBalanced, gzip } from "./testing/input.ts";
import { written } from "./formats/parquet/testing/files.ts";
import { METER_SEEDS } from "./testing/meter-seeds.ts";
import { TABLE_SEEDS } from "./testing/table-seeds.ts";

/** TRAFFICLAB_FUZZ=100000 runs more of the same sequence. */
const CASES = Number(process.env["TRAFFICLAB_FUZZ"] ?? 10_000);
const MAX_BYTES = 4096;

const CSV_AND_ZEEK: Uint8Array[] = [
  "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label,timestamp\n0.5,10,1500,1200,270,normal,2026-10-20 12:00:00\n1e-05,2,60,40,50,attack,2026-10-20T12:00:01Z\n,1,60,0,60,,\n",
  'Duration;"is_attack";src_ip;dst_port;note\r\n1;true;10.0.0.1;80;"a;b"\r\n2;0;::1;443;"say ""x""\r\ny"\r\n',
  "packets_sent\tpackets_received\tprotocol\ttimestamp\tx\n1\t2\t6\t1700000000.5\t1\n3\t-\tudp\t1700000001\ttext\n",
  connLog([connRow(), connRow({ duration: "-", proto: "icmp" }), connRow({ ts: "XXXXXXXXXX.XXXXXX" })]),
  connLog(
    [
      [...connRow(), "Malicious", "C&C"],
      [...connRow(), "Benign", "-"],
    ],
    { fields: `${CONN_FIELDS} label detailedlabel`, types: `${CONN_TYPES} string string` },
  ),
  connLog([[...connRow(), "-   Malicious   C&C"]], {
    fields: `${CONN_FIELDS} tunnel_parents|label|detailed-label`,
    types: `${CONN_TYPES} set[string]|string|string`,
  }).replaceAll("|", "   "),
].map(bytesOf);
const PARQUET = written([
  { name: "duration", data: [0.5, null, 2], type: "DOUBLE" },
  { name: "packet_count", data: [1, 2, 3], type: "INT32" },
  { name: "label", data: ["a", "b", "a"], type: "STRING" },
]);
const SEEDS: readonly Uint8Array[] = [...CSV_AND_ZEEK, ...METER_SEEDS, ...TABLE_SEEDS, PARQUET];

const TOKENS = [
  "\n",
  "\r",
  "\r\n",
  ",",
  "\t",
  ";",
  "|",
  '"',
  '""',
  "\0",
  "-",
  "#",
  "###",
  "#fields\t",
  "#types\t",
  "#path\t",
  "#separator ",
  "\\x09",
  "\uFEFF",
  "NaN",
  "inf",
  "-1e400",
  "0x",
  "(empty)",
  "duration",
  "label",
  "timestamp",
  "__proto__",
  "constructor",
  "source:label",
  "9".repeat(30),
  "é",
  "   ",
  "{",
  "[",
  "PK\x03\x04",
  "PAR1",
  "2026-02-30 25:00:00",
  "}",
  "null",
  "[]",
  "1e999",
  "\\ud800",
  "Summary\n",
  "flow=",
  "7/13/2017 3:30",
].map(bytesOf);

function pick<T>(random: Prng, items: readonly T[]): T {
  return items[random.int(items.length)]!;
}

/** One to eight small changes: bytes flipped, pieces cut, doubled, moved or put in, and at times the whole packed. */
function mutate(random: Prng): Uint8Array {
  let bytes = pick(random, SEEDS).slice();
  const splice = (at: number, remove: number, put: Uint8Array): void => {
    const rest = bytes.subarray(Math.min(bytes.length, at + remove));
    const changed = new Uint8Array(at + put.length + rest.length);
    changed.set(bytes.subarray(0, at));
    changed.set(put, at);
    changed.set(rest, at + put.length);
    bytes = changed.subarray(0, MAX_BYTES);
  };
  for (let change = 1 + random.int(8); change > 0; change--) {
    const at = random.int(bytes.length + 1);
    const length = random.int(20);
    switch (random.int(7)) {
      case 0:
        if (at < bytes.length) bytes[at] = random.int(256);
        break;
      case 1:
        splice(at, length, new Uint8Array(0));
        break;
      case 2:
        splice(at, 0, pick(random, TOKENS));
        break;
      case 3:
        splice(at, length, pick(random, TOKENS));
        break;
      case 4:
        splice(at, 0, bytes.subarray(at, at + length * 5));
        break;
      case 5:
        splice(at, 0, pick(random, SEEDS));
        break;
      default:
        bytes = bytes.subarray(0, Math.max(1, at));
    }
  }
  if (random.int(8) > 0) return bytes;
  const packed = gzip(bytes);
  if (random.int(2) === 0) packed[random.int(packed.length)]! ^= 1 << random.int(8);
  return random.int(2) === 0 ? packed : packed.subarray(0, random.int(packed.length + 1));
}

const OPTIONS: LoadOptions[] = [
  {},
  {},
  { lenient: true },
  { lenient: true },
  { format: "csv", lenient: true },
  { format: "zeek", lenient: true },
  { label: "label" },
  { benign: ["normal"], lenient: true },
  { sample: { rows: 1 }, lenient: true },
  { bytes: "payload", timeZone: "+05:30" },
  { pairOneWay: true, aggregate: "host-pair", approximate: true, lenient: true },
  { mapping: { duration: { column: "dur", unit: "ms" } }, lenient: true },
  { mapping: { bytes_sent: { formula: "[src_bytes] * 2 + max([dst_bytes], 1)" } }, lenient: true },
  { require: ["duration", "packet_count"], dayFirst: false },
  { format: "jsonl", lenient: true },
  { format: "cicflowmeter", lenient: true },
  { format: "argus", label: "label", lenient: true },
];

describe("fuzz", () => {
  test(
    `${CASES} mutated files: every one loads with a balanced report, or is refused with a code`,
    async () => {
      const random = prng(20_261_020);
      const uncoded: string[] = [];
      let loaded = 0;
      for (let i = 0; i < CASES; i++) {
        const bytes = mutate(random);
        const options = pick(random, OPTIONS);
        try {
          const table = await loadFlows(bytes, options);
          expectBalanced(table);
          for (const name of table.columnNames)
            if (table.column(name).length !== table.rowCount)
              throw new Error(`column ${name} has another length`);
          if (i % 10 === 0)
            await loadFlows(bytesOf(table.toCSV()), { lenient: true }).catch((error: unknown) =>
              rethrowUncoded(error),
            );
          loaded++;
        } catch (error) {
          if (typeof (error as { code?: unknown }).code !== "string") {
            uncoded.push(
              `case ${i} with ${JSON.stringify(options)}: ${String(error)}\n${Buffer.from(bytes).toString("base64")}`,
            );
          }
        }
      }
      expect(uncoded).toEqual([]);
      expect(loaded).toBeGreaterThan(CASES / 10);
    },
    30_000 + CASES * 100,
  );
});

function rethrowUncoded(error: unknown): void {
  if (typeof (error as { code?: unknown }).code !== "string") throw error;
}
