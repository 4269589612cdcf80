/** How well the evidence of the rule sheet ranks attacks above benign flows. */
import { rocAuc } from "../shared/scores.mjs";

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

/** Prints the table. @returns {boolean} Whether every floor holds */
export function printRanking(library, drawn, { means }) {
  const titles = Object.values(VARIANTS).map(({ title }) => title);
  console.log("## ranking by evidence: AUROC");
  console.log(["set", "flows", "attacks", ...titles, "ms", "verdict"].join(" | "));
  let failed = false;
  const found = [];
  for (const { set, table, isAttack } of drawn) {
    const before = performance.now();
    const auroc = Object.fromEntries(
      Object.entries(VARIANTS).map(([name, variant]) => [
        name,
        rocAuc(isAttack, evidenceOf(library, table, variant)),
      ]),
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
  return !failed;
}

function evidenceOf(library, table, { options, hidden }) {
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
