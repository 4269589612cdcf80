/** Captures that lie beside the repository and are no part of it: tests that need one are skipped where it is not. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const FOLDER = process.env["TRAFFICLAB_DATA"] ?? join(__dirname, "../../../shared/data");

/**
 * A test that reads a shared capture. Without the folder or the file it is skipped, and its name says why; with CI=true and the
 * folder there, a file that is not is a failure.
 */
export function testOnCapture(
  name: string,
  file: string,
  body: (path: string) => void | Promise<void>,
): void {
  const path = join(FOLDER, file);
  if (existsSync(path)) test(name, async () => await body(path));
  else if (existsSync(FOLDER) && process.env["CI"] === "true") {
    test(name, () => {
      throw new Error(`${file} is not among the shared captures`);
    });
  } else
    test.skip(`${name} (skipped: no ${existsSync(FOLDER) ? file : "folder of shared captures"})`, async () =>
      await body(path));
}
