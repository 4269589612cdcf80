/** The checks of `npm run lint:check`. Each runs by itself and tells all it finds. */
import { existsSync } from "node:fs";
import { ROOT, packageScript } from "../setup/paths.mjs";
import { capture } from "../setup/run.mjs";
import { findForbiddenText, findLargeFiles, findLongFiles } from "./files.mjs";

const TEST_PROJECTS = [
  "src/kernels/tsconfig.test.json",
  "src/analysis/tsconfig.test.json",
  "src/widgets/tsconfig.test.json",
  "src/extension/tsconfig.test.json",
  "tests",
  "ui-tests",
];
const FORMATTED = "**/*.{ts,mjs,cjs,js,json,css}";
const STYLES = "{style,src}/**/*.css";

/**
 * @typedef {{ name: string, title: string, check: () => Promise<string | null>, fix?: () => Promise<string | null> }} Check
 *   `check` and `fix` give null when all is well, else what is wrong
 */

/** @type {Check[]} */
export const CHECKS = [
  { name: "types", title: "types (tsc)", check: checkTypes },
  {
    name: "eslint",
    title: "code (ESLint)",
    check: () => tool("eslint/bin/eslint.js", [".", "--max-warnings", "0"]),
    fix: () => tool("eslint/bin/eslint.js", [".", "--max-warnings", "0", "--fix"]),
  },
  {
    name: "prettier",
    title: "format (Prettier)",
    check: () => tool("prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", FORMATTED]),
    fix: () => tool("prettier/bin/prettier.cjs", ["--write", "--log-level", "warn", FORMATTED]),
  },
  {
    name: "stylelint",
    title: "styles (stylelint)",
    check: () => tool("stylelint/bin/stylelint.mjs", [STYLES, "--max-warnings", "0"]),
    fix: () => tool("stylelint/bin/stylelint.mjs", [STYLES, "--max-warnings", "0", "--fix"]),
  },
  {
    name: "layers",
    title: "layers (dependency-cruiser)",
    check: () =>
      tool("dependency-cruiser/bin/dependency-cruise.mjs", ["--config", ".dependency-cruiser.cjs", "src"]),
  },
  { name: "length", title: "no source file over 400 lines", check: async () => found(findLongFiles(ROOT)) },
  { name: "size", title: "no tracked file over 1 MiB", check: async () => found(findLargeFiles(ROOT)) },
  {
    name: "text",
    title: "no machine paths, registry hosts or focused tests",
    check: async () => found(findForbiddenText(ROOT)),
  },
];

async function checkTypes() {
  const sources = await tool("typescript/bin/tsc", ["-b", "--pretty", "false"]);
  // The tests read the declarations that the sources' build leaves.
  return sources ?? tool("typescript/bin/tsc", ["-b", "--pretty", "false", ...TEST_PROJECTS]);
}

async function tool(script, args) {
  const path = packageScript(script);
  if (!existsSync(path)) return `${script} is not installed; "npm test" installs what is needed`;
  const { code, output } = await capture(process.execPath, [path, ...args]);
  return code === 0 ? null : output.trimEnd() || `exit code ${code}`;
}

function found(lines) {
  return lines.length === 0 ? null : lines.join("\n");
}
