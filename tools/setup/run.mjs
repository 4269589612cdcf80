/** Child processes: started without a shell, with no stdin, ended by their own id only. */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { LOG_DIR, ROOT } from "./paths.mjs";
import { SetupError } from "./say.mjs";

const TAIL_LINES = 25;
/** Between asking a command to end, and ending it. */
const MAY_CLEAN_UP_MS = 10_000;

/**
 * Runs a command to its end and keeps what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log?: string, echo?: boolean, timeoutMs?: number, signal?: AbortSignal }} [options]
 *   `log` names a file under `.setup/logs`; `echo` also prints the output as it comes; `timeoutMs` and `signal` end the command
 * @returns {Promise<{ code: number, output: string, log: string | undefined, timedOut: boolean, missing: boolean }>}
 */
export function capture(
  command,
  args,
  { cwd = ROOT, env = process.env, log, echo = false, timeoutMs, signal } = {},
) {
  return new Promise((resolve) => {
    let file;
    let stream;
    if (log) {
      mkdirSync(LOG_DIR, { recursive: true });
      file = join(LOG_DIR, `${log}.log`);
      stream = createWriteStream(file);
    }
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const chunks = [];
    let timedOut = false;
    let timer;
    const end = () => {
      timedOut = true;
      clearTimeout(timer);
      child.kill("SIGTERM");
      timer = setTimeout(() => child.kill("SIGKILL"), MAY_CLEAN_UP_MS);
    };
    if (timeoutMs !== undefined) timer = setTimeout(end, timeoutMs);
    signal?.addEventListener("abort", end, { once: true });
    const keep = (chunk) => {
      chunks.push(chunk);
      stream?.write(chunk);
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let finished = false;
    const finish = (code, missing) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      const output = Buffer.concat(chunks).toString("utf8");
      const done = () => resolve({ code, output, log: file && relative(ROOT, file), timedOut, missing });
      if (stream) stream.end(done);
      else done();
    };
    child.on("error", (error) => {
      keep(Buffer.from(`${error.message}\n`));
      finish(127, true);
    });
    // A grandchild that was left behind keeps the pipes open, and "close" away.
    child.on("exit", (code) => {
      if (!timedOut) return;
      child.stdout.destroy();
      child.stderr.destroy();
      finish(code ?? 1, false);
    });
    // "close" comes after both pipes are drained; after an "error" it may never come.
    child.on("close", (code) => finish(code ?? 1, false));
  });
}

/**
 * Runs a command that has to succeed.
 * @param {string} what The action for the error message, such as "install the npm packages"
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof capture>[2] & { remedy?: string }} [options]
 * @returns {Promise<string>} What it printed
 * @throws {SetupError} When the command is missing or fails; carries the end of its output
 */
export async function mustRun(what, command, args, { remedy, ...options } = {}) {
  const { code, output, log, missing } = await capture(command, args, options);
  if (code !== 0) {
    const how = missing ? "the command was not found" : `it ended with exit code ${code}`;
    throw new SetupError(`Cannot ${what}: ${how}`, { remedy, log, tail: lastLines(output) });
  }
  return output;
}

/**
 * @param {string} text
 * @returns {string} Its last lines without the empty end
 */
export function lastLines(text, count = TAIL_LINES) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/**
 * npm's own command line, as the arguments for `capture`: the npm that started this script where there is one, so that no shell is
 * needed to find `npm.cmd` on Windows.
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) return [process.execPath, [script, ...args]];
  return process.platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c", "npm", ...args]] : ["npm", args];
}
