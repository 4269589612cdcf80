import { checkNumber, checkOptions, codedError } from "../../core/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `PCA`; all have defaults. */
export interface PCAOptions {
  /**
   * How many components: a whole number from 1; or, above 0 and below 1, the share of variance that they must explain more than; null
   * (default) = all, which is the smaller of rows and columns.
   */
  nComponents?: number | null | undefined;
  /** Divides each transformed column by its standard deviation, so that all have variance 1; false. */
  whiten?: boolean | undefined;
}

export type CheckedPCAOptions = Complete<PCAOptions>;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: PCAOptions): CheckedPCAOptions {
  const action = "make PCA";
  checkOptions(action, options, ["nComponents", "whiten"]);
  const { nComponents = null, whiten = false } = options;
  if (nComponents !== null) {
    checkNumber(action, "nComponents", nComponents, { above: 0 });
    if (nComponents >= 1 && !Number.isInteger(nComponents))
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${action}: nComponents must be a whole number from 1 or a share of variance below 1, got ${nComponents}`,
      );
  }
  if (typeof whiten !== "boolean")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: whiten must be true or false, got ${String(whiten)}`,
    );
  return { nComponents, whiten };
}
