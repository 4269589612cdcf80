/** Malformed and absurd inputs, and what must become of each: a code, or a table with so many rows kept and rejected. */
import type { FlowTable } from "../../table/mod.ts";
import type { LoadOptions } from "../mod.ts";
import { HOSTILE_TABLES } from "./hostile-tables.ts";
import type { HostileInput } from "./hostile-tables.ts";
import { bytesOf, CONN_FIELDS, CONN_TYPES, connLog, connRow, gzip } from "./input.ts";

const LENIENT: LoadOptions = { lenient: true };
const CSV = `duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label\n${Array.from({ length: 2000 }, (_, row) => `${row / 8},${row % 50},${row * 7},20,30,normal\n`).join("")}`;
const LOG = connLog(Array.from({ length: 2000 }, (_, row) => connRow({ uid: `C${row}`, orig_pkts: row })));
const PACKED = connLog(
  [
    [...connRow(), "-|Malicious|C&C"],
    [...connRow(), "-|Benign|-"],
  ],
  {
    fields: `${CONN_FIELDS} tunnel_parents|label|detailed-label`,
    types: `${CONN_TYPES} set[string]|string|string`,
  },
).replaceAll("|", "   ");

function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

function utf16(text: string, mark: number[]): Uint8Array {
  return Uint8Array.from([...mark, ...Buffer.from(text, "utf16le")]);
}

function cut(bytes: Uint8Array, share: number): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

function text(name: string, input: string, expected: Omit<HostileInput, "name" | "bytes">): HostileInput {
  return { name, bytes: bytesOf(input), ...expected };
}

const someRows = (table: FlowTable): void => {
  expect(table.rowCount).toBeGreaterThan(500);
  expect(table.report.truncated).toBe(true);
};

const GZIP: HostileInput[] = [
  { name: "a gzip that is cut", bytes: cut(gzip(CSV), 0.6), code: "E_TRUNCATED_GZIP" },
  { name: "a gzip that is cut, lenient", bytes: cut(gzip(CSV), 0.6), options: LENIENT, check: someRows },
  {
    name: "a gzip without its trailer, lenient",
    bytes: gzip(CSV).slice(0, -8),
    options: LENIENT,
    kept: 2000,
  },
  { name: "a gzip cut inside its header", bytes: gzip(CSV).slice(0, 7), code: "E_TRUNCATED_GZIP" },
  {
    name: "a Zeek log in a gzip that is cut, lenient",
    bytes: cut(gzip(LOG), 0.6),
    options: LENIENT,
    check: someRows,
  },
  {
    name: "a second gzip member that is cut, lenient",
    bytes: cut(gzip(CSV, "1,2,3,4,5,x\n".repeat(50)), 0.999),
    options: LENIENT,
    check: someRows,
  },
  {
    name: "a gzip with a wrong check sum",
    bytes: gzip(CSV).map((byte, i, all) => (i === all.length - 6 ? byte ^ 1 : byte)),
    code: "E_TRUNCATED_GZIP",
  },
  {
    name: "a gzip with a wrong check sum, lenient",
    bytes: gzip(CSV).map((byte, i, all) => (i === all.length - 6 ? byte ^ 1 : byte)),
    options: LENIENT,
    kept: 2000,
  },
  {
    name: "a gzip with zeros behind it",
    bytes: Uint8Array.from([...gzip(CSV), ...new Uint8Array(600)]),
    kept: 2000,
  },
  {
    name: "a gzip with rubbish behind it",
    bytes: Uint8Array.from([...gzip(CSV), ...bytesOf("rubbish")]),
    code: "E_TRUNCATED_GZIP",
  },
  {
    name: "a hundred gzip members",
    bytes: gzip("duration,label\n", ...Array.from({ length: 99 }, (_, i) => `${i},x\n`)),
    kept: 99,
  },
  { name: "gzip magic and nothing else", bytes: Uint8Array.of(0x1f, 0x8b), code: "E_TRUNCATED_GZIP" },
  { name: "four layers of gzip", bytes: gzip(gzip(gzip(gzip(CSV)))), code: "E_UNSUPPORTED" },
  {
    name: "a gzip of a capture",
    bytes: gzip(Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, ...new Uint8Array(100)])),
    code: "E_CAPTURE_FILE",
  },
  { name: "a gzip of nothing", bytes: gzip(""), code: "E_EMPTY" },
];

