import { zOf } from "../../../kernels/mod.ts";
import type { Spread } from "../../../kernels/mod.ts";
import type { Matrix, ModelArray } from "../../core/mod.ts";
import { DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { checkWidth, featureNamesOf } from "../shared/mod.ts";
import type { CheckedOptions } from "./options.ts";

/** A fitted z-score detector; immutable. */
export class ZScoreModel extends DetectorModel {
  readonly estimator = "ZScoreDetector";
  readonly #spreads: readonly Spread[];
  readonly #combine: CheckedOptions["combine"];

  constructor(facts: DetectorFacts, spreads: readonly Spread[], combine: CheckedOptions["combine"]) {
    super(facts);
    this.#spreads = spreads;
    this.#combine = combine;
  }

  /**
   * z of each number by the fitted columns: which of them make a row an outlier.
   *
   * @returns In the shape of X.
   * @throws {RangeError} code BAD_INPUT, as scoreSamples.
   */
  transform(X: Matrix): Matrix & { data: Float64Array } {
    checkWidth(`score with ${this.estimator}`, this, X);
    const data = Float64Array.from(X.data);
    for (let at = 0; at < data.length; at++) data[at] = zOf(data[at]!, this.#spreads[at % X.columns]!);
    return { data, rows: X.rows, columns: X.columns, names: featureNamesOf(X) };
  }

  protected scoresOf(X: Matrix): Float64Array {
    return rowScores(X, this.#spreads, this.#combine);
  }

  protected arrays(): Record<string, ModelArray> {
    const all = (take: (spread: Spread) => number): Float64Array => Float64Array.from(this.#spreads, take);
    return {
      scales: all(({ scale }) => scale),
      centers: all(({ center }) => center),
      spreads: all(({ spread }) => spread),
    };
  }
}

/** Scores of rows; finite. */
export function rowScores(
  { data, rows, columns }: Matrix,
  spreads: readonly Spread[],
  combine: CheckedOptions["combine"],
): Float64Array {
  const scores = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let score = 0;
    for (let column = 0; column < columns; column++, at++) {
      const z = zOf(data[at]!, spreads[column]!);
      score = combine === "max" ? Math.max(score, Math.abs(z)) : score + z * z;
    }
    scores[row] = combine === "max" ? score : Math.min(Number.MAX_VALUE, Math.sqrt(score));
  }
  return scores;
}
