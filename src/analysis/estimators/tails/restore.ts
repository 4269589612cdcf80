import type { TailColumn, TailRule } from "../../../kernels/mod.ts";
import { describe, quote } from "../../core/mod.ts";
import type { ModelParts } from "../../core/mod.ts";
import { MOST_ROWS, PartsReader } from "../shared/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { COPODModel, ECODModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { CheckedOptions, TailOptions } from "./options.ts";

/**
 * Makes an ECOD from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when they do not fit together.
 */
export function restoreECOD(parts: ModelParts): ECODModel {
  const { facts, columns, newRows } = readTails("ECOD", "ecod", parts);
  return new ECODModel(facts, columns, newRows);
}

/** As restoreECOD, for COPOD. */
export function restoreCOPOD(parts: ModelParts): COPODModel {
  const { facts, columns, newRows } = readTails("COPOD", "copod", parts);
  return new COPODModel(facts, columns, newRows);
}

interface ReadTails {
  facts: DetectorFacts;
  columns: TailColumn[];
  newRows: CheckedOptions["newRows"];
}

function readTails(name: string, rule: TailRule, parts: ModelParts): ReadTails {
  const meta = ["threshold", "fittedRows", "rule"];
  const reader = new PartsReader(name, parts, ["values", "counts", "sizes"], meta);
  if (parts.meta["rule"] !== rule)
    reader.refuse(`the rule must be ${quote(rule)}, got ${describe(parts.meta["rule"])}`);
  const options = reader.options((given) => checkedOptions(name, given as TailOptions));
  const threshold = reader.number("threshold");
  const rows = reader.integer("fittedRows", 1, MOST_ROWS);
  const sizes = reader.array("sizes", Uint32Array, parts.nFeatures);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const values = reader.finite("values", Float64Array, total);
  const counts = reader.array("counts", Uint32Array, total);
  const columns: TailColumn[] = [];
  let from = 0;
  sizes.forEach((size, column) => {
    const own = {
      values: values.slice(from, from + size),
      counts: counts.slice(from, from + size),
    };
    from += size;
    checkColumn(reader, own, column, rows);
    columns.push(own);
  });
  const facts = { options: { ...options }, featureNames: parts.featureNames, seed: parts.seed, threshold };
  return { facts, columns, newRows: options.newRows };
}

function checkColumn(
  reader: PartsReader,
  { values, counts }: TailColumn,
  column: number,
  rows: number,
): void {
  if (values.length === 0) reader.refuse(`column ${column} must have a value, got none`);
  for (let i = 1; i < values.length; i++) {
    if (!(values[i]! > values[i - 1]!))
      reader.refuse(
        `values must ascend in each column, got ${values[i - 1]} before ${values[i]} in column ${column}`,
      );
    if (!(counts[i]! > counts[i - 1]!))
      reader.refuse(
        `counts must ascend in each column, got ${counts[i - 1]} before ${counts[i]} in column ${column}`,
      );
  }
  if (counts[0]! < 1 || counts.at(-1) !== rows)
    reader.refuse(
      `counts must go from 1 or more to ${rows}, got ${counts[0]} to ${counts.at(-1)} in column ${column}`,
    );
}
