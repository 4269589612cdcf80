/** Headers of flow records as people rewrite them, over values that bear them out. */
import { prng } from "../../../kernels/mod.ts";
import type { Prng } from "../../../kernels/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import { generateTraffic } from "../../generate/mod.ts";
import type { FlowTable } from "../../table/mod.ts";

type Unit = "s" | "ms" | "us" | "ns";
const UNITS: readonly Unit[] = ["s", "ms", "us", "ns"];
const PER_SECOND = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** One flow, as the columns of a record need it. */
interface Flow {
  seconds: number;
  sent: number;
  received: number;
  bytesSent: number;
  bytesReceived: number;
  startMs: number;
  source: string;
  sourcePort: number;
  target: string;
  targetPort: number;
  protocol: string;
  label: string;
}

/** A column of a record: its words, and what it holds. */
interface RecordColumn {
  words: string;
  cell: (flow: Flow, unit: Unit, row: number) => string | number;
  field?: CanonicalField;
  timed?: boolean;
}

interface FlowRecord {
  name: string;
  columns: RecordColumn[];
  /** Fields that nothing but a sum or a difference gives. */
  derived: CanonicalField[];
  /** Whether another column tells the unit of durations. */
  tellsUnit: boolean;
}

/** A table to read, with what is true of it. */
export interface PerturbedHeader {
  record: string;
  header: string[];
  text: string;
  fields: CanonicalField[];
  /** Durations in s. */
  truth: Record<"duration" | "bytes_sent" | "bytes_received" | "packet_count", number[]>;
  /** Whether a reader can know the unit of durations. */
  unitKnown: boolean;
  columnOf: Partial<Record<CanonicalField, string>>;
}

const rate = (count: (flow: Flow) => number) => (flow: Flow) =>
  flow.seconds > 0 ? +(count(flow) / flow.seconds).toPrecision(9) : 0;
const packets = (flow: Flow): number => flow.sent + flow.received;
const bytes = (flow: Flow): number => flow.bytesSent + flow.bytesReceived;
const iso = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
const inUnit = (flow: Flow, unit: Unit): string =>
  unit === "s"
    ? flow.seconds.toFixed(6)
    : unit === "ms"
      ? (flow.seconds * 1e3).toFixed(3)
      : String(Math.round(flow.seconds * PER_SECOND[unit]));

const column = (
  words: string,
  field: CanonicalField | undefined,
  cell: RecordColumn["cell"],
): RecordColumn => (field === undefined ? { words, cell } : { words, cell, field });
const timed = (words: string): RecordColumn => ({ words, cell: inUnit, field: "duration", timed: true });
const ends = (source: string, target: string): RecordColumn[] => [
  column(`${source} ip`, "src_ip", (flow) => flow.source),
  column(`${source} port`, "src_port", (flow) => flow.sourcePort),
  column(`${target} ip`, "dst_ip", (flow) => flow.target),
  column(`${target} port`, "dst_port", (flow) => flow.targetPort),
];
const sides = (sent: string, received: string): RecordColumn[] => [
  column(`${sent} packets`, "packets_sent", (flow) => flow.sent),
  column(`${received} packets`, "packets_received", (flow) => flow.received),
  column(`${sent} bytes`, "bytes_sent", (flow) => flow.bytesSent),
  column(`${received} bytes`, "bytes_received", (flow) => flow.bytesReceived),
];
const protocol = column("protocol", "protocol", (flow) => flow.protocol);
const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1 };
const protocolNumber = column("protocol", "protocol", (flow) => PROTOCOL_NUMBERS[flow.protocol] ?? 0);
const label = column("label", "label", (flow) => flow.label);
const noise = (words: string, cell: RecordColumn["cell"]): RecordColumn => column(words, undefined, cell);

