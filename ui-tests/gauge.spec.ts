import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { violations } from "./support/accessibility.ts";
import { csvOf, makeFlows, writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { ViewPart } from "./support/view-part.ts";

const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");
const FLOW =
  "{ duration: 3, packet_count: 25, bytes_sent: 2000, bytes_received: 1800, packet_size_mean: 500 }";

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows.csv"), csvOf(makeFlows(1_500)));
  writeNotebook(server.root, "assess.ipynb", [
    `import { createThreatAssessor } from "trafficlab";\n(await createThreatAssessor()).assess(${FLOW})`,
  ]);
});

test("the default flow is LOW with a warning; a capture is replayed as a feed, with no kernel running", async ({
  lab,
}) => {
  await lab.execute("trafficlab:open-gauge", { path: "flows.csv" });
  const gauge = new ViewPart(lab.page, "Threat gauge");
  await gauge.connected("in this page");
  await expect(gauge.finding).toContainText("LOW");
  await lab.theme("JupyterLab Dark");
  await lab.page.screenshot({ path: join(SCREENSHOTS, "gauge-dark.png") });
  expect(await violations(lab, ".jp-ThreatWidget", 80)).toEqual([]);
  await lab.theme("JupyterLab Light");
  expect(await violations(lab, ".jp-ThreatWidget", 80)).toEqual([]);
  await gauge.button("Start").click();
  await expect(gauge.root).toContainText(/Flow [\d,]+ of 1,500/, { timeout: 60_000 });
  await gauge.button("Pause").click();
  await expect(gauge.button("Go on")).toBeVisible();
  await lab.page.screenshot({ path: join(SCREENSHOTS, "gauge-feed.png") });
  expect(await lab.kernels()).toBe(0);
});

test("an assessment of a cell is drawn, and its form goes on in the page", async ({ lab }) => {
  await lab.openNotebook("assess.ipynb");
  await lab.runAll();
  const gauge = new ViewPart(lab.page, "Threat gauge");
  await expect(gauge.finding).toContainText("LOW", { timeout: 60_000 });
  await expect(gauge.problem).toHaveCount(0);
});
