import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { violations } from "./support/accessibility.ts";
import { csvOf, makeFlows, writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { ProfilerPart } from "./support/profiler-part.ts";
import { ViewPart } from "./support/view-part.ts";

const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows.csv"), csvOf(makeFlows(1_500)));
  writeNotebook(server.root, "explore.ipynb", [
    'import { analyzeBehavior, detectAnomalies, loadFlows } from "trafficlab";\nconst flows = await loadFlows("flows.csv");',
    "await detectAnomalies(flows)",
    "await analyzeBehavior(flows, { k: 2 })",
  ]);
});

test("from a profile to anomalies and to patterns of behavior by mouse alone, without loading again", async ({
  lab,
}) => {
  await lab.execute("trafficlab:open-profiler", { path: "flows.csv" });
  const profiler = new ProfilerPart(lab.page);
  await profiler.connected("in this page");
  await new ViewPart(lab.page, "Profile").goOn("Find anomalies");
  const explorer = new ViewPart(lab.page, "Explore");
  await expect(explorer.finding).toContainText("flagged", { timeout: 60_000 });
  await explorer.idle();
  await lab.theme("JupyterLab Dark");
  await lab.page.screenshot({ path: join(SCREENSHOTS, "explorer-dark.png") });
  expect(await violations(lab, ".jp-ExplorerWidget", 200)).toEqual([]);
  await lab.theme("JupyterLab Light");
  expect(await violations(lab, ".jp-ExplorerWidget", 200)).toEqual([]);
  await explorer.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(explorer.finding).toContainText("patterns", { timeout: 60_000 });
  await lab.page.screenshot({ path: join(SCREENSHOTS, "behavior-light.png") });
  expect(await violations(lab, ".jp-ExplorerWidget", 60)).toEqual([]);
  expect(await lab.kernels()).toBe(0);

  await lab.settled();
  await lab.reload();
  await expect(new ViewPart(lab.page, "Explore").root).toContainText("1,500 flows", { timeout: 60_000 });
});

test("detection and behavior of cells are drawn with their kernel", async ({ lab }) => {
  await lab.openNotebook("explore.ipynb");
  await lab.runAll();
  const views = lab.page.getByRole("region", { name: "Traffic Lab · Explore" });
  await expect(views).toHaveCount(2, { timeout: 60_000 });
  for (const view of await views.all())
    await expect(view.locator(".jp-TrafficLab-chip")).toHaveText(/kernel$/, { timeout: 60_000 });
});
