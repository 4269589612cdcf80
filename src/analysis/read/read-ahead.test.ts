import { prng } from "../../kernels/mod.ts";
import { runJob } from "../core/mod.ts";
import type { Column } from "../core/mod.ts";
import { parseRowsTask } from "../rows/mod.ts";
import { InProcessPool } from "../workers/testing/in-process.ts";
import { BulkRows } from "./bulk-rows.ts";
import { canonicalCsv } from "./dialects/canonical-csv.ts";
import { delimited } from "./dialects/delimited-reader.ts";
import type { DialectReader, ReadResult } from "./dialects/types.ts";
import { makeHead } from "./recognize.ts";
import { bytesOf } from "./testing/input.ts";
import { zoneOffset } from "./times.ts";

/** How a text is read; without `workers` row by row. */
interface Way {
  workers?: number;
  chunkBytes?: number;
  piece?: number;
  /** Whether the size of the text is known. */
  sized?: boolean;
  /** Aborted after the third piece. */
  controller?: AbortController;
}

const WAYS: Way[] = [
  { workers: 0, chunkBytes: 1 << 14 },
  { workers: 1, chunkBytes: 1 << 14, sized: true },
  { workers: 3, chunkBytes: 5000, piece: 7001, sized: true },
  { workers: 8, chunkBytes: 1 << 15, piece: 1 << 16 },
];

function read(dialect: DialectReader, bytes: Uint8Array, way: Way): Promise<ReadResult> {
  const pool = new InProcessPool([parseRowsTask]);
  const { workers, chunkBytes, piece = 10_000, sized = false, controller } = way;
  return runJob("reading", controller ? { signal: controller.signal } : {}, async (job) => {
    const reader = dialect.open({
      name: "test",
      head: makeHead(bytes.subarray(0, 1 << 18), false),
      bytes: "ip",
      zone: zoneOffset("UTC"),
      zoneGiven: false,
      pause: () => job.pause(),
      ahead: { job, workers, pool, chunkBytes, totalBytes: sized ? bytes.length : undefined },
    });
    try {
      for (let from = 0; from < bytes.length; from += piece) {
        const part = bytes.slice(from, from + piece);
        await reader.push(part);
        if (from >= 2 * piece) controller?.abort();
        if (reader.copies === true) part.fill(0x22); // as when the memory is read into again
      }
      return await reader.end(false);
    } finally {
      reader.close?.();
      pool.close();
    }
  });
}

/** All of a column, to the bit. */
function bitsOf(column: Column): unknown[] {
  const { name, type, values, categories, missing } = column;
  const bits = Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
  const gaps = Buffer.from(Uint8Array.from(values, (_, row) => (column.isMissing(row) ? 1 : 0)));
  return [name, type, bits, categories, missing, gaps.toString("base64")];
}

/** Expects the same table however it is read. @returns How many rows were read ahead, at least. */
async function expectSame(text: string, dialect: DialectReader = canonicalCsv): Promise<number> {
  const bytes = bytesOf(text);
  const without = jest.spyOn(BulkRows, "suits").mockReturnValue(false);
  const byRows = await read(dialect, bytes, {});
  without.mockRestore();
  let least = Infinity;
  for (const way of WAYS) {
    const takes = jest.spyOn(BulkRows.prototype, "take");
    const ahead = await read(dialect, bytes, way);
    const taken = takes.mock.results.reduce(
      (sum, { value }) => sum + ((value as ReturnType<BulkRows["take"]>)?.rows ?? 0),
      0,
    );
    takes.mockRestore();
    least = Math.min(least, taken);
    expect(ahead.report).toEqual(byRows.report);
    expect(ahead.mapping).toEqual(byRows.mapping);
    expect(ahead.columns.map(bitsOf)).toEqual(byRows.columns.map(bitsOf));
  }
  return least;
}

const HEADER = "duration,packet_count,bytes_sent,timestamp,label,n,flag,word";

