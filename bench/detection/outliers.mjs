/** How well outliers find attacks where these are 5 % of a batch: by the three detectors, by the recipe for rare attacks, and against a baseline. */
import { rocAuc } from "../shared/scores.mjs";
import { attacksFor, halves, rowsOf } from "./draws.mjs";

const SHARE = 0.05;
/** Of the study for attacks that are rare and that nothing is known of: the named trio is the default, this ranks better. */
const RARE = ["isolationForest", "copod", "knn", "robustZScore"];
const TRIM = 0.15;

export const OUTLIER_KINDS = {
  trio: "three detectors",
  rare: "recipe for rare attacks",
  baseline: "baseline",
  contrast: "contrast",
  fused: "both, by rank",
  dirty2: "2 % of the baseline attacks",
  trim2: "the same, trimmed",
  dirty10: "10 % of it attacks",
  trim10: "the same, trimmed",
};

/**
 * @param {any} library
 * @param {{ table: any, isAttack: Uint8Array, seed: number }} set
 * @returns {Promise<{ auroc: Record<string, number>, recall: Record<string, number>, votes: { precision: number, recall: number }, drift: any }>}
 *   `recall` of the attacks where 1 % of the benign flows are above the cut
 */
export async function outliersOf(library, { table, isAttack, seed }) {
  const { detectAnomalies } = library;
  const { baseline, rest, attacks } = halves(isAttack, seed);
  const among = (benign) =>
    rowsOf(table, isAttack, [
      ...benign,
      ...attacks.slice(0, Math.min(attacks.length >> 1, attacksFor(benign.length, SHARE))),
    ]);
  const found = { auroc: {}, recall: {} };
  const note = (kind, truth, scores) => {
    found.auroc[kind] = rocAuc(truth, scores);
    found.recall[kind] = recallAt(truth, scores, 0.01);
  };
  const whole = among([...baseline, ...rest]);
  const trio = await detectAnomalies(whole.table);
  note("trio", whole.isAttack, trio.consensusScore);
  const hits = trio.flagged.reduce((sum, row) => sum + whole.isAttack[row], 0);
  const all = whole.isAttack.reduce((sum, one) => sum + one, 0);
  const votes = { precision: hits / Math.max(1, trio.flagged.length), recall: hits / all };
  note("rare", whole.isAttack, (await detectAnomalies(whole.table, { detectors: RARE })).consensusScore);

  const batch = among(rest);
  const against = (share, trimBaseline) => {
    const dirt = attacks.slice(
      attacks.length - Math.min(attacks.length >> 1, attacksFor(baseline.length, share)),
    );
    const known = rowsOf(table, isAttack, share === 0 ? baseline : [...baseline, ...dirt]).table;
    return detectAnomalies(batch.table, { baseline: known, trimBaseline });
  };
  const clean = await against(0, 0);
  note("baseline", batch.isAttack, clean.consensusScore);
  note("contrast", batch.isAttack, clean.contrast ?? clean.consensusScore);
  note("fused", batch.isAttack, clean.fused ?? clean.consensusScore);
  for (const share of [0.02, 0.1]) {
    const percent = Math.round(share * 100);
    note(`dirty${percent}`, batch.isAttack, (await against(share, 0)).consensusScore);
    note(`trim${percent}`, batch.isAttack, (await against(share, TRIM)).consensusScore);
  }
  return { ...found, votes, drift: clean.drift };
}

function recallAt(truth, scores, alarms) {
  const benign = scores.filter((_, row) => truth[row] === 0).sort();
  const cut = benign[Math.floor(benign.length * (1 - alarms))];
  let hits = 0;
  let all = 0;
  for (let row = 0; row < scores.length; row++) {
    all += truth[row];
    if (truth[row] === 1 && scores[row] > cut) hits++;
  }
  return hits / all;
}
