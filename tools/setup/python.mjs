/** Virtual environments with pinned packages: `.venv` with JupyterLab, Deno and the build tools, and whoever describes another. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { canInstallDebianPackages, installDebianPackage } from "./debian.mjs";
import { cleanEnv } from "./environment.mjs";
import { ROOT, VENV, VENV_PYTHON } from "./paths.mjs";
import { capture, lastLines, mustRun } from "./run.mjs";
import { SetupError, say } from "./say.mjs";
import { clearStamp, hashInputs, hashText, readStamp, runStep, writeStamp } from "./stamp.mjs";

export const LEAST_PYTHON = [3, 10];
const NEWEST_NAMED = 15;
const PROBE =
  "import json, sys, sysconfig; print(json.dumps({'version': list(sys.version_info[:3]), 'path': sys.executable, 'prefix': sys.base_prefix}))";

/**
 * @typedef {{ command: string[], version: [number, number, number], path: string, prefix: string }} Python
 * @typedef {object} Venv
 * @property {string} title What the packages are called in the lines that set-up prints
 * @property {string} doing
 * @property {string} folder Where it lies
 * @property {string} python Its Python
 * @property {string} stamp The name of its stamp and log
 * @property {string} packagesStamp The stamp of its packages
 * @property {string} pipLog
 * @property {readonly [number, number]} least The oldest Python that its packages support
 * @property {string} requirements Relative to the repository
 * @property {string} constraints Relative to the repository
 */

/** @type {Venv} */
const MAIN = {
  title: "Python packages",
  doing: "installing JupyterLab, Deno and the build tools into .venv (about a minute)",
  folder: VENV,
  python: VENV_PYTHON,
  stamp: "venv",
  packagesStamp: "python-packages",
  pipLog: "pip",
  least: LEAST_PYTHON,
  requirements: "tools/setup/requirements.txt",
  constraints: "tools/setup/constraints.txt",
};

/**
 * @returns {string[][]} Commands that may be a Python, in the order in which they are tried
 */
export function pythonCandidates(platform = process.platform, wanted = process.env.TRAFFICLAB_PYTHON) {
  const named = [];
  for (let minor = NEWEST_NAMED; minor >= LEAST_PYTHON[1]; minor--) named.push([`python3.${minor}`]);
  const common = platform === "win32" ? [["py", "-3"], ["python"], ["python3"]] : [["python3"], ["python"]];
  return [...(wanted ? [[wanted]] : []), ...common, ...named];
}

/**
 * @param {string} text What the probe printed
 * @returns {Omit<Python, "command"> | null} Null when that was no answer of a Python 3
 */
export function readProbe(text) {
  try {
    const answer = JSON.parse(text.trim().split("\n").at(-1) ?? "");
    return Array.isArray(answer.version) && typeof answer.path === "string" ? answer : null;
  } catch {
    return null;
  }
}

/**
 * @param {readonly number[]} version
 * @param {readonly [number, number]} [least]
 * @returns {boolean}
 */
