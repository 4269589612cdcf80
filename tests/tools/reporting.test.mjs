/** How `npm test` judges a runner: by its report, and by how it ended. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { REPORT_DIR } from "../../tools/setup/paths.mjs";
import { countJUnit } from "../../tools/test/counts.mjs";
import { runReporting } from "../../tools/test/reporting.mjs";

const REPORT = '<testsuites><testcase name="a"/><testcase name="b"/></testsuites>';
const WRITE = `require("fs").writeFileSync(process.argv[1], ${JSON.stringify(REPORT)});`;
let runs = 0;
const reportName = (run) => `reporting-test-${process.pid}-${run}.xml`;

after(() => {
  for (let run = 1; run <= runs; run++) rmSync(join(REPORT_DIR, reportName(run)), { force: true });
});

/** A runner that is a line of JavaScript; it finds the report's path in process.argv[1]. */
function run(code, { lingerMs } = {}) {
  runs += 1;
  return runReporting({
    name: reportName(runs),
    strict: false,
    count: countJUnit,
    command: (report) => [process.execPath, ["-e", code, report]],
    lingerMs,
  });
}

test("a runner that ends well counts as its report says", async () => {
  assert.deepEqual(await run(WRITE), { passed: 2, failed: 0, skipped: 0, notes: [] });
});

test("a runner that ends badly is a failure, whatever its report says", async () => {
  const { passed, failed } = await run(`${WRITE} process.exit(3)`);
  assert.deepEqual([passed, failed], [2, 1]);
});

test("a runner without a report could not run", async () => {
  const { failed, notes } = await run("process.exit(0)");
  assert.equal(failed, 1);
  assert.match(notes[0], /could not run: exit code 0, no report/);
});

test("a runner that was broken off in the middle of its report could not run", async () => {
  const { passed, failed } = await run(`${WRITE.replace("</testsuites>", "")} process.exit(1)`);
  assert.deepEqual([passed, failed], [0, 1]);
});

test("a runner that stays after its report is ended, keeps its counts, and is a failure", async () => {
  const { passed, failed, notes } = await run(`${WRITE} setInterval(() => {}, 1000)`, { lingerMs: 200 });
  assert.deepEqual([passed, failed], [2, 1]);
  assert.match(notes[0], /a test leaves something open/);
});
