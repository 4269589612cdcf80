import { codedError, quote } from "../core/mod.ts";
import type { FileAccess } from "../host/mod.ts";

/** More files than this are a mistake in the pattern. */
const MAX_FILES = 10_000;
/** Folders below the pattern's own that are searched. */
const MAX_DEPTH = 32;

/** The files that a path names. */
export interface FoundFiles {
  kind: "folder" | "glob";
  /** In natural order: "log.2" before "log.10". */
  paths: string[];
}

/**
 * The files of a folder, or those that a glob matches.
 *
 * @returns null for a path that is neither: an existing file, also where its name looks like a glob, or nothing at all.
 * @throws {Error} code E_NOT_FOUND, when there is no file; E_UNSUPPORTED, when there are too many.
 */
export async function findFiles(files: FileAccess, path: string): Promise<FoundFiles | null> {
  const kind = await files.kind(path).catch(() => "none" as const);
  if (kind === "file") return null;
  if (kind === "folder") {
    const entries = await files.list(path);
    const found = entries.filter(({ name, kind }) => kind === "file" && !name.startsWith("."));
    return {
      kind,
      paths: inOrder(
        path,
        found.map(({ name }) => joined(path, name)),
        "no file in the folder",
      ),
    };
  }
  const { default: picomatch } = await import("picomatch"); // at first use: ADR 0017
  const { base, glob, isGlob } = picomatch.scan(path);
  if (!isGlob) return null;
  const paths = await walk(files, { base, glob, matches: picomatch(glob) }, path);
  return { kind: "glob", paths: inOrder(path, paths, "no file matches the pattern") };
}

/** A pattern in parts. */
interface Glob {
  /** The folder that its wildcards begin in. */
  readonly base: string;
  readonly glob: string;
  readonly matches: (path: string) => boolean;
}

async function walk(files: FileAccess, { base, glob, matches }: Glob, pattern: string): Promise<string[]> {
  const depth = glob.includes("**") ? MAX_DEPTH : glob.split("/").length;
  const found: string[] = [];
  const search = async (folder: string, below: string, level: number): Promise<void> => {
    const entries = await files.list(folder === "" ? "." : folder).catch(() => []);
    for (const { name, kind } of entries) {
      const relative = below === "" ? name : `${below}/${name}`;
      if (kind === "file" && matches(relative)) found.push(joined(folder, name));
      else if (kind === "folder" && level < depth) await search(joined(folder, name), relative, level + 1);
      if (found.length > MAX_FILES)
        throw codedError(
          Error,
          "E_UNSUPPORTED",
          `Cannot load ${quote(pattern)}: at most ${MAX_FILES} files may match, got more`,
        );
    }
  };
  await search(base, "", 1);
  return found;
}

function inOrder(path: string, paths: string[], none: string): string[] {
  if (paths.length === 0) throw codedError(Error, "E_NOT_FOUND", `Cannot load ${quote(path)}: ${none}`);
  return paths.sort(byName);
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder.replace(/\/+$/, "")}/${name}`;
}

/** Compares runs of digits as numbers, all else by code unit: the same order on every machine. */
function byName(one: string, other: string): number {
  const a = one.split(/(\d+)/);
  const b = other.split(/(\d+)/);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    const difference = i % 2 === 1 ? Number(a[i]) - Number(b[i]) : 0;
    return difference || (a[i]! < b[i]! ? -1 : 1);
  }
  return a.length - b.length;
}
