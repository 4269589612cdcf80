import { codedError, Sha256 } from "../core/mod.ts";
import { inflateMembers } from "./inflate.ts";
import type { Host } from "./types.ts";
import { startWebWorker } from "./web-worker.ts";

/** The host for the page and its Web Workers: no files, no lazy modules, no kernel. */
export function pageHost(): Host {
  return {
    runtime: { name: "browser", version: browserVersion() },
    files: null,
    gunzip: inflateMembers,
    unpacker: () => null,
    createSha256: () => new Sha256(),
    requireModule(name) {
      throw codedError(
        TypeError,
        "E_UNSUPPORTED",
        `Cannot load ${JSON.stringify(name)} in the page: it runs in notebooks, Deno and Node only; here read the table's typed columns`,
      );
    },
    requireInstalled(name) {
      throw codedError(
        TypeError,
        "E_UNSUPPORTED",
        `Cannot load ${JSON.stringify(name)} in the page: it runs in notebooks, Deno and Node only`,
      );
    },
    cores:
      (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1,
    idleWorkerMs: Infinity,
    canStartWorkers: typeof Worker === "function",
    startWorker: startWebWorker,
    print: () => undefined,
    displayInNotebook: () => Promise.resolve(false),
    broadcast: null,
  };
}

function browserVersion(): string {
  const agent = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? "";
  return /(?:Firefox|Edg|Chrome|Version)\/[\d.]+/.exec(agent)?.[0] ?? "unknown";
}
