import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { csvOf, makeFlows } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import type { LabPage } from "./support/lab-page.ts";
import { ProfilerPart } from "./support/profiler-part.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
  error?: { message: string };
}

declare global {
  interface Window {
    axe: {
      run(context: Element): Promise<{ violations: Finding[]; passes: Finding[]; incomplete: Finding[] }>;
    };
  }
}

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows.csv"), csvOf(makeFlows(1_500)));
});

/**
 * What axe finds serious or critical inside the widget.
 *
 * Two things would keep axe from checking any contrast, in silence: JupyterLab's body has no height and hides what overflows
 * it, so that the whole page counts as invisible; and a text beyond the window's edge ends the rule with an error. So the
 * body gets a height, the window holds all of the widget, and the texts that were checked are counted.
 */
async function violations(lab: LabPage, least: number): Promise<string[]> {
  let found: string[] = [];
  // A cover that still fades hides the texts from axe: look again until they count.
  await expect(async () => {
    found = await check(lab, least);
  }).toPass({ timeout: 30_000 });
  return found;
}

async function check(lab: LabPage, least: number): Promise<string[]> {
  const { page } = lab;
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1400, height: 4_000 });
  await page.addStyleTag({ content: "body { height: 100vh; }" });
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const widget = document.querySelector(".jp-ProfilerWidget");
    if (widget === null) throw new Error("there is no widget");
    return await window.axe.run(widget);
  });
  if (size !== null) await page.setViewportSize(size);
  const errors = found.incomplete.flatMap(({ id, error }) =>
    error === undefined ? [] : [`${id}: ${error.message}`],
  );
  expect(errors).toEqual([]);
  const checked = [...found.passes, ...found.violations].filter(({ id }) => id === "color-contrast");
  expect(checked.flatMap(({ nodes }) => nodes).length).toBeGreaterThanOrEqual(least);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.html)
          .join(" | ")
          .slice(0, 1_500)}`,
    );
}

for (const theme of ["Light", "Dark"] as const) {
  test(`the profiler has no serious fault of accessibility and its picture is kept, ${theme.toLowerCase()}`, async ({
    lab,
  }) => {
    await lab.theme(`JupyterLab ${theme}`);
    await lab.execute("trafficlab:open-profiler");
    const empty = new ProfilerPart(lab.page);
    await expect(empty.button("Try the sample capture")).toBeVisible();
    expect(await violations(lab, 5)).toEqual([]);
    await lab.page.screenshot({ path: join(SCREENSHOTS, `empty-${theme.toLowerCase()}.png`) });
    await lab.execute("application:close");

    await lab.execute("trafficlab:open-profiler", { path: "flows.csv" });
    const profiler = new ProfilerPart(lab.page);
    await profiler.connected("in this page");
    await profiler.root.getByText("Mapping", { exact: true }).click();
    await profiler.card("duration").getByText("Show as table").click();
    await profiler.clickBin("bytes_sent", 0);
    await profiler.rowCount();
    expect(await violations(lab, 100)).toEqual([]);
    await profiler.root.evaluate((node) => (node.scrollTop = 0));
    await lab.page.screenshot({ path: join(SCREENSHOTS, `profiler-${theme.toLowerCase()}.png`) });
    await profiler.button("Copy as TypeScript").click();
    expect(await violations(lab, 100)).toEqual([]);
    await lab.page.screenshot({ path: join(SCREENSHOTS, `code-${theme.toLowerCase()}.png`) });
    await profiler.button("Edit mapping").click();
    expect(await violations(lab, 100)).toEqual([]);
    await lab.page.screenshot({ path: join(SCREENSHOTS, `mapping-${theme.toLowerCase()}.png`) });
  });
}

test("everything can be done by keyboard: open the sample, walk a chart, see rows, read the code, leave", async ({
  lab,
}) => {
  const { keyboard } = lab.page;
  await lab.execute("trafficlab:open-profiler");
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.button("Try the sample capture")).toBeVisible();
  await profiler.root.evaluate((node) => node.querySelector<HTMLElement>("button:not([hidden])")?.focus());
  await tabTo(lab, profiler, "Try the sample capture");
  await keyboard.press("Enter");
  await profiler.connected("in this page");

  await tabTo(lab, profiler, /^Histogram of duration/);
  await keyboard.press("End");
  await keyboard.press("ArrowLeft");
  const bins = await profiler.bins("duration");
  await keyboard.press("Enter");
  expect(await profiler.rowCount()).toBe(bins.at(-2)?.flows);
  await keyboard.press("Escape");
  await expect(profiler.rows).toHaveCount(0);
  await expect(profiler.chart("duration")).toBeFocused();

  await keyboard.press("?");
  await expect(profiler.root.getByRole("region", { name: "Keys" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(profiler.root.getByRole("region", { name: "Keys" })).toHaveCount(0);

  await tabTo(lab, profiler, "Copy as TypeScript");
  await keyboard.press("Enter");
  await expect(profiler.root.getByRole("region", { name: "Code" })).toContainText("trafficlab");
  await keyboard.press("Escape");
  await expect(profiler.button("Copy as TypeScript")).toBeFocused();
});

/** Presses Tab until the focus is on what has this name; fails when a whole round does not come by it. */
async function tabTo(lab: LabPage, profiler: ProfilerPart, name: string | RegExp): Promise<void> {
  const target = profiler.root
    .getByRole("button", { name, exact: true })
    .or(profiler.root.getByRole("listbox", { name }))
    .first();
  for (let press = 0; press < 150; press++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await lab.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${String(name)}`);
}
