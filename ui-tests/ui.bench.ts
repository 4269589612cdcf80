/** Figures of the interface, printed: from a click on a bin to its rows, and from opening to what is drawn. */
import { copyFileSync, cpSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { csvOf, makeFlows, writeNotebook } from "./support/captures.ts";
import { figure } from "./support/figures.ts";
import { expect, test } from "./support/fixtures.ts";
import type { LabPage } from "./support/lab-page.ts";
import { ProfilerPart } from "./support/profiler-part.ts";
import { percentile, roundTrips, watchRoundTrips } from "./support/round-trip.ts";

const CLICKS = Number(process.env["TRAFFICLAB_BENCH_CLICKS"] ?? 50);
const FLOWS = 100_000;
const NOTEBOOKS = resolve(import.meta.dirname, "../notebooks");

test.beforeAll(({ server }) => {
  copyFileSync(join(NOTEBOOKS, "quickstart.ipynb"), join(server.root, "quickstart.ipynb"));
  cpSync(join(NOTEBOOKS, "data"), join(server.root, "data"), { recursive: true });
  writeFileSync(join(server.root, "capture.csv"), csvOf(makeFlows(FLOWS)));
  writeNotebook(server.root, "capture.ipynb", [
    'import { loadFlows, profile } from "trafficlab";\nconst flows = await loadFlows("capture.csv");\nconst result = await profile(flows);',
    "result",
  ]);
});

for (const notebook of ["quickstart.ipynb", "capture.ipynb"]) {
  test(`from a click on a bin to its rows, in the kernel of ${notebook}`, async ({ lab }) => {
    await lab.openNotebook(notebook);
    await lab.runAll();
    const profiler = new ProfilerPart(lab.page);
    await profiler.connected("kernel");
    await expect.poll(() => lab.kernelStatus()).toBe("idle");
    printClicks(`kernel, ${notebook}`, await clickThrough(lab, profiler));
  });
}

test("from a click on a bin to its rows, in the page", async ({ lab }) => {
  await lab.execute("trafficlab:open-profiler", { path: "capture.csv" });
  const profiler = new ProfilerPart(lab.page);
  await profiler.connected("in this page");
  printClicks("page, capture.csv", await clickThrough(lab, profiler));
});

/** Clicks through the filled bins of a field, one after the other; the times in ms. */
async function clickThrough(lab: LabPage, profiler: ProfilerPart): Promise<number[]> {
  const bins = (await profiler.bins("duration")).filter((bin) => bin.flows > 0);
  await watchRoundTrips(lab.page);
  for (let click = 0; click < CLICKS; click++) {
    await profiler.clickBin("duration", bins[click % bins.length]?.index ?? 0);
    await expect.poll(async () => (await roundTrips(lab.page)).length, { intervals: [20] }).toBe(click + 1);
    // A reader looks before the next click; without a pause the last frames of this one would be measured too.
    await lab.page.waitForTimeout(100);
  }
  return roundTrips(lab.page);
}

function printClicks(where: string, times: readonly number[]): void {
  figure(`click to rows, ${where}: median of ${times.length}`, percentile(times, 0.5));
  figure(`click to rows, ${where}: 95th percentile`, percentile(times, 0.95), "(to be under 150)");
  figure(`click to rows, ${where}: longest`, Math.max(...times));
}

test("from a payload to the first paint", async ({ lab }) => {
  await lab.openNotebook("capture.ipynb");
  await lab.runAll();
  await new ProfilerPart(lab.page).connected("kernel");
  const times = await lab.page.evaluate(
    async (repeats) => {
      interface Output {
        toJSON(): object;
      }
      interface Outputs {
        length: number;
        get(index: number): Output;
        clear(): void;
        add(output: object): number;
      }
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        content: { widgets: { model: { outputs?: Outputs } }[] };
      };
      const outputs = panel.content.widgets
        .map(({ model }) => model.outputs)
        .find((found) => (found?.length ?? 0) > 0);
      if (outputs === undefined) throw new Error("there is no output");
      const output = outputs.get(0).toJSON();
      const measured: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        outputs.clear();
        await new Promise((resolve) => setTimeout(resolve, 200));
        const start = performance.now();
        outputs.add(output);
        while (document.querySelector(".jp-ProfilerWidget article") === null)
          await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        measured.push(performance.now() - start);
      }
      return measured;
    },
    Math.max(5, CLICKS / 5),
  );
  figure(
    `payload of ${FLOWS} flows to first paint, median of ${times.length}`,
    percentile(times, 0.5),
    "(to be under 100)",
  );
  figure(`payload of ${FLOWS} flows to first paint, longest`, Math.max(...times));
});
