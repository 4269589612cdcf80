/**
 * The way through all five modes on one capture: by mouse alone, and by a notebook that says the same. With TRAFFICLAB_UI_ALL set also
 * on real captures of the folder that TRAFFICLAB_DATA names, with a picture of every step, light and dark.
 */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { runHeadless } from "./support/headless.ts";
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
/** High enough for nearly all of a widget, so that the picture shows what a reader scrolls to; a notebook's cell is narrower than a tab. */
const TAB = { width: 1400, height: 2600 };
const CELL = { width: 1400, height: 5200 };

/** What the widgets said on the way, in the order of the steps. */
interface Said {
  profile: string;
  train: string;
  anomalies: string;
  behavior: string;
  assess: string;
  replay: string;
}

async function picture(lab: LabPage, capture: string, step: string, view?: ViewPart): Promise<void> {
  if (!isAll) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  const size = lab.page.viewportSize();
  await lab.page.setViewportSize(view === undefined ? TAB : CELL);
  for (const theme of ["Dark", "Light"] as const) {
    await lab.theme(`JupyterLab ${theme}`);
    const name = `${basename(capture).replace(/\W.*$/, "")}-${step}-${theme.toLowerCase()}.png`;
    const path = join(SCREENSHOTS, name);
    await (view === undefined ? lab.page.screenshot({ path }) : view.root.screenshot({ path }));
  }
  if (size !== null) await lab.page.setViewportSize(size);
}

async function byMouse(lab: LabPage, capture: string): Promise<Said> {
  await lab.execute("trafficlab:open-profiler", { path: basename(capture) });
  const profiler = new ViewPart(lab.page, "Profile");
  await profiler.connected("in this page");
  const profile = await profiler.finding.innerText();
  await picture(lab, capture, "1-profile");

  await profiler.goOn("Train models");
  const trainer = new ViewPart(lab.page, "Train");
  await trainer.button("Train").click();
  await expect(trainer.finding).toContainText("macro F1", TRAINED);
  await trainer.idle();
  const train = await trainer.finding.innerText();
  await picture(lab, capture, "2-train");
  const download = lab.page.waitForEvent("download");
  await trainer.button("Save model…").click();
  expect((await download).suggestedFilename()).toMatch(/\.tlmodel$/);

  await trainer.goOn("Find anomalies");
  const explorer = new ViewPart(lab.page, "Explore");
  await expect(explorer.finding).toContainText("flagged", TRAINED);
  const anomalies = await explorer.finding.innerText();
  await picture(lab, capture, "3-anomalies");
  await explorer.root.getByRole("tab", { name: "Behavior" }).click();
  await expect(explorer.finding).toContainText("pattern", TRAINED);
  const behavior = await explorer.finding.innerText();
  await picture(lab, capture, "4-behavior");

  await explorer.root.getByRole("tab", { name: "Anomalies" }).click();
  await explorer.button("Assess").first().click();
  const gauge = new ViewPart(lab.page, "Threat gauge");
  await gauge.connected("in this page");
  await expect(gauge.root).toContainText(/Row [\d,]+, assessed/, TRAINED);
  const assess = await gauge.finding.innerText();
  await picture(lab, capture, "5-gauge");
  await gauge.root.getByLabel("Speed").selectOption({ label: "5,000 flows a second" });
  await gauge.button("Start").click();
  await expect(gauge.root).toContainText(/Flow ([\d,]+) of \1\b/, TRAINED);
  const replay = /[\d,]+ LOW, [\d,]+ MEDIUM, [\d,]+ HIGH/.exec(await gauge.root.innerText())?.[0] ?? "";
  await picture(lab, capture, "6-replay");
  expect(await lab.kernels()).toBe(0);
  return { profile, train, anomalies, behavior, assess, replay };
}

/** The same way in cells, as a reader would write them. */
const CELLS = (name: string): string[] => [
  `import {
  analyzeBehavior, createThreatAssessor, detectAnomalies, loadFlows, loadModel, profile, saveModel, trainClassifiers, watch,
} from "trafficlab";
const flows = await loadFlows(${JSON.stringify(name)});`,
  "await profile(flows)",
  "const training = await trainClassifiers(flows);\ntraining",
  'await saveModel(training.best!, "best.tlmodel");\n(await loadModel("best.tlmodel")).name',
  "const anomalies = await detectAnomalies(flows);\nanomalies",
  "await analyzeBehavior(flows)",
  `const assessor = await createThreatAssessor();
(await assessor.assessRows(flows, [anomalies.flagged[0]!]))[0]`,
  `const { level } = await assessor.assessAll(flows);
const count = (wanted: string) => level.filter((each) => each === wanted).length.toLocaleString("en-US");
console.log(\`\${count("LOW")} LOW, \${count("MEDIUM")} MEDIUM, \${count("HIGH")} HIGH\`);`,
  `let seen = 0;
// A capture without times cannot be watched as it would have come.
if (flows.columnNames.includes("timestamp"))
  for await (const window of watch(flows, { assessor, window: 3600 })) seen += window.flows;
else seen = flows.rowCount;
console.log(seen === flows.rowCount);`,
];

async function byNotebook(lab: LabPage, capture: string, said: Said): Promise<void> {
  const name = basename(capture);
  const notebook = `${name}.ipynb`;
  writeNotebook(lab.server.root, notebook, CELLS(name));
  const printed = await runHeadless(lab.server.root, notebook);
  expect(printed).toEqual([`${said.replay}\n`, "true\n"]);

  await lab.openNotebook(notebook);
  const findings = lab.page.locator(".jp-OutputArea-output .jp-TrafficLab-finding");
  const { profile, train, anomalies, behavior, assess } = said;
  await expect(findings).toHaveText([profile, train, anomalies, behavior, assess]);
  const views = [
    ["1-profile", "Profile"],
    ["2-train", "Train"],
    ["3-anomalies", "Explore"],
    ["4-behavior", "Explore"],
    ["5-gauge", "Threat gauge"],
  ] as const;
  for (const [at, [step, title]] of views.entries()) {
    const output = findings.nth(at).locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]");
    await picture(lab, capture, `notebook-${step}`, new ViewPart(lab.page, title, output));
  }
}

for (const capture of CAPTURES) {
  test(`the five modes on ${basename(capture)}, by mouse alone with no kernel running, and by a notebook that says the same`, async ({
    lab,
    server,
  }) => {
    test.setTimeout(1_200_000);
    copyFileSync(capture, join(server.root, basename(capture)));
    const said = await byMouse(lab, capture);
    await byNotebook(lab, capture, said);
  });
}
