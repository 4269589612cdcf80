/** The npm packages, exactly as the lock file names them, without running anything they bring. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";
import { mustRun, npmCommand } from "./run.mjs";
import { hashInputs, hashText, isDone, runStep, writeStamp } from "./stamp.mjs";

const STEP = "npm-packages";
/** npm writes this when it has finished; it lists what is installed. */
const INSTALLED = "node_modules/.package-lock.json";

/**
 * @param {{ packages: Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, resolved?: string }> }} lock
 * @param {{ packages: Record<string, { version?: string }> }} installed
 * @returns {boolean} Whether every package that has to be there is there in the locked version
 */
export function matchesLock(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes("node_modules/") || wanted.link) return true;
    const found = installed.packages[path];
    return found ? found.version === wanted.version : Boolean(wanted.optional || wanted.devOptional);
  });
}

/** @throws {import("./say.mjs").SetupError} */
export async function setUpPackages() {
  const workspaces = hashInputs(["packages"], (path) => path.endsWith("/package.json"));
  const hash = hashText(
    hashInputs(["package-lock.json", ".npmrc"]),
    workspaces,
    process.version,
    process.platform,
    process.arch,
  );
  if (!isDone(STEP, hash, [INSTALLED]) && isInstalledByHand()) writeStamp(STEP, hash);
  const [command, args] = npmCommand(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  await runStep(
    {
      name: STEP,
      title: "npm packages",
      doing: "installing what package-lock.json names (about a minute)",
      hash,
      outputs: [INSTALLED],
    },
    () =>
      mustRun("install the npm packages", command, args, {
        log: "npm-ci",
        remedy: "check the network (npm must reach its registry) and run the command again",
      }),
  );
}

/** A developer's own `npm ci` counts: there is no need to take it away and do it again. */
function isInstalledByHand() {
  const installed = join(ROOT, INSTALLED);
  if (!existsSync(installed)) return false;
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  try {
    return matchesLock(read(join(ROOT, "package-lock.json")), read(installed));
  } catch {
    return false;
  }
}
