/** The engines in which the same fits are made: Node, Deno, Chromium. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { browserPaths } from "../../tools/setup/browser.mjs";
import { LIBRARY } from "../../tools/setup/paths.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, "program.mjs");
const MAY_TAKE_MS = 1_200_000;
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
/** Headless in a container, as root, with no GPU and little shared memory, and silent on the network. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @typedef {{ seed: number, rows: number, workers: number, names?: string[] }} Fit */

/** @param {Fit[]} fits @param {string} [library] @returns {Promise<Record<string, string>[]>} */
export function hashesInNode(fits, library = LIBRARY) {
  return inProgram(process.execPath, [PROGRAM], fits, library);
}

/** @param {string} deno @param {Fit[]} fits @param {string} [library] @returns {Promise<Record<string, string>[]>} */
export function hashesInDeno(deno, fits, library = LIBRARY) {
  return inProgram(deno, ["run", "--allow-all", "--no-config", PROGRAM], fits, library);
}

async function inProgram(command, args, fits, library) {
  const { stdout } = await promisify(execFile)(command, [...args, library, JSON.stringify(fits)], {
    timeout: MAY_TAKE_MS,
    maxBuffer: 1 << 26,
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** @returns {string | undefined} A Chromium that is there */
export function findChromium() {
  return process.env.TRAFFICLAB_CHROMIUM || browserPaths().find((path) => existsSync(path));
}

/**
 * In a bare page's module worker, served from 127.0.0.1: no bundler, no JupyterLab.
 * @param {string} executablePath
 * @param {Fit[]} fits
 * @param {string} [library]
 * @returns {Promise<Record<string, string>[]>}
 */
export async function hashesInChromium(executablePath, fits, library = LIBRARY) {
  const { chromium } = await import("playwright-core");
  const server = await serve(dirname(library));
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(MAY_TAKE_MS);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const answer = await page.evaluate(
      (given) =>
        new Promise((resolve) => {
          const worker = new Worker("/bits/page-worker.mjs", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve({ error: message });
          worker.postMessage(given);
        }),
      fits,
    );
    if (answer.error) throw new Error(`Cannot fit in Chromium: ${answer.error}`);
    return answer.hashes;
  } finally {
    await browser.close();
    server.close();
  }
}

/** Serves the built library and this folder, and an empty page. */
async function serve(library) {
  const folders = { library, bits: HERE };
  const server = createServer((request, response) => {
    const [, folder, ...rest] = new URL(request.url, "http://127.0.0.1").pathname.split("/");
    const root = Object.hasOwn(folders, folder) ? folders[folder] : undefined;
    const path = root && normalize(join(root, ...rest));
    if (!root) {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>bits</title>");
    } else if (path.startsWith(root + sep) && existsSync(path)) {
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
      response.end(readFileSync(path));
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
