/** The stages of `npm test`: what each needs, how it runs, how its result is read. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CHECKS } from "../checks/mod.mjs";
import { runNotebook } from "../notebook.mjs";
import { venvEnv } from "../setup/environment.mjs";
import {
  LIBRARY,
  NOTEBOOKS,
  ROOT,
  SETUP_DIR,
  VENV_DENO,
  VENV_PYTHON,
  packageScript,
} from "../setup/paths.mjs";
import { say } from "../setup/say.mjs";
import { countJest, countJUnit, countPlaywright, judge, noCounts } from "./counts.mjs";
import { runReporting } from "./reporting.mjs";

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
  return runReporting({
    name: "jest.json",
    strict,
    count: (text) => countJest(JSON.parse(text)),
    command: (report) => [
      process.execPath,
      [
        packageScript("jest/bin/jest.js"),
        "--maxWorkers=100%",
        "--json",
        `--outputFile=${report}`,
        "--silent",
      ],
      { env: testEnv() },
    ],
  });
}

function runNode({ strict, browser }) {
  const files = findFiles(join(ROOT, "tests"), /\.test\.mjs$/);
  return runReporting({
    name: "node.xml",
    strict,
    count: countJUnit,
    command: (report) => [
      process.execPath,
      [
        "--test",
        "--test-reporter=spec",
        "--test-reporter-destination=stdout",
        "--test-reporter=junit",
        `--test-reporter-destination=${report}`,
        ...files,
      ],
      { env: browser ? { ...testEnv(), TRAFFICLAB_CHROMIUM: browser } : testEnv() },
    ],
  });
}

function runPytest({ strict }) {
  return runReporting({
    name: "pytest.xml",
    strict,
    count: countJUnit,
    command: (report) => [
      VENV_PYTHON,
      ["-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${report}`, "tests"],
      { env: testEnv() },
    ],
  });
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
  const imports = join(SETUP_DIR, "docs-imports.json");
  writeFileSync(imports, JSON.stringify({ imports: { trafficlab: pathToFileURL(LIBRARY).href } }));
  const sources = findFiles(join(ROOT, "src", "analysis"), /(?<!\.test)\.ts$/).filter((path) =>
    readFileSync(path, "utf8").includes("@example"),
  );
  // The documented sources import packages that the bundle holds: those come from node_modules.
  const offline = ["--cached-only", "--no-lock", "--node-modules-dir=manual", `--import-map=${imports}`];
  return runReporting({
    name: "docs.xml",
    strict,
    count: countJUnit,
    command: (report) => [
      VENV_DENO,
      [
        "test",
        "--doc",
        "--no-check",
        "--allow-all",
        ...offline,
        `--junit-path=${report}`,
        join(ROOT, "README.md"),
        ...findFiles(join(ROOT, "docs"), /\.md$/).filter((path) =>
          readFileSync(path, "utf8").includes("```ts"),
        ),
        ...sources,
      ],
      { env: { ...testEnv(), NO_COLOR: "1" } },
    ],
  });
}

function runUi({ strict, browser }) {
  return runReporting({
    name: "ui.json",
    strict,
    count: (text) => countPlaywright(JSON.parse(text)),
    command: (report) => [
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
  });
}

/** A user's wish for colors would only hide the words in a log, and change what a kernel prints. */
function testEnv() {
  const env = venvEnv();
  for (const name of ["FORCE_COLOR", "NODE_OPTIONS"]) delete env[name];
  return env;
}

function findFiles(folder, pattern) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
