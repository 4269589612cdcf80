/** Set-up: what `npm start`, `npm test` and `npm run analyze` need, made once and kept while its inputs stay the same. */
import { buildKernels, buildLibrary, setUpBuild } from "./build.mjs";
import { findBrowser } from "./browser.mjs";
import { withLock } from "./lock.mjs";
import { setUpPackages } from "./packages.mjs";
import { setUpPython } from "./python.mjs";

export { findBrowser } from "./browser.mjs";
export { venvEnv } from "./environment.mjs";
export { describeError, keepOutputClean, say, secondsSince } from "./say.mjs";

/** Everything for a notebook: Python packages, npm packages, the build, the installed wheel. Stops at the first error. */
export function setUp() {
  return withLock(async () => {
    await setUpPython();
    await setUpPackages();
    await setUpBuild();
  });
}

/** Only what it takes to import the built library in Node; with `deno` also in Deno, which comes with the Python packages. */
export function setUpLibrary({ deno = false } = {}) {
  return withLock(async () => {
    if (deno) await setUpPython();
    await setUpPackages();
    await buildLibrary();
  });
}

/**
 * Everything for the tests. An error in one part leaves the others to go on, so that a run shows all there is to mend.
 * @returns {Promise<{ failures: Record<"python" | "packages" | "build" | "browser", unknown>, browser: string | undefined }>}
 *   `failures` holds only the parts that failed
 */
export function setUpForTests({ needsBrowser }) {
  return withLock(async () => {
    const failures = {};
    const attempt = async (part, work) => {
      try {
        return await work();
      } catch (error) {
        failures[part] = error;
        return undefined;
      }
    };
    await attempt("python", setUpPython);
    await attempt("packages", async () => {
      await setUpPackages();
      await buildKernels();
    });
    if (!failures.python && !failures.packages) await attempt("build", setUpBuild);
    else failures.build = failures.python ?? failures.packages;
    const browser = needsBrowser ? await attempt("browser", findBrowser) : undefined;
    return { failures, browser };
  });
}
