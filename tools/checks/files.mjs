/** Checks on the repository's files themselves: length, size, and what must not be written down. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const LONGEST_SOURCE = 400;
const LARGEST_FILE = 1024 * 1024;
const SOURCE = /^(?:src|tools|trafficlab|packages|bench|style)\/.*\.(?:ts|mjs|cjs|js|py|css)$/;
/** Tests and data are exempt from the limit of length. */
const NOT_SOURCE = /\.test\.[a-z]+$|(?:^|\/)(?:tests|testing|fixtures|data)\//;
const BINARY = /\.(?:png|jpg|gif|ico|wasm|gz|parquet|npz|woff2?)$/;
const GENERATED = /^package-lock\.json$/;
/** What git ignores, for a tree that comes without git. */
const NOT_WALKED =
  /(?:^|\/)(?:\.git|node_modules|__pycache__|\.pytest_cache|\.ipynb_checkpoints)$|^(?:\.venv.*|\.setup|lib|dist|build|coverage|trafficlab\/(?:library|labextension)|ui-tests\/artifacts)$/;

/** What must not stand in a file, each with the reason that is shown. */
const FORBIDDEN_TEXT = [
  { pattern: /(?:^|[^A-Za-z0-9_.])\/(?:work|farm|root)\/[A-Za-z]/, why: "a path of one machine" },
  {
    pattern: /(?:^|[^A-Za-z0-9_.])(?:\/home\/[a-z]+\/|\/Users\/[A-Za-z]+\/|[A-Z]:\\{1,2}Users\\)/,
    why: "a path of one machine",
  },
  {
    pattern: /registry\.npmjs\.org|registry\.yarnpkg\.com|files\.pythonhosted\.org|\/\/pypi\.org/,
    why: "the address of a package registry",
  },
  {
    pattern: /\b(?:it|test|describe)\.(?:only|todo)\b|^\s*(?:fit|fdescribe|xit|xtest|xdescribe)\(/,
    why: "a focused or forgotten test",
    only: /\.(?:test|spec)\.[a-z]+$/,
  },
];

/**
 * @param {string} root The repository
 * @returns {string[]} Files that are tracked or about to be, relative, with forward slashes
 */
export function listFiles(root) {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const names = git.status === 0 ? git.stdout.split("\0").filter(Boolean) : walk(root, "");
  return names.filter((name) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile()).sort();
}

/** A tree without git: an unpacked archive. */
function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_WALKED.test(name) ? [] : walk(root, name);
    return entry.isFile() ? [name] : [];
  });
}

/**
 * @param {string} root
 * @returns {string[]} One line for each source file that is longer than the limit
 */
export function findLongFiles(root, files = listFiles(root)) {
  return files
    .filter((name) => SOURCE.test(name) && !NOT_SOURCE.test(name))
    .map((name) => ({ name, lines: countLines(readFileSync(join(root, name), "utf8")) }))
    .filter(({ lines }) => lines > LONGEST_SOURCE)
    .map(({ name, lines }) => `${name}: at most ${LONGEST_SOURCE} lines, got ${lines}`);
}

function countLines(text) {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.length - 1 : lines.length;
}

/**
 * @param {string} root
 * @returns {string[]} One line for each file that is too large to be kept in the repository
 */
export function findLargeFiles(root, files = listFiles(root)) {
  return files
    .map((name) => ({ name, bytes: statSync(join(root, name)).size }))
    .filter(({ bytes }) => bytes > LARGEST_FILE)
    .map(({ name, bytes }) => `${name}: at most ${LARGEST_FILE} bytes, got ${bytes}`);
}

/**
 * @param {string} root
 * @returns {string[]} One line for each place that holds what must not be written down
 */
export function findForbiddenText(root, files = listFiles(root)) {
  return files
    .filter((name) => !BINARY.test(name) && !GENERATED.test(name))
    .flatMap((name) => {
      const rules = FORBIDDEN_TEXT.filter(({ only }) => only === undefined || only.test(name));
      return readFileSync(join(root, name), "utf8")
        .split("\n")
        .flatMap((line, at) =>
          rules
            .filter(({ pattern }) => pattern.test(line))
            .map(({ why }) => `${name}:${at + 1}: must not hold ${why}`),
        );
    });
}
