/**
 * The way through all five modes by mouse alone, and the same numbers in a notebook. With TRAFFICLAB_UI_ALL set also on real captures
 * of the folder that TRAFFICLAB_DATA names, with a picture of every step, light and dark.
 */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import type { LabPage } from "./support/lab-page.ts";
import { ViewPart } from "./support/view-part.ts";

const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");
const NOTEBOOKS = resolve(import.meta.dirname, "../notebooks");
const DATA = process.env["TRAFFICLAB_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
const isAll = Boolean(process.env["TRAFFICLAB_UI_ALL"]);
const REAL = [
  "cic-ids2017/Tuesday-Patator.balanced.csv.gz",
  "zeek-stratosphere/008-zeek-mixed/data/conn.log.labeled.gz",
].map((path) => join(DATA, path));
const CAPTURES = [join(NOTEBOOKS, "data/sample-capture.csv"), ...(isAll ? REAL : [])].filter((path) =>
  existsSync(path),
);

/** A training of 46,000 flows takes its time on two cores. */
const TRAINED = { timeout: 400_000 };

async function picture(lab: LabPage, capture: string, step: string): Promise<void> {
  if (!isAll) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const theme of ["Dark", "Light"] as const) {
    await lab.theme(`JupyterLab ${theme}`);
    const name = `${basename(capture).replace(/\W.*$/, "")}-${step}-${theme.toLowerCase()}.png`;
    await lab.page.screenshot({ path: join(SCREENSHOTS, name) });
  }
}

for (const capture of CAPTURES) {
  const name = basename(capture);

  test(`the five modes on ${name}, by mouse alone, with no kernel running`, async ({ lab, server }) => {
    test.setTimeout(600_000);
    copyFileSync(capture, join(server.root, name));
    await lab.execute("trafficlab:open-profiler", { path: name });
    const profiler = new ViewPart(lab.page, "Profile");
    await profiler.connected("in this page");
    await picture(lab, capture, "1-profile");

    await profiler.goOn("Train models");
    const trainer = new ViewPart(lab.page, "Train");
    await trainer.button("Train").click();
    await expect(trainer.finding).toContainText("macro F1", TRAINED);
    await trainer.idle();
    await picture(lab, capture, "2-train");
    const download = lab.page.waitForEvent("download");
    await trainer.button("Save model…").click();
    expect((await download).suggestedFilename()).toMatch(/\.tlmodel$/);

    await trainer.goOn("Find anomalies");
    const explorer = new ViewPart(lab.page, "Explore");
    await expect(explorer.finding).toContainText("flagged", TRAINED);
    await picture(lab, capture, "3-anomalies");
    await explorer.root.getByRole("tab", { name: "Behavior" }).click();
    await expect(explorer.finding).toContainText("pattern", TRAINED);
    await picture(lab, capture, "4-behavior");

    await explorer.root.getByRole("tab", { name: "Anomalies" }).click();
    await explorer.button("Assess").first().click();
    const gauge = new ViewPart(lab.page, "Threat gauge");
    await gauge.connected("in this page");
    await expect(gauge.finding).not.toBeEmpty();
    await picture(lab, capture, "5-gauge");
    await gauge.button("Start").click();
    await expect(gauge.root).toContainText(/Flow [\d,]+ of [\d,]+/, { timeout: 60_000 });
    await gauge.button("Pause").click();
    await picture(lab, capture, "6-replay");
    expect(await lab.kernels()).toBe(0);
  });
}

test("a notebook's cells say the same as the widgets of the page, to the digit", async ({ lab, server }) => {
  const [capture] = CAPTURES;
  if (capture === undefined) throw new Error("the quick start's capture is not there");
  const name = basename(capture);
  copyFileSync(capture, join(server.root, name));
  await lab.execute("trafficlab:open-explorer", { path: name });
  const page = new ViewPart(lab.page, "Explore");
  await expect(page.finding).toContainText("flagged", TRAINED);
  const anomalies = await page.finding.innerText();
  await page.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(page.finding).toContainText("pattern", TRAINED);
  const behavior = await page.finding.innerText();

  writeNotebook(server.root, "same.ipynb", [
    `import { analyzeBehavior, detectAnomalies, loadFlows } from "trafficlab";\nconst flows = await loadFlows(${JSON.stringify(name)});`,
    "await detectAnomalies(flows)",
    "await analyzeBehavior(flows)",
  ]);
  await lab.openNotebook("same.ipynb");
  await lab.runAll();
  const findings = lab.page.locator(".jp-OutputArea-output .jp-TrafficLab-finding");
  await expect(findings).toHaveText([anomalies, behavior], { timeout: 60_000 });
});
