/** When training stops. */
export interface StoppingRule {
  readonly maxEpochs: number;
  readonly tol: number;
  readonly nIterNoChange: number;
}

/**
 * Watches the loss or the validation score of the epochs and says when to stop, as scikit-learn does: after more than `nIterNoChange`
 * epochs in a row that were not better than the best one by `tol`.
 */
export class Stopping {
  readonly #rule: StoppingRule;
  readonly lossCurve: number[] = [];
  readonly validationScores: number[] = [];
  #best = -Infinity;
  #without = 0;

  constructor(rule: StoppingRule) {
    this.#rule = rule;
  }

  /**
   * Takes note of an epoch.
   *
   * @param score On the rows held out, higher is better; null where there are none, and the loss counts.
   * @returns Whether its score is the best so far: then its weights are to be kept.
   */
  note(loss: number, score: number | null): boolean {
    this.lossCurve.push(loss);
    if (score !== null) this.validationScores.push(score);
    const value = score ?? -loss;
    this.#without = value < this.#best + this.#rule.tol ? this.#without + 1 : 0;
    const isBest = value > this.#best;
    if (isBest) this.#best = value;
    return isBest;
  }

  get isOver(): boolean {
    return this.lossCurve.length >= this.#rule.maxEpochs || this.#without > this.#rule.nIterNoChange;
  }
}
