/** The stages of `npm test`: what each needs, how it runs, how its result is read. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CHECKS } from "../checks/mod.mjs";
import { runNotebook } from "../notebook.mjs";
import { venvEnv } from "../setup/environment.mjs";
import {
  LIBRARY,
  NOTEBOOKS,
  REPORT_DIR,
  ROOT,
  SETUP_DIR,
  VENV_DENO,
  VENV_PYTHON,
  packageScript,
} from "../setup/paths.mjs";
import { capture } from "../setup/run.mjs";
import { say } from "../setup/say.mjs";
import { countJest, countJUnit, countPlaywright, judge, noCounts } from "./counts.mjs";
import { deadline } from "./deadline.mjs";

/**
 * @typedef {import("./counts.mjs").Counts} Counts
 * @typedef {{ strict: boolean, browser: string | undefined }} Context
 * @typedef {{ name: string, title: string, needs: ("python" | "packages" | "build" | "browser")[], run: (context: Context) => Promise<Counts> }} Stage
 */

/** @type {Stage[]} */
export const STAGES = [
  { name: "lint", title: "lint", needs: ["packages"], run: runLint },
  { name: "jest", title: "unit tests (jest)", needs: ["packages"], run: runJest },
  { name: "node", title: "library and tools (node --test)", needs: ["packages", "build"], run: runNode },
  { name: "pytest", title: "kernel and wheel (pytest)", needs: ["python", "build"], run: runPytest },
  { name: "notebooks", title: "notebooks on the real kernel", needs: ["python", "build"], run: runNotebooks },
  {
    name: "docs",
    title: "examples in the documents (deno test --doc)",
    needs: ["python", "build"],
    run: runDocs,
  },
  {
    name: "ui",
    title: "JupyterLab in a browser (Playwright)",
    needs: ["python", "packages", "build", "browser"],
    run: runUi,
  },
];

async function runLint() {
  const counts = noCounts();
  for (const { title, check } of CHECKS) {
    const problem = await check();
    say(`  ${title}: ${problem === null ? "passed" : "FAILED"}`);
    if (problem === null) counts.passed += 1;
    else {
      counts.failed += 1;
      say(problem);
    }
  }
  return counts;
}

function runJest({ strict }) {
  return runReporting(
    "jest.json",
    strict,
    (text) => countJest(JSON.parse(text)),
    (report) => [
      process.execPath,
      [packageScript("jest/bin/jest.js"), "--json", `--outputFile=${report}`, "--silent"],
      { env: testEnv() },
    ],
  );
}

function runNode({ strict }) {
  const files = findTests(join(ROOT, "tests"), /\.test\.mjs$/);
  return runReporting("node.xml", strict, countJUnit, (report) => [
    process.execPath,
    [
      "--test",
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=junit",
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    { env: testEnv() },
  ]);
}

function runPytest({ strict }) {
  return runReporting("pytest.xml", strict, countJUnit, (report) => [
    VENV_PYTHON,
    ["-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${report}`, "tests"],
    { env: testEnv() },
  ]);
}

async function runNotebooks() {
  const counts = noCounts();
  const names = existsSync(NOTEBOOKS) ? readdirSync(NOTEBOOKS).filter((name) => name.endsWith(".ipynb")) : [];
  for (const name of names) {
    const { ok, text } = await runNotebook(`notebooks/${name}`);
    counts[ok ? "passed" : "failed"] += 1;
    say(ok ? `  ${text.split("\n")[0]}` : text);
  }
  return judge(counts, { code: 0, strict: false });
}

async function runDocs({ strict }) {
  const config = join(SETUP_DIR, "docs-examples.json");
  writeFileSync(
    config,
    JSON.stringify({ lock: false, imports: { trafficlab: pathToFileURL(LIBRARY).href } }),
  );
  const documents = ["README.md", "src/analysis"].filter((path) => existsSync(join(ROOT, path)));
  return runReporting("docs.xml", strict, countJUnit, (report) => [
    VENV_DENO,
    [
      "test",
      "--doc",
      "--no-check",
      "--allow-all",
      "--cached-only",
      `--config=${config}`,
      `--junit-path=${report}`,
      ...documents,
    ],
    { env: testEnv() },
  ]);
}

function runUi({ strict, browser }) {
  return runReporting(
    "ui.json",
    strict,
    (text) => countPlaywright(JSON.parse(text)),
    (report) => [
      process.execPath,
      [packageScript("@playwright/test/cli.js"), "test", "--config", "ui-tests", "--reporter=list,json"],
      {
        env: {
          ...testEnv(),
          TRAFFICLAB_CHROMIUM: browser,
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        },
      },
    ],
  );
}

/** Runs a test runner that writes a report, and judges both. Without a report the runner could not run: that is a failure. */
async function runReporting(name, strict, count, commandFor) {
  const report = join(REPORT_DIR, name);
  mkdirSync(REPORT_DIR, { recursive: true });
  rmSync(report, { force: true });
  const [command, args, options] = commandFor(report);
  const timeoutMs = deadline.left();
  const { code, timedOut } = await capture(command, args, {
    ...options,
    echo: true,
    log: `test-${name.split(".")[0]}`,
    timeoutMs,
  });
  if (timedOut)
    return {
      ...noCounts(),
      failed: 1,
      notes: [`ended after ${Math.round(timeoutMs / 1000)} s, because all of npm test has to end in time`],
    };
  if (!existsSync(report))
    return { ...noCounts(), failed: 1, notes: [`could not run: exit code ${code}, no report`] };
  return judge(count(readFileSync(report, "utf8")), { code, strict });
}

function testEnv() {
  // Colors would only hide the words in a log; a test process is not the place for a debugger's settings.
  return { ...venvEnv(), FORCE_COLOR: "0", NO_COLOR: "1", NODE_OPTIONS: "" };
}

function findTests(folder, pattern) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
