/**
 * `npm run bench -- detection [--library MOD.JS] [--rows 8000]`: how well the evidence of the rule sheet ranks attacks above benign flows, on
 * the nine labelled sets of tools/detection-sets.json: AUROC of one typed flow with and without its port, of a flow among those around it
 * (context), and of a flow in its batch (context and repetition).
 *
 * A mean under its floor, or a set more than 0.02 under the study's figure, makes the exit code 1. The mean over CIC, CSE and UNSW stands beside
 * each, because the other sets are close to one rule ("a scan without an answer") and raise every mean.
 */
import { pathToFileURL } from "node:url";
import { LIBRARY } from "../../tools/setup/paths.mjs";
import { rocAuc } from "../shared/scores.mjs";
import { load, machine, optionOf } from "../shared/store.mjs";
import { detectionSets, drawSet, whyNoSets } from "./sets.mjs";

const MARGIN = 0.02;
const VARIANTS = {
  port: { title: "one flow", options: { context: false, repetition: false }, hidden: [] },
  noPort: {
    title: "port hidden",
    options: { context: false, repetition: false },
    hidden: ["dst_port", "service"],
  },
  context: { title: "with context", options: { repetition: false }, hidden: [] },
  batch: { title: "with repetition", options: {}, hidden: [] },
};

const args = process.argv.slice(2);
const library = await import(pathToFileURL(optionOf(args, "library") ?? LIBRARY).href);
const { rows, seed, means, sets } = detectionSets();
const draw = { rows: Number(optionOf(args, "rows") ?? rows), seed };
const reason = whyNoSets();
if (reason !== null) {
  console.log(`Skipped: ${reason}`);
  process.exit(process.env.CI === "true" ? 1 : 0);
}

const { cpu, memory, system } = machine();
console.log(
  `${cpu}, ${memory}, ${system}; node ${process.versions.node}; load average ${load()}; at most ${draw.rows} flows a set, seed ${seed}`,
);
console.log(
  ["set", "flows", "attacks", ...Object.values(VARIANTS).map(({ title }) => title), "ms", "verdict"].join(
    " | ",
  ),
);
const found = [];
let failed = false;
for (const set of sets) {
  const { table, isAttack } = await drawSet(library, set, draw);
  const before = performance.now();
  const auroc = Object.fromEntries(
    Object.entries(VARIANTS).map(([name, variant]) => [name, rocAuc(isAttack, evidenceOf(table, variant))]),
  );
  const ms = performance.now() - before;
  const under = Object.entries(set.study).filter(([name, floor]) => auroc[name] < floor - MARGIN);
  failed ||= under.length > 0;
  found.push({ set, auroc });
  console.log(
    [
      set.name,
      table.rowCount,
      isAttack.reduce((sum, one) => sum + one, 0),
      ...Object.values(auroc).map(shown),
      ms.toFixed(0),
      under.length === 0
        ? "ok"
        : under.map(([name, floor]) => `${VARIANTS[name].title} under ${shown(floor - MARGIN)}`).join(", "),
    ].join(" | "),
  );
}
for (const [name, variant] of Object.entries(VARIANTS)) {
  const all = mean(found.map(({ auroc }) => auroc[name]));
  const sober = mean(found.filter(({ set }) => set.sober).map(({ auroc }) => auroc[name]));
  const floor = means[name];
  const ok = floor === undefined || all >= floor;
  failed ||= !ok;
  const goal = floor === undefined ? "" : `, floor ${shown(floor)}: ${ok ? "ok" : "missed"}`;
  console.log(`${variant.title}: mean ${shown(all)}${goal}; CIC, CSE and UNSW alone ${shown(sober)}`);
}
process.exitCode = failed ? 1 : 0;

function evidenceOf(table, { options, hidden }) {
  const flows = {
    rowCount: table.rowCount,
    columnNames: table.columnNames.filter((name) => !hidden.includes(name)),
    column: (name) => table.column(name),
  };
  return library.ruleEvidence(flows, options);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shown(value) {
  return value.toFixed(3);
}
