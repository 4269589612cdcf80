/** Packages of Debian and its kin, for a root user in a container or on a build machine. */
import { existsSync } from "node:fs";
import { mustRun } from "./run.mjs";

/** @returns {boolean} Whether this process may install Debian packages without asking anybody */
export function canInstallDebianPackages() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/**
 * @param {string} name
 * @throws {import("./say.mjs").SetupError}
 */
export async function installDebianPackage(name) {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    remedy: `apt-get update && apt-get install ${name}`,
  };
  await mustRun("read the lists of Debian packages", "apt-get", ["update", "-q"], {
    ...options,
    log: "apt-update",
  });
  await mustRun(
    `install the Debian package ${name}`,
    "apt-get",
    ["install", "-q", "-y", "--no-install-recommends", name],
    {
      ...options,
      log: `apt-install-${name}`,
    },
  );
}
