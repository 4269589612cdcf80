import type { FitOptions, Matrix } from "../core/mod.ts";
import { StandardScaler } from "../estimators/mod.ts";
import type { FittedScaler, Scaler } from "../evaluate/mod.ts";

/** As features() with the scaler "standard": values further out are cut. */
export const CLIP = 8;

/**
 * Standard units inside a fold, the same as those of the feature set that goes with the finished model: numbers are centred, scaled and
 * cut, the 0 and 1 of categories and of missing values stay.
 */
export class FoldScaler implements Scaler {
  readonly #isNumber: Uint8Array;

  /** @param isNumber 1 for each column that is scaled. */
  constructor(isNumber: Uint8Array) {
    this.#isNumber = isNumber;
  }

  async fit(X: Matrix, _y?: undefined, run: FitOptions = {}): Promise<FittedScaler> {
    const { center, scale } = await new StandardScaler().fit(X, run);
    const isNumber = this.#isNumber;
    return {
      transform({ data, rows, columns, names }) {
        const scaled = new Float64Array(data.length);
        for (let at = 0; at < scaled.length;) {
          for (let column = 0; column < columns; column++, at++) {
            const value = data[at]!;
            const units = isNumber[column] === 0 ? value : (value - center[column]!) / scale[column]!;
            scaled[at] = units > CLIP ? CLIP : units < -CLIP ? -CLIP : units;
          }
        }
        return { data: scaled, rows, columns, ...(names ? { names } : {}) };
      },
    };
  }
}
