import { compile, parseRuleFormula, run } from "./mod.ts";

const CODES: Readonly<Record<string, number>> = { tcp: 0, udp: 1 };

/** Works a formula out on rows of numbers by name; a text is its code. */
function worked(
  text: string,
  rows: Record<string, number[]>,
  wanted: "truth" | "number" = "truth",
): number[] {
  const program = compile(parseRuleFormula(text, wanted, "the test"), (_, name) => CODES[name] ?? 9);
  const count = Object.values(rows)[0]!.length;
  const columns = program.names.map((name) => Float64Array.from(rows[name]!));
  const stack = Array.from({ length: program.depth }, () => new Float64Array(count));
  return [...run(program, columns, stack, count).subarray(0, count)];
}

test.each<[string, number]>([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["-2 - -3", 1],
  ["8 / 4 / 2", 1],
  ["7 - 4 - 2", 1],
  ["min(3, 1, 2) + max(4, 9)", 10],
  ["log2(8) + log10(1000) + sqrt(16) + abs(-2)", 12],
  ["1e3 + .5", 1000.5],
])("%s is %d", (text, expected) => {
  expect(worked(`${text} + 0 * duration`, { duration: [1] }, "number")).toEqual([expected]);
});

test.each<[string, number[]]>([
  ["duration < 2", [1, 0, 0]],
  ["duration >= 2", [0, 1, 0]],
  ["duration = 2", [0, 1, 0]],
  ["duration != 2", [1, 0, 0]],
  ["not duration > 1", [1, 0, 1]],
  ["duration < 2 or duration > 1 and false", [1, 0, 0]],
  ["(duration < 2 or duration > 1) and false", [0, 0, 0]],
  ["duration in (1, 5)", [1, 0, 0]],
  ["duration in (0, 2, 4, 6)", [0, 1, 0]],
  ["not not duration = 1", [1, 0, 0]],
])("%s of 1, 2 and a missing number; a comparison with what is missing is false", (text, expected) => {
  expect(worked(text, { duration: [1, 2, NaN] })).toEqual(expected);
});

test.each<[string, number[]]>([
  ["protocol = 'TCP'", [1, 0, 0, 0]],
  ['protocol != "tcp"', [0, 1, 1, 0]],
  ["protocol in ('tcp', 'udp')", [1, 1, 0, 0]],
  ["not protocol = 'udp'", [1, 0, 1, 1]],
])("%s of tcp, udp, another text and a missing one", (text, expected) => {
  expect(worked(text, { protocol: [0, 1, -1, NaN] })).toEqual(expected);
});

const REFUSED: [string, string][] = [
  ["", "needs a number"],
  ["duration", "it must be a condition, got a quantity"],
  ["duration < ", "needs a number, a name, a function or (, got its end"],
  ["duration < 1 2", 'needs an operator or its end, got "2"'],
  ["(duration < 1", "needs ), got its end"],
  ["speed < 1", 'no field or function is called "speed"'],
  ["protocol < 'tcp'", "a text can be = or != another"],
  ["protocol = tcp", "needs a text in quotes"],
  ["protocol = 6", "needs a text in quotes"],
  ["duration = 'tcp'", "needs a number"],
  ["duration and duration > 1", '"and" takes conditions'],
  ["not duration", '"not" takes conditions'],
  ["1 + (duration > 1) > 0", '"+" takes numbers'],
  ["log10(duration, 2) > 1", "log10 takes one number, got 2"],
  ["max(duration) > 1", "max takes two numbers or more, got 1"],
  ["duration in ()", "needs a number"],
  ["duration in (1, 'a')", "needs a number"],
  ["1 in (1)", "only a name can be in a list"],
  ["duration; process.exit()", "at character 9 stands"],
  ["constructor = 1", 'no field or function is called "constructor"'],
  ["1e999 < duration", "numbers must be finite"],
  [`duration < ${"1".repeat(2000)}`, "a formula has at most 2000 characters"],
  [`${"(".repeat(500)}duration < 1`, "nests at most 40 deep"],
  [`${"-".repeat(500)}1 < duration`, "nests at most 40 deep"],
  [`${"not ".repeat(400)}duration < 1`, "nests at most 40 deep"],
];

test.each(REFUSED.map(([text, rule]) => [text.slice(0, 40), text, rule]))(
  "%s is refused and named",
  (_, text, rule) => {
    expect(() => parseRuleFormula(text, "truth", "rules[3].when")).toThrow(
      expect.objectContaining({
        name: "SyntaxError",
        code: "BAD_INPUT",
        message: expect.stringContaining(`Cannot read the formula of rules[3].when: `) as string,
      }) as Error,
    );
    expect(() => parseRuleFormula(text, "truth", "rules[3].when")).toThrow(rule);
  },
);

test("a condition where a quantity belongs is refused", () => {
  expect(() => parseRuleFormula("duration < 1", "number", "it")).toThrow("it must be a number");
});
