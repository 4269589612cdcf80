import { prng } from "../../../../kernels/mod.ts";
import type { Prng } from "../../../../kernels/mod.ts";
import type { FlowTable } from "../../../table/mod.ts";
import { loadFlows } from "../../mod.ts";
import type { LoadOptions } from "../../mod.ts";
import { bytesOf, expectBalanced } from "../../testing/input.ts";
import { LineTexts } from "./line-texts.ts";
import { ValueTexts } from "./value-texts.ts";

/** TRAFFICLAB_FUZZ=10000 runs more of the same sequence. */
const CASES = Number(process.env["TRAFFICLAB_FUZZ"] ?? 1000);

const ZEEK = {
  ts: 1713484795.9,
  uid: "C1",
  "id.orig_h": "10.0.0.1",
  "id.resp_h": "192.0.2.7",
  proto: "tcp",
  conn_state: "SF",
  duration: 1.5,
  orig_pkts: 6,
  resp_pkts: 4,
  orig_ip_bytes: 1000,
  resp_ip_bytes: 2500,
  label: "Benign",
  tunnel_parents: ["x"],
};
const EVE = {
  timestamp: "2021-06-06T15:57:37.272281+0200",
  event_type: "flow",
  src_ip: "10.0.0.1",
  flow: {
    pkts_toserver: 4,
    bytes_toserver: 264,
    start: "2021-06-06T16:14:42.058686+0200",
    end: "2021-06-06T16:14:42.7+0200",
    alerted: true,
  },
};
const PLAIN = {
  duration_s: 1,
  packets: 2,
  bytes_sent: 60,
  bytes_received: 40,
  text: 'é"\\\n',
  deep: { a: [{ b: 1 }] },
};

const SEEDS = [ZEEK, EVE, PLAIN].flatMap((record) => {
  const records = [record, { ...record, event_type: "dns" }, record];
  return [
    records.map((item) => `${JSON.stringify(item)}\n`).join(""),
    JSON.stringify(records),
    JSON.stringify(records, null, 2),
  ].map(bytesOf);
});
const TOKENS = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  ",",
  ":",
  "\n",
  "\r",
  "\0",
  "},\n{",
  "null",
  "NaN",
  "-Infinity",
  "1e999",
  '"__proto__":',
  '{"__proto__":{"a":1}}',
  '"conn_state":1,',
  '"flow":[],',
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  "\ud83d\ude00",
  "\ufeff",
].map(bytesOf);

function pick<T>(random: Prng, items: readonly T[]): T {
  return items[random.int(items.length)]!;
}

function mutate(random: Prng): Uint8Array {
  let bytes = pick(random, SEEDS).slice();
  const splice = (at: number, remove: number, put: Uint8Array): void => {
    bytes = Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + remove)]);
  };
  for (let change = random.int(5); change > 0; change--) {
    const at = random.int(bytes.length + 1);
    const way = random.int(5);
    if (way === 0 && at < bytes.length) bytes[at] = random.int(256);
    else if (way === 1) splice(at, random.int(30), new Uint8Array(0));
    else if (way === 2) splice(at, random.int(5), pick(random, TOKENS));
    else if (way === 3) splice(at, 0, pick(random, SEEDS));
    else if (way === 4 && random.int(4) === 0) bytes = bytes.subarray(0, Math.max(1, at));
  }
  return bytes;
}

const OPTIONS: LoadOptions[] = [
  {},
  { lenient: true },
  { format: "jsonl", lenient: true },
  { format: "zeek-json", lenient: true },
  { format: "eve", lenient: true, label: "flow.alerted" },
];

/** What came of an input: "loaded", or the code that it was refused with. */
async function outcome(source: Uint8Array, options: LoadOptions): Promise<string> {
  let table: FlowTable;
  try {
    table = await loadFlows(source, options);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return typeof code === "string" ? code : `uncoded: ${message}`;
  }
  expectBalanced(table);
  return "loaded";
}

/** What a splitter makes of bytes that come in pieces of a size. */
function textsOf(Class: typeof LineTexts | typeof ValueTexts, bytes: Uint8Array, size: number): string {
  const found: unknown[] = [];
  const splitter = new Class(
    { text: (...text) => found.push(text), bad: (line, reason) => found.push([line, reason]) },
    0x0a,
  );
  for (let from = 0; from < bytes.length; from += size) splitter.push(bytes.slice(from, from + size));
  splitter.end();
  return JSON.stringify([found, splitter.cut]);
}

describe("fuzz", () => {
  test(
    `${CASES} mutated JSON files: each loads with a balanced report or is refused with a code, and is cut alike in pieces of any size`,
    async () => {
      const random = prng(20_261_122);
      const wrong: string[] = [];
      let loaded = 0;
      for (let i = 0; i < CASES; i++) {
        const bytes = mutate(random);
        const options = pick(random, OPTIONS);
        const found = await outcome(bytes, options);
        if (found === "loaded") loaded++;
        const size = 1 + random.int(40);
        const isSame = [LineTexts, ValueTexts].every(
          (Class) => textsOf(Class, bytes, size) === textsOf(Class, bytes, bytes.length),
        );
        if (!isSame || found.startsWith("uncoded"))
          wrong.push(
            `case ${i} with ${JSON.stringify(options)}: ${found}\n${Buffer.from(bytes).toString("base64")}`,
          );
      }
      expect(wrong).toEqual([]);
      expect(loaded).toBeGreaterThan(CASES / 5);
    },
    30_000 + CASES * 100,
  );
});
