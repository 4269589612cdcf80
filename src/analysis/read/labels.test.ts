import { saysUnknown } from "../core/mod.ts";
import { isAttackLabel, normalizeLabel, PLAIN_ATTACK_WORDS } from "./labels.ts";

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

  test.each([
    ..."scan PortScan portscan Port-Scan scanning port_scan C&C DDoS dos_hulk bruteforce Brute-Force botnet Bot".split(
      " ",
    ),
    ...[
      "DoS Slowhttptest",
      "DDoS-UDP_Flood",
      "Web Attack - XSS",
      "infiltration",
      "exfil",
      "data exfiltration",
    ],
    ...[
      "FTP-Patator",
      "SSH-Bruteforce",
      "neptune",
      "guess_passwd",
      "Reconnaissance",
      "mitm",
      "Mirai-udpplain",
    ],
  ])("of the plain words, %j is an attack", (label) => {
    expect(isAttackLabel(label, PLAIN_ATTACK_WORDS, null)).toBe(true);
  });

  test.each([
    ..."suspicious generic Analysis other web http chat Google 1 back scanner-free".split(" "),
    ...[
      "no attack",
      "non-malicious",
      "not a scan",
      "dos - none",
      "attack free",
      "virtual",
      "botany",
      "scandal",
    ],
  ])("of the plain words, %j says nothing", (label) => {
    expect(isAttackLabel(label, PLAIN_ATTACK_WORDS, null)).toBeNull();
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
