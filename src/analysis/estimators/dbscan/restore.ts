import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { DBSCANModel } from "./model.ts";
import { dbscanSettings } from "./options.ts";
import type { DBSCANOptions } from "./options.ts";

const MOST_ROWS = 0x7fffffff;

/**
 * Makes the model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load DBSCAN: ...".
 */
export function restoreDBSCAN(parts: ModelParts): DBSCANModel {
  const reader = new PartsReader(
    "DBSCAN",
    parts,
    ["labels", "coreSampleIndices", "corePoints", "corePointLabels"],
    ["rows", "nClusters", "coreRows", "corePoints"],
  );
  const options = reader.options((given) => dbscanSettings(given as DBSCANOptions));
  if (parts.seed !== 0) reader.refuse(`seed must be 0, got ${parts.seed}`);
  const rows = reader.integer("rows", 1, MOST_ROWS);
  const coreRows = reader.integer("coreRows", 0, rows);
  const points = reader.integer("corePoints", 0, coreRows);
  const nClusters = reader.integer("nClusters", 0, points);
  if (points === 0 && coreRows > 0) reader.refuse("core rows must have points, got none");
  const labels = reader.array("labels", Int32Array, rows);
  const coreSampleIndices = reader.array("coreSampleIndices", Uint32Array, coreRows);
  const corePoints = reader.finite("corePoints", Float64Array, points * parts.nFeatures);
  const corePointLabels = reader.array("corePointLabels", Int32Array, points);
  checkLabels(reader, "labels", labels, -1, nClusters);
  checkLabels(reader, "corePointLabels", corePointLabels, 0, nClusters);
  checkOrder(reader, "corePointLabels", corePointLabels, nClusters);
  checkCoreRows(reader, coreSampleIndices, labels);
  checkOrder(
    reader,
    "labels",
    Int32Array.from(coreSampleIndices, (row) => labels[row]!),
    nClusters,
  );
  const featureNames = parts.featureNames;
  return new DBSCANModel(
    { options, featureNames },
    { labels, coreSampleIndices, corePoints, corePointLabels },
    nClusters,
  );
}

function checkLabels(
  reader: PartsReader,
  name: string,
  labels: Int32Array,
  least: number,
  nClusters: number,
): void {
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!;
    if (label < least || label >= nClusters)
      reader.refuse(
        `array "${name}" must have clusters from ${least} to ${nClusters - 1}, got ${label} at place ${at}`,
      );
  }
}

/** Clusters are numbered in the order of their first core row, so a new number is always the next one, and none is left out. */
function checkOrder(reader: PartsReader, name: string, ofCore: Int32Array, nClusters: number): void {
  let next = 0;
  for (const label of ofCore) {
    if (label > next)
      reader.refuse(
        `array "${name}" must number clusters by their first core row, got ${label} before ${next}`,
      );
    if (label === next) next += 1;
  }
  if (next !== nClusters)
    reader.refuse(`array "${name}" must have core rows of ${nClusters} clusters, got ${next}`);
}

function checkCoreRows(reader: PartsReader, coreRows: Uint32Array, labels: Int32Array): void {
  let before = -1;
  for (const row of coreRows) {
    if (row <= before || row >= labels.length)
      reader.refuse(
        `array "coreSampleIndices" must have ascending rows below ${labels.length}, got ${row} after ${before}`,
      );
    if (labels[row]! < 0) reader.refuse(`array "labels" must have a cluster for core row ${row}, got -1`);
    before = row;
  }
}
