/** Figures of the five modes on 100,000 flows in the page, printed: how long each takes, and how long the page is ever blocked. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { csvOf, makeFlows } from "./support/captures.ts";
import { figure } from "./support/figures.ts";
import { expect, test } from "./support/fixtures.ts";
import { percentile } from "./support/round-trip.ts";
import { ViewPart } from "./support/view-part.ts";

const FLOWS = 100_000;
const MOVES = Number(process.env["TRAFFICLAB_BENCH_CLICKS"] ?? 50);
/** A hang limit. */
const LONG = { timeout: 300_000, intervals: [20] };

declare global {
  interface Window {
    trafficlabLongTasks?: number[];
  }
}

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "capture.csv"), csvOf(makeFlows(FLOWS)));
});

test("the five modes on 100,000 flows, in the page", async ({ lab }) => {
  const { page } = lab;
  await watchLongTasks(page);

  let from = performance.now();
  await lab.execute("trafficlab:open-profiler", { path: "capture.csv" });
  const profiler = new ViewPart(page, "Profile");
  await profiler.connected("in this page");
  figure("open and profile 100,000 flows", performance.now() - from);
  await printLongest(page, "profile");

  await profiler.goOn("Train models");
  const trainer = new ViewPart(page, "Train");
  await expect(trainer.button("Train")).toBeVisible();
  from = performance.now();
  await trainer.button("Train").click();
  const forest = trainer.root.locator(".jp-TrainerWidget-line.jp-mod-done", { hasText: "Forest" });
  await expect.poll(() => forest.count(), LONG).toBe(1);
  figure("first model", performance.now() - from, "(to be under 10,000)");
  from = performance.now();
  await trainer.button("Cancel").click();
  await expect.poll(() => trainer.root.getAttribute("aria-busy"), LONG).toBe("false");
  figure("cancel of a training", performance.now() - from, "(to be under 200)");
  await printLongest(page, "training");

  from = performance.now();
  await trainer.goOn("Find anomalies");
  const explorer = new ViewPart(page, "Explore");
  await expect(explorer.finding).toContainText("flagged", LONG);
  figure("all detectors", performance.now() - from, "(to be under 15,000)");
  await printLongest(page, "anomalies");

  from = performance.now();
  await explorer.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(explorer.finding).toContainText("patterns", LONG);
  figure("patterns of behavior", performance.now() - from);
  await printLongest(page, "behavior");

  await lab.execute("trafficlab:open-gauge");
  const gauge = new ViewPart(page, "Threat gauge");
  await expect(gauge.finding).toContainText("LOW");
  const moves = await moveSlider(page, MOVES);
  figure(`slider to gauge: median of ${moves.length}`, percentile(moves, 0.5));
  figure("slider to gauge: 95th percentile", percentile(moves, 0.95), "(to be under 50)");
  await printLongest(page, "gauge");
});

async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    window.trafficlabLongTasks = tasks;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ entryTypes: ["longtask"] });
  });
}

/** Prints the longest task of the page since the last call; 0 where none took 50 ms. */
async function printLongest(page: Page, during: string): Promise<void> {
  const longest = await page.evaluate(() => Math.max(0, ...(window.trafficlabLongTasks?.splice(0) ?? [])));
  figure(`page blocked at most, ${during}`, longest, "(to be under 200)");
}

/** Moves the slider of the bytes sent to and fro; from each move to the frame in which the score is another, in ms. */
function moveSlider(page: Page, moves: number): Promise<number[]> {
  return page.evaluate(async (count) => {
    const widget = document.querySelector(".jp-ThreatWidget");
    const slider = widget?.querySelector<HTMLInputElement>('input[type="range"][aria-label^="Sent"]');
    const score = (): string => widget?.querySelector(".jp-ThreatWidget-scoreNumber")?.textContent ?? "";
    if (!slider) throw new Error("there is no slider for the bytes sent");
    const times: number[] = [];
    for (let move = 0; move < count; move++) {
      const before = score();
      const from = performance.now();
      // Much sent is a point of evidence, little is none: every move gives another score.
      const share = move % 2 === 0 ? 0.85 + (move % 5) / 100 : 0.1;
      slider.value = String(Math.round(Number(slider.max) * share));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      while (score() === before && performance.now() - from < 5_000) await new Promise(requestAnimationFrame);
      times.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return times;
  }, moves);
}
