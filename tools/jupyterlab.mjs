/** JupyterLab as a child process: this machine only, a port of its own, a fresh token, ended by Ctrl-C. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { venvEnv } from "./setup/environment.mjs";
import { ROOT, VENV_PYTHON } from "./setup/paths.mjs";
import { SetupError, say } from "./setup/say.mjs";

const HOST = "127.0.0.1";
const FIRST_PORT = 8888;
const PORTS_TRIED = 100;
const READY_WITHIN_MS = 120_000;
/** A terminal's Ctrl-C reaches JupyterLab as well; one that went to this process alone has to be passed on. */
const PASS_ON_AFTER_MS = 1_000;

/**
 * @param {{ notebook: string, open: boolean, port: number | undefined }} options
 * @returns {Promise<number>} The exit code, when JupyterLab has ended
 */
export async function openJupyterLab({ notebook, open, port: wanted }) {
  const port = wanted ?? (await firstFreePort());
  if (wanted !== undefined && !(await isFree(wanted))) {
    throw new SetupError(`Cannot start JupyterLab: port ${wanted} must be free on ${HOST}`, {
      remedy: "leave --port out, or name another",
    });
  }
  const token = randomBytes(24).toString("hex");
  const path = `/lab/tree/${notebook}`;
  const withBrowser = open && hasDisplay();
  const env = { ...venvEnv(), JUPYTER_TOKEN: token };
  writeFirstSettings(env.JUPYTERLAB_SETTINGS_DIR);
  const child = spawn(VENV_PYTHON, ["-m", "jupyterlab", ...serverArguments({ port, path, withBrowser })], {
    cwd: ROOT,
    env,
    stdio: "inherit",
  });
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 0));
  });
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      stopping = true;
      setTimeout(() => child.kill("SIGTERM"), signal === "SIGINT" ? PASS_ON_AFTER_MS : 0).unref();
    });
  }
  const address = `http://${HOST}:${port}`;
  const ready = await Promise.race([
    waitUntilReady(`${address}/api?token=${token}`),
    ended.then(() => false),
  ]);
  if (ready) {
    say(`\nJupyterLab is ready: ${address}${path}?token=${token}`);
    if (open && !withBrowser) say("There is no display here, so no browser was opened.");
    say("Ctrl-C ends it.\n");
  }
  const code = await ended;
  return stopping ? 0 : code;
}

function serverArguments({ port, path, withBrowser }) {
  return [
    `--ServerApp.ip=${HOST}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${ROOT}`,
    "--ServerApp.answer_yes=True",
    "--log-level=WARN",
    `--LabApp.default_url=${path}`,
    ...(withBrowser ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
}

/** Keeps the first start from asking whether JupyterLab may fetch news; a user's later choice stays. */
function writeFirstSettings(folder) {
  const file = join(folder, "@jupyterlab", "apputils-extension", "notification.jupyterlab-settings");
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ fetchNews: "false", checkForUpdates: false }));
}

function hasDisplay() {
  if (process.env.CI) return false;
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.env.WSL_DISTRO_NAME);
}

async function firstFreePort() {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
    if (await isFree(port)) return port;
  }
  throw new SetupError(
    `Cannot start JupyterLab: no port from ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} is free on ${HOST}`,
    {
      remedy: "name a free one: npm start -- --port N",
    },
  );
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

async function waitUntilReady(url) {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return true;
    await sleep(200);
  }
  return false;
}
