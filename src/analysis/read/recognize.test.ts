import { makeHead, recognize } from "./recognize.ts";
import { bytesOf } from "./testing/input.ts";

function recognizeText(text: string | Uint8Array, format: string = "auto", complete: boolean = true): string {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  const { reader, dialect } = recognize("input", makeHead(bytes, complete), format);
  return dialect?.id ?? reader.id;
}

function codeOf(text: string | Uint8Array, format: string = "auto"): string {
  try {
    return recognizeText(text, format);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const READS =
  "this version reads delimited text, JSON lines and arrays, Zeek's logs and Parquet, gzipped or not";

describe("recognize()", () => {
  test.each([
    ["duration,packet_count\n1,2\n", "trafficlab"],
    ["Duration\n1\n", "trafficlab"],
    ['"duration","label"\n', "trafficlab"],
    ["### comment\n  duration,x\n", "trafficlab"],
    ["duration,packets,src_bytes,dst_bytes\n1,2,3,4\n", "csv"],
    ["packet_count,bytes_sent,bytes_received,flow_duration\n1,2,3,4\n", "trafficlab"],
    ["a;b;c\n1;2;3\n4;5;6\n", "csv"],
    ["a\tb\n1\t2\n", "csv"],
    ["a|b\n1|2\n", "csv"],
    ["a b c\n1 x 3\n4 y 6\n", "csv"],
    ["a,b,c\r1,2,3\r4,5,6\r", "csv"],
    ["version account-id interface-id srcaddr dstaddr bytes\n", "csv"],
  ])("takes %j for a table of the kind %s", (text, id) => expect(recognizeText(text)).toBe(id));

  test.each([
    "#separator \\x09\n",
    "\t#separator \\x09\n",
    "### BTest\n#separator \\x09\n",
    "#fields\tts\n",
    "\n\n#separator \\x09\n",
  ])("takes %j for a Zeek log", (text) => expect(recognizeText(text)).toBe("zeek-tsv"));

  test.each([
    ["prose", "# Title\n\nThis is, as you see, some text.\nIt has lines, and commas.\n"],
    ["one line of prose", "Hello, world"],
    ["source code", "const a = [1, 2, 3];\nfunction f(x, y) {\n  return x;\n}\n"],
    ["a log of sentences", "12:00 started\n12:01 connected to a, b\n12:02 done\n"],
    ["HTML", "<!doctype html>\n<html><body>x</body></html>\n"],
    ["zip", "PK\x03\x04xxxx"],
    ["an empty zip", "PK\x05\x06xxxx"],
  ])("refuses %s as no format that it reads", (_, text) => {
    expect(codeOf(text)).toBe("E_UNSUPPORTED");
  });

  test("names what it reads when it knows nothing better", () => {
    expect(() => recognizeText("Title\n\nSome text.\n")).toThrow(
      `Cannot load input: no known format begins as it does, with "Title\\n\\nSome text.\\n"; ${READS}`,
    );
  });

  test("does not take a table whose first column is called PK for a zip", () => {
    expect(recognizeText("PK,duration\n1,2\n")).toBe("trafficlab");
  });

  test.each([
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x0a, 0x0d, 0x0d, 0x0a],
  ])("names a packet capture by its magic %d %d %d %d, whatever format is asked for", (...magic) => {
    const bytes = Uint8Array.from([...magic, ...new Uint8Array(40)]);
    for (const format of ["auto", "csv", "zeek"]) expect(codeOf(bytes, format)).toBe("E_CAPTURE_FILE");
  });

  test("says that a NumPy array has no names", () => {
    const bytes = Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, ...new Uint8Array(60)]);
    for (const format of ["auto", "csv"]) expect(codeOf(bytes, format)).toBe("E_NO_HEADER");
  });

  test("names UTF-16 with and without its mark, and binary", () => {
    const utf16 = Buffer.from("duration,label\n1,normal\n", "utf16le");
    expect(codeOf(Uint8Array.from([0xff, 0xfe, ...utf16]))).toBe("E_ENCODING");
    expect(codeOf(Uint8Array.from([0xfe, 0xff, ...utf16]))).toBe("E_ENCODING");
    expect(codeOf(Uint8Array.from(utf16))).toBe("E_ENCODING");
    expect(codeOf(Uint8Array.from({ length: 1000 }, (_, i) => 1 + ((i * 7) % 255)))).toBe("E_UNSUPPORTED");
  });

  test("calls nothing, blanks and line breaks empty", () => {
    for (const text of ["", "\n", " \t\r\n\n"]) expect(codeOf(text)).toBe("E_EMPTY");
  });

  test("believes the caller's format where the content is text", () => {
    expect(recognizeText("Title\n", "csv")).toBe("csv");
    expect(recognizeText("duration,x\n1,2\n", "csv")).toBe("trafficlab");
    expect(recognizeText("a,b\n", "zeek")).toBe("zeek-tsv");
    expect(recognizeText("{", "zeek")).toBe("zeek-json");
    expect(recognizeText("{", "trafficlab")).toBe("trafficlab");
    expect(recognizeText("a,b\n1,2\n", "cicflowmeter")).toBe("cicflowmeter");
    expect(recognizeText("2 3\n", "vpc")).toBe("aws-vpc");
  });

  test("makes a head of 256 KiB of blanks, hash signs or quotes without hanging", () => {
    for (const text of [" ", "\n", "#", '"', "### \n", ",", "{"]) {
      const started = performance.now();
      codeOf(text.repeat(1 << 18));
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});
