import { isAttackLabel, normalizeLabel, saysUnknown } from "./labels.ts";

describe("normalizeLabel()", () => {
  test.each([
    ["  normal ", "normal"],
    ["Web Attack \u2013 Brute  Force", "Web Attack - Brute Force"],
    ["Web Attack \u2212 XSS", "Web Attack - XSS"],
    ["Web Attack \u0096 XSS", "Web Attack - XSS"],
    ["Web Attack \uFFFD XSS", "Web Attack - XSS"],
    ["a\uFFFDb", "a\uFFFDb"],
    ["smurf.", "smurf"],
    ["etc..", "etc."],
    ["C&C", "C&C"],
    ["", ""],
  ])("makes %j %j", (text, expected) => expect(normalizeLabel(text)).toBe(expected));

  test("normalises a label of 1 MB of blanks and dashes at once", () => {
    const started = performance.now();
    normalizeLabel(`${" ".repeat(500_000)}x${" \u2013".repeat(250_000)}`);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("isAttackLabel()", () => {
  const attacks = new Set(["malicious"]);

  test("knows benign words in any case, the dialect's attack words, and nothing else", () => {
    for (const word of ["benign", "Normal", "LEGITIMATE", "clean", "0", "false"])
      expect(isAttackLabel(word, attacks, null)).toBe(false);
    expect(isAttackLabel("Malicious", attacks, null)).toBe(true);
    for (const word of ["background", "Unknown", "-", "", "PortScan", "1", "__proto__", "constructor"]) {
      expect(isAttackLabel(word, attacks, null)).toBeNull();
    }
  });

  test("with the user's benign values all others are attacks, but not what says that it does not know", () => {
    const benign = new Set(["ok"]);
    expect(isAttackLabel("OK", attacks, benign)).toBe(false);
    expect(isAttackLabel("normal", attacks, benign)).toBe(true);
    expect(isAttackLabel("PortScan", attacks, benign)).toBe(true);
    expect(isAttackLabel("Background", attacks, benign)).toBeNull();
    expect(isAttackLabel("background", attacks, new Set(["background"]))).toBe(false);
  });
});

test("saysUnknown() knows the words by which a data set says nothing", () => {
  expect(["background", "UNKNOWN", "-", "(empty)", "", "normal"].map(saysUnknown)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
});
