/**
 * `npm test [-- STAGE...]`: sets everything up and runs every test, or only the named stages. Goes on after a failed stage, and closes
 * with `N passed, N failed`. A stage that cannot run counts as a failure.
 */
import "./setup/check-node.mjs";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";
import { describeError, say, secondsSince, setUpForTests } from "./setup/mod.mjs";
import { closingLine, noCounts } from "./test/counts.mjs";
import { STAGES } from "./test/stages.mjs";

const strict = isSet(process.env.CI);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `Cannot run ${unknown.join(", ")}: the stages are ${STAGES.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
const stages = STAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const rows = [];
/** What set-up came to; the stages read it. */
let prepared;

await timed("set-up", setUp);
for (const stage of stages) await timed(stage.title, () => runStage(stage));
report();

function isSet(value) {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

/** Runs one part, whatever happens in it, and keeps its row of the table. */
async function timed(title, work) {
  const startedAt = performance.now();
  say(`\n== ${title}`);
  let counts;
  try {
    counts = await work();
  } catch (error) {
    counts = { ...noCounts(), failed: 1, notes: [describeError(error)] };
  }
  for (const note of counts.notes) say(`  ${note}`);
  rows.push({ title, counts, time: secondsSince(startedAt) });
}

/** Its parts count only where they fail: a set-up that worked is no test. */
async function setUp() {
  prepared = await setUpForTests({ needsBrowser: stages.some(({ needs }) => needs.includes("browser")) });
  const failures = [...new Set(Object.values(prepared.failures))].map(describeError);
  if (strict && !existsSync(dataFolder()))
    failures.push(`Cannot find the shared captures: CI needs them, got no "${dataFolder()}"`);
  return { ...noCounts(), failed: failures.length, notes: failures };
}

async function runStage({ needs, run }) {
  const missing = needs.filter((part) => part in prepared.failures);
  if (missing.length > 0)
    return { ...noCounts(), failed: 1, notes: [`could not run: set-up failed (${missing.join(", ")})`] };
  return run({ strict, browser: prepared.browser });
}

function dataFolder() {
  return process.env.TRAFFICLAB_DATA ?? join(ROOT, "..", "shared", "data");
}

function report() {
  const width = Math.max(...rows.map(({ title }) => title.length));
  say(`\n${"".padEnd(width)}  passed  failed  skipped      time`);
  for (const { title, counts, time } of rows) {
    const cells = [counts.passed, counts.failed, counts.skipped].map((value, at) =>
      String(value).padStart([6, 6, 7][at]),
    );
    say(`${title.padEnd(width)}  ${cells.join("  ")}  ${time.padStart(8)}`);
  }
  const all = rows.map(({ counts }) => counts);
  say(`\n${closingLine(all)}`);
  process.exitCode = all.some(({ failed }) => failed > 0) ? 1 : 0;
}