const BYTES: HostileInput[] = [
  { name: "nothing", bytes: new Uint8Array(0), code: "E_EMPTY" },
  text("line breaks only", "\n\r\n\n", { code: "E_EMPTY" }),
  { name: "UTF-16 with its mark", bytes: utf16(CSV, [0xff, 0xfe]), code: "E_ENCODING" },
  { name: "UTF-16 without its mark", bytes: utf16(CSV, []), code: "E_ENCODING" },
  { name: "a Zeek log in UTF-16", bytes: utf16(LOG, [0xff, 0xfe]), code: "E_ENCODING" },
  { name: "NUL bytes only", bytes: new Uint8Array(5000), code: "E_ENCODING" },
  {
    name: "binary",
    bytes: Uint8Array.from({ length: 5000 }, (_, i) => (i * 131 + (i >> 3)) & 0xff),
    code: "E_UNSUPPORTED",
  },
  text("a BOM before the header", `\uFEFF${CSV}`, { kept: 2000 }),
  text("a BOM and nothing else", "\uFEFF", { code: "E_EMPTY" }),
  text("two BOMs", `\uFEFF\uFEFF${CSV}`, { kept: 2000 }),
  text("NUL bytes in cells", "duration,label\n1,a\0b\n\0,c\n2\0,d\n3,e\n", { kept: 2, rejected: 2 }),
  {
    name: "bytes that are no UTF-8",
    bytes: latin1("duration,label,n\xe9\n1,\xff\xfe,\xc3\n2,\x80,\xe9t\xe9\n"),
    kept: 2,
  },
  {
    name: "bytes that are no UTF-8 in a Zeek log",
    bytes: latin1(connLog([connRow({ service: "caf\xe9" }), connRow({ uid: "\xff" })])),
    kept: 2,
  },
];

