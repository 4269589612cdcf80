import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LIBRARY_VERSION } from "./version.ts";

test("LIBRARY_VERSION is the version of package.json", () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8")) as {
    version: string;
  };
  expect(LIBRARY_VERSION).toBe(version);
});
