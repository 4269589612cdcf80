/** Makes docs/images anew: each widget on the quick-start capture, in the light theme, in a tab without a kernel. */
import { copyFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "./support/fixtures.ts";
import type { LabPage } from "./support/lab-page.ts";
import { ViewPart } from "./support/view-part.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CAPTURE = "sample-capture.csv";
/** Largest picture that a document should carry. */
const MOST_BYTES = 1024 * 1024;

test.beforeAll(({ server }) => {
  copyFileSync(join(ROOT, "notebooks/data", CAPTURE), join(server.root, CAPTURE));
});

test.beforeEach(async ({ lab }) => {
  await lab.theme("JupyterLab Light");
  await lab.execute("application:toggle-left-area");
});

async function keep(lab: LabPage, name: string): Promise<void> {
  const path = join(ROOT, "docs/images", `${name}.png`);
  // The pointer would leave a tip in the picture.
  await lab.page.mouse.move(0, 0);
  await lab.page.screenshot({ path });
  expect(statSync(path).size).toBeLessThan(MOST_BYTES);
}

test("the trainer, with the models compared and the best one's matrix and curves", async ({ lab }) => {
  await lab.execute("trafficlab:open-trainer", { path: CAPTURE });
  const trainer = new ViewPart(lab.page, "Train");
  await trainer.connected("in this page");
  await trainer.button("Train").click();
  await expect(trainer.finding).toContainText("macro F1", { timeout: 600_000 });
  await trainer.idle();
  await trainer.button("precision and recall").click();
  await expect(trainer.root.locator(".jp-TrafficLab-plot svg").first()).toBeVisible();
  await trainer.root.evaluate((node) => (node.scrollTop = 0));
  await keep(lab, "trainer");
});

test("the explorer, both tabs", async ({ lab }) => {
  await lab.execute("trafficlab:open-explorer", { path: CAPTURE });
  const explorer = new ViewPart(lab.page, "Explore");
  await expect(explorer.finding).toContainText("flagged", { timeout: 120_000 });
  await explorer.idle();
  await keep(lab, "explorer-anomalies");
  await explorer.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(explorer.finding).toContainText("patterns", { timeout: 120_000 });
  await explorer.idle();
  await explorer.root.locator(".jp-TrafficLab-plot svg").first().scrollIntoViewIfNeeded();
  await expect(explorer.root.locator(".jp-TrafficLab-plot svg").first()).toBeVisible();
  await keep(lab, "explorer-behavior");
});

test("the gauge, with its default flow and the evidence of it", async ({ lab }) => {
  await lab.execute("trafficlab:open-gauge", { path: CAPTURE });
  const gauge = new ViewPart(lab.page, "Threat gauge");
  await gauge.connected("in this page");
  await gauge.idle();
  await expect(gauge.root.getByRole("meter").first()).toBeVisible();
  await keep(lab, "gauge");
});
