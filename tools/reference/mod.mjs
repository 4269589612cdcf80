/**
 * The reference environment: scikit-learn, pandas and PyOD in `.setup/reference/venv`, for `npm run fixtures` and `npm run bench`.
 * It is made at its first use and is no part of the set-up of `npm test`.
 */
import { existsSync } from "node:fs";
import { cleanEnv } from "../setup/environment.mjs";
import { withLock } from "../setup/lock.mjs";
import { REFERENCE, REFERENCE_PYTHON } from "../setup/paths.mjs";
import { setUpVenv } from "../setup/python.mjs";

/** scikit-learn 1.9 and NumPy 2.4 need it; the rest of the repository runs with 3.10. */
const LEAST_PYTHON = [3, 11];
/** Each library that brings its own threads, by the variable that bounds them. */
const THREAD_VARIABLES = [
  "OMP_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "MKL_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "NUMBA_NUM_THREADS",
];

/** @throws {import("../setup/say.mjs").SetupError} When there is no Python that is recent enough */
export function setUpReference() {
  return withLock(() =>
    setUpVenv({
      title: "Reference packages",
      doing: "installing scikit-learn, pandas and PyOD into .setup/reference/venv (about a minute)",
      folder: REFERENCE,
      python: REFERENCE_PYTHON,
      stamp: "reference-venv",
      packagesStamp: "reference-packages",
      pipLog: "reference-pip",
      least: LEAST_PYTHON,
      requirements: "tools/reference/requirements.txt",
      constraints: "tools/reference/constraints.txt",
    }),
  );
}

/** @returns {boolean} Whether it has been made; says nothing about whether it is up to date */
export function hasReference() {
  return existsSync(REFERENCE_PYTHON);
}

/**
 * @param {number} threads How many threads BLAS and OpenMP may use
 * @returns {NodeJS.ProcessEnv} For Python programs in the reference environment; hashes of text are the same in every run
 */
export function referenceEnv(threads) {
  const bounds = Object.fromEntries(THREAD_VARIABLES.map((name) => [name, String(threads)]));
  return { ...cleanEnv(), ...bounds, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "Agg" };
}
