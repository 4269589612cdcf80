import { prng } from "../../kernels/mod.ts";
import type { Prng } from "../../kernels/mod.ts";
import type { Column } from "../core/mod.ts";
import { BulkRows } from "./bulk-rows.ts";
import { canonicalCsv } from "./dialects/canonical-csv.ts";
import { delimited } from "./dialects/delimited-reader.ts";
import type { DialectReader, ReadResult } from "./dialects/types.ts";
import { makeHead } from "./recognize.ts";
import { bytesOf } from "./testing/input.ts";
import { zoneOffset } from "./times.ts";
import type { ZoneOffset } from "../rows/mod.ts";

type Taken = ReturnType<BulkRows["take"]>;

/** Reads a text in pieces of so many bytes. */
async function read(
  dialect: DialectReader,
  bytes: Uint8Array,
  zone: ZoneOffset,
  piece: number,
): Promise<ReadResult | string> {
  try {
    const reader = dialect.open({
      name: "test",
      head: makeHead(bytes.subarray(0, 1 << 18), false),
      bytes: "ip",
      zone,
      zoneGiven: false,
      pause: () => Promise.resolve(),
    });
    for (let from = 0; from < bytes.length; from += piece) await reader.push(bytes.slice(from, from + piece));
    return await reader.end(false);
  } catch (error) {
    return String(error);
  }
}

/** All of a column, to the bit. */
function bitsOf(column: Column): unknown[] {
  const { name, type, values, categories, missing } = column;
  const bits = Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
  const gaps = Buffer.from(Uint8Array.from(values, (_, row) => (column.isMissing(row) ? 1 : 0)));
  return [name, type, bits, categories, missing, gaps.toString("base64")];
}

/** @param share Least share of the rows that must have come in blocks. */
async function expectSame(
  text: string | Uint8Array,
  {
    timeZone = "UTC",
    share = 0.9,
    dialect = canonicalCsv,
  }: { timeZone?: string; share?: number; dialect?: DialectReader } = {},
): Promise<ReadResult> {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  const zone = zoneOffset(timeZone);
  const without = jest.spyOn(BulkRows, "suits").mockReturnValue(false);
  const byRows = await read(dialect, bytes, zone, 1 << 18);
  without.mockRestore();
  for (const piece of [1 << 18, 70_001]) {
    const takes = jest.spyOn(BulkRows.prototype, "take");
    const inBlocks = await read(dialect, bytes, zone, piece);
    const taken = takes.mock.results.reduce((sum, { value }) => sum + ((value as Taken)?.rows ?? 0), 0);
    takes.mockRestore();
    if (typeof byRows === "string" || typeof inBlocks === "string") {
      expect(inBlocks).toEqual(byRows);
      continue;
    }
    expect(taken).toBeGreaterThanOrEqual(share * byRows.report.kept);
    expect(inBlocks.report).toEqual(byRows.report);
    expect(inBlocks.mapping).toEqual(byRows.mapping);
    expect(inBlocks.columns.map(bitsOf)).toEqual(byRows.columns.map(bitsOf));
  }
  if (typeof byRows === "string") throw new Error(byRows);
  return byRows;
}

const HEADER = "duration,packet_count,bytes_sent,timestamp,label,is_attack,n,flag,word,empty";

function pick<T>(random: Prng, items: readonly T[]): T {
  return items[random.int(items.length)]!;
}

function plainRow(random: Prng): string[] {
  const two = (below: number): string => String(random.int(below)).padStart(2, "0");
  return [
    String(random.normal(0, 3) ** 2),
    String(random.int(10 ** (1 + random.int(8)))),
    String(random.int(100_000)),
    `2026-${two(12).replace("00", "12")}-0${1 + random.int(9)} ${two(24)}:${two(60)}:${two(60)}`,
    pick(random, ["normal", "attack", "port scan", "ünï", "-", ""]),
    pick(random, ["true", "false", "1", "0", "T", "f", "", "NA"]),
    pick(random, ["1", "2.5", "-3", "", "nan"]),
    pick(random, ["true", "false", "T", "F", "?", ""]),
    `w${random.int(50)}`,
    "",
  ];
}

