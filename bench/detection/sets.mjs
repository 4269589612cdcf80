/** The labelled sets of tools/detection-sets.json, drawn as the study drew them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/setup/paths.mjs";

/** @returns {{ rows: number, seed: number, means: Record<string, number>, sets: any[] }} */
export function detectionSets() {
  return JSON.parse(readFileSync(join(ROOT, "tools", "detection-sets.json"), "utf8"));
}

/** @returns {string} The folder of the shared captures */
export function capturesFolder() {
  return process.env.TRAFFICLAB_DATA ?? join(ROOT, "..", "shared", "data");
}

/** @returns {string | null} What keeps the sets from being read; null for nothing */
export function whyNoSets() {
  const lacking = detectionSets().sets.find(({ path }) => !existsSync(join(capturesFolder(), path)));
  return lacking === undefined ? null : `${lacking.path} is not in ${capturesFolder()}`;
}

/**
 * @param {{ loadFlows: Function }} library
 * @param {{ path: string, unlabelled?: "leave out" | "benign" }} set
 * @param {{ rows: number, seed: number }} draw
 * @returns {Promise<{ table: any, isAttack: Uint8Array }>} A uniform draw
 */
export async function drawSet(library, { path, unlabelled }, { rows, seed }) {
  const all = await library.loadFlows(join(capturesFolder(), path), { lenient: true });
  const labelled =
    unlabelled === "leave out" ? all.filter({ not: { column: "is_attack", op: "missing" } }) : all;
  const table = labelled.rowCount > rows ? labelled.sample(rows, seed) : labelled;
  const column = table.column("is_attack");
  return {
    table,
    isAttack: Uint8Array.from({ length: table.rowCount }, (_, row) => (column.at(row) ? 1 : 0)),
  };
}
