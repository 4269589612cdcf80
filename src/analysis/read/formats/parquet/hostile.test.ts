import { prng } from "../../../../kernels/mod.ts";
import type { CodedError } from "../../../core/mod.ts";
import { loadFlows } from "../../mod.ts";
import { failure } from "../../testing/input.ts";
import { checkStruct } from "./thrift-check.ts";
import { binary, fileOf, footerOf, integer, list, pageOf, struct, written } from "./testing/files.ts";
import type { Thrift } from "./testing/files.ts";
import { PYARROW_FILES } from "./testing/pyarrow-files.ts";

const MEGABYTE = 1 << 20;
const four = [1, 0, 0, 0];

async function refusal(bytes: Uint8Array): Promise<CodedError> {
  const before = process.memoryUsage();
  const error = await failure(loadFlows(bytes));
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(100 * MEGABYTE);
  return error;
}

/** A column of one page that says what it holds. */
function pageFile(page: readonly number[], change: Parameters<typeof footerOf>[0] = {}): Uint8Array {
  return fileOf(page, footerOf({ size: page.length, ...change }));
}

function nested(depth: number): Thrift {
  return depth === 0 ? integer(1) : struct({ 1: nested(depth - 1) });
}

describe("Parquet that was made to harm, or was harmed", () => {
  test("the least file that can be read", async () => {
    const table = await loadFlows(pageFile(pageOf(four)), {
      mapping: { duration: { column: "duration", unit: "s" } },
    });
    expect(table.column("duration").at(0)).toBe(1);
  });

  const cases: [what: string, bytes: Uint8Array, code: string, message: string][] = [
    ["only its first bytes", Uint8Array.from(Buffer.from("PAR1")), "E_ENCODING", "it was cut short"],
    ["no end", pageFile(pageOf(four)).slice(0, -3), "E_ENCODING", "it was cut short"],
    [
      "an encrypted footer",
      Uint8Array.from(Buffer.from("PARE12345678PARE")),
      "E_UNSUPPORTED",
      "it is encrypted",
    ],
    [
      "a footer longer than the file",
      Uint8Array.from([...Buffer.from("PAR1"), 255, 255, 255, 127, ...Buffer.from("PAR1")]),
      "E_ENCODING",
      "must lie in the file, got 2147483647 bytes",
    ],
    [
      "a list of 2^31 columns",
      fileOf([], struct({ 2: list([], 2 ** 31 - 1) })),
      "E_ENCODING",
      "a list is longer",
    ],
    ["structs in structs", fileOf([], nested(5000)), "E_ENCODING", "too deep"],
    [
      "rows past all proportion",
      fileOf([], footerOf({ rows: 2 ** 40 })),
      "E_UNSUPPORTED",
      "made to fill the memory",
    ],
    [
      "fewer rows than it says",
      pageFile(pageOf([]), { rows: 1000 }),
      "E_ENCODING",
      '"duration" cannot be read',
    ],
    [
      "more values than rows",
      pageFile(pageOf(four, { count: 9 })),
      "E_ENCODING",
      "more values than its group has rows",
    ],
    [
      "a page past its column",
      pageFile(pageOf(four, { packed: 9000 })),
      "E_ENCODING",
      "a page goes past its column",
    ],
    [
      "a page of 2 GB",
      pageFile(pageOf(four, { size: 2 ** 31 - 1 }), { codec: 1 }),
      "E_ENCODING",
      "a page must have up to",
    ],
    [
      "a page of another size",
      pageFile(pageOf(four, { size: 5 })),
      "E_ENCODING",
      "must have 5 bytes as it says, got 4",
    ],
    ["an unknown codec", pageFile(pageOf(four), { codec: 3 }), "E_UNSUPPORTED", "is packed by LZO"],
    [
      "a codec that does not exist",
      pageFile(pageOf(four), { codec: 90 }),
      "E_UNSUPPORTED",
      "an unknown codec",
    ],
    [
      "a dictionary that is not there",
      pageFile(pageOf([1, 2, 0], { encoding: 8 })),
      "E_ENCODING",
      "dictionary that is not there",
    ],
    [
      "an unknown encoding",
      pageFile(pageOf(four, { encoding: 4 })),
      "E_UNSUPPORTED",
      "encoded as BIT_PACKED",
    ],
    [
      "blocks of impossible size",
      pageFile(pageOf([255, 255, 255, 255, 15, 255, 255, 255, 255, 15, 1, 2], { encoding: 5 })),
      "E_ENCODING",
      "blocks of impossible size",
    ],
    [
      "a column past the file",
      pageFile(pageOf(four), { offset: 9e6 }),
      "E_ENCODING",
      "past the end of the file",
    ],
    [
      "no columns",
      fileOf(
        [],
        struct({ 1: integer(1), 2: list([struct({ 4: binary("x") })]), 3: integer(0), 4: list([]) }),
      ),
      "E_UNSUPPORTED",
      "got none",
    ],
  ];

  test.each(cases)("%s", async (_, bytes, code, message) => {
    const error = await refusal(bytes);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
    expect(error.message).toMatch(/^Cannot load bytes: /);
  });

  test("a run of 2^31 levels in five bytes costs no more than the rows there are", async () => {
    const run = [6, 0, 0, 0, 254, 255, 255, 255, 15, 1];
    const table = await loadFlows(pageFile(pageOf([...run, ...four]), { repetition: 1 }), {
      mapping: { duration: { column: "duration", unit: "s" } },
    });
    expect(table.rowCount).toBe(1);
  });

  test("a number without end is refused, not read on", () => {
    const endless = new Uint8Array(MEGABYTE).fill(0x80);
    endless[0] = 0x16;
    expect(() => checkStruct(new DataView(endless.buffer), 0)).toThrow("a number has no end");
  });

  test("every cut of a file is refused with a code", async () => {
    const whole = Buffer.from(PYARROW_FILES[0]![1], "base64");
    for (let length = 4; length < whole.length; length += 97) {
      const { code } = await failure(loadFlows(whole.subarray(0, length)));
      expect([length, code]).toEqual([length, "E_ENCODING"]);
    }
  });

  test("changed bytes give a table or an error with a code, never another", async () => {
    const random = prng(7);
    const own = written([
      {
        name: "duration",
        data: Array.from({ length: 50 }, (_, i) => (i % 3 ? i / 4 : null)),
        type: "DOUBLE",
      },
      {
        name: "bytes_sent",
        data: Int32Array.from({ length: 50 }, (_, i) => i),
        encoding: "DELTA_BINARY_PACKED",
      },
      {
        name: "service",
        data: Array.from({ length: 50 }, (_, i) => `s${i % 5}`),
        encoding: "DELTA_BYTE_ARRAY",
      },
    ]);
    const files = [own, ...PYARROW_FILES.map(([, base64]) => Buffer.from(base64, "base64"))];
    for (let i = 0; i < 700; i++) {
      const bytes = Uint8Array.from(files[i % files.length]!);
      for (let change = random.int(4) + 1; change > 0; change--) {
        const place = 4 + random.int(bytes.length - 8);
        bytes[place] = random.int(3) === 0 ? 255 : random.int(256);
      }
      const error = await loadFlows(bytes).then(
        () => null,
        (cause: CodedError) => cause,
      );
      if (error)
        expect([i, error.code, error.message]).toEqual([
          i,
          expect.stringMatching(/^E_/),
          expect.stringMatching(/^Cannot load /),
        ]);
    }
  });
});
