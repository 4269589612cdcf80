import { checkInteger, checkOneOf, checkOptions, describe as describeValue } from "./checks.ts";

const bad = (Class: string, message: string): unknown =>
  expect.objectContaining({ name: Class, code: "BAD_INPUT", message }) as unknown;

describe("checkOptions()", () => {
  test("takes no options and known ones", () => {
    expect(() => checkOptions("do it", undefined, ["a"])).not.toThrow();
    expect(() => checkOptions("do it", { a: 1 }, ["a"])).not.toThrow();
  });

  test("refuses unknown names and what is no object, naming what is known", () => {
    expect(() => checkOptions("do it", { b: 1 }, ["a", "c"])).toThrow(
      bad("TypeError", 'Cannot do it: unknown option "b"; known are "a", "c"') as Error,
    );
    expect(() => checkOptions("do it", null, ["a"])).toThrow(
      bad("TypeError", "Cannot do it: options must be an object, got null") as Error,
    );
    expect(() => checkOptions("do it", [1], ["a"])).toThrow("got an array of 1");
    expect(() => checkOptions("do it", JSON.parse('{"__proto__": 1}'), ["a"])).toThrow(
      'unknown option "__proto__"',
    );
    expect(() => checkOptions("do it", { toString: 1 }, ["a"])).toThrow('unknown option "toString"');
  });
});

test("checkInteger() tells another kind from out of bounds", () => {
  expect(checkInteger("do it", "n", 5, 1, 5)).toBe(5);
  expect(() => checkInteger("do it", "n", "5", 1, 5)).toThrow(
    bad("TypeError", 'Cannot do it: n must be a number, got "5"') as Error,
  );
  for (const value of [0, 6, 1.5, NaN, Infinity]) {
    expect(() => checkInteger("do it", "n", value, 1, 5)).toThrow(
      bad("RangeError", `Cannot do it: n must be a whole number from 1 to 5, got ${value}`) as Error,
    );
  }
});

test("checkOneOf() lists what is allowed", () => {
  expect(checkOneOf("do it", "how", "fast", ["fast", "slow"])).toBe("fast");
  expect(() => checkOneOf("do it", "how", 3, ["fast", "slow"])).toThrow(
    'Cannot do it: how must be one of "fast", "slow", got 3',
  );
});

test("describe() gives a short text for every kind of value", () => {
  const values = [
    null,
    undefined,
    "a\nb",
    3,
    true,
    [1, 2],
    {},
    Object.create(null),
    new Map(),
    () => 1,
    Symbol("s"),
    5n,
  ];
  expect(values.map(describeValue)).toEqual([
    "null",
    "undefined",
    '"a\\nb"',
    "3",
    "true",
    "an array of 2",
    "an object (Object)",
    "an object (no class)",
    "an object (Map)",
    "a function",
    "a symbol",
    "a bigint",
  ]);
});
