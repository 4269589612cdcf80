/** "Copy as TypeScript" of every widget, pasted into cells of a notebook in the folder of the capture: the results are compared whole. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { makeFlows } from "./support/captures.ts";
import { outputOf, runCells } from "./support/cells.ts";
import { expect, test } from "./support/fixtures.ts";
import { differences } from "./support/same-json.ts";
import { ViewPart, type ViewTitle } from "./support/view-part.ts";
import { keepWorkers, lastAnswer } from "./support/wire.ts";

const NAME = "sample-capture.csv";
const CAPTURE = resolve(import.meta.dirname, "../notebooks/data", NAME);
/** The quick start's training takes its time on two cores. */
const MADE = { timeout: 300_000 };

/** Code that was copied, and what it is to give again. */
interface Copied {
  place: string;
  code: string;
  /** The payload's type, and its sentence as the widget says it. */
  type: string;
  finding: string;
  /** The payload, or of a gauge its assessment. */
  shown: unknown;
}

async function codeOf(page: Page, view: ViewPart): Promise<string> {
  await view.button("Copy as TypeScript").click();
  await view.button("Copy").click();
  // What the page says aloud comes once the clipboard has it.
  await expect(view.root.locator("[aria-live]").filter({ hasText: "Copied." })).toHaveCount(1);
  const code = await page.evaluate(() => navigator.clipboard.readText());
  await view.button("Copy as TypeScript").click();
  return code;
}

/** What a widget copies, with the worker's last payload of the type, which is what it shows. */
async function copied(page: Page, place: string, view: ViewPart, type: string): Promise<Copied> {
  await view.idle();
  const shown = await lastAnswer(page, type);
  return { place, type, shown, finding: await view.finding.innerText(), code: await codeOf(page, view) };
}

/** What a gauge copies, with the assessment that it exports: the page assesses typed flows without its worker. */
async function copiedFromGauge(page: Page, place: string, gauge: ViewPart): Promise<Copied> {
  const download = page.waitForEvent("download");
  await gauge.button("Export").click();
  await gauge.button("Assessment (JSON)").click();
  const shown = JSON.parse(readFileSync(await (await download).path(), "utf8")) as unknown;
  return {
    place,
    type: "threat",
    shown,
    finding: await gauge.finding.innerText(),
    code: await codeOf(page, gauge),
  };
}

