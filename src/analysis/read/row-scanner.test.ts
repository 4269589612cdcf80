import { RowScanner } from "./row-scanner.ts";
import type { RowSink, ScannedRow, ScanOptions } from "./row-scanner.ts";
import { bytesOf } from "./testing/input.ts";

interface Seen {
  line: number;
  fields?: string[];
  bad?: string;
  unended?: boolean;
  text: string;
}

const CSV: ScanOptions = { delimiter: 0x2c, quotes: true };

/** Everything a scanner tells of a text given in pieces. */
function scan(
  pieces: readonly Uint8Array[],
  options: ScanOptions = CSV,
  width: number | null = null,
): Seen[] {
  const seen: Seen[] = [];
  const decoder = new TextDecoder();
  const textOf = (row: ScannedRow): string =>
    decoder.decode(row.bytes.subarray(row.from, row.to)).slice(0, 200);
  const sink: RowSink = {
    row(row) {
      const fields = Array.from({ length: row.count }, (_, i) => {
        const field = decoder.decode(row.bytes.subarray(row.starts[i], row.ends[i])).slice(0, 200);
        return row.quoted[i] === 0 ? field : `<${row.quoted[i] === 2 ? field.replaceAll('""', '"') : field}>`;
      });
      seen.push({ line: row.line, fields, text: textOf(row), ...(row.unended ? { unended: true } : {}) });
    },
    badRow: (row, reason) => void seen.push({ line: row.line, bad: reason, text: textOf(row) }),
    fits: (fields) => width === null || fields === width,
  };
  const scanner = new RowScanner(sink, options);
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  return seen;
}

function fieldsOf(text: string, options: ScanOptions = CSV): (string[] | undefined)[] {
  return scan([bytesOf(text)], options).map((row) => row.fields);
}

