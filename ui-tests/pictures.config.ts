/** The pictures of the documents, made of the quick-start capture: `npm run ui:pictures`. */
import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

export default defineConfig({
  ...tests,
  testMatch: "**/pictures.ts",
  outputDir: "artifacts/pictures",
  retries: 0,
  reporter: "list",
  use: { ...tests.use, viewport: { width: 1280, height: 1180 } },
});