export function isPythonRecentEnough([major, minor], least = LEAST_PYTHON) {
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/**
 * @param {readonly [number, number]} [least]
 * @returns {Promise<Python>} The first Python on the PATH that is recent enough
 * @throws {SetupError} When there is none; names what was found instead
 */
export async function findPython(least = LEAST_PYTHON) {
  const tooOld = [];
  for (const command of pythonCandidates()) {
    const { code, output } = await capture(command[0], [...command.slice(1), "-c", PROBE], {
      timeoutMs: 20_000,
      env: cleanEnv(),
    });
    const answer = code === 0 ? readProbe(output) : null;
    if (!answer) continue;
    if (isPythonRecentEnough(answer.version, least)) return { command, ...answer };
    tooOld.push(`${command.join(" ")} is ${answer.version.join(".")}`);
  }
  throw new SetupError(
    `Cannot make the virtual environment: Python ${least.join(".")} or later is needed, got ${tooOld.join(", ") || "none"}`,
    {
      remedy: `install Python ${least.join(".")} or later (python.org, your package manager), or name one in TRAFFICLAB_PYTHON`,
    },
  );
}

/**
 * Makes `.venv` and installs the pinned requirements, each only when what it is made from has changed.
 * @throws {SetupError}
 */
export function setUpPython() {
  return setUpVenv(MAIN);
}

/**
 * @param {Venv} venv Made, and its packages installed, each only when what it is made from has changed
 * @throws {SetupError}
 */
export async function setUpVenv(venv) {
  if (!(await venvWorks(venv))) await makeVenv(venv);
  const { title, doing, python, packagesStamp, pipLog, requirements, constraints } = venv;
  const version = (await capture(python, ["--version"], { env: cleanEnv() })).output.trim();
  await runStep(
    {
      name: packagesStamp,
      title,
      doing,
      hash: hashText(hashInputs([requirements, constraints]), version, venv.folder),
      outputs: [relative(ROOT, python)],
    },
    () =>
      mustRun(
        "install the Python packages",
        python,
        [
          "-m",
          "pip",
          "install",
          "--no-input",
          "--disable-pip-version-check",
          "-r",
          requirements,
          "-c",
          constraints,
        ],
        {
          env: cleanEnv(),
          log: pipLog,
          remedy: "check the network (pip must reach its package index) and run the command again",
        },
      ),
  );
}

/** A Python upgrade leaves an environment that does not answer; a copied repository brings one whose scripts point to the old place. */
async function venvWorks({ folder, python, stamp, least }) {
  if (!existsSync(python) || (readStamp(stamp) ?? folder) !== folder) return false;
  const { code, output } = await capture(python, ["-c", `import pip; ${PROBE}`], {
    env: cleanEnv(),
    timeoutMs: 60_000,
  });
  const answer = code === 0 ? readProbe(output) : null;
  return answer !== null && isPythonRecentEnough(answer.version, least);
}

async function makeVenv({ folder, stamp, least }) {
  const python = await findPython(least);
  say(`Virtual environment: making ${relative(ROOT, folder)} with Python ${python.version.join(".")}`);
  clearStamp(stamp);
  let result = await tryVenv(python, folder, stamp);
  if (result.code !== 0 && isVenvModuleMissing(result.output)) {
    const debianPackage = venvPackage(python);
    if (debianPackage && canInstallDebianPackages()) {
      say(`Virtual environment: this Python lacks its venv module; installing ${debianPackage}`);
      await installDebianPackage(debianPackage);
      result = await tryVenv(python, folder, stamp);
    }
  }
  if (result.code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new SetupError(
      `Cannot make the virtual environment: "${python.command.join(" ")} -m venv" ended with exit code ${result.code}`,
      {
        tail: lastLines(result.output, 6),
        remedy: venvRemedy(python, result.output),
      },
    );
  }
  // JupyterLab brings scripts of the CommonJS kind, which Node would take for modules: this repository's package.json says so.
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "commonjs" }\n');
  writeStamp(stamp, folder);
}

function tryVenv(python, folder, stamp) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  return capture(python.command[0], [...python.command.slice(1), "-m", "venv", folder], {
    env: cleanEnv(),
    log: stamp,
  });
}

function isVenvModuleMissing(output) {
  return /ensurepip|No module named '?(?:venv|pip)/.test(output);
}

/** Debian and its kin split the venv module off; only their own Python (prefix /usr) is mended by that package. */
function venvPackage({ version, prefix }) {
  return prefix === "/usr" && existsSync("/usr/bin/apt-get")
    ? `python${version[0]}.${version[1]}-venv`
    : null;
}

function venvRemedy(python, output) {
  if (!isVenvModuleMissing(output))
    return "look at the output above, or name another Python in TRAFFICLAB_PYTHON";
  const debianPackage = venvPackage(python);
  if (debianPackage) return `sudo apt-get install ${debianPackage}`;
  return "install a Python that has its venv module (python.org has it), or name one in TRAFFICLAB_PYTHON";
}
