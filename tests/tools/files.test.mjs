import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";
import { findForbiddenText, findLargeFiles, findLongFiles, listFiles } from "../../tools/checks/files.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function makeTree(files) {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-files-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const lines = (count) => "x;\n".repeat(count);

test("findLongFiles() names a source of 401 lines and lets one of 400 pass", () => {
  const folder = makeTree({
    "src/long.ts": lines(401),
    "src/full.ts": lines(400),
    "tools/open-end.mjs": `${lines(400)}x;`,
  });
  assert.deepEqual(findLongFiles(folder), [
    "src/long.ts: at most 400 lines, got 401",
    "tools/open-end.mjs: at most 400 lines, got 401",
  ]);
});

test("findLongFiles() exempts tests and what is no source", () => {
  const folder = makeTree({
    "src/long.test.ts": lines(900),
    "tests/long.mjs": lines(900),
    "README.md": lines(900),
    "package-lock.json": lines(900),
  });
  assert.deepEqual(findLongFiles(folder), []);
});

test("findLargeFiles() names a file of one byte over 1 MiB", () => {
  const folder = makeTree({
    "notebooks/data/big.csv": "x".repeat(1024 * 1024 + 1),
    "fits.csv": "x".repeat(1024 * 1024),
  });
  assert.deepEqual(findLargeFiles(folder), ["notebooks/data/big.csv: at most 1048576 bytes, got 1048577"]);
});

for (const [what, text] of [
  ["a path of one machine", ["see ", "work", "main"].join("/")],
  ["a path of one machine", `"${["", "root", "x"].join("/")}"`],
  ["a path of one machine", ["", "home", "ann", "x"].join("/")],
  ["the address of a package registry", `https://registry.${"npmjs"}.org/x`],
]) {
  test(`findForbiddenText() finds ${text.replaceAll("/", " / ")}`, () => {
    assert.deepEqual(findForbiddenText(makeTree({ "docs/a.md": `first\n${text}\n` })), [
      `docs/a.md:2: must not hold ${what}`,
    ]);
  });
}

test("findForbiddenText() finds a focused test, in tests only", () => {
  const focused = ["test", "only('x', () => {});"].join(".");
  const folder = makeTree({ "src/a.test.ts": focused, "src/b.ts": focused });
  assert.deepEqual(findForbiddenText(folder), ["src/a.test.ts:1: must not hold a focused or forgotten test"]);
});

test("findForbiddenText() lets addresses and relative paths pass", () => {
  const folder = makeTree({ "a.md": "https://example.org/work/x ../work/x notes/root/x model.fit(x)\n" });
  assert.deepEqual(findForbiddenText(folder), []);
});

test("listFiles() sees the repository, not what was built or installed", () => {
  const files = listFiles(ROOT);
  assert.ok(files.includes("package.json"));
  assert.ok(files.includes("tools/checks/files.mjs"));
  assert.deepEqual(
    files.filter((name) => /^(?:node_modules|lib|\.venv|\.setup)\//.test(name)),
    [],
  );
});

test("listFiles() leaves out what git would ignore when the tree comes without git", () => {
  const folder = makeTree({
    "src/a.ts": "",
    "trafficlab/library.py": "",
    "node_modules/x/index.js": "",
    "packages/p/node_modules/y.js": "",
    "trafficlab/library/mod.js": "",
    ".venv/bin/python": "",
    "lib/a.js": "",
  });
  assert.deepEqual(listFiles(folder), ["src/a.ts", "trafficlab/library.py"]);
});
