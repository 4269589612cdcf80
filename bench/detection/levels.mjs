/** How often benign flows and attacks get each level: what an analyst sees of the score. */
import { attacksFor, halves, rowsOf } from "./draws.mjs";

export const LEVELS = ["LOW", "MEDIUM", "HIGH", "NOT_ASSESSABLE"];
/** Flows that the classifier is trained on. */
const TRAINED = 2000;
const RARE = 0.05;

/**
 * @param {any} library
 * @param {{ table: any, isAttack: Uint8Array, seed: number }} set
 * @returns {Promise<{ title: string, benign: number[], attacks: number[] }[]>} Shares in the order of LEVELS
 */
export async function levelsOf(library, { table, isAttack, seed }) {
  const { createThreatAssessor, DEFAULT_RULES } = library;
  const alone = {
    ...DEFAULT_RULES,
    rules: DEFAULT_RULES.rules.filter(({ source = "rule" }) => source === "rule"),
  };
  const all = { table, isAttack };
  const { baseline, rest, attacks } = halves(isAttack, seed);
  const found = [
    { title: "rules alone", ...(await shares(await createThreatAssessor({ rules: alone }), all)) },
    { title: "with repetition", ...(await shares(await createThreatAssessor(), all)) },
  ];
  const usual = table.filter({ rows: [...baseline].sort((a, b) => a - b) });
  found.push({
    title: "with a baseline",
    ...(await shares(
      await createThreatAssessor({ baseline: usual }),
      rowsOf(table, isAttack, [...rest, ...attacks]),
    )),
  });
  const known = Math.min(TRAINED >> 1, baseline.length, attacks.length >> 1);
  const model = await trained(
    library,
    rowsOf(table, isAttack, [...baseline.slice(0, known), ...attacks.slice(0, known)]).table,
  );
  if (model !== null)
    found.push({
      title: "with a classifier",
      ...(await shares(
        await createThreatAssessor({ model }),
        rowsOf(table, isAttack, [
          ...rest,
          ...attacks.slice(known, known + Math.max(50, attacksFor(rest.length, RARE))),
        ]),
      )),
    });
  return found;
}

/** A forest on the labels of the set. */
async function trained(library, table) {
  const labelled = table.filter({ not: { column: "label", op: "missing" } });
  const report = await library.trainClassifiers(labelled, {
    models: ["forest"],
    split: { kind: "stratified", testSize: 0.2, folds: 2 },
  });
  return report.models["forest"] ?? report.best;
}

async function shares(assessor, { table, isAttack }) {
  const { level } = await assessor.assessAll(table);
  const of = (truth) => {
    const rows = level.filter((_, row) => isAttack[row] === truth);
    return LEVELS.map((name) => rows.filter((one) => one === name).length / rows.length);
  };
  return { benign: of(0), attacks: of(1) };
}
