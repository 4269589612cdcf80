/**
 * `npm run bench -- detection [--library MOD.JS] [--rows 8000] [--part ranking|levels|outliers]`: how well the evidence of the rule sheet ranks attacks above benign flows, on
 * the nine labelled sets of tools/detection-sets.json: AUROC of one typed flow with and without its port, of a flow among those around it
 * (context), and of a flow in its batch (context and repetition).
 *
 * A mean under its floor, or a set more than 0.02 under the study's figure, makes the exit code 1. The mean over CIC, CSE and UNSW stands beside
 * each, because the other sets are close to one rule ("a scan without an answer") and raise every mean.
 *
 * Then how often benign flows and attacks get each level, and how well outliers find attacks that are 5 % of a batch.
 */
import { pathToFileURL } from "node:url";
import { LIBRARY } from "../../tools/setup/paths.mjs";
import { load, machine, optionOf } from "../shared/store.mjs";
import { printRanking } from "./ranking.mjs";
import { detectionSets, drawSet, whyNoSets } from "./sets.mjs";
import { printLevels, printOutliers } from "./tables.mjs";

const args = process.argv.slice(2);
const library = await import(pathToFileURL(optionOf(args, "library") ?? LIBRARY).href);
const { rows, seed, means, sets } = detectionSets();
const draw = { rows: Number(optionOf(args, "rows") ?? rows), seed };
const part = optionOf(args, "part");
const reason = whyNoSets();
if (reason !== null) {
  console.log(`Skipped: ${reason}`);
  process.exit(process.env.CI === "true" ? 1 : 0);
}

const { cpu, memory, system } = machine();
console.log(
  `${cpu}, ${memory}, ${system}; node ${process.versions.node}; load average ${load()}; at most ${draw.rows} flows a set, seed ${seed}`,
);
const drawn = [];
for (const set of sets) drawn.push({ set, ...(await drawSet(library, set, draw)) });
const asked = (name) => part === undefined || part === name;
if (asked("ranking") && !printRanking(library, drawn, { means })) process.exitCode = 1;
if (asked("levels")) await printLevels(library, drawn, draw);
if (asked("outliers")) await printOutliers(library, drawn, draw);
// Workers of the classifiers would keep the process.
process.exit();