describe("RowScanner", () => {
  test("splits rows and fields, the last with or without a line break", () => {
    expect(fieldsOf("a,b\n1,2\n3,4")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(scan([bytesOf("a\nb")]).map((row) => row.unended)).toEqual([undefined, true]);
    expect(fieldsOf("a,\n,b\n,\n")).toEqual([
      ["a", ""],
      ["", "b"],
      ["", ""],
    ]);
    expect(fieldsOf("a,")).toEqual([["a", ""]]);
    expect(fieldsOf("")).toEqual([]);
    expect(fieldsOf("\n\n")).toEqual([[""], [""]]);
  });

  test("takes CR LF for a line break, and a lone CR where it is told so", () => {
    expect(fieldsOf('a,b\r\n"1","2"\r\n')).toEqual([
      ["a", "b"],
      ["<1>", "<2>"],
    ]);
    expect(fieldsOf('a,b\r"1",2\r', { ...CSV, crOnly: true })).toEqual([
      ["a", "b"],
      ["<1>", "2"],
    ]);
    expect(fieldsOf("a\rb,c\n")).toEqual([["a\rb", "c"]]);
  });

  test("keeps delimiters, line breaks and doubled quotes inside quotes", () => {
    expect(fieldsOf('"a,b","c\nd","e""f",""\n1,2,3,4\n')).toEqual([
      ["<a,b>", "<c\nd>", '<e"f>', "<>"],
      ["1", "2", "3", "4"],
    ]);
    expect(fieldsOf('x"y,"",""""\n')).toEqual([['x"y', "<>", '<">']]);
  });

  test("counts physical lines through quoted line breaks, blank lines and bad lines", () => {
    const rows = scan([bytesOf('h,i\n"a\nb",1\n\n"x"y,2\nc,3\n')]);
    expect(rows.map(({ line, bad }) => [line, bad])).toEqual([
      [1, undefined],
      [2, undefined],
      [4, undefined],
      [5, "text after a closing quote"],
      [6, undefined],
    ]);
  });

  test("a quote that is never closed costs its own line", () => {
    const text = `a,b\n1,"open\n${"2,3\n".repeat(1000)}`;
    const rows = scan([bytesOf(text)]);
    expect(rows.filter((row) => row.bad)).toEqual([
      { line: 2, bad: "a quote is opened and not closed", text: '1,"open' },
    ]);
    expect(rows).toHaveLength(1002);
  });

  test("a stray quote that another one closes some lines on costs its own line too, where the row's fields are too few or too many", () => {
    const text = 'a,b,c\n1,"open,2\n3,4,5\n6,close",7\n8,9,10\n';
    expect(scan([bytesOf(text)], CSV, 3).map(({ line, bad }) => [line, bad])).toEqual([
      [1, undefined],
      [2, undefined],
      [5, undefined],
    ]);
    const wrong = 'a,b,c\n1,"open\n3,4,5\n6,close",7,8\n8,9,10\n';
    expect(scan([bytesOf(wrong)], CSV, 3).map(({ line, bad }) => [line, bad])).toEqual([
      [1, undefined],
      [2, "a quote is opened and not closed"],
      [3, undefined],
      [4, undefined],
      [5, undefined],
    ]);
  });

  test("a quoted field may span 200 line breaks; one that spans more was opened by a stray quote", () => {
    const spanning = (breaks: number): Seen[] => scan([bytesOf(`a,b\n1,"x${"\n".repeat(breaks)}"\n2,3\n`)]);
    expect(spanning(200).map(({ line, bad }) => [line, bad])).toEqual([
      [1, undefined],
      [2, undefined],
      [203, undefined],
    ]);
    expect(spanning(201).filter((row) => row.bad)[0]).toMatchObject({
      line: 2,
      bad: "a quote is opened and not closed",
    });
  });

  test("does not look at quotes where they mean nothing", () => {
    expect(fieldsOf('a\t"b\nc"\td\n', { delimiter: 9, quotes: false })).toEqual([
      ["a", '"b'],
      ['c"', "d"],
    ]);
  });

  test("gives the same rows wherever the input is cut into two pieces, or into bytes", () => {
    const tricky = [
      'a,b,c\r\n"x,1","y\r\nz","say ""hi"""\r\n,,\r\n"",""""," "\r\n1,2,3',
      'a,b\n"1"2,3\n"open,4\n5,6\n7,"é\n–"\n"',
      "\n\r\n \n,\n\r\r\n",
      'x"\n"x\n"x"\n""x\n"""\n""""\n',
    ];
    for (const text of tricky) {
      for (const options of [CSV, { ...CSV, quotes: false }, { ...CSV, crOnly: true }]) {
        const bytes = bytesOf(text);
        const whole = scan([bytes], options);
        for (let cut = 0; cut <= bytes.length; cut++) {
          expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)], options)).toEqual(whole);
        }
        expect(
          scan(
            Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)),
            options,
          ),
        ).toEqual(whole);
      }
    }
  });

  test("sets aside a row of more than 16 MiB and goes on behind it, in one piece or in many", () => {
    const long = bytesOf("x".repeat((16 << 20) + 1));
    const parts = [bytesOf("a,b\n"), long, bytesOf("\n1,2\n")];
    const expected = [
      [1, undefined],
      [2, "row is longer than 16 MiB"],
      [3, undefined],
    ];
    expect(scan(parts).map(({ line, bad }) => [line, bad])).toEqual(expected);
    expect(scan([new Uint8Array(Buffer.concat(parts))]).map(({ line, bad }) => [line, bad])).toEqual(
      expected,
    );
    const pieces = Array.from({ length: 65 }, (_, i) => long.subarray(i << 18, (i + 1) << 18));
    expect(scan([parts[0]!, ...pieces, parts[2]!]).map(({ line, bad }) => [line, bad])).toEqual(expected);
  });

  test("a quote before lines that are together longer than 16 MiB costs its own line", () => {
    const rows = scan([
      bytesOf('a,b\n"open,1\n'),
      ...Array.from({ length: 20 }, () => bytesOf(`${"y".repeat(1 << 20)},2\n`)),
    ]);
    expect(rows.filter((row) => row.bad).map((row) => row.line)).toEqual([2]);
    expect(rows).toHaveLength(22);
  });

  test("splits a row of a million fields", () => {
    expect(scan([bytesOf(`${"1,".repeat(999_999)}1\n`)])[0]!.fields).toHaveLength(1_000_000);
  });

  test("scans a row of 15 MiB that comes in small pieces in time that grows with its length only", () => {
    const piece = bytesOf("z".repeat(1 << 12));
    const started = performance.now();
    expect(scan(new Array<Uint8Array>(15 * 256).fill(piece))).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
