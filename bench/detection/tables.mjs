/** The parts of the bench beside the ranking by rules: levels, and outliers. */
import { LEVELS, levelsOf } from "./levels.mjs";
import { OUTLIER_KINDS, outliersOf } from "./outliers.mjs";

/** Prints how often benign flows and attacks get each level. */
export async function printLevels(library, drawn, { seed }) {
  console.log(`\n## levels, % of the flows: ${LEVELS.join(" / ")}`);
  console.log("set | by | benign | attacks");
  const highs = new Map();
  for (const { set, ...draw } of drawn)
    for (const { title, benign, attacks } of await levelsOf(library, { ...draw, seed })) {
      console.log([set.name, title, percents(benign), percents(attacks)].join(" | "));
      if (benign[LEVELS.indexOf("NOT_ASSESSABLE")] === 1) continue;
      const at = LEVELS.indexOf("HIGH");
      highs.set(title, [...(highs.get(title) ?? []), [benign[at], attacks[at]]]);
    }
  for (const [title, shares] of highs)
    console.log(
      `${title}: HIGH on average ${percent(mean(shares.map(([benign]) => benign)))} % of the benign flows and ${percent(mean(shares.map(([, attack]) => attack)))} % of the attacks, over ${shares.length} sets that can be assessed`,
    );
}

/** Prints how well outliers find attacks. */
export async function printOutliers(library, drawn, { seed }) {
  const kinds = Object.entries(OUTLIER_KINDS);
  console.log(
    "\n## outliers, attacks 5 % of the batch: AUROC / recall where 1 % of the benign flows are above the cut",
  );
  console.log(
    ["set", ...kinds.map(([, title]) => title), "flagged by 2 of 3: precision / recall"].join(" | "),
  );
  const found = [];
  for (const { set, ...draw } of drawn) {
    const one = await outliersOf(library, { ...draw, seed });
    found.push(one);
    const { precision, recall } = one.votes;
    console.log(
      [
        set.name,
        ...kinds.map(([kind]) => `${shown(one.auroc[kind])} / ${shown(one.recall[kind])}`),
        `${shown(precision)} / ${shown(recall)}`,
      ].join(" | "),
    );
  }
  const average = (pick) => shown(mean(found.map(pick)));
  console.log(
    [
      "mean",
      ...kinds.map(
        ([kind]) => `${average(({ auroc }) => auroc[kind])} / ${average(({ recall }) => recall[kind])}`,
      ),
      `${average(({ votes }) => votes.precision)} / ${average(({ votes }) => votes.recall)}`,
    ].join(" | "),
  );
}

function percents(shares) {
  return shares.map(percent).join(" / ");
}

function percent(share) {
  return (100 * share).toFixed(1);
}

function shown(value) {
  return value.toFixed(3);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