const SHAPES: HostileInput[] = [
  text("a row of a million fields", `duration,label\n${"1,".repeat(999_999)}1\n2,x\n`, {
    kept: 1,
    rejected: 1,
  }),
  text("a header of a million fields", `duration,${"x,".repeat(999_998)}x\n1\n`, { code: "E_UNSUPPORTED" }),
  text(
    "10,000 columns",
    `duration,${Array.from({ length: 9999 }, (_, i) => `c${i}`).join(",")}\n${`${"1,".repeat(9999)}1\n`.repeat(3)}`,
    {
      kept: 3,
      check: (table) => expect(table.columnNames).toHaveLength(10_000),
    },
  ),
  text(
    "10,000 columns in a Zeek log",
    connLog([[...connRow(), ...new Array<string>(9983).fill("1")]], {
      fields: `${CONN_FIELDS} ${Array.from({ length: 9983 }, (_, i) => `x${i}`).join(" ")}`,
      types: "",
    }),
    { kept: 1 },
  ),
  text("a quote that is never closed", `duration,label\n1,"x\n${"2,y\n".repeat(900)}`, {
    kept: 900,
    rejected: 1,
  }),
  text("a quote that is never closed at the end", 'duration,label\n1,x\n2,"y', { kept: 1, rejected: 1 }),
  text("text behind closing quotes", `duration,label\n1,"x"y\n2,"x""y"\n${"3,z\n".repeat(200)}`, {
    kept: 201,
    rejected: 1,
  }),
  text("quotes everywhere", `"""""","""\n${'"""","\n'.repeat(50)}`, { code: "E_REQUIRED_UNDERIVABLE" }),
  text("mixed separators", `duration,label\n1;a\n2\tb\n3|c\n${"4,d\n".repeat(400)}`, {
    kept: 400,
    rejected: 3,
  }),
  text("tabs in a file of commas", "duration\tlabel\n1\ta,b\n", { kept: 1 }),
  text("decimal commas", `duration;label\n"1,5";a\n${"2;b\n".repeat(200)}`, { kept: 200, rejected: 1 }),
  text("a header only", "duration,packet_count\n", { code: "E_HEADER_ONLY" }),
  text("a header without line end", "duration,packet_count", { code: "E_HEADER_ONLY" }),
  text("a header again and again", `duration,label\n${"duration,label\n1,x\n".repeat(20)}`, { kept: 20 }),
  text("names twice, empty names", "duration,duration,,,label,label\n1,2,3,4,a,b\n", { kept: 1 }),
  text("names of object members", "__proto__,constructor,toString,duration,hasOwnProperty\n1,2,3,4,5\n", {
    kept: 1,
  }),
  text("labels of object members", "duration,label\n1,__proto__\n2,constructor\n3,hasOwnProperty\n", {
    kept: 3,
  }),
  text("markup in names and cells", "duration,<img onerror=alert(1)>,label\n1,<script>,<b>x</b>\n", {
    kept: 1,
  }),
  text("a cell of a megabyte", `duration,label\n1,${"x".repeat(1 << 20)}\n2,y\n`, { kept: 2 }),
  text("a quoted cell of a megabyte of line breaks", `duration,label\n1,"${"\n".repeat(1 << 20)}"\n2,y\n`, {
    kept: 1,
    rejected: 2,
    options: LENIENT,
  }),
  text("a name of a megabyte", `duration,${"n".repeat(1 << 20)}\n1,2\n`, { kept: 1 }),
  text("blanks around everything", "  duration  ,  label  \n  1  ,  x  \n", { kept: 1 }),
  text("### lines", `### a\n### "b\n${CSV}`, { kept: 2000 }),
  text("### lines only", "### a\n### b\n", { code: "E_EMPTY" }),
  text("no line end at the end", CSV.trimEnd(), { kept: 2000 }),
  text("half a last line", `${CSV}1,2`, {
    kept: 2000,
    rejected: 1,
    check: (table) => expect(table.report.truncated).toBe(true),
  }),
  text("nothing but bad rows", `duration,label\n${"x,y\n".repeat(20)}`, { code: "E_TOO_MANY_BAD_ROWS" }),
  text("nothing but bad rows, lenient", `duration,label\n${"x,y\n".repeat(2000)}`, {
    options: LENIENT,
    kept: 0,
    rejected: 2000,
  }),
];

const CELLS: HostileInput[] = [
  text(
    "absurd numbers",
    "duration,packet_count,bytes_sent,bytes_received,packet_size_mean\n" +
      "1e308,1e400,-1e400,9007199254740993,0x7fffffffffffffffffff\n" +
      "-0,-1,1e-400,00000000000000000001,1e-05\n" +
      `${"9".repeat(300)},4294967296,2147483648,-2147483649,.5\n`,
    { kept: 3 },
  ),
  text(
    "words for numbers",
    "duration,packet_count\n1,NaN\n2,nan\n3,null\n4,None\n5,Infinity\n6,-inf\n7,N/A\n8,?\n",
    { kept: 8 },
  ),
  text(
    "negative, infinite, zero and unset durations",
    "duration,packet_count\n-1,2\ninf,2\n0,5\n,1\n,9\n-inf,1\nNaN,0\n",
    { kept: 7 },
  ),
  text("no packets at all", "duration,packet_count,bytes_sent,bytes_received\n1,0,5,5\n2,0,0,0\n", {
    kept: 2,
  }),
  text(
    "times of every kind",
    `duration,timestamp\n1,2026-10-20 12:00:00\n2,1700000000\n3,yesterday\n4,\n5,2026-02-30\n${"6,2026-10-20T12:00:00Z\n".repeat(400)}`,
    { kept: 402, rejected: 3 },
  ),
  text(
    "times past every calendar",
    "duration,timestamp\n1,1e300\n2,inf\n3,-1e300\n4,1700000000\n5,1700000001\n6,1700000002\n",
    { kept: 6 },
  ),
  text("truth values of every kind", `duration,is_attack\n1,yes\n2,TRUE\n3,0\n4,\n${"5,f\n".repeat(200)}`, {
    kept: 203,
    rejected: 1,
  }),
];

