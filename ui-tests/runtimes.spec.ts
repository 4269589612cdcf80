/** The same requests to the page's worker and to a notebook's kernel, and the same calls in cells: what they say is compared whole. */
import { copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { outputOf, runCells } from "./support/cells.ts";
import { expect, test } from "./support/fixtures.ts";
import { differences } from "./support/same-json.ts";
import { ViewPart } from "./support/view-part.ts";
import { askKernel, askPage, keepWorkers, type Ask } from "./support/wire.ts";

const NAME = "sample-capture.csv";
const CAPTURE = resolve(import.meta.dirname, "../notebooks/data", NAME);
const FLOW = { duration: 3, packet_count: 25, bytes_sent: 2000, bytes_received: 1800, packet_size_mean: 500 };
const TRAINING = {
  models: ["forest", "mlp", "svm"],
  split: { kind: "stratified", testSize: 0.3, folds: 2 },
  priors: { attackRate: 1e-4, flowsPerDay: 2e6 },
  seed: 7,
};

/** What is asked of a service, in order; a request that needs an answer before it names it. */
const REQUESTS: readonly {
  name: string;
  method: string;
  params: (answers: Record<string, Record<string, unknown>>) => Record<string, unknown>;
}[] = [
  { name: "profile", method: "profile", params: tableOf },
  { name: "train", method: "train", params: (all) => ({ ...tableOf(all), options: TRAINING }) },
  { name: "detect", method: "detect", params: tableOf },
  {
    name: "detect by all detectors",
    method: "detect",
    params: (all) => ({
      ...tableOf(all),
      options: {
        detectors: ["isolationForest", "dbscan", "zScore", "copod", "hbos"],
        reviewBudget: 50,
        seed: 7,
      },
    }),
  },
  { name: "behavior", method: "behavior", params: tableOf },
  {
    name: "behavior by hand",
    method: "behavior",
    params: (all) => ({ ...tableOf(all), options: { k: 5, seed: 7 } }),
  },
  { name: "assess a typed flow", method: "assess", params: () => ({ flow: FLOW }) },
  { name: "assess a row", method: "assess", params: (all) => ({ ...tableOf(all), flow: {}, row: 17 }) },
  {
    name: "assessor",
    method: "assessor",
    params: (all) => ({
      model: all["train"]?.["model"],
      baseline: all["load"]?.["table"],
      anomaly: all["load"]?.["table"],
    }),
  },
  {
    name: "assess by models",
    method: "assess",
    params: (all) => ({ assessor: all["assessor"]?.["assessor"], flow: FLOW }),
  },
  {
    name: "assess a row by models",
    method: "assess",
    params: (all) => ({ ...tableOf(all), assessor: all["assessor"]?.["assessor"], flow: {}, row: 17 }),
  },
  {
    name: "replay",
    method: "replay",
    params: (all) => ({ ...tableOf(all), offset: 0, limit: 1_000, level: "MEDIUM" }),
  },
  {
    name: "predict",
    method: "predict",
    params: (all) => ({ ...tableOf(all), model: all["train"]?.["model"] }),
  },
  { name: "export", method: "export", params: (all) => ({ ...tableOf(all), what: "flagged", options: {} }) },
];

function tableOf(answers: Record<string, Record<string, unknown>>): { table: unknown } {
  return { table: answers["load"]?.["table"] };
}

async function askAll(
  ask: Ask,
  load: Record<string, unknown>,
): Promise<Record<string, Record<string, unknown>>> {
  const answers: Record<string, Record<string, unknown>> = { load: await ask("load", load) };
  for (const { name, method, params } of REQUESTS) answers[name] = await ask(method, params(answers));
  return answers;
}

/** The calls that make what the requests of these names ask for, and where the payload holds the result's own numbers. */
const CALLS: readonly { name: string; call: string; mime: string; part: string }[] = [
  { name: "profile", call: "profile(flows)", mime: "profile", part: "profile" },
  {
    name: "train",
    call: `trainClassifiers(flows, ${JSON.stringify(TRAINING)})`,
    mime: "training",
    part: "training",
  },
  { name: "detect", call: "detectAnomalies(flows)", mime: "anomalies", part: "anomalies" },
  { name: "behavior", call: "analyzeBehavior(flows)", mime: "behavior", part: "behavior" },
  {
    name: "assess a typed flow",
    call: `(await createThreatAssessor()).assess(${JSON.stringify(FLOW)})`,
    mime: "threat",
    part: "threat",
  },
  {
    name: "assess a row",
    call: "(await (await createThreatAssessor()).assessRows(flows, [17]))[0]!",
    mime: "threat",
    part: "threat",
  },
];

/** Of what is only drawn a payload holds fewer points, and fewer of their digits; the mapping and the list of all flagged rows it leaves out. */
const SHORTER =
  /^\/(?:roc|pr|calibration|projection\/points|kDistances)\b|^\/(?:provenance\/mapping|flagged|flaggedScores): nothing/;

const CELLS = [
  `import { analyzeBehavior, createThreatAssessor, detectAnomalies, loadFlows, profile, trainClassifiers } from "trafficlab";
const flows = await loadFlows("${NAME}");
const said: Record<string, unknown> = {};`,
  ...CALLS.map(({ name, call }) => {
    const place = `said[${JSON.stringify(name)}]`;
    return `${place} = await ${call};\n${place}`;
  }),
  'await Deno.writeTextFile("said.json", JSON.stringify(said));',
];

test("the page's worker, the kernel and the calls of cells say the same JSON, but for times and the runtime", async ({
  lab,
  server,
}) => {
  test.setTimeout(900_000);
  copyFileSync(CAPTURE, join(server.root, NAME));
  await keepWorkers(lab.page);
  await lab.reload();
  await lab.execute("trafficlab:open-profiler", { path: NAME });
  await new ViewPart(lab.page, "Profile").connected("in this page");
  const page = await askAll(askPage(lab.page), { file: { name: NAME, text: readFileSync(CAPTURE, "utf8") } });
  expect(Object.keys(page)).toHaveLength(REQUESTS.length + 1);

  const cells = await runCells(lab, "runtimes.ipynb", CELLS);
  const kernel = await askAll(askKernel(lab), { source: NAME });
  expect(
    Object.keys(page).flatMap((name) =>
      differences(page[name], kernel[name]).map((difference) => `${name} in the kernel${difference}`),
    ),
  ).toEqual([]);

  const said = JSON.parse(readFileSync(join(server.root, "said.json"), "utf8")) as Record<string, unknown>;
  const unlike = CALLS.flatMap(({ name, mime, part }, at) => {
    const answer = page[name] ?? {};
    const payload = (name === "train" ? answer["report"] : answer) as Record<string, unknown>;
    const shown = outputOf(cells[at + 1], `application/vnd.trafficlab.${mime}+json`);
    return [
      ...differences(payload, shown).map((difference) => `${name} in a cell${difference}`),
      ...differences(payload[part], said[name], 1_000)
        .filter((difference) => !SHORTER.test(difference))
        .map((difference) => `${name} as toJSON()${difference}`),
    ];
  });
  expect(unlike).toEqual([]);
});
