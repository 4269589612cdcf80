/** What a model's alarms would be where attacks are as rare as in a real network. */
import type { BaseRateRow, Interval } from "../core/mod.ts";

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * The share of `hits` in `of` with Wilson's 95 % interval (E. B. Wilson, JASA 22, 1927), which is honest where no alarm was false: 0 of
 * 1,000 is up to 0.4 %, not 0.
 */
export function wilson(hits: number, of: number): Interval {
  const share = hits / of;
  const squared = Z * Z;
  const middle = (share + squared / (2 * of)) / (1 + squared / of);
  const half = (Z * Math.sqrt((share * (1 - share)) / of + squared / (4 * of * of))) / (1 + squared / of);
  return {
    value: share,
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === of ? 1 : Math.min(1, middle + half),
  };
}

/**
 * Rates of a model's own decisions on the test part, and what follows for a network: alerts = flows x (rate x TPR + (1 - rate) x FPR),
 * precision = rate x TPR / (rate x TPR + (1 - rate) x FPR). The bounds of both put the worst of one rate beside the worst of the other,
 * so they hold at least as often as 95 %. Rows of classes of which it is not known whether they are attacks do not count.
 *
 * @param truth Places of classes, one a test row. @param said What the model said of them.
 * @returns null where the test part lacks attacks or benign flows.
 */
export function baseRateOf(
  name: string,
  truth: Int32Array,
  said: Int32Array,
  isAttack: readonly (boolean | null)[],
  { attackRate, flowsPerDay }: { attackRate: number; flowsPerDay: number },
): BaseRateRow | null {
  const [attacks, found, benign, falseAlarms] = countAlarms(truth, said, isAttack);
  if (attacks === 0 || benign === 0) return null;
  const tpr = wilson(found, attacks);
  const fpr = wilson(falseAlarms, benign);
  const alertsOf = (t: number, f: number): number => flowsPerDay * (attackRate * t + (1 - attackRate) * f);
  const precisionOf = (t: number, f: number): number => {
    const all = attackRate * t + (1 - attackRate) * f;
    return all === 0 ? 0 : (attackRate * t) / all;
  };
  return {
    name,
    truePositiveRate: tpr,
    falsePositiveRate: fpr,
    alertsPerDay: {
      value: alertsOf(tpr.value, fpr.value),
      low: alertsOf(tpr.low, fpr.low),
      high: alertsOf(tpr.high, fpr.high),
    },
    precision: {
      value: precisionOf(tpr.value, fpr.value),
      low: precisionOf(tpr.low, fpr.high),
      high: precisionOf(tpr.high, fpr.low),
    },
  };
}

function countAlarms(
  truth: Int32Array,
  said: Int32Array,
  isAttack: readonly (boolean | null)[],
): [attacks: number, found: number, benign: number, falseAlarms: number] {
  let [attacks, found, benign, falseAlarms] = [0, 0, 0, 0];
  for (let row = 0; row < truth.length; row++) {
    const real = isAttack[truth[row]!];
    const alarm = isAttack[said[row]!] === true ? 1 : 0;
    if (real === true) {
      attacks++;
      found += alarm;
    } else if (real === false) {
      benign++;
      falseAlarms += alarm;
    }
  }
  return [attacks, found, benign, falseAlarms];
}
