import { checkInteger, checkList, checkNumber, checkOneOf, checkOptions, codedError } from "../core/mod.ts";

export type FeatureGroup = "canonical" | "flow" | "port";
export type ScalerKind = "none" | "standard" | "robust";

/** How flows become features. */
export interface FeatureOptions {
  /**
   * "canonical": the numeric fields as they are, and protocol, service and state one-hot; "flow": what is derived from one record (see
   * docs/features.md); "port": the class of the destination port. Default: all three. Addresses, the source port and the time are no
   * features: they name hosts and moments, which do not come back.
   */
  include?: readonly FeatureGroup[];
  /** "standard": less the mean, over the standard deviation (ddof 0); "robust": less the median, over the interquartile range. Default "none". */
  scaler?: ScalerKind;
  /** With a scaler: values further out than this are cut, in both directions; null keeps them. Default 8. */
  clip?: number | null;
  /** Most categories of protocol, of service and of state; the rarest are left out. Default 20. */
  maxCategories?: number;
}

export type CheckedOptions = Required<FeatureOptions>;

const ACTION = "make features";
const GROUPS: readonly FeatureGroup[] = ["canonical", "flow", "port"];

/** @throws {TypeError} or {RangeError} code BAD_INPUT. */
export function checkFeatureOptions(options: FeatureOptions = {}): CheckedOptions {
  checkOptions(ACTION, options, ["include", "scaler", "clip", "maxCategories"]);
  const { include = GROUPS, scaler = "none", clip = 8, maxCategories = 20 } = options;
  checkList(ACTION, "include", include);
  for (const group of include) checkOneOf(ACTION, "include", group, GROUPS);
  if (include.length === 0)
    throw codedError(RangeError, "BAD_INPUT", `Cannot ${ACTION}: include must name a group, got none`);
  checkOneOf(ACTION, "scaler", scaler, ["none", "standard", "robust"]);
  if (clip !== null) checkNumber(ACTION, "clip", clip, { above: 0 });
  checkInteger(ACTION, "maxCategories", maxCategories, 0, 1000);
  return { include: GROUPS.filter((group) => include.includes(group)), scaler, clip, maxCategories };
}
