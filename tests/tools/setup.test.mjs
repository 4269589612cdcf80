import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, test } from "node:test";
import { browserPaths } from "../../tools/setup/browser.mjs";
import { isNodeRecentEnough } from "../../tools/setup/check-node.mjs";
import { cleanEnv, venvEnv } from "../../tools/setup/environment.mjs";
import { matchesLock } from "../../tools/setup/packages.mjs";
import { ROOT, SETUP_DIR, VENV_BIN } from "../../tools/setup/paths.mjs";
import { isPythonRecentEnough, pythonCandidates, readProbe } from "../../tools/setup/python.mjs";
import { capture, mustRun } from "../../tools/setup/run.mjs";
import { SetupError, describeError } from "../../tools/setup/say.mjs";
import { hashInputs } from "../../tools/setup/stamp.mjs";

const folder = mkdtempSync(join(tmpdir(), "trafficlab-setup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("isNodeRecentEnough() refuses what is older than 20.19", () => {
  assert.deepEqual(["18.20.0", "20.18.9", "20.19.0", "22.0.0"].map(isNodeRecentEnough), [
    false,
    false,
    true,
    true,
  ]);
});

test("isPythonRecentEnough() refuses what is older than 3.10", () => {
  assert.deepEqual(
    [
      [2, 7, 18],
      [3, 9, 20],
      [3, 10, 0],
      [4, 0, 0],
    ].map((version) => isPythonRecentEnough(version)),
    [false, false, true, true],
  );
});

test("isPythonRecentEnough() takes what another environment needs", () => {
  assert.equal(isPythonRecentEnough([3, 10, 12], [3, 11]), false);
  assert.equal(isPythonRecentEnough([3, 11, 0], [3, 11]), true);
});

test("readProbe() refuses what is no answer of a Python 3", () => {
  assert.equal(
    readProbe("Python was not found; run without arguments to install from the Microsoft Store"),
    null,
  );
  assert.equal(readProbe(""), null);
  assert.deepEqual(
    readProbe('a warning\n{"version": [3, 12, 1], "path": "p", "prefix": "q"}\n')?.version,
    [3, 12, 1],
  );
});

test("pythonCandidates() asks Windows' launcher first on Windows, and the wanted one before all", () => {
  assert.deepEqual(pythonCandidates("win32", undefined)[0], ["py", "-3"]);
  assert.deepEqual(pythonCandidates("linux", undefined)[0], ["python3"]);
  assert.deepEqual(pythonCandidates("linux", "mine")[0], ["mine"]);
});

test("browserPaths() knows the usual places of each platform", () => {
  assert.ok(browserPaths("linux", { PATH: "/a:/b" }).includes(join("/b", "google-chrome")));
  assert.ok(
    browserPaths("darwin", { HOME: "/h" }).includes(
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
  );
  assert.ok(
    browserPaths("win32", { PROGRAMFILES: "C:\\P" }).includes(
      "C:\\P\\Google\\Chrome\\Application\\chrome.exe",
    ),
  );
});

test("matchesLock() wants every package in its locked version, except optional ones of other platforms", () => {
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "packages/tfjs-node": { version: "4.22.0" },
      "node_modules/@tensorflow/tfjs-node": { link: true },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/win-only": { version: "1.0.0", optional: true },
    },
  };
  assert.equal(matchesLock(lock, { packages: { "node_modules/a": { version: "1.0.0" } } }), true);
  assert.equal(matchesLock(lock, { packages: { "node_modules/a": { version: "1.0.1" } } }), false);
  assert.equal(matchesLock(lock, { packages: {} }), false);
});

test("hashInputs() changes with a file's content and name, not with its tests", () => {
  const path = relative(ROOT, folder);
  const seen = [];
  const write = (name, text) => {
    writeFileSync(join(folder, name), text);
    seen.push(hashInputs([path]));
  };
  write("a.ts", "1");
  write("a.test.ts", "1");
  write("a.ts", "2");
  write("b.ts", "2");
  assert.equal(seen[0], seen[1]);
  assert.equal(new Set(seen).size, 3);
});

test("venvEnv() keeps Jupyter and Deno to the repository's own folders", () => {
  const before = { ...process.env };
  process.env.JUPYTER_PATH = "/elsewhere";
  process.env.PYTHONPATH = "/elsewhere";
  try {
    const env = venvEnv();
    assert.equal(env.JUPYTER_PATH, undefined);
    assert.equal(cleanEnv().PYTHONPATH, undefined);
    for (const name of [
      "JUPYTER_CONFIG_DIR",
      "JUPYTER_DATA_DIR",
      "JUPYTER_RUNTIME_DIR",
      "DENO_DIR",
      "IPYTHONDIR",
    ]) {
      assert.ok(env[name].startsWith(SETUP_DIR), name);
    }
    assert.ok((env.PATH ?? env.Path).startsWith(VENV_BIN));
  } finally {
    process.env = before;
  }
});

test("capture() ends a command that takes longer than it may, and says so", async () => {
  const run = await capture(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { timeoutMs: 300 });
  assert.equal(run.timedOut, true);
});

test("mustRun() says what could not be done, shows the end of the output and the remedy", async () => {
  const failing = mustRun("bake", process.execPath, ["-e", "console.log('no flour'); process.exit(3)"], {
    remedy: "buy flour",
  });
  await assert.rejects(failing, (error) => {
    assert.ok(error instanceof SetupError);
    assert.equal(
      describeError(error),
      "Cannot bake: it ended with exit code 3\n  | no flour\nTo mend it: buy flour",
    );
    return true;
  });
});

test("mustRun() tells a missing command from a failing one", async () => {
  await assert.rejects(
    mustRun("bake", "no-such-command-anywhere", []),
    /Cannot bake: the command was not found/,
  );
});
