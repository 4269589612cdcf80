/** What is built from the sources: each part has its own stamp, so that a change rebuilds what depends on it and nothing else. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { venvEnv } from "./environment.mjs";
import { ROOT, VENV_PYTHON } from "./paths.mjs";
import { mustRun, npmCommand } from "./run.mjs";
import { hashInputs, hashText, readStamp, runStep } from "./stamp.mjs";

const LABEXTENSION = "trafficlab/labextension";
/** The packages decide about every part; README and the like only about the wheel. */
const TOOLCHAIN = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.base.json"];
const ISOMORPHIC = ["src/kernels", "src/analysis", "schema", "packages"];

const KERNELS = {
  script: "build:kernels",
  title: "Kernels",
  inputs: [
    "src/kernels",
    "src/analysis/estimators",
    "src/analysis/workers",
    "src/analysis/host",
    "tools/build-kernels.mjs",
    "tools/kernels",
    ...TOOLCHAIN,
  ],
  outputs: ["src/analysis/workers/made/source.ts"],
};
const TYPESCRIPT = {
  script: "build:lib",
  title: "TypeScript",
  inputs: ["src", "schema", ...TOOLCHAIN],
  outputs: ["lib/analysis/mod.js", "lib/extension/index.js"],
};
const LIBRARY = {
  script: "build:library",
  title: "Library bundle",
  inputs: [...ISOMORPHIC, "tools/build-library.mjs", "tools/library", ...TOOLCHAIN],
  outputs: ["trafficlab/library/mod.js", "trafficlab/library/mod.d.ts"],
};
const EXTENSION = {
  script: "build:labextension",
  title: "JupyterLab extension",
  inputs: ["src", "schema", "style", "packages", ...TOOLCHAIN],
  outputs: [`${LABEXTENSION}/package.json`, `${LABEXTENSION}/static/style.js`],
};
/** In the order in which they need each other. */
const PARTS = [KERNELS, TYPESCRIPT, LIBRARY, EXTENSION];

/** Builds what has changed: compiled TypeScript, library bundle, extension, wheel; installs the wheel. */
export async function setUpBuild() {
  for (const part of PARTS) await buildPart(part);
  await buildWheel();
  await installWheel();
}

/** What the sources import and git does not hold: tests and lint need it as much as the builds. */
export function buildKernels() {
  return buildPart(KERNELS);
}

/** Only what Node needs to import the library. */
export async function buildLibrary() {
  await buildKernels();
  await buildPart(LIBRARY);
}

function buildPart({ script, title, inputs, outputs }) {
  return runStep(
    { name: script.replace(":", "-"), title, doing: "building", hash: hashInputs(inputs), outputs },
    () => npmRun(script),
  );
}

function npmRun(script) {
  const [command, args] = npmCommand(["run", "--silent", script]);
  return mustRun(`run "npm run ${script}"`, command, args, { env: venvEnv(), log: script.replace(":", "-") });
}

async function buildWheel() {
  const sources = hashInputs(
    ["trafficlab", "pyproject.toml", "install.json", "package.json", "README.md", "LICENSE"],
    (path) => !path.startsWith("trafficlab/library/") && !path.startsWith(`${LABEXTENSION}/`),
  );
  const hash = hashText(sources, ...PARTS.map(({ script }) => readStamp(script.replace(":", "-")) ?? ""));
  await runStep(
    { name: "build-wheel", title: "Wheel", doing: "building", hash, outputs: [wheelPath()] },
    async () => {
      rmSync(join(ROOT, "dist"), { recursive: true, force: true });
      await npmRun("build:wheel");
    },
  );
}

async function installWheel() {
  const wheel = wheelPath();
  const hash = hashText(hashInputs([wheel]), readStamp("python-packages") ?? "");
  await runStep(
    { name: "install-wheel", title: "Wheel in .venv", doing: `installing ${wheel}`, hash, outputs: [] },
    () =>
      mustRun(
        "install the wheel",
        VENV_PYTHON,
        [
          "-m",
          "pip",
          "install",
          "--no-input",
          "--disable-pip-version-check",
          "--no-deps",
          "--no-index",
          "--force-reinstall",
          wheel,
        ],
        { env: venvEnv(), log: "install-wheel" },
      ),
  );
}

/** @returns {string} The wheel of this version, relative to the repository */
export function wheelPath() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return `dist/trafficlab-${version}-py3-none-any.whl`;
}
