/** The shared captures, for which a test skips itself where they are not there (../shared/data/README.md). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const FOLDER = process.env["TRAFFICLAB_DATA"] ?? join(process.cwd(), "..", "shared", "data");

export function capture(path: string): string {
  return join(FOLDER, path);
}

/** The files below a folder of the captures, by path; none where the captures are not there. */
export function capturesIn(folder: string): string[] {
  const whole = capture(folder);
  if (!existsSync(whole)) return [];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1))
    .sort();
}

/** A capture's text, unpacked. */
export function captureText(path: string): string {
  const bytes = readFileSync(capture(path));
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
}

/**
 * A test that needs captures: skipped, with the reason in its name, where the folder is absent or a file is; with CI=true and the
 * folder present a missing file fails it.
 */
export function testWithCaptures(name: string, paths: readonly string[], run: () => Promise<void>): void {
  if (!existsSync(FOLDER)) {
    test.skip(`${name} [skipped: no shared captures beside the project]`, run);
    return;
  }
  const missing = paths.filter((path) => !existsSync(capture(path)));
  if (missing.length === 0) test(name, run);
  else if (process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(`the shared captures lack ${missing.join(", ")}`);
    });
  } else test.skip(`${name} [skipped: the shared captures lack ${missing.join(", ")}]`, run);
}
