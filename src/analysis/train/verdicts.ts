/** What to know before the best model is relied on; found when the models are there. */
import { countOf, groupDigits } from "../core/mod.ts";
import type { PitfallFinding, TrainingData } from "../core/mod.ts";
import { formatCount, formatNumber, formatPercent, metricTitle, modelTitle } from "../display/mod.ts";
import { scorer } from "../evaluate/mod.ts";
import type { FieldImportance } from "./importance.ts";
import type { Material } from "./material.ts";
import { isBaseline } from "./models.ts";
import type { TrainSettings } from "./options.ts";
import type { DataFindings } from "./pitfalls.ts";
import { isTied } from "./trial.ts";
import type { Outcome, Trial } from "./trial.ts";

const REPEATS_TOLD = 0.01;
const REPEATS_WARNED = 0.05;
const PORT_SHARE = 0.5;
/** The test part then holds so many times more attacks than the network. */
const FAR = 10;
const FEW_LEFT = 50;

/** A trial that has an outcome. */
export type Finished = Trial & { readonly outcome: Outcome };

export function isFinished(trial: Trial): trial is Finished {
  return trial.outcome !== undefined;
}

/** @param best null where no model but the baselines is there. */
export function modelFindings(
  trials: readonly Finished[],
  best: Finished | null,
  data: DataFindings,
  material: Material,
  importance: readonly FieldImportance[],
  settings: TrainSettings,
): PitfallFinding[] {
  if (best === null) return [];
  return [
    ...repeats(best, data, material, settings),
    ...noBaseline(trials, best, settings),
    ...services(importance),
    ...baseRates(best, settings, attackRateOf(material)),
  ];
}

/** Test flows that were trained on, and the score without them. */
function repeats(
  best: Finished,
  { isRepeated, repeated }: DataFindings,
  { yTest, classes }: Material,
  { metric }: TrainSettings,
): PitfallFinding[] {
  const share = repeated / yTest.length;
  if (share < REPEATS_TOLD) return [];
  const others = [...yTest.keys()].filter((row) => isRepeated[row] === 0);
  const judge = scorer(metric);
  const hasClasses = new Set(others.map((row) => yTest[row])).size > 1;
  const canScore = others.length >= FEW_LEFT && hasClasses && judge.needs === "classes";
  const without = canScore
    ? judge.score(
        others.map((row) => yTest[row]!),
        { predicted: others.map((row) => classes[best.outcome.said[row]!]!) },
      )
    : null;
  const compared =
    without === null
      ? `Only ${countOf(others.length, "test flow")} ${others.length === 1 ? "is" : "are"} new`
      : `On the other ${groupDigits(others.length)} the best model has a ${metricTitle(metric)} of ${formatNumber(without)} instead of ${formatNumber(best.row.test.value)}`;
  return [
    {
      code: "duplicates-across-split",
      severity: share >= REPEATS_WARNED ? "warning" : "info",
      count: repeated,
      value: share,
      message: `${countOf(repeated, "test flow")} of ${groupDigits(yTest.length)} (${formatPercent(share)}) equal a training flow in every feature. ${compared}.`,
      remedy: "Judge the model by the flows that are new, or split by group or time.",
    },
  ];
}

function noBaseline(
  trials: readonly Finished[],
  best: Finished,
  { metric }: TrainSettings,
): PitfallFinding[] {
  const { greaterIsBetter } = scorer(metric);
  const isAsGood = (other: Finished): boolean => {
    const ahead = other.row.test.value - best.row.test.value;
    return isTied(best.outcome, other.outcome) || (greaterIsBetter ? ahead > 0 : ahead < 0);
  };
  const rivals = trials.filter(({ row }) => isBaseline(row)).filter(isAsGood);
  const dummy = rivals.find(({ row }) => row.model === "dummy");
  if (dummy !== undefined)
    return [
      {
        code: "no-baseline",
        severity: "error",
        value: dummy.row.test.value,
        message: `${modelTitle(best.row)} is no better than always saying the most frequent class (${metricTitle(metric)} ${formatNumber(dummy.row.test.value)}): it has learned nothing that can be relied on.`,
        remedy: "More flows of the rare classes, or other fields.",
      },
    ];
  const linear = rivals[0];
  if (linear === undefined) return [];
  return [
    {
      code: "no-baseline",
      severity: "info",
      value: linear.row.test.value,
      message: `Logistic regression is as good as the best model (${metricTitle(metric)} ${formatNumber(linear.row.test.value)} against ${formatNumber(best.row.test.value)}): a simpler model would do.`,
      remedy: "Take the simpler one where it is to be explained.",
    },
  ];
}

/** A model that knows services by their port, not attacks. */
function services(importance: readonly FieldImportance[]): PitfallFinding[] {
  const sum = importance.reduce((all, { value }) => all + Math.max(0, value), 0);
  const port = importance.find(({ feature }) => feature === "dst_port");
  if (port === undefined || sum <= 0 || port.value / sum < PORT_SHARE) return [];
  return [
    {
      code: "identifier-feature",
      severity: "warning",
      columns: ["dst_port"],
      value: port.value / sum,
      message: `${formatPercent(port.value / sum)} of what the best model relies on is the destination port: it knows which services were attacked here, not how attacks look.`,
      remedy: 'Train again with exclude: ["dst_port"] and compare; elsewhere other services are attacked.',
    },
  ];
}

function baseRates(
  { outcome: { baseRate } }: Finished,
  { priors: { attackRate, flowsPerDay } }: TrainSettings,
  testRate: number | null,
): PitfallFinding[] {
  if (baseRate === null || testRate === null) return [];
  const { alertsPerDay, precision } = baseRate;
  const isFar = testRate >= FAR * attackRate;
  const isVague = precision.value >= 0.5 && precision.low < 0.5;
  return [
    {
      code: "base-rate",
      severity: precision.value < 0.5 && isFar ? "warning" : "info",
      value: precision.value,
      message: `Of the test flows ${formatPercent(testRate)} are attacks. Where 1 in ${formatCount(Math.round(1 / attackRate))} of ${formatCount(flowsPerDay)} flows a day is one, the best model would raise ${formatCount(Math.round(alertsPerDay.value))} alerts a day (${formatCount(Math.round(alertsPerDay.low))} to ${formatCount(Math.round(alertsPerDay.high))}), ${formatPercent(precision.value)} of them true (${formatPercent(precision.low)} to ${formatPercent(precision.high)}).${isVague ? " The test part has too few benign flows to be surer." : ""}`,
      remedy:
        "Set priors to your network's own figures; ask for a lower false positive rate before it raises alerts.",
    },
  ];
}

/** Share of attacks among the test rows of which it is known. */
export function attackRateOf({ testCodes, isAttack }: Material): number | null {
  let [attacks, known] = [0, 0];
  for (const code of testCodes) {
    if (isAttack[code] === null) continue;
    known++;
    if (isAttack[code] === true) attacks++;
  }
  return attacks === 0 || known === attacks ? null : attacks / known;
}

/** The test part's rates for all models; null where attacks are not known. */
export function baseRateOfAll(
  trials: readonly Finished[],
  material: Material,
  { priors }: TrainSettings,
): TrainingData["baseRate"] {
  const rows = trials.flatMap(({ outcome }) => outcome.baseRate ?? []);
  if (rows.length === 0) return null;
  return { ...priors, testAttackRate: attackRateOf(material), rows };
}
