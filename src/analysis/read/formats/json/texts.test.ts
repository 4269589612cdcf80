import { LineTexts } from "./line-texts.ts";
import { MAX_TEXT_BYTES } from "./texts.ts";
import type { TextSink, TextSplitter } from "./texts.ts";
import { ValueTexts } from "./value-texts.ts";

const LF = 0x0a;
type Splitter = new (sink: TextSink, lineEnd: number) => TextSplitter;

/** What comes out of bytes that are pushed in pieces of a size. */
function split(
  Class: Splitter,
  input: string | Uint8Array,
  step = 1 << 20,
  lineEnd = LF,
): {
  texts: [number, string][];
  bad: [number, string][];
  unended: string[];
  splitter: TextSplitter;
} {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const texts: [number, string][] = [];
  const bad: [number, string][] = [];
  const unended: string[] = [];
  const splitter = new Class(
    {
      text(text, line, isUnended) {
        texts.push([line, text]);
        if (isUnended) unended.push(text);
      },
      bad: (line, reason) => bad.push([line, reason]),
    },
    lineEnd,
  );
  for (let from = 0; from < bytes.length; from += step) splitter.push(bytes.slice(from, from + step));
  splitter.end();
  return { texts, bad, unended, splitter };
}

const STEPS = [1, 2, 3, 7, 64, 1 << 20];

describe("LineTexts", () => {
  const input = '{"a":1}\n\n{"b":"é"}\r\n{"c":3}';

  test.each(STEPS)("gives each line with its number, in pieces of %i bytes", (step) => {
    const { texts, unended } = split(LineTexts, input, step);
    expect(texts).toEqual([
      [1, '{"a":1}'],
      [2, ""],
      [3, '{"b":"é"}\r'],
      [4, '{"c":3}'],
    ]);
    expect(unended).toEqual(['{"c":3}']);
  });

  test("takes a lone carriage return for the line's end where it is told so", () => {
    expect(split(LineTexts, "{}\r[]\r", 1, 0x0d).texts).toEqual([
      [1, "{}"],
      [2, "[]"],
    ]);
  });

  test("sets a line of more than 16 MiB aside and goes on with the next", () => {
    const long = new Uint8Array(MAX_TEXT_BYTES + 100).fill(0x61);
    const bytes = new Uint8Array([...new TextEncoder().encode('{"a":1}\n')]);
    const whole = new Uint8Array(long.length + 1 + 2 * bytes.length);
    whole.set(bytes);
    whole.set(long, bytes.length);
    whole[bytes.length + long.length] = LF;
    whole.set(bytes, bytes.length + long.length + 1);
    const { texts, bad } = split(LineTexts, whole, 1 << 18);
    expect(texts.map(([line, text]) => [line, text.slice(0, 20)])).toEqual([
      [1, '{"a":1}'],
      [3, '{"a":1}'],
    ]);
    expect(bad).toEqual([[2, "line is longer than 16 MiB"]]);
  });

  test("counts lines that are no UTF-8, and keeps the others as they are", () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('"é"\n"'), 0xff, 0x22, LF]);
    const { texts, splitter } = split(LineTexts, bytes);
    expect([texts.map(([, text]) => text), splitter.undecodable]).toEqual([['"é"', '"\ufffd"'], 1]);
  });
});

