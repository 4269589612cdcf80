/** A Chromium for the ui-tests: one that is there, else Debian's package, else Playwright's own download. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstallDebianPackages, installDebianPackage } from "./debian.mjs";
import { packageScript } from "./paths.mjs";
import { capture, mustRun } from "./run.mjs";
import { SetupError, say } from "./say.mjs";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
];

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} Where a Chromium-based browser usually stands, in the order in which they are tried
 */
export function browserPaths(platform = process.platform, env = process.env) {
  if (platform === "darwin") {
    const apps = ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `${name}.app/Contents/MacOS/${name}`,
    );
    return ["/Applications", `${env.HOME ?? ""}/Applications`].flatMap((folder) =>
      apps.map((app) => `${folder}/${app}`),
    );
  }
  if (platform === "win32") {
    const folders = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(Boolean);
    const apps = [
      "Google\\Chrome\\Application\\chrome.exe",
      "Chromium\\Application\\chrome.exe",
      "Microsoft\\Edge\\Application\\msedge.exe",
    ];
    return folders.flatMap((folder) => apps.map((app) => `${folder}\\${app}`));
  }
  return (env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

/**
 * @returns {Promise<string>} The path of a browser that starts
 * @throws {SetupError} With what to install
 */
export async function findBrowser() {
  const wanted = process.env.TRAFFICLAB_CHROMIUM;
  if (wanted) {
    if (await starts(wanted)) return wanted;
    throw new SetupError(
      `Cannot use the browser named in TRAFFICLAB_CHROMIUM: it must start, got "${wanted}"`,
      {
        remedy: "name a Chromium or Chrome executable, or unset the variable",
      },
    );
  }
  const present = await firstThatStarts(browserPaths());
  if (present) {
    say(`Browser: ${present}`);
    return present;
  }
  if (canInstallDebianPackages()) {
    say("Browser: none found; installing Debian's chromium");
    await installDebianPackage("chromium");
    const installed = await firstThatStarts(browserPaths());
    if (installed) return installed;
  }
  return downloadBrowser();
}

async function downloadBrowser() {
  say(
    "Browser: no Chromium, Chrome or Edge found; downloading Playwright's Chromium into its own cache folder",
  );
  const cli = packageScript("playwright/cli.js");
  await mustRun("download a browser", process.execPath, [cli, "install", "chromium"], {
    log: "playwright-install",
    remedy: "install Chromium or Chrome, or name an executable in TRAFFICLAB_CHROMIUM",
  });
  const path = await capture(process.execPath, ["-p", "require('playwright').chromium.executablePath()"]);
  const executable = path.output.trim();
  if (await starts(executable)) return executable;
  throw new SetupError(`Cannot use the downloaded browser: it must start, got "${executable}"`, {
    remedy: "install Chromium or Chrome with your package manager (it brings the libraries a browser needs)",
  });
}

async function firstThatStarts(paths) {
  for (const path of paths) {
    if (await starts(path)) return path;
  }
  return null;
}

/** Some distributions install a stub that only says where the browser could be had; asking for the version tells. */
async function starts(path) {
  if (!isExecutable(path)) return false;
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === "win32") return true;
  return (await capture(path, ["--version"], { timeoutMs: 30_000 })).code === 0;
}

function isExecutable(path) {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
