/**
 * Writes a whole file in one step: into a file of its own beside the path, which then takes its name. A link is followed, so that what
 * it names is replaced and not the link. The mode of a file that is replaced is kept.
 */
export async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const fs = process.getBuiltinModule("node:fs/promises");
  const paths = process.getBuiltinModule("node:path");
  const target = await fs.realpath(path).catch(() => path);
  const before = await fs.stat(target).catch(() => null);
  if (before && !before.isFile()) throw new Error("it is there already and is no file");
  const name = process.getBuiltinModule("node:crypto").randomUUID();
  const start = paths.basename(target).slice(0, 100);
  const beside = paths.join(paths.dirname(target), `.${start}.${name}.part`);
  try {
    const file = await fs.open(beside, "wx", before ? before.mode & 0o777 : 0o666);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(beside, target);
  } catch (error) {
    await fs.rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
