import { LEAF_BOUND, leafName, MIXED } from "../../../kernels/mod.ts";
import type { Trees } from "../../../kernels/mod.ts";
import { describe } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { RandomForestClassifierModel } from "./model.ts";
import { checkedOptions, optionsJSON } from "./options.ts";
import type { RandomForestClassifierOptions } from "./options.ts";

const ARRAYS = ["nodes", "nodeOffsets", "mixedOffsets", "leafStarts", "leafClasses", "leafValues"];
const MOST_CUTS = 255;
const MOST_CLASSES = 65_535;
/** How far shares that sum to 1 may be off it. */
const ROUNDING = 1e-6;

/**
 * Makes a random forest from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load RandomForestClassifier: ...", when they do not fit together.
 */
export function restoreForest(parts: ModelParts): RandomForestClassifierModel {
  const reader = new PartsReader(
    "RandomForestClassifier",
    parts,
    [...ARRAYS, "cuts", "cutOffsets", "importances"],
    ["classes", "oobScore"],
  );
  const options = reader.options((given) => checkedOptions(given as RandomForestClassifierOptions));
  if (options.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${options.seed}, got ${parts.seed}`);
  const classes = classesOf(reader);
  const cuts = cutsOf(reader, parts.nFeatures);
  const trees = treesOf(reader, options.nEstimators);
  checkLeaves(reader, trees, classes.length);
  for (let tree = 0; tree < options.nEstimators; tree++)
    checkNodes(reader, trees, tree, cuts.cutOffsets, classes.length);
  return new RandomForestClassifierModel({
    options: optionsJSON(options),
    seed: options.seed,
    featureNames: parts.featureNames,
    classes,
    importances: importancesOf(reader, parts.nFeatures),
    oobScore: oobScoreOf(reader, options.oobScore),
    cuts,
    packs: [trees],
  });
}

function classesOf(reader: PartsReader): string[] {
  const { classes } = reader.parts.meta;
  if (!Array.isArray(classes) || classes.length === 0 || classes.length > MOST_CLASSES)
    reader.refuse(`classes must be a list of 1 to ${MOST_CLASSES} texts, got ${describe(classes)}`);
  const wrong = classes.find((name) => typeof name !== "string");
  if (wrong !== undefined) reader.refuse(`classes must be texts, got ${describe(wrong)}`);
  if (new Set(classes).size !== classes.length) reader.refuse("classes must differ from each other");
  return classes as string[];
}

function oobScoreOf(reader: PartsReader, asked: boolean): number | null {
  const { oobScore } = reader.parts.meta;
  if (oobScore === null) return null;
  if (!asked || typeof oobScore !== "number" || !(oobScore >= 0 && oobScore <= 1))
    reader.refuse(
      `oobScore must be null, or from 0 to 1 where the option asks for it, got ${describe(oobScore)}`,
    );
  return oobScore;
}

function importancesOf(reader: PartsReader, columns: number): Float64Array {
  const importances = reader.finite("importances", Float64Array, columns);
  const wrong = importances.findIndex((value) => value < 0 || value > 1 + ROUNDING);
  if (wrong >= 0)
    reader.refuse(`importances must be from 0 to 1, got ${importances[wrong]} at place ${wrong}`);
  return importances.slice();
}

/** Ascending bounds, at most 255 a column. */
function cutsOf(reader: PartsReader, columns: number): { cuts: Float64Array; cutOffsets: Uint32Array } {
  const cuts = reader.finite("cuts", Float64Array);
  const cutOffsets = offsetsOf(reader, "cutOffsets", columns, cuts.length);
  for (let column = 0; column < columns; column++) {
    const from = cutOffsets[column]!;
    const to = cutOffsets[column + 1]!;
    if (to - from > MOST_CUTS)
      reader.refuse(`a column must have at most ${MOST_CUTS} cuts, got ${to - from} for column ${column}`);
    for (let at = from + 1; at < to; at++) {
      if (!(cuts[at - 1]! < cuts[at]!))
        reader.refuse(`cuts must ascend, got ${cuts[at]} after ${cuts[at - 1]}`);
    }
  }
  return { cuts: cuts.slice(), cutOffsets };
}

function treesOf(reader: PartsReader, count: number): Trees {
  const nodes = reader.array("nodes", Uint32Array);
  if (nodes.length % 2 !== 0) reader.refuse(`array "nodes" must have an even length, got ${nodes.length}`);
  const leafStarts = reader.array("leafStarts", Uint32Array);
  if (leafStarts.length === 0) reader.refuse(`array "leafStarts" must not be empty`);
  const leafClasses = reader.array("leafClasses", Uint16Array);
  return {
    nodes: nodes.slice(),
    nodeOffsets: offsetsOf(reader, "nodeOffsets", count, nodes.length / 2),
    mixedOffsets: offsetsOf(reader, "mixedOffsets", count, leafStarts.length - 1),
    leafStarts: offsetsOf(reader, "leafStarts", leafStarts.length - 1, leafClasses.length),
    leafClasses: leafClasses.slice(),
    leafValues: reader.finite("leafValues", Float64Array, leafClasses.length).slice(),
    importances: new Float64Array(0),
  };
}

/** Numbers that ascend from 0 to `end`. */
function offsetsOf(reader: PartsReader, name: string, count: number, end: number): Uint32Array {
  const offsets = reader.array(name, Uint32Array, count + 1);
  if (offsets[0] !== 0) reader.refuse(`array "${name}" must begin with 0, got ${offsets[0]}`);
  for (let at = 1; at <= count; at++) {
    if (offsets[at]! < offsets[at - 1]!)
      reader.refuse(`array "${name}" must not fall, got ${offsets[at]} after ${offsets[at - 1]}`);
  }
  if (offsets[count] !== end) reader.refuse(`array "${name}" must end with ${end}, got ${offsets[count]}`);
  return offsets.slice();
}

/** Every mixed leaf has shares of known classes that sum to 1. */
function checkLeaves(reader: PartsReader, trees: Trees, classes: number): void {
  const { leafStarts, leafClasses, leafValues } = trees;
  for (let leaf = 0; leaf < leafStarts.length - 1; leaf++) {
    let sum = 0;
    for (let at = leafStarts[leaf]!; at < leafStarts[leaf + 1]!; at++) {
      if (leafClasses[at]! >= classes)
        reader.refuse(`a leaf's class must be below ${classes}, got ${leafClasses[at]}`);
      if (!(leafValues[at]! >= 0)) reader.refuse(`a leaf's share must be at least 0, got ${leafValues[at]}`);
      sum += leafValues[at]!;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) reader.refuse(`the shares of a leaf must sum to 1, got ${sum}`);
  }
}

