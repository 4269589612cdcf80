import { copyFileSync, cpSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { csvOf, makeFlows, writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { ProfilerPart } from "./support/profiler-part.ts";
import { percentile, roundTrips, watchRoundTrips } from "./support/round-trip.ts";

const NOTEBOOKS = resolve(import.meta.dirname, "../notebooks");
/** Ten times the figure of the acceptance: catches a hang, not a slow machine. */
const ROUND_TRIP_LIMIT_MS = 1_500;
const SCREENSHOTS = resolve(import.meta.dirname, "artifacts/screenshots");
const FLOWS = makeFlows(2_000);
const BENIGN = FLOWS.filter((flow) => flow.label === "benign");

test.beforeAll(({ server }) => {
  copyFileSync(join(NOTEBOOKS, "quickstart.ipynb"), join(server.root, "quickstart.ipynb"));
  cpSync(join(NOTEBOOKS, "data"), join(server.root, "data"), { recursive: true });
  writeFileSync(join(server.root, "capture.csv"), csvOf(FLOWS));
  writeNotebook(server.root, "capture.ipynb", [
    'import { loadFlows, profile } from "trafficlab";\nconst flows = await loadFlows("capture.csv");',
    "await profile(flows)",
  ]);
});

test("the quick start runs to a widget whose bins show their rows from the kernel, by mouse and by keyboard", async ({
  lab,
}, info) => {
  await lab.openNotebook("quickstart.ipynb");
  await lab.runAll();
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toBeVisible({ timeout: 60_000 });
  await expect(profiler.root.getByRole("alert")).toHaveCount(0);
  await expect.poll(() => lab.kernelStatus()).toBe("idle");
  await profiler.connected("kernel");

  await watchRoundTrips(lab.page);
  const filled = (await profiler.bins("duration")).filter((bin) => bin.flows > 0);
  expect(filled.length).toBeGreaterThan(2);
  for (const bin of filled) {
    await profiler.clickBin("duration", bin.index);
    await expect.poll(() => profiler.rowCount(), bin.label).toBe(bin.flows);
  }
  const times = await roundTrips(lab.page);
  expect(times.length).toBe(filled.length);
  const p95 = percentile(times, 0.95);
  const figures = { clicks: times.length, p50: percentile(times, 0.5), p95, max: Math.max(...times) };
  await info.attach("round-trip-ms", { body: JSON.stringify(figures), contentType: "application/json" });
  expect(p95).toBeLessThan(ROUND_TRIP_LIMIT_MS);

  for (const theme of ["Dark", "Light"] as const) {
    await lab.theme(`JupyterLab ${theme}`);
    await profiler.root.scrollIntoViewIfNeeded();
    await lab.page.screenshot({ path: join(SCREENSHOTS, `notebook-${theme.toLowerCase()}.png`) });
  }

  await profiler.button("Close the rows").click();
  const chart = profiler.chart("packet_count");
  const [first] = await profiler.bins("packet_count");
  await chart.focus();
  await lab.page.keyboard.press("Home");
  await lab.page.keyboard.press("Enter");
  expect(await profiler.rowCount()).toBe(first?.flows);
  await lab.page.keyboard.press("Escape");
  await expect(profiler.rows).toHaveCount(0);
  await expect(chart).toBeFocused();
});

test("a bin's rows are the ones that the file holds", async ({ lab }) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toBeVisible({ timeout: 60_000 });
  const values = profiler.card("label").getByRole("option");
  await expect(values.first()).toHaveAccessibleName(
    new RegExp(`^benign\\b.*\\b${BENIGN.length.toLocaleString("en-US")}\\b`),
  );
  await values.first().click();
  expect(await profiler.rowCount()).toBe(BENIGN.length);
  const first = FLOWS.findIndex((flow) => flow.label === "benign");
  const row = profiler.rows.getByRole("row").nth(1);
  await expect(row.getByRole("rowheader")).toHaveText(String(first));
  await expect(row).toContainText(String(FLOWS[first]?.packet_count));
});

test("after save, kernel shutdown and reload the widget is back from the notebook alone and says that it is view only", async ({
  lab,
}) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  await expect(new ProfilerPart(lab.page).root).toBeVisible({ timeout: 60_000 });
  await lab.save();
  await lab.shutDownKernel();
  await expect.poll(() => lab.kernels()).toBe(0);
  await new ProfilerPart(lab.page).connected("view only");
  const before = lab.executions;
  expect(before).toBeGreaterThan(0);
  await lab.reload();
  // JupyterLab opens it again by itself only when it had stored its layout in time.
  await lab.openNotebook("capture.ipynb");

  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toBeVisible();
  await profiler.connected("view only");
  await expect(profiler.card("duration")).toBeVisible();
  await profiler.chart("duration").focus();
  await lab.page.keyboard.press("Enter");
  await expect(profiler.rows).toContainText("View only");
  await expect(profiler.rows).toContainText(/sample rows/);
  // JupyterLab itself starts a kernel for a notebook that it opens; nothing of ours may have run in it.
  expect(lab.executions).toBe(before);
});

test("after a restart of the kernel the widget is view only until the cell was run again", async ({
  lab,
}) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  const profiler = new ProfilerPart(lab.page);
  await profiler.connected("kernel");
  await lab.restartKernel();
  await profiler.connected("view only");

  await profiler.button("Reconnect").click();
  await expect(profiler.root.getByRole("alert")).toContainText("run the notebook's cells first");
  await profiler.connected("view only");

  await lab.runAll();
  await profiler.connected("kernel");
  await expect(profiler.root.getByRole("alert")).toHaveCount(0);
});

test("after a reload with the kernel alive the widget is view only until Reconnect, and nothing runs before", async ({
  lab,
}) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  await new ProfilerPart(lab.page).connected("kernel");
  await lab.save();
  await lab.settled();
  const before = lab.executions;
  await lab.reload();
  await lab.openNotebook("capture.ipynb");

  const profiler = new ProfilerPart(lab.page);
  await profiler.connected("view only");
  expect(lab.executions).toBe(before);
  await profiler.button("Reconnect").click();
  await profiler.connected("kernel");
  expect(lab.executions).toBe(before + 1);
  const [bin] = await profiler.bins("duration");
  await profiler.clickBin("duration", 0);
  expect(await profiler.rowCount()).toBe(bin?.flows);
});

test("the code of a profile goes into a new cell below its output", async ({ lab }) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toBeVisible({ timeout: 60_000 });
  await profiler.button("Copy as TypeScript").click();
  await profiler.button("Insert cell below").click();
  const cells = lab.page.locator(".jp-Notebook .jp-CodeCell");
  await expect(cells).toHaveCount(3);
  await expect(cells.nth(2)).toContainText("loadFlows");
  await lab.execute("notebook:run-cell");
  await expect(cells.nth(2).getByRole("region", { name: "Traffic Lab · Profile" })).toBeVisible();
});