const ZEEK: HostileInput[] = [
  text(
    "blocks of #fields with other columns",
    connLog([connRow()]) +
      connLog(
        [
          ["10.0.0.1", 5],
          ["10.0.0.2", 6],
        ],
        { fields: "id.orig_h orig_pkts", types: "addr count" },
      ) +
      connLog([connRow()]),
    {
      kept: 4,
      check: (table) => expect([...table.column("orig_pkts")]).toEqual([6, 5, 6, 6]),
    },
  ),
  text("#fields without #types", connLog([connRow()], { types: "" }), { kept: 1 }),
  text("#types shorter than #fields", connLog([connRow()], { types: "time string" }), { kept: 1 }),
  text("#types longer than #fields", connLog([connRow()], { types: `${CONN_TYPES} count count` }), {
    kept: 1,
  }),
  text("#types before #fields", `#separator \\x09\n#types\tcount\n${connLog([connRow()])}`, { kept: 1 }),
  text("#types alone", "#separator \\x09\n#types\tcount\n1\n", { code: "E_NO_HEADER" }),
  text("types that are none", connLog([connRow()], { types: "foo bar __proto__" }), { kept: 1 }),
  text("a separator that is not the rows'", connLog([connRow()]).replace("\\x09", "\\x2c"), {
    code: "E_NO_HEADER",
  }),
  text("a separator that is a line break", connLog([connRow()]).replace("\\x09", "\\x0a"), {
    code: "E_NO_HEADER",
  }),
  text("a separator of several characters", connLog([connRow()]).replace("\\x09", "\\x"), {
    code: "E_NO_HEADER",
  }),
  text("tabs that became blanks", LOG.replaceAll("\t", "    "), { code: "E_NO_HEADER" }),
  text("a header only", connLog([]), { code: "E_HEADER_ONLY" }),
  text("#separator only", "#separator \\x09", { code: "E_NO_HEADER" }),
  text("half a last line", LOG.replace(/#close.*\n/, "") + connRow().slice(0, 9).join("\t"), {
    kept: 2000,
    rejected: 1,
  }),
  text("no final line end", LOG.trimEnd(), { kept: 2000 }),
  text(
    "packed labels that are broken",
    PACKED.replace("#close", `${[...connRow(), "-  Malicious"].join("\t")}\n${connRow().join("\t")}\n#close`),
    { kept: 2, rejected: 2 },
  ),
  text("packed labels with tabs instead", PACKED.replaceAll("-   Benign   -", "-\tBenign\t-"), {
    kept: 1,
    rejected: 1,
  }),
  text("masked times", connLog(new Array(20).fill(connRow({ ts: "XXXXXXXXXX.XXXXXX" }))), { kept: 20 }),
  text("times relative to a start", connLog([connRow({ ts: "0.0" }), connRow({ ts: "3600" })]), { kept: 2 }),
  text(
    "infinite and absurd numbers",
    connLog([connRow({ ts: "inf", duration: "1e400", orig_pkts: "1e30", orig_ip_bytes: "-5" })]),
    { kept: 1 },
  ),
  text(
    "unset everything",
    connLog([
      new Array<string>(17).fill("-"),
      new Array<string>(17).fill("(empty)"),
      new Array<string>(17).fill(""),
    ]),
    { kept: 3 },
  ),
  text("a row of tabs", `${LOG}${"\t".repeat(16)}\n\t\n`, { kept: 2001, rejected: 1 }),
  text(
    "names twice and empty names",
    connLog([[...connRow(), 1, 2, 3, 4]], { fields: `${CONN_FIELDS} ts   ts`, types: "" }),
    { kept: 1 },
  ),
  text("another log", connLog([], { path: "http" }), { code: "E_NOT_A_FLOW_LOG" }),
  text("another log behind it", connLog([connRow()]) + connLog([], { path: "dns" }), {
    code: "E_NOT_A_FLOW_LOG",
  }),
];

export const HOSTILE_INPUTS: HostileInput[] = [
  ...GZIP,
  ...BYTES,
  ...SHAPES,
  ...CELLS,
  ...ZEEK.map((input) => ({ ...input, name: `Zeek: ${input.name}` })),
  ...HOSTILE_TABLES.map((input) => ({ ...input, name: `tables: ${input.name}` })),
];
