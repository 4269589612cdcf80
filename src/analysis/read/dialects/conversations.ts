import { codedError, cutText } from "../../core/mod.ts";
import { direct, floatColumn, numberColumn, textColumnFromStrings } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import { finishTable } from "../finish-table.ts";
import { LineMap } from "../line-map.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { ReportBuilder } from "../report-builder.ts";
import { SourceColumns } from "../source-columns.ts";
import { LineScanner } from "./line-scanner.ts";
import type { ReadContext, ReadResult, TableDialect, TableReader } from "./types.ts";

const TITLE = /^(\S.*) Conversations\s*$/;
const RULE = /^=+\s*$/;
/** Lines of a block that are no rows: its filter, and the names of the columns. */
const HEADING = /^(?:Filter:|\s*\|)/;
const AMOUNT = String.raw`\s+(\d+)\s+(\d+(?:\.\d+)?)(?:\s+(bytes|[kMGT]i?B))?`;
const ROW = new RegExp(
  String.raw`^(\S+)\s+<->\s+(\S+)${AMOUNT.repeat(3)}\s+(-?\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)\s*$`,
);
const BYTES: ReadonlyMap<string | undefined, number> = new Map([
  [undefined, 1],
  ["bytes", 1],
  ["kB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
  ["KiB", 1_024],
  ["kiB", 1_024],
  ["MiB", 1_048_576],
  ["GiB", 1_073_741_824],
  ["TiB", 1_099_511_627_776],
]);
/** Layers, by what a block calls itself; a packet stands in a block of each. */
const TRANSPORT = /^(?:TCP|UDP|SCTP|DCCP)$/i;
const NETWORK = /^IPv[46]$/i;
const ROUNDED = "tshark rounds bytes from 10 kB on";
const ROUNDED_CONFIDENCE = 0.5;

/** One line of a block; `left` is who sent the first packet. */
interface Conversation {
  line: number;
  block: string;
  left: string;
  right: string;
  toLeft: { frames: number; bytes: number };
  toRight: { frames: number; bytes: number };
  frames: number;
  start: number;
  duration: number;
  rounded: boolean;
}

/** tshark's conversation statistics (-z conv,...): a row for each conversation, of the lowest block that tells ports. */
export class ConversationReader implements TableReader {
  readonly #context: ReadContext;
  readonly #report = new ReportBuilder();
  readonly #scanner: LineScanner;
  readonly #all: Conversation[] = [];
  #block = "";

  constructor(context: ReadContext) {
    this.#context = context;
    this.#scanner = new LineScanner(this.#report, (text, line) => this.#line(text, line));
  }

  get rows(): number {
    return this.#all.length;
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  async end(cut: boolean): Promise<ReadResult> {
    this.#scanner.end();
    if (cut) this.#report.truncated = true;
    if (this.#all.length === 0 && this.#report.rejected === 0) {
      throw codedError(
        SyntaxError,
        "E_HEADER_ONLY",
        `Cannot load ${this.#context.name}: conversations must have rows, got headers only`,
      );
    }
    const rows = dropRepeated(this.#all, this.#report);
    await this.#context.pause();
    const lines = new LineMap();
    rows.forEach(({ line }, row) => lines.add(row, line));
    const source = new SourceColumns(columnsOf(rows), rows.length, lines);
    const dialect: TableDialect = {
      id: "packet-list",
      recognizes: () => true,
      map: (draft) => map(draft, rows),
    };
    return finishTable(dialect, { kind: "delimited" }, source, this.#report, this.#context);
  }

  #line(text: string, line: number): void {
    if (text.trim() === "" || RULE.test(text) || HEADING.test(text)) return;
    const title = TITLE.exec(text);
    if (title) {
      this.#block = title[1]!;
      return;
    }
    const match = ROW.exec(text);
    if (!match) return this.#report.reject(line, "no conversation of two hosts", text);
    const [, left, right, framesLeft, bytesLeft, unitLeft, framesRight, bytesRight, unitRight] = match;
    this.#all.push({
      line,
      block: this.#block,
      left: left!,
      right: right!,
      toLeft: { frames: Number(framesLeft), bytes: Number(bytesLeft) * BYTES.get(unitLeft)! },
      toRight: { frames: Number(framesRight), bytes: Number(bytesRight) * BYTES.get(unitRight)! },
      frames: Number(match[9]),
      start: Number(match[12]),
      duration: Number(match[13]),
      rounded: BYTES.get(unitLeft) !== 1 || BYTES.get(unitRight) !== 1,
    });
  }
}

/** Leaves out what a higher layer's conversations tell again: hosts that have TCP or UDP conversations, and Ethernet where there is IP. */
function dropRepeated(all: readonly Conversation[], report: ReportBuilder): Conversation[] {
  const framesOf = new Map<string, number>();
  for (const row of all) {
    if (!TRANSPORT.test(row.block)) continue;
    const key = hostsOf(addressOf(row.left), addressOf(row.right));
    framesOf.set(key, (framesOf.get(key) ?? 0) + row.frames);
  }
  const hasIp = all.some(({ block }) => TRANSPORT.test(block) || NETWORK.test(block));
  return all.filter((row) => {
    if (TRANSPORT.test(row.block)) return true;
    if (!NETWORK.test(row.block)) {
      if (hasIp) report.drop(`${cutText(row.block, 40)} conversation, of which the IP conversations tell`);
      return !hasIp;
    }
    const frames = framesOf.get(hostsOf(row.left, row.right));
    if (frames === undefined) return true;
    report.drop(`${row.block} conversation, of which the TCP and UDP conversations tell`);
    if (row.frames > frames) {
      report.warn(
        "W_DROPPED_RECORDS",
        "Hosts with TCP or UDP conversations also sent each other other packets: tshark counts them with the hosts only, and they are in no row",
        { line: row.line },
      );
    }
    return false;
  });
}

function hostsOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** The address of "10.0.0.1:80", "fe80::1:80" or "[fe80::1]:80". */
function addressOf(end: string): string {
  const colon = end.lastIndexOf(":");
  return (colon < 0 ? end : end.slice(0, colon)).replace(/^\[(.*)\]$/, "$1");
}

function portOf(end: string): number {
  const port = end.slice(end.lastIndexOf(":") + 1);
  return /^\d{1,5}$/.test(port) ? Number(port) : NaN;
}

function columnsOf(rows: readonly Conversation[]): StoredColumn[] {
  const numbers = (cellOf: (row: Conversation) => number): Float64Array => Float64Array.from(rows, cellOf);
  const texts = (name: string, cellOf: (row: Conversation) => string): StoredColumn =>
    textColumnFromStrings(name, rows.map(cellOf));
  return [
    texts("Conversations", ({ block }) => block),
    texts("left", ({ left }) => left),
    texts("right", ({ right }) => right),
    numberColumn(
      "Frames <-",
      numbers(({ toLeft }) => toLeft.frames),
    ),
    numberColumn(
      "Bytes <-",
      numbers(({ toLeft }) => toLeft.bytes),
    ),
    numberColumn(
      "Frames ->",
      numbers(({ toRight }) => toRight.frames),
    ),
    numberColumn(
      "Bytes ->",
      numbers(({ toRight }) => toRight.bytes),
    ),
    numberColumn(
      "Frames",
      numbers(({ frames }) => frames),
    ),
    floatColumn(
      "Relative Start",
      numbers(({ start }) => start),
    ),
    floatColumn(
      "Duration",
      numbers(({ duration }) => duration),
    ),
  ];
}

function map(draft: CanonicalDraft, rows: readonly Conversation[]): void {
  draft.byteMeaning = "frame";
  draft.timeZone = "relative";
  draft.copyNumbers("duration", ["Duration"]);
  draft.copyNumbers("packet_count", ["Frames"]);
  draft.copyNumbers("packets_sent", ["Frames ->"]);
  draft.copyNumbers("packets_received", ["Frames <-"]);
  const about = { confidence: ROUNDED_CONFIDENCE, reason: ROUNDED };
  draft.set({ ...direct("bytes_sent", "Bytes ->"), ...about }, draft.numbers("Bytes ->")!);
  draft.set({ ...direct("bytes_received", "Bytes <-"), ...about }, draft.numbers("Bytes <-")!);
  draft.cannot("timestamp", "relative: it counts from the start of the capture");
  const isTransport = rows.map(({ block }) => TRANSPORT.test(block));
  for (const [field, port, name] of [
    ["src_ip", "src_port", "left"],
    ["dst_ip", "dst_port", "right"],
  ] as const) {
    const ends = rows.map((row) => row[name]);
    const addresses = ends.map((end, row) => (isTransport[row] ? addressOf(end) : end));
    draft.set(direct(field, name), textColumnFromStrings(field, addresses));
    draft.set(
      direct(port, name),
      Float64Array.from(ends, (end, row) => (isTransport[row] ? portOf(end) : NaN)),
    );
  }
  draft.copyText("protocol", ["Conversations"], (block) =>
    TRANSPORT.test(block) ? block.toLowerCase() : null,
  );
  draft.checkLabelOptions();
  draft.report.warn(
    "W_RELATIVE_TIME",
    "Times count from the start of the capture: there is no absolute time",
    { column: "timestamp" },
  );
  const rounded = rows.filter((row) => row.rounded);
  for (const { line } of rounded)
    draft.report.warn("W_APPROXIMATE", `${ROUNDED}: bytes_sent and bytes_received are approximate`, { line });
}
