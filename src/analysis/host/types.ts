import type { MimeBundle } from "../core/mod.ts";

/** Bytes of an input, in order. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** Whoever has no more use for bytes that came may give them back: the stream reads into them again. */
  reuse?(bytes: Uint8Array): void;
}

/** Codecs of blocks that lie packed within a file. */
export type BlockCodec = "gzip" | "brotli" | "zstd";

/** Unpacks a block. @param size Bytes that it becomes at most. @throws {Error} when it is damaged, or becomes more. */
export type Unpacker = (packed: Uint8Array, size: number) => Uint8Array;

/** Incremental SHA-256. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** What a path names. */
export type PathKind = "file" | "folder" | "none";

/** Files of the machine; absent in the page. */
export interface FileAccess {
  kind(path: string): Promise<PathKind>;
  /** Size in bytes. */
  size(path: string): Promise<number>;
  /** @param from First byte; 0 where absent. */
  read(path: string, from?: number): ByteStream;
  /** What lies in a folder, in no particular order; links to folders are left out, so that a walk ends. */
  list(folder: string): Promise<{ name: string; kind: PathKind }[]>;
  /** Writes a whole file in one step: whoever reads the path finds the old file or the new one, never a part. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Path of a file: URL. */
  fromUrl(url: URL): string;
  /** A path from the root, of one relative to the working directory. */
  fullPath(path: string): string;
  /** The last part of a path. */
  baseName(path: string): string;
}

/** A thread of its own, as the pool sees it. */
export interface HostWorker {
  /** @param moved Buffers that are moved instead of copied. */
  post(message: unknown, moved: ArrayBuffer[]): void;
  /** @param onError Called once, when the worker has died. */
  listen(onMessage: (message: unknown) => void, onError: (error: unknown) => void): void;
  /** Keeps the process alive until `release`: it waits for an answer of this worker. */
  hold(): void;
  release(): void;
  /** Ends the thread at once, whatever it does. */
  end(): void;
}

/** The other end, inside the worker. */
export interface WorkerPort {
  /** @param moved Buffers that are moved instead of copied. */
  post(message: unknown, moved: ArrayBuffer[]): void;
  listen(onMessage: (message: unknown) => void): void;
}

/** Modules that are loaded at first use, because they cost a second and 100 MB. */
export type LazyModule = "danfojs-node" | "@tensorflow/tfjs-node";

/** Packages that the library uses where the user has installed them. */
export type OptionalModule = "@duckdb/node-api";

/** The runtime, seen through the few things in which runtimes differ. One implementation for each of them. */
export interface Host {
  readonly runtime: { readonly name: "deno" | "node" | "browser"; readonly version: string };
  readonly files: FileAccess | null;
  /** Unpacks gzip of one or several members. Throws an error with code E_TRUNCATED_GZIP at a cut end, after the bytes before it. */
  gunzip(packed: ByteStream): ByteStream;
  /** The runtime's own unpacker; null where it has none for this codec. */
  unpacker(codec: BlockCodec): Unpacker | null;
  createSha256(): Hasher;
  /** Loads a module synchronously. Throws a TypeError where the runtime has none. */
  requireModule(name: LazyModule): unknown;
  /**
   * Loads a package that is installed where the program runs, or beside the library.
   *
   * @throws {Error} code E_UNSUPPORTED when it is not there or fails to start.
   */
  requireInstalled(name: OptionalModule): unknown;
  /** Logical processors of the machine. */
  readonly cores: number;
  /** How long an idle worker is kept for the next job, in ms. A worker of a plain Deno script keeps its process from ending. */
  readonly idleWorkerMs: number;
  /** Whether this runtime has workers at all; starting one may still be forbidden. */
  readonly canStartWorkers: boolean;
  /**
   * Starts a thread.
   *
   * @param source Its whole program, a classic script.
   * @throws {Error} where the runtime forbids it.
   */
  startWorker(source: string): HostWorker;
  /** Writes a line of text where a script's user sees it. */
  print(text: string): void;
  /**
   * Shows a bundle in the notebook whose cell is running.
   *
   * @returns false where there is no notebook.
   */
  displayInNotebook(bundle: MimeBundle): Promise<boolean>;
  /** Broadcasts a Jupyter message from a kernel; null where there is no kernel. */
  readonly broadcast: ((type: string, content: Record<string, unknown>) => Promise<void>) | null;
}
