/** The benchmark of the interface: the same browser and server as the tests, and nothing but figures. */
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({
  ...tests,
  testMatch: "**/*.bench.ts",
  outputDir: "artifacts/bench",
  retries: 0,
  timeout: 600_000,
  reporter: "line",
});
