import { bracketed, evaluateFormula, parseFormula } from "./formula.ts";

const noPause = async (): Promise<void> => {};
const numbers = (...values: number[]): Float64Array => Float64Array.from(values);

async function evaluate(text: string, columns: Record<string, Float64Array>): Promise<number[]> {
  const formula = parseFormula(text, "mapping.duration");
  const operands = formula.columns.map((name) => columns[name]!);
  return [...(await evaluateFormula(formula, operands, operands[0]!.length, noPause))];
}

test.each([
  ["[a] + [b]", 13],
  ["[a] + [b] * 2", 16],
  ["([a] + [b]) * 2", 26],
  ["[a] - [b] - 1", 6],
  ["[a] / [b] / 2", 10 / 3 / 2],
  ["-[a] + +[b]", -7],
  ["--[a]", 10],
  ["max([a], [b], 20) - min([a],[b])", 17],
  ["MAX([b])", 3],
  ["1e-3*[a] + .5", 0.51],
  [" [a]\t/\n1.e1 ", 1],
])("%p is %d", async (text, expected) => {
  expect(await evaluate(text, { a: numbers(10), b: numbers(3) })).toEqual([expected]);
});

test("works on columns of several blocks, leaves them as they are, and pauses", async () => {
  const a = Float64Array.from({ length: 10_000 }, (_, row) => row);
  let pauses = 0;
  const formula = parseFormula("([a] - 1) * [a]", "mapping.bytes_sent");
  const result = await evaluateFormula(formula, [a], a.length, async () => void pauses++);
  expect([result[0], result[1], result[4096], result[9999]]).toEqual([-0, 0, 4095 * 4096, 9998 * 9999]);
  expect(a[9999]).toBe(9999);
  expect(pauses).toBeGreaterThan(1);
});

test("a missing cell makes the result missing", async () => {
  expect(await evaluate("max([a], 0) + [b]", { a: numbers(NaN, 1), b: numbers(1, NaN) })).toEqual([NaN, NaN]);
});

test("names may hold anything, a bracket doubled", async () => {
  const name = "x]]y [z] + 1";
  expect(parseFormula(bracketed(name), "it").columns).toEqual([name]);
  expect(
    await evaluate(`${bracketed("a]")} + [__proto__]`, { "a]": numbers(1), ["__proto__"]: numbers(2) }),
  ).toEqual([3]);
});

test.each([
  ["", "at character 1 a formula needs a number, a column in [brackets], max, min or (, got its end"],
  ["1 + 2", "must name a column in [brackets], got none"],
  ["[a] +", "at character 6"],
  ["[a] [b]", 'needs an operator, got "[b]"'],
  ["[a", "needs ], got its end"],
  ["([a]", "needs ), got its end"],
  ["a + [b]", 'the functions of a formula are max and min, got "a"; names stand in [brackets]'],
  ["process.exit()", 'got "process"'],
  ["[a] ** 2", "needs a number"],
  ["[a]; 1", 'needs an operator, got "; 1"'],
  ["max [a]", "needs (, got"],
  ["1e999 * [a]", "needs a number"],
  ["(".repeat(60) + "[a]" + ")".repeat(60), "nests at most 50 deep"],
  ["-".repeat(1000) + "[a]", "nests at most 50 deep"],
  ["[a]" + "+[a]".repeat(1000), "at most 2000 characters, got 4003"],
])("refuses %p", (text, message) => {
  const error = failureOf(() => parseFormula(text, "mapping.bytes_sent"));
  expect(error).toMatchObject({ name: "SyntaxError", code: "BAD_INPUT" });
  expect(error.message).toContain(message);
  expect(error.message.length).toBeLessThan(500);
});

function failureOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
