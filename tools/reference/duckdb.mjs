/** DuckDB for Node in `.setup/reference/duckdb`, for `npm run bench -- load`: made at its first use, no part of the set-up of `npm test`. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../setup/lock.mjs";
import { ROOT, SETUP_DIR } from "../setup/paths.mjs";
import { mustRun, npmCommand } from "../setup/run.mjs";
import { hashInputs, hashText, runStep } from "../setup/stamp.mjs";

const PACKAGES = "tools/reference/duckdb";
export const DUCKDB = join(SETUP_DIR, "reference", "duckdb");

/** @throws {import("../setup/say.mjs").SetupError} */
export function setUpDuckDb() {
  return withLock(() =>
    runStep(
      {
        name: "duckdb",
        title: "DuckDB",
        doing: "installing @duckdb/node-api into .setup/reference/duckdb (some seconds)",
        hash: hashText(hashInputs([PACKAGES]), process.platform, process.arch),
        outputs: [".setup/reference/duckdb/node_modules/@duckdb/node-api/package.json"],
      },
      () => {
        mkdirSync(DUCKDB, { recursive: true });
        for (const name of ["package.json", "package-lock.json"])
          copyFileSync(join(ROOT, PACKAGES, name), join(DUCKDB, name));
        const [command, args] = npmCommand(["ci", "--ignore-scripts", "--prefix", DUCKDB]);
        return mustRun("install DuckDB", command, args, {
          log: "duckdb-npm",
          remedy: "check the network (npm must reach its registry) and run the command again",
        });
      },
    ),
  );
}
