/** All five modes by the keyboard alone, from the sample capture to a feed of threats. */
import type { Locator } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { enter, tabTo } from "./support/keyboard.ts";
import { ViewPart } from "./support/view-part.ts";

const LONG = { timeout: 120_000 };

test("all five modes can be gone through by keyboard alone", async ({ lab }) => {
  test.setTimeout(400_000);
  const press = (key: string): Promise<void> => lab.page.keyboard.press(key);
  const choose = async (root: Locator, name: string | RegExp): Promise<void> => {
    await enter(root);
    await tabTo(lab, root, name);
    await press("Enter");
  };

  await lab.execute("trafficlab:open-profiler");
  const profiler = new ViewPart(lab.page, "Profile");
  await choose(profiler.root, "Try the sample capture");
  await profiler.connected("in this page");
  await choose(profiler.root, "Train models");

  const trainer = new ViewPart(lab.page, "Train");
  await choose(trainer.root, "Train");
  await expect(trainer.finding).toContainText("macro F1", LONG);
  await trainer.idle();
  await choose(trainer.root, "Find anomalies");

  const explorer = new ViewPart(lab.page, "Explore");
  await expect(explorer.finding).toContainText("flagged", LONG);
  await explorer.idle();
  await enter(explorer.root);
  await tabTo(lab, explorer.root, "Anomalies", ["tab"]);
  await press("ArrowRight");
  await expect(explorer.finding).toContainText("pattern", LONG);
  await explorer.idle();
  await tabTo(lab, explorer.root, "Behavior", ["tab"]);
  await press("ArrowLeft");
  await expect(explorer.finding).toContainText("flagged");
  await tabTo(lab, explorer.root, "Flows by score, highest first");
  await press("ArrowDown");
  await choose(explorer.root, "Assess");

  const gauge = new ViewPart(lab.page, "Threat gauge");
  await expect(gauge.finding).toContainText(/LOW|MEDIUM|HIGH|NOT ASSESSABLE/);
  await choose(gauge.root, "Start");
  await expect(gauge.root).toContainText(/Flow [\d,]+ of [\d,]+/, LONG);
  await choose(gauge.root, "Pause");
  await expect(gauge.button("Go on")).toBeVisible();
});
