import { checkNumber, codedError, describe, quote } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";

/** Weight of each class, 1 where it is not named; "balanced" gives all classes the same sum; null gives each row the same. */
export type ClassWeight = "balanced" | Readonly<Record<string, number>> | null;

/** Largest weight: sums over rows stay finite. */
const MOST_WEIGHT = 1e100;

/**
 * Checks the option of that name.
 *
 * @param words The rules that it may name, beside an object of weights.
 * @param zero Whether a class may have the weight 0.
 */
export function checkClassWeight<W extends string = "balanced">(
  action: string,
  value: unknown,
  words: readonly W[] = ["balanced" as W],
  zero = false,
): W | Readonly<Record<string, number>> | null {
  if (value === null || value === undefined) return null;
  if ((words as readonly unknown[]).includes(value)) return value as W;
  if (typeof value !== "object" || Array.isArray(value)) {
    const rules = words.map((word) => quote(word)).join(", ");
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: classWeight must be ${rules} or an object of weights by class, got ${describe(value)}`,
    );
  }
  const bounds = zero ? { min: 0, max: MOST_WEIGHT } : { above: 0, max: MOST_WEIGHT };
  const weights = Object.entries(value).map(([name, weight]): [string, number] => [
    name,
    checkNumber(action, `classWeight[${quote(name)}]`, weight, bounds),
  ]);
  return Object.fromEntries(weights);
}

/** The option as plain data. */
export function classWeightJSON(classWeight: string | Readonly<Record<string, number>> | null): JSONValue {
  return typeof classWeight === "object" && classWeight !== null ? { ...classWeight } : classWeight;
}

/**
 * One weight a class, 1 where it is not named; "balanced" stays, for it depends on the rows of each fit.
 *
 * @throws {RangeError} code BAD_INPUT, for the weight of a class that no row has.
 */
export function namedClassWeights(
  action: string,
  classWeight: ClassWeight,
  classes: readonly string[],
): Float64Array | "balanced" {
  if (classWeight === "balanced") return classWeight;
  const given = classWeight ?? {};
  const known = new Set(classes);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: classWeight must name classes of y, got ${quote(unknown)}`,
    );
  }
  return Float64Array.from(classes, (name) => (Object.hasOwn(given, name) ? given[name]! : 1));
}

/**
 * The weights for these rows. "balanced" is scikit-learn's rule, rows / (classes x rows of the class), among the classes that have rows;
 * a class without a row has 0.
 */
export function weightsFor(
  weights: Float64Array | "balanced",
  codes: ArrayLike<number>,
  classes: number,
): Float64Array {
  if (weights !== "balanced") return weights;
  const counts = new Float64Array(classes);
  let present = 0;
  for (let row = 0; row < codes.length; row++) if (counts[codes[row]!]!++ === 0) present++;
  return counts.map((count) => (count === 0 ? 0 : codes.length / (present * count)));
}
