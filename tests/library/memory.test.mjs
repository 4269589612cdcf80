import assert from "node:assert/strict";
import { randomFillSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { LIBRARY, ROOT, run, scratchFolder } from "./runtimes.mjs";

const MB = 1e6;
const SIZE = 16 * MB;
const PROGRAM = path.join(ROOT, "tests/library/programs/load-peak.mjs");
const HEADER = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label";
const UNKNOWN = "elapsed_seconds,pkts_sent,pkts_rcvd,sent_octets,rcvd_octets,a,b,c";

/** Lines one after the other until there are SIZE bytes. */
function lines(header, lineOf) {
  const parts = [`${header}\n`];
  for (let row = 0, length = parts[0].length; length < SIZE; row++) {
    const line = `${lineOf(row)}\n`;
    parts.push(line);
    length += line.length;
  }
  return Buffer.from(parts.join(""));
}

const good = (row) => `${row / 8},${row % 50},${row % 7000},20,30,normal`;
const unknown = (row) => `${row / 8},${1 + (row % 9)},3,${row % 9000},77,${row % 10},1,2`;

/** Inputs that nobody means to load, and two that somebody might: each is refused, or kept in part with a count of what was not. */
const INPUTS = {
  "every second row too short": lines(HEADER, (row) => (row % 2 ? "1,2" : good(row))),
  "absurd numbers": lines(HEADER, (row) => `1e999,-${row}e300,nan,0x${row},${"9".repeat(40)},?`),
  "a quote that is never closed": lines(HEADER, (row) => (row === 9 ? `1,2,3,4,5,"${row}` : good(row))),
  "NUL bytes": Buffer.alloc(SIZE),
  "random bytes": randomFillSync(Buffer.alloc(SIZE)),
  "UTF-16": Buffer.from(
    lines(HEADER, good)
      .subarray(0, SIZE / 2)
      .toString(),
    "utf16le",
  ),
  "a line of a million columns": Buffer.from(`${"column,".repeat(MB)}\n${"1,".repeat(MB)}\n`),
  "one line without an end": Buffer.from("a".repeat(SIZE)),
  "mixed separators": lines(HEADER, (row) => (row % 3 ? good(row) : good(row).replaceAll(",", ";"))),
  "empty lines": Buffer.from(`${HEADER}\n${"\n".repeat(SIZE)}`),
  "a gzip cut in the middle": gzipSync(lines(HEADER, good)).subarray(0, 1 * MB),
  "unknown names": lines(UNKNOWN, unknown),
  "JSON lines that are no objects": lines('{"duration": 1}', (row) => (row % 2 ? "[[[[1]]]]" : '"text"')),
};

for (const [name, bytes] of Object.entries(INPUTS)) {
  test(`memory stays under 4 times the input and 100 MB: ${name}`, async (t) => {
    const file = path.join(scratchFolder(t), "input");
    writeFileSync(file, bytes);
    const { peak, ...outcome } = JSON.parse(await run(process.execPath, [PROGRAM, LIBRARY, file]));
    assert.ok(outcome.code !== undefined || outcome.read >= outcome.kept, JSON.stringify(outcome));
    const limit = 4 * bytes.length + 100 * MB;
    assert.ok(
      peak < limit,
      `${Math.round(peak / MB)} MB for ${Math.round(bytes.length / MB)} MB: ${JSON.stringify(outcome)}`,
    );
  });
}