/** The columns of the known formats, in the words that their names abbreviate. */
const RECORDS: readonly FlowRecord[] = [
  {
    name: "cicflowmeter",
    derived: ["packet_count"],
    tellsUnit: true,
    columns: [
      ...ends("source", "destination"),
      protocol,
      timed("flow duration"),
      column("total forward packets", "packets_sent", (flow) => flow.sent),
      column("total backward packets", "packets_received", (flow) => flow.received),
      column("total length of forward packets", "bytes_sent", (flow) => flow.bytesSent),
      column("total length of backward packets", "bytes_received", (flow) => flow.bytesReceived),
      noise("forward packet length mean", (flow) => (flow.sent > 0 ? flow.bytesSent / flow.sent : 0)),
      noise("forward header length", (flow) => flow.sent * 20),
      noise("flow packets/s", rate(packets)),
      noise("flow bytes/s", rate(bytes)),
      noise("flow iat max", (flow) => Math.round(flow.seconds * 1e6)),
      noise("down/up ratio", (flow) => Math.floor(flow.received / Math.max(1, flow.sent))),
      label,
    ],
  },
  {
    name: "unsw-nb15",
    derived: ["packet_count"],
    tellsUnit: true,
    columns: [
      noise("id", (_, __, row) => row + 1),
      timed("duration"),
      protocol,
      ...sides("s", "d"),
      noise(
        "rate",
        rate((flow) => Math.max(0, packets(flow) - 1)),
      ),
      noise("sttl", () => 62),
      noise("sinpkt", (flow) => flow.seconds.toFixed(3)),
      column("attack category", "label", (flow) => flow.label),
    ],
  },
  {
    name: "argus",
    derived: ["bytes_received"],
    tellsUnit: false,
    columns: [
      column("start time", "timestamp", (flow) => iso(flow.startMs)),
      timed("duration"),
      protocol,
      column("source address", "src_ip", (flow) => flow.source),
      column("source port", "src_port", (flow) => flow.sourcePort),
      noise("dir", () => "->"),
      column("destination address", "dst_ip", (flow) => flow.target),
      column("destination port", "dst_port", (flow) => flow.targetPort),
      noise("sTos", () => 0),
      column("total packets", "packet_count", packets),
      noise("total bytes", bytes),
      column("source bytes", "bytes_sent", (flow) => flow.bytesSent),
      label,
    ],
  },
  {
    name: "zeek",
    derived: ["packet_count"],
    tellsUnit: false,
    columns: [
      column("ts", "timestamp", (flow) => (flow.startMs / 1000).toFixed(6)),
      noise("uid", (_, __, row) => `C${row}xYz`),
      ...ends("orig", "resp"),
      protocol,
      timed("duration"),
      noise("missed bytes", () => 0),
      noise("history", () => "ShADadFf"),
      ...sides("orig", "resp"),
    ],
  },
  {
    name: "nfstream",
    derived: [],
    tellsUnit: true,
    columns: [
      noise("id", (_, __, row) => row),
      ...ends("src", "dst"),
      protocolNumber,
      noise("vlan id", () => 0),
      column("bidirectional first seen", "timestamp", (flow) => Math.round(flow.startMs)),
      noise("bidirectional last seen", (flow) => Math.round(flow.startMs) + Math.round(flow.seconds * 1000)),
      timed("bidirectional duration"),
      column("bidirectional packets", "packet_count", packets),
      noise("bidirectional bytes", bytes),
      ...sides("src2dst", "dst2src"),
      noise("src2dst duration ms", (flow) => Math.round(flow.seconds * 1000)),
    ],
  },
  {
    name: "suricata",
    derived: ["packet_count"],
    tellsUnit: true,
    columns: [
      column("flow start", "timestamp", (flow) => iso(flow.startMs)),
      noise("flow end", (flow) => iso(flow.startMs + flow.seconds * 1000)),
      timed("flow duration"),
      column("src ip", "src_ip", (flow) => flow.source),
      column("dest ip", "dst_ip", (flow) => flow.target),
      column("src port", "src_port", (flow) => flow.sourcePort),
      column("dest port", "dst_port", (flow) => flow.targetPort),
      protocol,
      column("packets to server", "packets_sent", (flow) => flow.sent),
      column("packets to client", "packets_received", (flow) => flow.received),
      column("bytes to server", "bytes_sent", (flow) => flow.bytesSent),
      column("bytes to client", "bytes_received", (flow) => flow.bytesReceived),
    ],
  },
  {
    name: "trafficlab",
    derived: [],
    tellsUnit: false,
    columns: [
      timed("duration"),
      column("packet count", "packet_count", packets),
      column("bytes sent", "bytes_sent", (flow) => flow.bytesSent),
      column("bytes received", "bytes_received", (flow) => flow.bytesReceived),
      column("timestamp", "timestamp", (flow) => iso(flow.startMs)),
      label,
    ],
  },
  {
    name: "firewall",
    derived: ["packet_count"],
    tellsUnit: false,
    columns: [
      column("start time", "timestamp", (flow) => iso(flow.startMs)),
      column("source address", "src_ip", (flow) => flow.source),
      column("destination address", "dst_ip", (flow) => flow.target),
      column("application", "service", () => "web"),
      timed("elapsed time"),
      column("packets sent", "packets_sent", (flow) => flow.sent),
      column("packets received", "packets_received", (flow) => flow.received),
      column("bytes sent", "bytes_sent", (flow) => flow.bytesSent),
      column("bytes received", "bytes_received", (flow) => flow.bytesReceived),
      noise("session id", (_, __, row) => 9000 + row),
      noise("repeat count", () => 1),
    ],
  },
];