describe("ValueTexts", () => {
  test.each(STEPS)(
    "gives the elements of an array, however it is laid out, in pieces of %i bytes",
    (step) => {
      const input = '[{"a":[1,{"b":"]}\\\\\\""}]},\n  {"c":\n2}\r\n,\n{}, 3,"x",[4]\n]\n';
      const { texts, splitter } = split(ValueTexts, input, step);
      expect(texts).toEqual([
        [1, '{"a":[1,{"b":"]}\\\\\\""}]}'],
        [2, '{"c":\n2}'],
        [5, "{}"],
        [5, "3"],
        [5, '"x"'],
        [5, "[4]"],
      ]);
      expect(splitter.cut).toBe(false);
    },
  );

  test("gives objects that stand one after the other, and several arrays", () => {
    const { texts } = split(ValueTexts, '{\n "a": 1\n}\n{\n "a": 2\n}{"a":3}\n[{"a":4}]\n[{"a":5}]');
    expect(texts.map(([line, text]) => [line, valueOf(text)])).toEqual(
      [1, 4, 6, 7, 8].map((line, i) => [line, { a: i + 1 }]),
    );
  });

  const BROKEN: [string, string, number][] = [
    ["a bracket is not closed", '[\n{"a":1},\n{"a":{"b":2},\n{"a":3},\n{"a":4}\n]', 1],
    ["an array is not closed", '[\n{"a":1},\n{"a":[2,\n{"a":3},\n{"a":4}\n]', 1],
    ["a text is not closed", '[\n{"a":1},\n{"a":"2},\n{"a":3},\n{"a":4}\n]', 1],
    ["a quote is too much", '[\n{"a":1},\n{"a":"2"","b":1},\n{"a":3},\n{"a":4}\n]', 1],
    ["a bracket is too much", '[\n{"a":1},\n{"a":2}},\n{"a":3},\n{"a":4}\n]', 1],
    ["brackets are mixed", '[\n{"a":1},\n{"a":[2},\n{"a":3},\n{"a":4}\n]', 1],
    ["a comma is doubled", '[\n{"a":1},\n{"a":2,,"b":1},\n{"a":3},\n{"a":4}\n]', 1],
    ["all is in one line", '[{"a":1},{"a":{"b":2},{"a":3},{"a":4}]', 1],
    [
      "it is broken into lines",
      '[\n  {\n    "a": 1\n  },\n  {\n    "a": [{\n      "b": 2\n    },\n  {\n    "a": 3\n  },\n  {\n    "a": 4\n  }\n]',
      1,
    ],
    ["there is no comma", '[{"a":1} {"a":3}\n{"a":4}]', 0],
  ];
  test.each(BROKEN)("loses no other value where %s", (_, input, broken) => {
    for (const step of STEPS) {
      const { texts } = split(ValueTexts, input, step);
      const values = texts.map(([, text]) => valueOf(text));
      const good = values.filter((value) => value !== null);
      for (const expected of [1, 3, 4]) expect(good).toContainEqual({ a: expected });
      for (const [line, text] of texts) expect(input.split("\n")[line - 1]).toContain(text.split("\n")[0]);
      expect(values.length - good.length).toBeGreaterThanOrEqual(broken);
    }
  });

  test("takes no object inside a broken value for one of its own", () => {
    const broken = '{\n  "c": "\n  "a": [\n   {\n   "b": 1\n   }\n  ]\n';
    const { texts } = split(ValueTexts, `[\n ${broken} },\n {\n  "a": 3\n }\n]`);
    expect(texts.map(([line, text]) => [line, valueOf(text)])).toEqual([
      [2, null],
      [10, { a: 3 }],
    ]);
  });

  test("tells that the input ended inside a value, or before the array did", () => {
    for (const input of ['[{"a":1},{"a"', '[{"a":1},', '[{"a":1}']) {
      const { splitter, texts } = split(ValueTexts, input, 3);
      expect([splitter.cut, texts[0]]).toEqual([true, [1, '{"a":1}']]);
    }
  });

  test("reads a value nested too deep to its end, and sets it aside", () => {
    const deep = "[".repeat(5000) + "]".repeat(5000);
    const { texts, bad } = split(ValueTexts, `[{"a":${deep}},\n{"a":1}]`, 100);
    expect(texts).toEqual([[2, '{"a":1}']]);
    expect(bad).toEqual([[1, "objects and arrays may be nested 32 deep"]]);
  });

  test("does not read brackets that are never closed over and over", () => {
    const { texts, bad, splitter } = split(ValueTexts, `[\n${'{"a":[1,\n'.repeat(200_000)}`, 1 << 18);
    expect([texts, bad.length > 0, splitter.cut]).toEqual([[], true, true]);
  });

  test("gives a value of more than 16 MiB up and finds the next", () => {
    const bytes = new TextEncoder().encode(`[\n{"a":"${"x".repeat(MAX_TEXT_BYTES + 10)}"},\n{"a":1}\n]`);
    const { texts, bad } = split(ValueTexts, bytes, 1 << 18);
    expect([texts.map(([line, text]) => [line, text.slice(0, 20)]), bad]).toEqual([
      [[3, '{"a":1}']],
      [[2, "value is longer than 16 MiB"]],
    ]);
  });
});

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
