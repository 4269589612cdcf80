/** The runtime behind one small interface; the only folder that touches `process`, `Deno` or a built-in module. */
import { pageHost } from "./page.ts";
import { serverHost } from "./server.ts";
import type { Host } from "./types.ts";

export { isZip, unzip } from "./unzip.ts";
export { workerPort } from "./worker-port.ts";
export type {
  BlockCodec,
  ByteStream,
  FileAccess,
  Hasher,
  Host,
  HostWorker,
  LazyModule,
  OptionalModule,
  PathKind,
  Unpacker,
  WorkerPort,
} from "./types.ts";

let host: Host | null = null;

/** The host of this runtime. */
export function currentHost(): Host {
  host ??= isServer() ? serverHost() : pageHost();
  return host;
}

/** Asks for Deno first: to look at `process` starts Deno's Node layer. */
function isServer(): boolean {
  if ("Deno" in globalThis) return true;
  return typeof process !== "undefined" && typeof process.getBuiltinModule === "function";
}
