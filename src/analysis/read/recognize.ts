import { quote, UnknownFormatError } from "../core/mod.ts";
import type { Dialect } from "../core/mod.ts";
import { canonicalCsv } from "./dialects/canonical-csv.ts";
import { delimited } from "./dialects/delimited-reader.ts";
import { packetList } from "./dialects/packet-list.ts";
import { TABLE_DIALECTS } from "./dialects/table-dialects.ts";
import type { DialectReader, Head, TableDialect } from "./dialects/types.ts";
import { COMMENT_LINE } from "./row-fields.ts";
import { zeekTsv } from "./dialects/zeek-tsv.ts";
import { JSON_READERS } from "./formats/json/json-reader.ts";
import { parquet } from "./formats/parquet/parquet.ts";

/** The formats that are read, in the order in which they are tried. */
export const DIALECTS: readonly DialectReader[] = [
  parquet,
  ...JSON_READERS,
  zeekTsv,
  packetList,
  canonicalCsv,
  delimited,
];

/** Readers of tables of any names, whose dialect a caller may also name. */
const TABLE_READERS: readonly Dialect[] = ["parquet", "jsonl", "csv"];
/** Short names of formats, and families that the content decides between. */
export const SHORT_NAMES = new Map<string, (head: Head) => Dialect>([
  ["zeek", ({ text }) => (JSON_START.test(text) ? "zeek-json" : "zeek-tsv")],
  ["eve", () => "suricata-eve"],
  ["vpc", () => "aws-vpc"],
  ["csv", (head) => (canonicalCsv.recognizes(head) ? "trafficlab" : "csv")],
]);
const JSON_START = /^[[{]/;

const CAPTURE_MAGICS = ["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"];
/** Bytes in which control characters are counted, and the largest shares of them in text. */
const CONTROL_SAMPLE = 4096;
const MAX_ZEROS = 0.1;
const MAX_CONTROLS = 0.02;
/** Tab, line feed, vertical tab, form feed, carriage return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);

/** Makes a head of an input's first bytes. */
export function makeHead(bytes: Uint8Array, complete: boolean): Head {
  const text = new TextDecoder().decode(bytes);
  return { bytes, text: withoutComments(text), complete };
}

/** A text from its header on. */
function withoutComments(text: string): string {
  let rest = text.trimStart();
  for (let comment = COMMENT_LINE.exec(rest); comment; comment = COMMENT_LINE.exec(rest))
    rest = rest.slice(comment[0].length).trimStart();
  return rest;
}

/** Whether bytes begin with the byte order mark of UTF-8. */
export function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** How an input is to be read. */
export interface Recognized {
  reader: DialectReader;
  /** The dialect that the caller named, for a reader of several. */
  dialect: TableDialect | null;
}

/**
 * The reader for an input, told by its content and never by its name.
 *
 * @throws {UnknownFormatError} with a code that says what the input is instead: E_EMPTY, E_CAPTURE_FILE, E_ENCODING, E_UNSUPPORTED.
 */
export function recognize(name: string, head: Head, format: string): Recognized {
  checkContent(name, head);
  const named =
    format === "auto" ? null : readerOf(SHORT_NAMES.get(format)?.(head) ?? (format as Dialect), head);
  if (named) return named;
  const found = DIALECTS.find((dialect) => dialect.recognizes(head));
  if (found) return { reader: found, dialect: null };
  const got = head.text.trim() === "" ? "blanks only" : quote(head.text.slice(0, 60));
  throw new UnknownFormatError(
    "E_UNSUPPORTED",
    `Cannot load ${name}: no known format begins as it does, with ${got}; ${readable()}`,
  );
}

/** The reader of a named format; null where no reader has that name. */
function readerOf(id: Dialect, head: Head): Recognized | null {
  const reader = DIALECTS.find((candidate) => candidate.id === id);
  if (reader) return { reader, dialect: null };
  const dialect = TABLE_DIALECTS.find((candidate) => candidate.id === id);
  if (!dialect) return null;
  const tables = DIALECTS.filter((candidate) => TABLE_READERS.includes(candidate.id));
  return { reader: tables.find((table) => table.recognizes(head)) ?? delimited, dialect };
}

/** How a .npy file begins, and the first array of an .npz. */
const NUMPY_MAGIC = "934e554d";

/** Content that is no text, whatever the caller calls it. */
function checkContent(name: string, head: Head): void {
  const { bytes } = head;
  if (head.complete && head.text.trim() === "")
    throw new UnknownFormatError("E_EMPTY", `Cannot load ${name}: it is empty`);
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (CAPTURE_MAGICS.includes(start)) {
    throw new UnknownFormatError(
      "E_CAPTURE_FILE",
      `Cannot load ${name}: it is a packet capture, not a flow log; run Zeek or another flow meter on it and load the result`,
    );
  }
  if (parquet.recognizes(head)) return;
  if (/^504b(?:0304|0506|0708)/.test(start))
    throw new UnknownFormatError(
      "E_UNSUPPORTED",
      `Cannot load ${name}: it is a zip archive; unpack it first`,
    );
  if (start === NUMPY_MAGIC) {
    throw new UnknownFormatError(
      "E_NO_HEADER",
      `Cannot load ${name}: columns must have names, got a NumPy array, which has none; write it as CSV with a header, or give its numbers to a detector as a matrix`,
    );
  }
  if (start.startsWith("fffe") || start.startsWith("feff")) {
    throw new UnknownFormatError(
      "E_ENCODING",
      `Cannot load ${name}: text must be UTF-8, got UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8`,
    );
  }
  const sample = bytes.subarray(0, CONTROL_SAMPLE);
  const zeros = sample.filter((byte) => byte === 0).length;
  if (zeros > sample.length * MAX_ZEROS) {
    throw new UnknownFormatError(
      "E_ENCODING",
      `Cannot load ${name}: text must be UTF-8, got ${zeros} NUL bytes in the first ${sample.length}: it is binary or UTF-16`,
    );
  }
  const controls = sample.filter((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte)).length;
  if (controls - zeros > sample.length * MAX_CONTROLS) {
    throw new UnknownFormatError(
      "E_UNSUPPORTED",
      `Cannot load ${name}: it is binary, not text; ${readable()}`,
    );
  }
}

function readable(): string {
  return "this version reads delimited text, JSON lines and arrays, Zeek's logs and Parquet, gzipped or not";
}