function row(random: ReturnType<typeof prng>, at: number): string {
  return [
    random.normal(0, 3) ** 2,
    random.int(10 ** (1 + random.int(8))),
    random.int(100_000),
    `2026-10-0${1 + random.int(9)} 12:${10 + random.int(50)}:00${at % 7 === 0 ? "Z" : ""}`,
    ["normal", "attack", "ünï", "-", ""][random.int(5)],
    ["1", "25", "-3", "", "nan"][random.int(5)],
    ["true", "false", "T", ""][random.int(4)],
    `w${random.int(at + 1)}`,
  ].join(",");
}

function rows(
  count: number,
  seed: number,
  change: (line: string, at: number) => string = (line) => line,
): string {
  const random = prng(seed);
  const lines = Array.from({ length: count }, (_, at) => change(row(random, at), at));
  return `${[HEADER, ...lines].join("\n")}\n`;
}

describe("ReadAhead gives the table of reading row by row, for any number of workers and any size of chunks", () => {
  test("where all rows are plain", async () => {
    expect(await expectSame(rows(6000, 1))).toBeGreaterThan(5500);
  });

  test("where a column changes its kind in the middle of the text", async () => {
    const text = rows(6000, 2, (line, at) =>
      at === 2500
        ? line.replace(/,[^,]*,([^,]*,[^,]*)$/, ",word,$1")
        : at === 4000
          ? `${line}x,`.replace(/,$/, "")
          : line,
    );
    expect(await expectSame(text)).toBeGreaterThan(4000);
  });

  test("where whole numbers are followed by others", async () => {
    const text = rows(6000, 3, (line, at) =>
      at > 3000 ? line.replace(/^([^,]*),([^,]*)/, "$1,$2.5") : line,
    );
    await expectSame(text);
  });

  test("where rows span lines, and lines inside of quotes look like rows", async () => {
    const text = rows(5000, 4, (line, at) => {
      const start = line.slice(0, line.lastIndexOf(","));
      // To who begins inside of the quotes, the line that closes them is a row too.
      return at % 900 === 450 ? `${start},"a\n${`${line}\n`.repeat(60)}${start},b"` : line;
    });
    await expectSame(text);
    await expectSame(text, delimited);
  });

  test("where quotes are opened and not closed", async () => {
    await expectSame(rows(4000, 5, (line, at) => (at % 700 === 350 ? `"${line}` : line)));
  });

  test("where many rows are bad, doubled quotes are everywhere, or lines are longer than a chunk", async () => {
    await expectSame(rows(3000, 6, (line, at) => (at % 40 === 7 ? "1,2" : line)));
    await expectSame(rows(3000, 7, (line) => line.replace(/w(\d+)$/, '"say ""$1"""')));
    await expectSame(rows(300, 8, (line, at) => (at % 50 === 20 ? `${line}${"x".repeat(40_000)}` : line)));
  });

  test("where the header comes again and the last line has no end", async () => {
    const text = rows(5000, 9, (line, at) => (at % 1000 === 500 ? HEADER : line));
    await expectSame(text.slice(0, -1));
    await expectSame(text.slice(0, -5), delimited);
  });

  test("where a byte is changed anywhere", async () => {
    const random = prng(10);
    for (let trial = 0; trial < 12; trial++) {
      const text = rows(1500, 100 + trial);
      const at = text.indexOf("\n") + 1 + random.int(text.length - 200);
      await expectSame(`${text.slice(0, at)}${'",\n\r;x-'[random.int(7)]}${text.slice(at + 1)}`);
    }
  });
});

test("a cancel ends reading ahead, whoever is at work", async () => {
  const bytes = bytesOf(rows(3000, 11));
  for (const workers of [0, 2]) {
    const controller = new AbortController();
    const reading = read(canonicalCsv, bytes, { workers, chunkBytes: 5000, controller });
    await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
  }
});
