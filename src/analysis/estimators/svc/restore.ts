import { describe } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { PartsReader } from "../shared/mod.ts";
import { readClasses, readWeights } from "../linear/mod.ts";
import type { Machine } from "./machine.ts";
import { SVCModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { SVCOptions } from "./options.ts";
import { pairTargets } from "./pair-machine.ts";
import { MOST_CLASSES } from "./svc.ts";
import { pairCount, scoreCount } from "./votes.ts";

const NAME = "SVC";
const ARRAYS = ["points", "groups", "coefficients", "bias", "support", "sigmoids"];
const META = ["classes", "kind", "gamma", "converged", "fittedRows"];

/**
 * Makes a model from its parts, which may come from a hostile file.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load SVC: ...", when they do not fit together.
 */
export function restoreSVC(parts: ModelParts): SVCModel {
  const reader: PartsReader = new PartsReader(NAME, parts, ARRAYS, META);
  const classes = readClasses(reader, 2);
  if (classes.length > MOST_CLASSES)
    reader.refuse(`classes must be at most ${MOST_CLASSES}, got ${classes.length}`);
  const settings = reader.options((options) => settingsOf(`load ${NAME}`, options as SVCOptions));
  if (settings.seed !== parts.seed)
    reader.refuse(`seed must be that of the options, ${settings.seed}, got ${parts.seed}`);
  const { kind, converged } = parts.meta;
  if (typeof converged !== "boolean")
    reader.refuse(`meta "converged" must be true or false, got ${describe(converged)}`);
  const machine = machineOf(reader, kind, classes.length);
  if ((machine.kind === "linear") !== (settings.kernel === "linear"))
    reader.refuse(`meta "kind" must go with kernel "${settings.kernel}", got "${machine.kind}"`);
  const pairs = reader.finite(
    "sigmoids",
    Float64Array,
    settings.probability ? 2 * scoreCount(classes.length) : 0,
  );
  return new SVCModel({
    machine,
    classes,
    featureNames: parts.featureNames,
    settings,
    gamma: machine.kind === "linear" ? null : machine.sums.gamma,
    converged,
    sigmoids: Array.from({ length: pairs.length / 2 }, (_, at) => ({
      slope: pairs[2 * at]!,
      offset: pairs[2 * at + 1]!,
    })),
  });
}

function machineOf(reader: PartsReader, kind: unknown, classes: number): Machine {
  const { nFeatures } = reader.parts;
  const scores = scoreCount(classes);
  if (kind !== "nystroem") reader.integer("fittedRows", 0, 0);
  if (kind === "linear") {
    if (reader.parts.meta["gamma"] !== null)
      reader.refuse(`meta "gamma" must be null, got ${describe(reader.parts.meta["gamma"])}`);
    for (const name of ["points", "bias"]) reader.array(name, Float64Array, 0);
    for (const name of ["groups", "support"]) reader.array(name, Int32Array, 0);
    const weights = readWeights(reader, "coefficients", scores * (nFeatures + 1));
    return { kind, weights };
  }
  if (kind !== "pairs" && kind !== "nystroem")
    reader.refuse(`meta "kind" must be "pairs", "linear" or "nystroem", got ${describe(kind)}`);
  const gamma = reader.number("gamma");
  if (!(gamma > 0)) reader.refuse(`meta "gamma" must be above 0, got ${gamma}`);
  const groups = reader.array("groups", Int32Array, kind === "pairs" ? classes + 1 : 2).slice();
  checkGroups(reader, groups);
  const count = groups.at(-1)!;
  const points = reader.finite("points", Float64Array, count * nFeatures).slice();
  const shares = kind === "pairs" ? classes - 1 : scores;
  const coefficients = readWeights(reader, "coefficients", shares * count);
  const bias = readWeights(reader, "bias", kind === "pairs" ? pairCount(classes) : scores);
  const sums = { points, columns: nFeatures, gamma, groups, shares, coefficients, bias };
  if (kind === "nystroem") {
    reader.array("support", Int32Array, 0);
    const targets = Int32Array.from({ length: scores }, (_, output) => output);
    const fittedRows = reader.integer("fittedRows", count, Number.MAX_SAFE_INTEGER);
    return { kind, sums: { ...sums, targets }, fittedRows };
  }
  const support = reader.array("support", Int32Array, count).slice();
  if (support.some((row) => row < 0)) reader.refuse('array "support" must hold row numbers, got one below 0');
  return { kind, sums: { ...sums, targets: pairTargets(classes) }, support };
}

function checkGroups(reader: PartsReader, groups: Int32Array): void {
  if (groups[0] !== 0) reader.refuse(`array "groups" must begin with 0, got ${groups[0]}`);
  for (let at = 1; at < groups.length; at++) {
    if (groups[at]! < groups[at - 1]!)
      reader.refuse(`array "groups" must ascend, got ${groups[at]} after ${groups[at - 1]}`);
  }
}
