import { gunzip } from "./gunzip.ts";
import { readFile } from "./read-file.ts";
import { requireInstalled, requireModule } from "./require-module.ts";
import { startThread } from "./thread.ts";
import type { FileAccess, Host, PathKind } from "./types.ts";
import { nativeUnpacker } from "./unpacker.ts";
import { startWebWorker } from "./web-worker.ts";
import { writeFile } from "./write-file.ts";

/** The part of Deno's global that the library uses. */
interface DenoGlobal {
  version: { deno: string };
  jupyter?: {
    broadcast(type: string, content: Record<string, unknown>, extra?: Record<string, unknown>): Promise<void>;
  };
}

/** Long enough for the steps of one job to find their workers warm. */
const SCRIPT_IDLE_MS = 300;

/** The host for Node and Deno, which share Node's built-in modules. */
export function serverHost(): Host {
  const deno = (globalThis as { Deno?: DenoGlobal }).Deno;
  const runtime = deno
    ? ({ name: "deno", version: deno.version.deno } as const)
    : ({ name: "node", version: process.versions.node } as const);
  const jupyter = inKernel(deno) ? deno?.jupyter : undefined;
  const broadcast = jupyter
    ? (type: string, content: Record<string, unknown>): Promise<void> => jupyter.broadcast(type, content)
    : null;

  return {
    runtime,
    files,
    gunzip,
    unpacker: nativeUnpacker,
    createSha256() {
      const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
    },
    requireModule,
    requireInstalled,
    // Deno answers this without starting its Node layer, which costs more than the rest of the import.
    cores: deno ? navigator.hardwareConcurrency : process.getBuiltinModule("node:os").availableParallelism(),
    idleWorkerMs: deno && !jupyter ? SCRIPT_IDLE_MS : Infinity,
    canStartWorkers: true,
    // Deno's own workers: through its Node layer they start forty times slower.
    startWorker: deno ? startWebWorker : startThread,
    print: (text) => void process.stdout.write(`${text}\n`),
    async displayInNotebook(bundle) {
      if (!broadcast) return false;
      await broadcast("display_data", { data: bundle, metadata: {}, transient: {} });
      return true;
    },
    broadcast,
  };
}

/** `Deno.jupyter` is also there in plain Deno, where touching its members throws. */
function inKernel(deno: DenoGlobal | undefined): boolean {
  try {
    return typeof deno?.jupyter?.broadcast === "function";
  } catch {
    return false;
  }
}

async function kindOf(path: string): Promise<PathKind> {
  try {
    const found = await process.getBuiltinModule("node:fs/promises").stat(path);
    return found.isDirectory() ? "folder" : "file";
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT" || (error as { code?: string }).code === "ENOTDIR")
      return "none";
    throw error;
  }
}

const files: FileAccess = {
  kind: kindOf,
  async size(path) {
    return (await process.getBuiltinModule("node:fs/promises").stat(path)).size;
  },
  read: (path, from = 0) => readFile(path, from),
  async list(folder) {
    const entries = await process
      .getBuiltinModule("node:fs/promises")
      .readdir(folder, { withFileTypes: true });
    const found = entries.map(async (entry) => {
      if (entry.isDirectory()) return { name: entry.name, kind: "folder" as const };
      if (entry.isFile()) return { name: entry.name, kind: "file" as const };
      const kind = entry.isSymbolicLink() ? await kindOf(`${folder}/${entry.name}`) : "none";
      return { name: entry.name, kind: kind === "file" ? kind : ("none" as const) };
    });
    return Promise.all(found);
  },
  write: writeFile,
  fullPath: (path) => process.getBuiltinModule("node:path").resolve(path),
  fromUrl: (url) => process.getBuiltinModule("node:url").fileURLToPath(url),
  baseName: (path) => process.getBuiltinModule("node:path").basename(path),
};