test("code that is copied from a widget gives the same numbers when it is pasted in a cell", async ({
  lab,
  server,
}, info) => {
  test.setTimeout(1_200_000);
  const { page } = lab;
  const part = (title: ViewTitle): ViewPart => new ViewPart(page, title);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  copyFileSync(CAPTURE, join(server.root, NAME));
  const foreign = makeFlows(500).map((flow) =>
    [flow.duration * 1000, flow.packet_count, flow.bytes_sent, flow.bytes_received].join(","),
  );
  writeFileSync(
    join(server.root, "foreign flows.csv"),
    ["waited,pkts,tx_bytes,rx_bytes", ...foreign, ""].join("\n"),
  );
  await keepWorkers(page);
  await lab.reload();
  const all: Copied[] = [];

  await lab.execute("trafficlab:open-profiler", { path: "foreign flows.csv" });
  const mapped = part("Profile");
  await mapped.connected("in this page");
  await mapped.button("Edit mapping").click();
  const editor = mapped.root.getByRole("region", { name: "Edit mapping" });
  await editor.getByLabel("duration", { exact: true }).fill("waited");
  await editor.getByLabel("unit of duration").selectOption("ms");
  await editor.getByRole("button", { name: "Reload with this mapping" }).click();
  await expect(mapped.root.locator(".jp-ProfilerWidget-mappingFields")).toContainText("waited ms→s");
  all.push(await copied(page, "profiler, mapping edited", mapped, "profile"));

  await lab.execute("trafficlab:open-profiler");
  await part("Profile").button("Try the sample capture").click();
  await part("Profile").connected("in this page");
  all.push(await copied(page, "profiler, generated sample", part("Profile"), "profile"));

  await lab.execute("trafficlab:open-profiler", { path: NAME });
  const profiler = part("Profile");
  await profiler.connected("in this page");
  all.push(await copied(page, "profiler", profiler, "profile"));

  await profiler.goOn("Train models");
  const trainer = part("Train");
  await trainer.root.getByLabel("Seed", { exact: true }).fill("7");
  await trainer.root.getByLabel("Folds of the training part", { exact: true }).fill("2");
  await trainer.root.getByLabel("Attacks in your network: 1 in", { exact: true }).fill("5,000");
  await trainer.button("Train").click();
  await expect(trainer.finding).toContainText("macro F1", MADE);
  all.push(await copied(page, "trainer", trainer, "training"));
  const download = page.waitForEvent("download");
  await trainer.button("Save model…").click();
  const model = await download;
  await model.saveAs(join(server.root, model.suggestedFilename()));
  await trainer.button("Assess with it").click();
  const gauge = part("Threat gauge");
  await gauge.connected("in this page");
  await expect(gauge.root).toContainText(`of ${NAME}`, MADE);
  all.push(await copiedFromGauge(page, "gauge, with a model", gauge));

  await lab.execute("trafficlab:open-explorer", { path: NAME });
  const explorer = part("Explore");
  await expect(explorer.finding).toContainText("flagged", MADE);
  all.push(await copied(page, "explorer, anomalies", explorer, "anomalies"));
  await explorer.root.locator("details > summary").filter({ hasText: "Set-up" }).first().click();
  await explorer.root.getByLabel("or exactly so many, the highest scores").fill("40");
  await explorer.root.getByLabel("seed", { exact: true }).fill("7");
  await explorer.button("Detect").click();
  await expect(explorer.finding).toContainText("40", MADE);
  all.push(await copied(page, "explorer, anomalies, set by hand", explorer, "anomalies"));
  await explorer.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(explorer.finding).toContainText("pattern", MADE);
  all.push(await copied(page, "explorer, behavior", explorer, "behavior"));
  await explorer.root.locator("details > summary").filter({ hasText: "Set-up" }).first().click();
  await explorer.root.getByLabel("clusters (k)").fill("3");
  await explorer.button("Analyze").click();
  await expect(explorer.finding).toContainText("3 patterns", MADE);
  all.push(await copied(page, "explorer, behavior, k by hand", explorer, "behavior"));

  await explorer.root.getByRole("tab", { name: "Anomalies" }).click();
  await explorer.button("Assess").first().click();
  const row = part("Threat gauge");
  await row.connected("in this page");
  await expect(row.root).toContainText(/Row [\d,]+, assessed/, MADE);
  all.push(await copiedFromGauge(page, "gauge, a flow of the list", row));
  await row.button("Start").click();
  const alert = row.root.getByRole("button", { name: /^Assess the flow of row/ }).last();
  await expect(alert).toBeVisible(MADE);
  await row.button("Pause").click();
  const number = /\d[\d,]*$/.exec((await alert.getAttribute("aria-label")) ?? "")?.[0] ?? "";
  await alert.click();
  await expect(row.root).toContainText(`Row ${number}, assessed`);
  all.push(await copiedFromGauge(page, "gauge, an alert of the replay", row));

  await row.button("Back to the defaults").click();
  await row.root.getByLabel("Duration", { exact: false }).first().fill("0.25");
  await row.root.getByLabel("Destination port", { exact: false }).first().fill("22");
  await row.root.getByLabel("State", { exact: false }).first().selectOption("REJ");
  await expect(row.finding).toContainText("never set up");
  all.push(await copiedFromGauge(page, "gauge, a typed flow", row));

  const text = all.map(({ place, code }) => `// ${place}\n${code}`).join("\n");
  await info.attach("copied", { body: text, contentType: "text/plain" });
  const cells = await runCells(
    lab,
    "copied.ipynb",
    all.map(({ code }) => code),
  );
  const unlike = all.flatMap(({ place, type, shown }, at) => {
    const output = outputOf(cells[at], `application/vnd.trafficlab.${type}+json`);
    return differences(shown, type === "threat" ? output["threat"] : output).map(
      (difference) => `${place}${difference}`,
    );
  });
  expect(unlike).toEqual([]);
  const findings = lab.page.locator(".jp-OutputArea-output .jp-TrafficLab-finding");
  await expect(findings).toHaveText(all.map(({ finding }) => finding));
});
