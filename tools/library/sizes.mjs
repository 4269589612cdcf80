/** What the bundle weighs. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** Prints the size of each file in a folder, as it is and packed. */
export function printSizes(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const rows = files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => {
      const bytes = readFileSync(file);
      return { name: path.relative(folder, file), size: bytes.length, packed: gzipSync(bytes).length };
    });
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  for (const { name, size, packed } of [
    ...rows,
    { name: "together", size: sum("size"), packed: sum("packed") },
  ]) {
    process.stdout.write(`${name.padEnd(44)}${kilobytes(size)}${kilobytes(packed)} packed\n`);
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
}
