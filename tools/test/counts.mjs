/** Reads what the test runners report. Each gives passed, failed and skipped, and the names of what was skipped. */

/** @typedef {{ passed: number, failed: number, skipped: number, notes: string[] }} Counts */

/** @returns {Counts} */
export function noCounts() {
  return { passed: 0, failed: 0, skipped: 0, notes: [] };
}

/**
 * @param {any} report From `jest --json`
 * @returns {Counts} A test file that could not be loaded counts as one failure
 */
export function countJest(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(({ status }) => ["pending", "skipped", "todo", "disabled"].includes(status)),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: skipped.length,
    notes: skipped.map(({ fullName }) => `skipped: ${fullName}`),
  };
}

/**
 * @param {any} report From Playwright's JSON reporter
 * @returns {Counts} A test that passed at its second attempt counts as passed, and is named
 */
export function countPlaywright(report) {
  const counts = noCounts();
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [...path, spec.title].filter(Boolean).join(" > ");
        if (test.status === "skipped") {
          counts.skipped += 1;
          counts.notes.push(`skipped: ${name}`);
        } else if (test.status === "unexpected") counts.failed += 1;
        else counts.passed += 1;
        if (test.status === "flaky") counts.notes.push(`passed at a later attempt: ${name}`);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  counts.failed += report.errors.length;
  return counts;
}

/**
 * @param {string} xml JUnit XML as pytest, Deno and Node write it
 * @returns {Counts}
 * @throws {SyntaxError} When it is not whole: its runner is still at work, or was broken off
 */
export function countJUnit(xml) {
  if (!xml.trimEnd().endsWith("</testsuites>"))
    throw new SyntaxError("Cannot read the test report: it must end with </testsuites>");
  const counts = noCounts();
  for (const [, attributes, body = ""] of xml.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    if (/<(?:failure|error)\b/.test(body)) counts.failed += 1;
    else if (/<skipped\b/.test(body)) {
      counts.skipped += 1;
      const reason = /<skipped\b[^>]*\bmessage="([^"]*)"/.exec(body)?.[1];
      const name = unescapeXml(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? "?");
      counts.notes.push(`skipped: ${name}${reason ? ` (${unescapeXml(reason)})` : ""}`);
    } else counts.passed += 1;
  }
  return counts;
}

function unescapeXml(text) {
  const names = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => names[name]);
}

/**
 * What a stage's counts come to.
 * @param {Counts} counts As the runner reported them
 * @param {{ code: number, strict: boolean }} run Its exit code; `strict` in CI, where what is missing must not be passed over
 * @returns {Counts}
 */
export function judge(counts, { code, strict }) {
  const judged = { ...counts, notes: [...counts.notes] };
  if (strict && judged.skipped > 0) {
    judged.notes.push(`${judged.skipped} skipped in CI, where nothing may be missing: counted as failed`);
    judged.failed += judged.skipped;
    judged.skipped = 0;
  }
  if (judged.failed === 0 && code !== 0) {
    judged.failed = 1;
    judged.notes.push(`the runner ended with exit code ${code} though no test failed`);
  }
  if (judged.passed + judged.failed + judged.skipped === 0) {
    judged.failed = 1;
    judged.notes.push("no test was found");
  }
  return judged;
}

/**
 * @param {Counts[]} all
 * @returns {string} The closing line: `N passed, N failed`, and `, N skipped` where there were any
 */
export function closingLine(all) {
  const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
  const skipped = sum("skipped");
  return `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
