/** Which browser the tests drive: the one named by TRAFFICLAB_CHROMIUM, else the system's, else Playwright's own download. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Headless in a container, as root, with no GPU and little shared memory, and silent on the network. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function findChromium(): string | undefined {
  const named = process.env["TRAFFICLAB_CHROMIUM"];
  if (named) {
    if (!existsSync(named))
      throw new Error(`Cannot start the browser: TRAFFICLAB_CHROMIUM must name a file, got "${named}"`);
    return named;
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find((path) => existsSync(path));
}
