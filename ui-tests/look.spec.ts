import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { violations } from "./support/accessibility.ts";
import { csvOf, makeFlows } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { tabTo } from "./support/keyboard.ts";
import { ProfilerPart } from "./support/profiler-part.ts";

const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows.csv"), csvOf(makeFlows(1_500)));
});

for (const theme of ["Light", "Dark"] as const) {
  test(`the profiler has no serious fault of accessibility and its picture is kept, ${theme.toLowerCase()}`, async ({
    lab,
  }) => {
    await lab.theme(`JupyterLab ${theme}`);
    await lab.execute("trafficlab:open-profiler");
    const empty = new ProfilerPart(lab.page);
    await expect(empty.button("Try the sample capture")).toBeVisible();
    expect(await violations(lab, ".jp-ProfilerWidget", 5)).toEqual([]);
    await lab.page.screenshot({ path: join(SCREENSHOTS, `empty-${theme.toLowerCase()}.png`) });
    await lab.execute("application:close");

    await lab.execute("trafficlab:open-profiler", { path: "flows.csv" });
    const profiler = new ProfilerPart(lab.page);
    await profiler.connected("in this page");
    await profiler.root.getByText("Mapping", { exact: true }).click();
    await profiler.card("duration").getByText("Show as table").click();
    await profiler.clickBin("bytes_sent", 0);
    await profiler.rowCount();
    expect(await violations(lab, ".jp-ProfilerWidget", 100)).toEqual([]);
    await profiler.root.evaluate((node) => (node.scrollTop = 0));
    await lab.page.screenshot({ path: join(SCREENSHOTS, `profiler-${theme.toLowerCase()}.png`) });
    await profiler.button("Copy as TypeScript").click();
    expect(await violations(lab, ".jp-ProfilerWidget", 100)).toEqual([]);
    await lab.page.screenshot({ path: join(SCREENSHOTS, `code-${theme.toLowerCase()}.png`) });
    await profiler.button("Edit mapping").click();
    expect(await violations(lab, ".jp-ProfilerWidget", 100)).toEqual([]);
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
  await tabTo(lab, profiler.root, "Try the sample capture");
  await keyboard.press("Enter");
  await profiler.connected("in this page");

  await tabTo(lab, profiler.root, /^Histogram of duration/);
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

  await tabTo(lab, profiler.root, "Copy as TypeScript");
  await keyboard.press("Enter");
  await expect(profiler.root.getByRole("region", { name: "Code" })).toContainText("trafficlab");
  await keyboard.press("Escape");
  await expect(profiler.button("Copy as TypeScript")).toBeFocused();
});
