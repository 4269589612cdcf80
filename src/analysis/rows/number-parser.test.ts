import { prng } from "../../kernels/mod.ts";
import { NUMBER_INVALID, NUMBER_MISSING, NUMBER_OK, NumberParser } from "./number-parser.ts";
import { bytesOf } from "../read/testing/input.ts";

function parse(text: string, grouped: boolean = false): { value: number; status: number } {
  const parser = new NumberParser();
  const bytes = bytesOf(`x${text}y`);
  const value = parser.parse(bytes, 1, bytes.length - 1, grouped);
  return { value, status: parser.status };
}

describe("NumberParser", () => {
  test.each([
    ["0", 0],
    ["-0", -0],
    ["7", 7],
    [" 7", 7],
    ["7\t", 7],
    ["+7", 7],
    ["53.0", 53],
    ["5.", 5],
    [".5", 0.5],
    ["-.5", -0.5],
    ["1e-05", 1e-5],
    ["1E+3", 1000],
    ["0x0303", 0x303],
    ["007", 7],
    ["9007199254740993", 9007199254740992],
    ["9007199254740995", 9007199254740996],
    ["18446744073709551615", 18446744073709552000],
    ["0.1", 0.1],
    ["842.4615384615385", 842.4615384615385],
    ["776.0377358490566", 776.0377358490566],
    ["0.30000000000000004", 0.30000000000000004],
    ["1379288667.706265", 1379288667.706265],
    ["123456789012345678901234567890", 1.2345678901234568e29],
    ["0.0000000000000000000000000000001", 1e-31],
    ["4.9e-324", 5e-324],
    ["1e400", Infinity],
    ["Infinity", Infinity],
    ["-inf", -Infinity],
    ["+Inf", Infinity],
  ])("reads %j as Number would", (text, expected) => {
    expect(parse(text)).toEqual({ value: expected, status: NUMBER_OK });
  });

  test.each(["", " ", "\t", "-", "(empty)", "NA", "NaN", "nan", "null", "None", "?", "n/a"])(
    "takes %j as missing",
    (text) => {
      expect(parse(text)).toEqual({ value: NaN, status: NUMBER_MISSING });
    },
  );

  test.each([
    "12abc",
    "abc",
    "1,234",
    "1 2",
    "--1",
    "1e",
    "e5",
    ".",
    "+",
    "0x",
    "0xzz",
    "-0x1",
    "1.2.3",
    "1..2",
    "\0",
    "\u00007",
    "٣",
    "½",
    "1_000",
    "true",
    "9".repeat(401),
  ])("calls %j no number, and does not take its beginning for one", (text) => {
    expect(parse(text)).toEqual({ value: NaN, status: NUMBER_INVALID });
  });

  test("takes a comma between groups of three digits only where it is told so", () => {
    expect(parse("1,234,567.5", true)).toEqual({ value: 1234567.5, status: NUMBER_OK });
    expect(parse("-1,234", true).value).toBe(-1234);
    for (const text of ["1,23", "1234,567", ",123", "1,,234"])
      expect(parse(text, true).status).toBe(NUMBER_INVALID);
  });

  test("gives the same double as Number for 200,000 random decimals of up to 24 digits, and for shortest forms of doubles", () => {
    const random = prng(7);
    const parser = new NumberParser();
    const scratch = new Uint8Array(64);
    const encoder = new TextEncoder();
    let wrong = 0;
    const check = (text: string): void => {
      const { written } = encoder.encodeInto(text, scratch);
      if (!Object.is(parser.parse(scratch, 0, written), Number(text)) || parser.status !== NUMBER_OK) wrong++;
    };
    for (let i = 0; i < 200_000; i++) {
      const digits = Array.from({ length: 1 + random.int(24) }, () => String(random.int(10))).join("");
      const point = random.int(digits.length + 1);
      check(`${random.int(2) === 0 ? "" : "-"}${digits.slice(0, point)}.${digits.slice(point)}`);
      check(String((random.next() * 1e6) / (1 + random.int(1000))));
    }
    expect(wrong).toBe(0);
  });

  test("rounds decimals that lie at or next to the middle of two doubles as Number does", () => {
    const random = prng(11);
    let wrong = 0;
    for (let i = 0; i < 20_000; i++) {
      const whole = 2 ** 53 + random.int(2 ** 40) * 2;
      const middle = (BigInt(whole) + 1n) * 10n ** 5n + BigInt(random.int(3) - 1);
      const text = `${String(middle).slice(0, -5)}.${String(middle).slice(-5)}`;
      if (parse(text).value !== Number(text)) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
