import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { violations } from "./support/accessibility.ts";
import { csvOf, makeFlows, writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { ViewPart } from "./support/view-part.ts";

const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows.csv"), csvOf(makeFlows(1_500)));
  writeNotebook(server.root, "train.ipynb", [
    'import { loadFlows, trainClassifiers } from "trafficlab";\nconst flows = await loadFlows("flows.csv");',
    'await trainClassifiers(flows, { models: ["forest"] });',
  ]);
});

test("a model is trained by mouse alone, saved, and put to work by the gauge, with no kernel running", async ({
  lab,
}) => {
  await lab.execute("trafficlab:open-trainer", { path: "flows.csv" });
  const trainer = new ViewPart(lab.page, "Train");
  await trainer.connected("in this page");
  await trainer.button("Train").click();
  await expect(trainer.finding).toContainText("macro F1", { timeout: 120_000 });
  await trainer.idle();
  await lab.theme("JupyterLab Dark");
  await lab.page.screenshot({ path: join(SCREENSHOTS, "trainer-dark.png") });
  expect(await violations(lab, ".jp-TrainerWidget", 100)).toEqual([]);
  await lab.theme("JupyterLab Light");
  expect(await violations(lab, ".jp-TrainerWidget", 100)).toEqual([]);

  const download = lab.page.waitForEvent("download");
  await trainer.button("Save model…").click();
  const file = await (await download).path();
  expect(readFileSync(file).length).toBeGreaterThan(1_000);

  await trainer.button("Assess with it").click();
  const gauge = new ViewPart(lab.page, "Threat gauge");
  await gauge.connected("in this page");
  await expect(gauge.root).toContainText("RandomForestClassifier of flows.csv", { timeout: 60_000 });
  expect(await lab.kernels()).toBe(0);
});

test("a training of a cell is shown with its kernel, and the way on leads to the same flows there", async ({
  lab,
}) => {
  await lab.openNotebook("train.ipynb");
  await lab.runAll();
  const trainer = new ViewPart(lab.page, "Train");
  await expect(trainer.finding).toContainText("macro F1", { timeout: 120_000 });
  await trainer.connected("kernel");
  await trainer.goOn("Find anomalies");
  const explorer = new ViewPart(lab.page, "Explore");
  await explorer.connected("kernel");
  await expect(explorer.root).toContainText("1,500 flows");
});
