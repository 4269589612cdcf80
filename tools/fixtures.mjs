/**
 * `npm run fixtures [-- NAME...] [--check]`: writes the expected values of the tests anew, by scikit-learn, PyOD, pandas and mpmath.
 *
 * Runs every `tools/fixtures/NAME/make_*.py`, or the named ones, in the reference environment, and tells which files of `tests/fixtures`
 * changed. With `--check` a changed file is an error: the same versions on the same data must write the same bytes.
 */
import "./setup/check-node.mjs";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { changedFiles, fileHashes, findMakers } from "./fixtures/makers.mjs";
import { referenceEnv, setUpReference } from "./reference/mod.mjs";
import { REFERENCE_PYTHON, ROOT } from "./setup/paths.mjs";
import { mustRun } from "./setup/run.mjs";
import { describeError, say, secondsSince } from "./setup/say.mjs";

const FIXTURES = join(ROOT, "tests", "fixtures");
const words = process.argv.slice(2);
const check = words.includes("--check");

try {
  const makers = findMakers(
    join(ROOT, "tools", "fixtures"),
    words.filter((word) => word !== "--check"),
  );
  await setUpReference();
  const data = process.env.TRAFFICLAB_DATA ?? join(ROOT, "..", "shared", "data");
  if (!existsSync(data)) say("No shared captures: their fixtures are left as they are");
  const before = fileHashes(FIXTURES);
  for (const maker of makers) await run(maker, data);
  const changes = changedFiles(before, fileHashes(FIXTURES));
  for (const { name, what } of changes) say(`  ${what}: tests/fixtures/${name}`);
  say(changes.length === 0 ? "No fixture changed" : `${changes.length} changed`);
  if (check && changes.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

async function run({ name, path }, data) {
  const startedAt = performance.now();
  await mustRun(`make the fixtures of ${name}`, REFERENCE_PYTHON, [path], {
    // Sums of BLAS depend on its threads.
    env: { ...referenceEnv(1), PYTHONPATH: join(ROOT, "tools", "fixtures"), TRAFFICLAB_DATA: data },
    log: `fixtures-${name}`,
  });
  say(`${name}: ${secondsSince(startedAt)}`);
}
