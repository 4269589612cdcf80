/** A JupyterLab server of its own: own settings, own work folder, a free port of 127.0.0.1; ended by its process id. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const START_LIMIT_MS = 90_000;
const END_LIMIT_MS = 15_000;

export interface LabServer {
  /** With a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** The folder that the file browser shows. */
  readonly root: string;
  /** A request to the server's REST API; the answer's JSON. */
  api(path: string, method?: "GET" | "DELETE" | "POST"): Promise<unknown>;
  /** The server's log so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts `jupyter lab` from the repository's .venv, or from the one that TRAFFICLAB_VENV names. */
export async function startLab(): Promise<LabServer> {
  const home = mkdtempSync(join(tmpdir(), "trafficlab-ui-"));
  const root = join(home, "work");
  mkdirSync(root);
  quietSettings(join(home, "settings"));
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const url = `http://127.0.0.1:${port}/`;
  const logFile = join(home, "server.log");
  const log = openSync(logFile, "w");
  const child = spawn(
    jupyter(),
    [
      "lab",
      "--no-browser",
      "--allow-root",
      "--expose-app-in-browser",
      "--ServerApp.ip=127.0.0.1",
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${root}`,
      `--IdentityProvider.token=${token}`,
    ],
    { cwd: root, stdio: ["ignore", log, log], detached: true, env: { ...process.env, ...folders(home) } },
  );
  closeSync(log);
  const readLog = (): string => readFileSync(logFile, "utf8");
  const api: LabServer["api"] = async (path, method = "GET") => {
    const response = await fetch(`${url}api/${path}`, {
      method,
      headers: { Authorization: `token ${token}` },
    });
    if (!response.ok) throw new Error(`Cannot ask the server for "${path}": it answered ${response.status}`);
    return response.status === 204 ? null : response.json();
  };
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(child, () => api("status"), readLog);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, token, root, api, log: readLog, stop };
}

/** The repository's .venv, or the one that TRAFFICLAB_VENV names. */
export function venvFolder(): string {
  return resolve(REPOSITORY, process.env["TRAFFICLAB_VENV"] ?? ".venv");
}

function jupyter(): string {
  const venv = venvFolder();
  const candidates = [join(venv, "bin", "jupyter"), join(venv, "Scripts", "jupyter.exe")];
  const found = candidates.find((path) => existsSync(path));
  if (!found)
    throw new Error(
      `Cannot start JupyterLab: expected it in "${venv}"; run "npm run setup", or name a venv by TRAFFICLAB_VENV`,
    );
  return found;
}

/** Nothing of the user's own Jupyter is read or written. */
function folders(home: string): Record<string, string> {
  return {
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    JUPYTER_PREFER_ENV_PATH: "1",
  };
}

/** Keeps JupyterLab from asking whether it may fetch news, which would lie over the page. */
function quietSettings(folder: string): void {
  const file = join(folder, "@jupyterlab", "apputils-extension", "notification.jupyterlab-settings");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ fetchNews: "false", checkForUpdates: false, doNotDisturbMode: true }));
}

function freePort(): Promise<number> {
  return new Promise((accept, refuse) => {
    const probe = createServer();
    probe.once("error", refuse);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === "object" ? accept(address.port) : refuse(new Error("no port")),
      );
    });
  });
}

async function answering(child: ChildProcess, ask: () => Promise<unknown>, log: () => string): Promise<void> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await wait(200)) {
    if (child.exitCode !== null)
      throw new Error(`Cannot start JupyterLab: it ended with ${child.exitCode}\n${log().slice(-4000)}`);
    try {
      await ask();
      return;
    } catch {
      // Not listening yet.
    }
  }
  throw new Error(
    `Cannot start JupyterLab: no answer within ${START_LIMIT_MS / 1000} s\n${log().slice(-4000)}`,
  );
}

/** Asks the server to end, which ends its kernels too; a server that does not is killed with all that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise<boolean>((accept) => child.once("exit", () => accept(true)));
  child.kill("SIGTERM");
  if (await Promise.race([ended, wait(END_LIMIT_MS, false, { ref: false })])) return;
  process.kill(-child.pid, "SIGKILL");
  await ended;
}
