import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { changedFiles, fileHashes, findMakers } from "../../tools/fixtures/makers.mjs";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { ROOT } from "../../tools/setup/paths.mjs";
import { findPython } from "../../tools/setup/python.mjs";
import { SetupError, describeError } from "../../tools/setup/say.mjs";

const folder = mkdtempSync(join(tmpdir(), "trafficlab-fixtures-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(path, text) {
  const whole = join(folder, path);
  mkdirSync(join(whole, ".."), { recursive: true });
  writeFileSync(whole, text);
}

test("findMakers() finds every make_*.py in its folder's order, or the named ones", () => {
  for (const path of ["b/make_b.py", "a/make_two.py", "a/make_one.py", "a/note.py", "common/__init__.py"])
    write(`makers/${path}`, "");
  const makers = join(folder, "makers");
  const names = (found) => found.map(({ name, path }) => `${name}: ${path.slice(makers.length + 1)}`);
  assert.deepEqual(names(findMakers(makers)), ["a: a/make_one.py", "a: a/make_two.py", "b: b/make_b.py"]);
  assert.deepEqual(names(findMakers(makers, ["b"])), ["b: b/make_b.py"]);
});

test("findMakers() names the makers there are when a wanted one is not", () => {
  assert.throws(() => findMakers(join(folder, "makers"), ["b", "forset"]), {
    name: "SetupError",
    message: "Cannot make fixtures: the makers are a, b, got forset",
  });
});

test("the repository's own makers are found", () => {
  const names = findMakers(join(ROOT, "tools", "fixtures")).map(({ name }) => name);
  assert.ok(names.includes("math") && names.includes("profile"), names.join(", "));
});

test("changedFiles() tells new, changed and gone files, by their content", () => {
  write("out/same.json", "1");
  write("out/deep/changed.json", "1");
  write("out/gone.json", "1");
  const before = fileHashes(join(folder, "out"));
  write("out/same.json", "1");
  write("out/deep/changed.json", "2");
  write("out/new.json", "1");
  rmSync(join(folder, "out", "gone.json"));
  assert.deepEqual(changedFiles(before, fileHashes(join(folder, "out"))), [
    { name: "deep/changed.json", what: "changed" },
    { name: "gone.json", what: "gone" },
    { name: "new.json", what: "new" },
  ]);
});

test("fileHashes() is empty for a folder that is not there", () => {
  assert.equal(fileHashes(join(folder, "nowhere")).size, 0);
});

test("referenceEnv() bounds every library's threads and fixes the order of hashes", () => {
  const env = referenceEnv(2);
  for (const name of ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"])
    assert.equal(env[name], "2", name);
  assert.equal(env.PYTHONHASHSEED, "0");
});

test("findPython() names what it found and what to do when every Python is too old", async () => {
  const error = await findPython([99, 1]).then(
    () => assert.fail("no Python is that recent"),
    (reason) => reason,
  );
  assert.ok(error instanceof SetupError);
  assert.match(describeError(error), /Python 99\.1 or later is needed, got .*3\.\d+/);
  assert.match(describeError(error), /To mend it: install Python 99\.1 or later .*TRAFFICLAB_PYTHON/);
});