/** Cells that are rare, hostile, or of another kind. */
const CELLS = [
  "1e-5",
  "-1.5E+300",
  "1e400",
  "0x1F",
  "inf",
  "-Infinity",
  "+7",
  "-0",
  ".5",
  "5.",
  ".",
  "-",
  "+",
  "1.2.3",
  "12abc",
  "1 2",
  "  3\t",
  "00000000000000000000012",
  "9007199254740993",
  "9007199254740993.5",
  "9007199254740995.0",
  "18446744073709551615",
  "99999999999999999999",
  "0.1234567890123456789",
  "123456789012345678.9",
  "0.00000000000000000000001234",
  "179769313486231580793e289",
  "4.35",
  "(empty)",
  "(EMPTY)",
  "NuLL",
  "None",
  "n/a",
  "N\u000fA",
  "?",
  '"quoted"',
  '"1"',
  '" 1 "',
  '"-"',
  '""',
  '"a,b"',
  '"say ""x"""',
  '"two\nlines"',
  '"open',
  'in"side',
  ' "x"',
  '"x" ',
  '"x"y',
  "tRuE",
  "fALSE",
  "falsy",
  "t",
  "2026-10-20T12:00:01.123456Z",
  "2026-10-20 12:00:01.5",
  "2026-10-20 12:00:01.1234567890123456789",
  "2026-02-29 00:00:00",
  "2024-02-29 00:00:00",
  "2100-02-29 00:00:00",
  "0099-01-01 00:00:00",
  "0100-03-01 00:00:00",
  "9999-12-31 23:59:59",
  "2026-13-01 00:00:00",
  "2026-10-20 24:00:00",
  "2026-10-20 12:60:00",
  "2026-10-20 12:00:60",
  "2026-10-20 12:00",
  "2026/10/20 12:00:00",
  "2026-10-20 12:00:00+02:00",
  "2026-10-20 12:00:00 Z",
  "2026-10-20\t12:00:00",
  "\0\0\0\0-\0\0-\0\0 12:00:00",
  "1760000000",
  "x".repeat(5000),
  "\r",
  "a\rb",
  "é",
  "\0",
];

const LINES = ["", "  ", "\r", HEADER, ` ${HEADER}`, "a", ",,,,,,,,,", ",,,,,,,,,,", "1,2,3", "###"];

function hostileText(random: Prng, rows: number, rate: number): string {
  const ends = pick(random, ["\n", "\r\n"]);
  let text = `${HEADER}${ends}`;
  for (let row = 0; row < rows; row++) {
    if (random.next() < rate / 4) text += pick(random, LINES) + ends;
    const cells = plainRow(random);
    if (random.next() < rate) cells[random.int(cells.length)] = pick(random, CELLS);
    text += cells.join(",") + (random.next() < rate / 8 ? "\r\n" : ends);
  }
  return random.int(2) === 0 ? text : text.slice(0, -1 - random.int(30));
}

describe("rows in blocks", () => {
  test.each([
    [0, 6000],
    [0.0005, 6000],
    [0.01, 3000],
    [0.3, 1200],
  ])(
    "give the same table and report as rows one by one, with odd cells in %d of the rows",
    async (rate, rows) => {
      for (let seed = 1; seed <= 4; seed++) {
        const random = prng(seed, rows);
        const timeZone = pick(random, ["UTC", "+05:30", "-08:00"]);
        const text = hostileText(random, rows, rate);
        const share = rate > 0.1 ? 0.1 : 0.9;
        await expectSame(text, { timeZone, share });
        await expectSame(text, { timeZone, share, dialect: delimited });
      }
    },
  );

  test("hold for each odd cell in each column", async () => {
    const random = prng(7);
    for (const cell of CELLS) {
      let text = `${HEADER}\n`;
      for (let row = 0; row < 700; row++) {
        const cells = plainRow(random);
        if (row % 67 === 66) cells[Math.floor(row / 67) % cells.length] = cell;
        text += `${cells.join(",")}\n`;
      }
      await expectSame(text);
    }
  });

  test("hold where all cells are quoted, and where quotes mark text", async () => {
    const random = prng(3);
    for (const quoteAll of [true, false]) {
      let text = `${HEADER}\n`;
      for (let row = 0; row < 3000; row++) {
        const cells = plainRow(random).map((cell, at) =>
          quoteAll || at === 4 || at === 8 ? `"${cell}"` : cell,
        );
        if (row % 701 === 700) cells[row % 10] = '"12"';
        text += `${cells.join(",")}\n`;
      }
      await expectSame(text);
    }
  });

  test("hold for epoch times, tabs, and texts that are nearly all distinct", async () => {
    const random = prng(4);
    let text = "timestamp\tduration\tuid\tlabel\n";
    for (let row = 0; row < 30_000; row++) {
      const uid = `C${random.int(1 << 30)}${row % 3 === 0 ? "abcdefghij" : ""}`;
      text += `${1_760_000_000 + row / 8}\t${row / 1000}\t${uid}\t${row % 1000 === 999 ? "1\t" : ""}x\n`;
    }
    const { report, columns } = await expectSame(text);
    expect(report.rejected).toBe(30);
    expect(columns.find(({ name }) => name === "uid")!.values).toHaveLength(29_970);
  });

  test("hold for bytes that are no text", async () => {
    const random = prng(5);
    const bytes = bytesOf(hostileText(random, 4000, 0.001));
    for (let at = 0; at < 200; at++)
      bytes[HEADER.length + 2 + random.int(bytes.length - 200)] = random.int(256);
    await expectSame(bytes, { share: 0.5 });
  });

  test("leave longer rows than a block to the reader", async () => {
    const row = "1,2,3,2026-10-20 12:00:00,a,1,1,t,w,\n";
    const long = row.replace("w", "w".repeat(600_000));
    const { report } = await expectSame(`${HEADER}\n${row.repeat(2000)}${long}${row.repeat(2000)}`);
    expect(report.kept).toBe(4001);
  });
});
