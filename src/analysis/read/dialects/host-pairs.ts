import { codedError, quote } from "../../core/mod.ts";
import { direct, floatColumn, numberColumn, textColumnFromStrings, timeColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import { computed } from "../canonical.ts";
import { finishTable } from "../finish-table.ts";
import { LineMap } from "../line-map.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { normalizeName } from "../names.ts";
import { ReportBuilder } from "../report-builder.ts";
import { SourceColumns } from "../source-columns.ts";
import { parseStamp } from "../../rows/mod.ts";
import { LineScanner } from "./line-scanner.ts";
import { splitFields } from "./packet-fields.ts";
import type { ReadContext, ReadResult, TableDialect, TableReader } from "./types.ts";

const SECONDS = /^[-+]?\d+(?:\.(\d+))?$/;
const COUNT = /^\d+$/;
/** Numbers below it count from a packet, not from 1970. */
const RELATIVE_BELOW = 1e8;
/** Digits of a second that are kept of a difference of times. */
const MAX_DIGITS = 9;
/** What Wireshark's column names that is a protocol of its own on IP or Ethernet; others ride on TCP or UDP, and it does not say which. */
const PROTOCOLS = new Map([
  ["tcp", "tcp"],
  ["udp", "udp"],
  ["sctp", "sctp"],
  ["icmp", "icmp"],
  ["icmpv6", "ipv6-icmp"],
  ["igmpv2", "igmp"],
  ["igmpv3", "igmp"],
  ["gre", "gre"],
  ["arp", "arp"],
]);

/** The packets of one protocol between two hosts. */
interface HostPair {
  line: number;
  source: string;
  destination: string;
  protocol: string;
  first: number;
  last: number;
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
}

/** Makes a flow of all packets of one protocol between two hosts; who sent the first of them is the originator. */
export class HostPairReader implements TableReader {
  readonly #context: ReadContext;
  readonly #report = new ReportBuilder();
  readonly #scanner: LineScanner;
  readonly #pairs = new Map<string, HostPair>();
  #places: { time: number; source: number; destination: number; protocol: number; length: number } | null =
    null;
  #fields = 0;
  #packets = 0;
  /** Whether times are stamps, as the first packet shows; null before it. */
  #stamps: boolean | null = null;
  #withoutZone = 0;
  #digits = 0;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#scanner = new LineScanner(this.#report, (text, line) => this.#line(text, line));
  }

  get rows(): number {
    return this.#packets;
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  async end(cut: boolean): Promise<ReadResult> {
    this.#scanner.end();
    if (cut) this.#report.truncated = true;
    if (this.#packets === 0 && this.#report.rejected === 0) {
      throw codedError(
        SyntaxError,
        "E_HEADER_ONLY",
        `Cannot load ${this.#context.name}: a packet list must have rows, got a header only`,
      );
    }
    const pairs = [...this.#pairs.values()];
    this.#report.merged = this.#packets - pairs.length;
    await this.#context.pause();
    const lines = new LineMap();
    pairs.forEach(({ line }, row) => lines.add(row, line));
    const source = new SourceColumns(this.#columns(pairs), pairs.length, lines);
    const dialect: TableDialect = {
      id: "packet-list",
      recognizes: () => true,
      map: (draft) => this.#map(draft, pairs),
    };
    return finishTable(dialect, { kind: "delimited" }, source, this.#report, this.#context);
  }

  #line(text: string, line: number): void {
    if (text.trim() === "" || text.startsWith("###")) return;
    if (!this.#places) return this.#header(text);
    const fields = splitFields(text, this.#fields);
    if (fields.length !== this.#fields)
      return this.#report.reject(line, `expected ${this.#fields} fields, got ${fields.length}`, text);
    const { time, source, destination, protocol, length } = this.#places;
    const bytes = fields[length]!.trim();
    if (!COUNT.test(bytes))
      return this.#report.reject(line, `"Length" must be a number, got ${quote(bytes)}`, text);
    const at = this.#time(fields[time]!.trim());
    if (at === null)
      return this.#report.reject(
        line,
        `"Time" must be ${this.#stamps ? "a time stamp" : "seconds"}, got ${quote(fields[time]!)}`,
        text,
      );
    this.#add(line, fields[source]!, fields[destination]!, fields[protocol]!, at, Number(bytes));
  }

  #header(text: string): void {
    const names = splitFields(text.replace(/^\uFEFF/, "")).map(normalizeName);
    const [time, source, destination, protocol, length] = [
      "time",
      "source",
      "destination",
      "protocol",
      "length",
    ].map((name) => names.indexOf(name)) as [number, number, number, number, number];
    this.#places = { time, source, destination, protocol, length };
    this.#fields = names.length;
  }

  /** Seconds, of a stamp since 1970; null where the text is of another kind than the first one. */
  #time(text: string): number | null {
    const seconds = SECONDS.exec(text);
    if (seconds && this.#stamps !== true) {
      this.#stamps = false;
      this.#digits = Math.max(this.#digits, Math.min(MAX_DIGITS, seconds[1]?.length ?? 0));
      return Number(text);
    }
    const stamp = this.#stamps === false ? null : parseStamp(text, this.#context.zone);
    if (!stamp) return null;
    this.#stamps = true;
    this.#digits = 6;
    if (!stamp.hasZone) this.#withoutZone++;
    return stamp.ms / 1000;
  }

  #add(line: number, source: string, destination: string, protocol: string, at: number, bytes: number): void {
    this.#packets++;
    const ends = source < destination ? `${source}\n${destination}` : `${destination}\n${source}`;
    const key = `${ends}\n${protocol}`;
    let pair = this.#pairs.get(key);
    if (!pair) {
      pair = {
        line,
        source,
        destination,
        protocol,
        first: at,
        last: at,
        packetsSent: 0,
        packetsReceived: 0,
        bytesSent: 0,
        bytesReceived: 0,
      };
      this.#pairs.set(key, pair);
    }
    pair.first = Math.min(pair.first, at);
    pair.last = Math.max(pair.last, at);
    if (source === pair.source) {
      pair.packetsSent++;
      pair.bytesSent += bytes;
    } else {
      pair.packetsReceived++;
      pair.bytesReceived += bytes;
    }
  }

  #columns(pairs: readonly HostPair[]): StoredColumn[] {
    const texts = (name: string, cellOf: (pair: HostPair) => string): StoredColumn =>
      textColumnFromStrings(
        name,
        pairs.map((pair) => cellOf(pair).trim() || null),
      );
    const numbers = (cellOf: (pair: HostPair) => number): Float64Array => Float64Array.from(pairs, cellOf);
    const times = (name: string, cellOf: (pair: HostPair) => number): StoredColumn =>
      this.#stamps
        ? timeColumn(
            name,
            numbers(cellOf).map((seconds) => seconds * 1000),
          )
        : floatColumn(name, numbers(cellOf));
    return [
      texts("Source", ({ source }) => source),
      texts("Destination", ({ destination }) => destination),
      texts("Protocol", ({ protocol }) => protocol),
      times("first Time", ({ first }) => first),
      times("last Time", ({ last }) => last),
      numberColumn(
        "sent packets",
        numbers(({ packetsSent }) => packetsSent),
      ),
      numberColumn(
        "received packets",
        numbers(({ packetsReceived }) => packetsReceived),
      ),
      numberColumn(
        "sent Length",
        numbers(({ bytesSent }) => bytesSent),
      ),
      numberColumn(
        "received Length",
        numbers(({ bytesReceived }) => bytesReceived),
      ),
    ];
  }

  #map(draft: CanonicalDraft, pairs: readonly HostPair[]): void {
    draft.byteMeaning = "frame";
    const scale = Number(`1e${this.#digits}`);
    const spans = Float64Array.from(pairs, ({ first, last }) => Math.round((last - first) * scale) / scale);
    const formula = this.#stamps ? "([last Time] - [first Time]) / 1000" : "[last Time] - [first Time]";
    draft.set(computed("duration", ["first Time", "last Time"], formula), spans);
    draft.copyNumbers("packets_sent", ["sent packets"]);
    draft.copyNumbers("packets_received", ["received packets"]);
    draft.copyNumbers("bytes_sent", ["sent Length"]);
    draft.copyNumbers("bytes_received", ["received Length"]);
    draft.copyText("src_ip", ["Source"]);
    draft.copyText("dst_ip", ["Destination"]);
    for (const port of ["src_port", "dst_port"] as const) draft.cannot(port, "a packet list has no ports");
    draft.copyText("protocol", ["Protocol"], (text) => PROTOCOLS.get(text.toLowerCase()) ?? null);
    draft.copyText("service", ["Protocol"]);
    this.#mapTime(draft, pairs);
    draft.checkLabelOptions();
    draft.report.warn(
      "W_HOST_PAIRS",
      "All packets of one protocol between two hosts make one row: it may hold many connections",
      { count: pairs.length },
    );
  }

  #mapTime(draft: CanonicalDraft, pairs: readonly HostPair[]): void {
    const starts = Float64Array.from(pairs, ({ first }) => Math.round(first * 1e6) / 1000);
    const isEpoch = pairs.every(({ first }) => first >= RELATIVE_BELOW);
    if (this.#stamps) return draft.setTimes("first Time", starts, this.#withoutZone);
    if (isEpoch && pairs.length > 0) {
      draft.timeZone = "explicit";
      draft.set(
        { ...direct("timestamp", "first Time"), unit: { from: "s", to: "ms", factor: 1000 } },
        starts,
      );
      return;
    }
    draft.timeZone = "relative";
    draft.cannot("timestamp", "relative: Time counts from the start of the capture");
    draft.report.warn(
      "W_RELATIVE_TIME",
      "Times count from the start of the capture: there is no absolute time",
      { column: "timestamp" },
    );
  }
}
