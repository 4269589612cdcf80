/** Runs programs against the built bundle in Node and in Deno, as a user without the repository would. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const LIBRARY = path.join(ROOT, "trafficlab/library");

/** Ten times what a program takes on two busy cores: a program that hangs fails, a slow machine does not. */
const TIME_LIMIT = 120_000;
/** Nothing listens there: whatever tries to reach the network fails. */
const DEAD_PROXY = "http://127.0.0.1:9";

/** A folder that is gone after the test. */
export function scratchFolder(t, name = "trafficlab library ") {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Deno's binary: the one named, the one set up here, or one on the path; null when there is none. */
export function findDeno() {
  const name = process.platform === "win32" ? "deno.exe" : "deno";
  const named = process.env.TRAFFICLAB_DENO;
  if (named !== undefined && named !== "") return named;
  const folders = [
    path.join(ROOT, ".venv/bin"),
    path.join(ROOT, ".venv/Scripts"),
    ...(process.env.PATH ?? "").split(path.delimiter),
  ];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** Runs a command; its standard output. A failure shows what it wrote. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      timeout: TIME_LIMIT,
      maxBuffer: 1 << 26,
      ...options,
    });
    return stdout;
  } catch (error) {
    throw new Error(
      `${path.basename(command)} ${args.join(" ")} failed: ${error.message}\n${error.stdout}\n${error.stderr}`,
      { cause: error },
    );
  }
}

/** Runs a program of tests/library/programs in a runtime; it answers with one line of JSON, and must write no warning. */
async function runProgram(command, args, options) {
  const { stdout, stderr } = await promisify(execFile)(command, args, {
    timeout: TIME_LIMIT,
    maxBuffer: 1 << 26,
    ...options,
  });
  assert.equal(stderr, "", "the program wrote to standard error");
  return JSON.parse(stdout);
}

function program(name) {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

export const RUNTIMES = [
  {
    name: "Node",
    skip: false,
    run: (t, name, ...args) =>
      runProgram(process.execPath, [program(name), ...args], { cwd: scratchFolder(t) }),
  },
  {
    name: "Deno, offline with an empty cache",
    // On the test machines of the project it must be there; a contributor without it is told.
    skip: findDeno() === null && process.env.CI !== "true" ? "no Deno found: set TRAFFICLAB_DENO" : false,
    run: (t, name, ...args) => {
      const deno = findDeno();
      assert.ok(deno, "Deno must be there when CI=true: set TRAFFICLAB_DENO or run the set-up");
      const folder = scratchFolder(t);
      const env = { ...process.env, DENO_DIR: path.join(folder, "deno-cache"), NO_COLOR: "1" };
      for (const key of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]) env[key] = DEAD_PROXY;
      env.no_proxy = env.NO_PROXY = "127.0.0.1"; // the loopback server of a program
      return runProgram(deno, ["run", "--allow-all", "--no-config", program(name), ...args], {
        cwd: folder,
        env,
      });
    },
  },
];
