/** DuckDB for Node in `.setup/reference/duckdb`, for `npm run bench -- load`: made at its first use, no part of the set-up of `npm test`. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../setup/lock.mjs";
import { SETUP_DIR } from "../setup/paths.mjs";
import { mustRun, npmCommand } from "../setup/run.mjs";
import { hashText, runStep } from "../setup/stamp.mjs";

/** It names the one version of each package that it brings. */
const PACKAGE = "@duckdb/node-api@1.5.6-r.1";
export const DUCKDB = join(SETUP_DIR, "reference", "duckdb");

/** @throws {import("../setup/say.mjs").SetupError} */
export function setUpDuckDb() {
  return withLock(() =>
    runStep(
      {
        name: "duckdb",
        title: "DuckDB",
        doing: `installing ${PACKAGE} into .setup/reference/duckdb (some seconds)`,
        hash: hashText(PACKAGE, process.platform, process.arch),
        outputs: [".setup/reference/duckdb/node_modules/@duckdb/node-api/package.json"],
      },
      () => {
        mkdirSync(DUCKDB, { recursive: true });
        const [command, args] = npmCommand([
          "install",
          "--ignore-scripts",
          "--no-save",
          "--prefix",
          DUCKDB,
          PACKAGE,
        ]);
        return mustRun("install DuckDB", command, args, {
          log: "duckdb-npm",
          remedy: "check the network (npm must reach its registry) and run the command again",
        });
      },
    ),
  );
}
