/** Figures of a benchmark in the browser: printed as they come, and kept in one file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const FILE = resolve(import.meta.dirname, "../artifacts/bench-ui.json");

/** Prints a time in ms and keeps it. */
export function figure(name: string, ms: number, limit?: string): void {
  process.stdout.write(
    `${name.padEnd(66)} ${ms.toFixed(1).padStart(8)} ms${limit === undefined ? "" : `   ${limit}`}\n`,
  );
  const kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as object) : {};
  mkdirSync(resolve(FILE, ".."), { recursive: true });
  writeFileSync(FILE, JSON.stringify({ ...kept, [name]: Math.round(ms * 10) / 10 }, null, 2));
}
