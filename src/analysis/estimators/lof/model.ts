import { neighborEngine } from "../../../kernels/mod.ts";
import type { NeighborIndex } from "../../../kernels/mod.ts";
import { finishSteps } from "../../core/mod.ts";
import type { JSONValue, Matrix, ModelArray } from "../../core/mod.ts";
import { DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { indexRowsAtOnce } from "../neighbors/mod.ts";
import { densityAt, factorAt } from "./densities.ts";
import type { Densities } from "./densities.ts";

/** The distinct rows that were fitted, with the densities around them. */
export class LocalOutlierFactorModel extends DetectorModel {
  readonly estimator = "LocalOutlierFactor";
  /** How many neighbours were used: nNeighbors, or all other rows. */
  readonly nNeighbors: number;
  readonly #points: Float64Array;
  readonly #densities: Densities;
  /** Made when first asked. */
  #tree: NeighborIndex | undefined;

  /** @param points The distinct rows, row-major, in the order of their first rows. */
  constructor(facts: DetectorFacts, points: Float64Array, densities: Densities, nNeighbors: number) {
    super(facts);
    this.nNeighbors = nNeighbors;
    this.#points = points;
    this.#densities = densities;
  }

  /** scikit-learn's `negative_outlier_factor_`: of each fitted row; undefined in a loaded model. */
  get negativeOutlierFactor(): Float64Array | undefined {
    return this.trainingScores?.map((score) => -score);
  }

  override dispose(): void {
    this.#tree = undefined;
  }

  protected scoresOf(X: Matrix): Float64Array {
    const densities = this.#densities;
    const index = (this.#tree ??= this.#plant());
    const k = this.nNeighbors;
    const asked = indexRowsAtOnce(X);
    const { leaves, points } = asked.index;
    const found = finishSteps(neighborEngine().findNearest(asked.index, index, k, 0, leaves));
    const lists = { lists: found, k, pointOfSlot: index.pointOfSlot };
    const byPoint = new Float64Array(points);
    for (let slot = 0; slot < points; slot++) {
      const density = densityAt(lists, slot, -1, densities);
      byPoint[asked.index.pointOfSlot[slot]!] = factorAt(lists, slot, -1, density, densities);
    }
    return Float64Array.from(asked.rows.pointOfRow, (point) => byPoint[point]!);
  }

  protected arrays(): Record<string, ModelArray> {
    return { points: this.#points, ...this.#densities };
  }

  protected override moreMeta(): Record<string, JSONValue> {
    return { nNeighbors: this.nNeighbors, points: this.#densities.weights.length };
  }

  #plant(): NeighborIndex {
    const { weights } = this.#densities;
    const columns = this.nFeatures;
    const pointOfRow = new Uint32Array(0);
    return finishSteps(neighborEngine().buildIndex({ points: this.#points, columns, weights, pointOfRow }));
  }
}