/** What people write for a word. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  duration: ["dur", "durn", "drtn"],
  packets: ["pkts", "pkt", "pckts"],
  packet: ["pkt"],
  bytes: ["byts", "octets"],
  source: ["src"],
  destination: ["dst", "dest"],
  forward: ["fwd"],
  backward: ["bwd", "bckwrd"],
  total: ["tot"],
  length: ["len"],
  address: ["addr"],
  protocol: ["proto", "prot"],
  timestamp: ["ts", "tmstmp"],
  count: ["cnt"],
  received: ["rcvd", "recv"],
  category: ["cat"],
  elapsed: ["elapsed"],
  orig: ["originator"],
  resp: ["responder"],
};
const UNIT_WORDS: Readonly<Record<Unit, readonly string[]>> = {
  s: ["s", "sec", "seconds"],
  ms: ["ms", "msec", "milliseconds"],
  us: ["us", "usec", "µs", "microseconds"],
  ns: ["ns", "nanoseconds"],
};

/** Makes headers, the same for a seed. */
export function perturbedHeaders(count: number, seed: number, rows: number = 60): PerturbedHeader[] {
  const flows = flowsOf(generateTraffic({ flows: rows, seed }));
  return Array.from({ length: count }, (_, i) =>
    perturb(RECORDS[i % RECORDS.length]!, flows, prng(seed, i + 1)),
  );
}

function flowsOf(table: FlowTable): Flow[] {
  const numbers = (field: CanonicalField): Float64Array => table.numeric(field);
  return Array.from({ length: table.rowCount }, (_, row) => ({
    seconds: Number(numbers("duration")[row]!.toFixed(6)),
    sent: numbers("packets_sent")[row]!,
    received: numbers("packets_received")[row]!,
    bytesSent: numbers("bytes_sent")[row]!,
    bytesReceived: numbers("bytes_received")[row]!,
    startMs: Math.round(numbers("timestamp")[row]!),
    source: String(table.column("src_ip").at(row)),
    sourcePort: numbers("src_port")[row]!,
    target: String(table.column("dst_ip").at(row)),
    targetPort: numbers("dst_port")[row]!,
    protocol: String(table.column("protocol").at(row)),
    label: String(table.column("label").at(row)),
  }));
}

function perturb(record: FlowRecord, flows: readonly Flow[], random: Prng): PerturbedHeader {
  const named = random.next() < 0.6;
  const unit = record.name === "trafficlab" && !named ? "s" : UNITS[random.int(UNITS.length)]!;
  const columns = random.shuffle(
    record.columns.filter((item) => item.field !== undefined || random.next() < 0.8),
  );
  const tellsUnit = record.tellsUnit && telltales(record).every((item) => columns.includes(item));
  const style = styleOf(random);
  const header = columns.map((item) => {
    const words = item.words.split(" ").map((word) => shorten(word, random));
    const name = style(words);
    return item.timed === true && named ? withUnit(name, unit, random) : name;
  });
  const cells = flows.map((flow, row) => columns.map((item) => item.cell(flow, unit, row)).join(","));
  const columnOf: PerturbedHeader["columnOf"] = {};
  for (const [i, { field }] of columns.entries()) if (field) columnOf[field] = header[i]!;
  return {
    record: record.name,
    header,
    text: [header.join(","), ...cells, ""].join("\n"),
    fields: [
      ...columns.flatMap(({ field }) => field ?? []),
      ...record.derived.filter(
        (field) => field !== "bytes_received" || columns.some(({ words }) => words === "total bytes"),
      ),
    ],
    truth: {
      duration: flows.map(({ seconds }) => seconds),
      bytes_sent: flows.map(({ bytesSent }) => bytesSent),
      bytes_received: flows.map(({ bytesReceived }) => bytesReceived),
      packet_count: flows.map(packets),
    },
    unitKnown: named || tellsUnit,
    columnOf,
  };
}

/** The columns that tell the unit of durations. */
function telltales({ columns }: FlowRecord): RecordColumn[] {
  return columns.filter(({ words }) => /packets\/s|^rate$|last seen|flow end/.test(words));
}

function shorten(word: string, random: Prng): string {
  const short = SHORT[word];
  return short && random.next() < 0.4 ? short[random.int(short.length)]! : word;
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Case and separators, one way for a whole header. */
function styleOf(random: Prng): (words: string[]) => string {
  const separator = ["_", "-", " ", ".", "__", " _ "][random.int(6)]!;
  const glued = (words: string[]): string => words.join("");
  const styles = [
    (words: string[]) => words.join(separator),
    (words: string[]) => words.join(separator).toUpperCase(),
    (words: string[]) => words.map(capital).join(separator),
    (words: string[]) => words.map((word, i) => (i === 0 ? word : capital(word))).join(""),
    (words: string[]) => words.map(capital).join(""),
    glued,
    (words: string[]) => ` ${words.map(capital).join(" ")}`,
  ];
  return styles[random.int(styles.length)]!;
}

function withUnit(name: string, unit: Unit, random: Prng): string {
  const words = UNIT_WORDS[unit];
  const word = words[random.int(words.length)]!;
  return [
    `${name}_${word}`,
    `${name} (${word})`,
    `${name} [${word}]`,
    `${name}-${word.toUpperCase()}`,
    `${name}${capital(word)}`,
  ][random.int(5)]!;
}