/** Children come after their parents, so that no walk is endless; features, bounds and leaves are among those there are. */
function checkNodes(
  reader: PartsReader,
  { nodes, nodeOffsets, mixedOffsets }: Trees,
  tree: number,
  cutOffsets: Uint32Array,
  classes: number,
): void {
  const columns = cutOffsets.length - 1;
  const root = nodeOffsets[tree]!;
  const count = nodeOffsets[tree + 1]! - root;
  const mixed = mixedOffsets[tree + 1]! - mixedOffsets[tree]!;
  if (count === 0) reader.refuse(`tree ${tree} must have a node at least, got none`);
  for (let node = 0; node < count; node++) {
    const child = nodes[2 * (root + node)]!;
    const word = nodes[2 * (root + node) + 1]!;
    const bound = (word >>> 16) & 255;
    if (child === node) {
      const isMixed = (word & MIXED) !== 0;
      if (bound !== LEAF_BOUND) reader.refuse(`a leaf's bound must be ${LEAF_BOUND}, got ${bound}`);
      if (leafName(word) >= (isMixed ? mixed : classes))
        reader.refuse(
          `leaf ${node} of tree ${tree} must name ${isMixed ? "shares" : "a class"} that there is`,
        );
      continue;
    }
    if (child < node || child > count - 2)
      reader.refuse(
        `the children of node ${node} of tree ${tree} must come after it, got ${child} of ${count}`,
      );
    const feature = word & 0xffff;
    if (word >>> 24 !== 0 || feature >= columns)
      reader.refuse(`a node's feature must be below ${columns}, got ${feature}`);
    if (bound >= cutOffsets[feature + 1]! - cutOffsets[feature]!)
      reader.refuse(`a node's bound must be one of the cuts of feature ${feature}, got ${bound}`);
  }
}
