/** UI tests: a real JupyterLab with the installed wheel, the real kernel, a real browser. One test at a time: they share one server. */
import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS, findChromium } from "./support/browser.ts";

const executablePath = findChromium();

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "artifacts/traces",
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env["CI"]),
  retries: process.env["CI"] ? 1 : 0,
  reporter: [["list"], ["json", { outputFile: "artifacts/results.json" }]],
  use: {
    browserName: "chromium",
    viewport: { width: 1400, height: 1000 },
    locale: "en-US",
    timezoneId: "UTC",
    video: "off",
    trace: "off",
    actionTimeout: 20_000,
    screenshot: "only-on-failure",
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: CHROMIUM_FLAGS },
  },
});
