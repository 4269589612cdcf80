import assert from "node:assert/strict";
import { test } from "node:test";
import {
  closingLine,
  countJest,
  countJUnit,
  countPlaywright,
  judge,
  noCounts,
} from "../../tools/test/counts.mjs";

const counts = (passed, failed, skipped = 0) => ({ ...noCounts(), passed, failed, skipped });

test("countJest() counts a test file that does not load as a failure", () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    testResults: [
      {
        status: "failed",
        assertionResults: [{ status: "passed" }, { status: "passed" }, { status: "failed" }],
      },
      { status: "failed", assertionResults: [] },
    ],
  };
  assert.deepEqual(countJest(report), counts(2, 2));
});

test("countJest() names what was skipped", () => {
  const report = {
    numPassedTests: 0,
    numFailedTests: 0,
    testResults: [
      { status: "passed", assertionResults: [{ status: "pending", fullName: "reads captures" }] },
    ],
  };
  assert.deepEqual(countJest(report), { ...counts(0, 0, 1), notes: ["skipped: reads captures"] });
});

test("countJUnit() reads passed, failed, broken and skipped cases", () => {
  const xml = `<testsuites><testsuite name="a">
    <testcase classname="a" name="one" time="0.1"/>
    <testcase classname="a" name="a &gt; b" time="0.1"></testcase>
    <testcase name="two"><failure message="1 &lt; 2">text</failure></testcase>
    <testcase name="three"><error message="broken"/></testcase>
    <testcase name="four"><skipped type="x" message="no &quot;data&quot; here"/></testcase>
  </testsuite></testsuites>`;
  assert.deepEqual(countJUnit(xml), { ...counts(2, 2, 1), notes: ['skipped: four (no "data" here)'] });
});

test("countJUnit() refuses a report that was broken off", () => {
  assert.throws(() => countJUnit('<testsuites><testcase name="one"/>'), /Cannot read the test report/);
});

test("countPlaywright() counts nested specs, and a test of a later attempt as passed", () => {
  const spec = (title, status) => ({ title, tests: [{ status }] });
  const report = {
    errors: [],
    suites: [
      {
        title: "a.spec.ts",
        specs: [spec("opens", "expected"), spec("clicks", "flaky")],
        suites: [{ title: "dark", specs: [spec("draws", "unexpected"), spec("prints", "skipped")] }],
      },
    ],
  };
  assert.deepEqual(countPlaywright(report), {
    ...counts(2, 1, 1),
    notes: ["passed at a later attempt: a.spec.ts > clicks", "skipped: a.spec.ts > dark > prints"],
  });
});

test("countPlaywright() counts an error outside the tests as a failure", () => {
  assert.equal(countPlaywright({ errors: [{ message: "no server" }], suites: [] }).failed, 1);
});

test("judge() turns a skip into a failure in CI, and leaves it elsewhere", () => {
  assert.equal(judge(counts(1, 0, 2), { code: 0, strict: true }).failed, 2);
  assert.deepEqual(judge(counts(1, 0, 2), { code: 0, strict: false }), counts(1, 0, 2));
});

test("judge() fails a runner that ended badly though no test failed", () => {
  assert.equal(judge(counts(3, 0), { code: 1, strict: false }).failed, 1);
});

test("judge() fails a stage without tests", () => {
  assert.equal(judge(noCounts(), { code: 0, strict: false }).failed, 1);
});

test("closingLine() adds up, and names skips only where there are any", () => {
  assert.equal(closingLine([counts(2, 0), counts(3, 1)]), "5 passed, 1 failed");
  assert.equal(closingLine([counts(2, 0, 1), counts(3, 0)]), "5 passed, 0 failed, 1 skipped");
});
