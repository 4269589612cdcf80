/** Whether outliers can be threats here at all: what rules and detectors say of each other. */
import { SortSpace } from "../../kernels/mod.ts";
import type { AnomalyData, Direction, Job } from "../core/mod.ts";
import { countOf } from "../core/mod.ts";
import { formatPercent } from "../display/mod.ts";
import { correlationOfRanks, rankShares } from "./ranks.ts";
import type { Signatures } from "./signatures.ts";

/** From this share of the rows on, a few patterns are worth naming. */
const DENSE_SHARE = 0.2;
/** Evidence from which a flow counts as hit by the rules. */
const HIT = 1;
/**
 * When rules and outliers point in opposite directions. Chosen on eight labelled captures, whole, in draws of 8,000 flows, and with attacks
 * thinned to 5 %: these bounds tell seven where outliers are hardly better than chance at finding attacks, or much worse (ROC AUC 0.07 to
 * 0.57), from the others (0.48 to 0.91).
 */
const OPPOSED = { correlation: -0.1, weakCorrelation: 0.4, lift: 0.7 };
/** Fewer hits say nothing of a direction. */
const LEAST_HITS = 20;
/** Flagged flows that must be expected among the hits before their lack says something. */
const LEAST_EXPECTED = 3;

export interface DirectionInput {
  readonly signatures: Signatures;
  /** By the rules, of each row; null where it could not be told. */
  readonly evidence: Float64Array | null;
  readonly consensusScore: Float64Array;
  readonly isFlagged: Uint8Array;
  /** Name of the baseline's source. */
  readonly baseline: string | null;
}

export async function directionOf(
  job: Job,
  input: DirectionInput,
): Promise<{ mode: AnomalyData["mode"]; direction: Direction }> {
  const { signatures, evidence, consensusScore, isFlagged, baseline } = input;
  const { denseShare } = signatures;
  const rules = evidence === null ? null : await rulesAndOutliers(job, evidence, consensusScore, isFlagged);
  const agreement = rules?.agreement ?? null;
  const inverted = baseline === null && rules !== null && areOpposed(rules);
  const mode = baseline !== null ? "reference" : inverted ? "dense-attacks" : "rare";
  const direction: Direction = {
    denseShare,
    ruleHitsFlagged: rules === null || rules.hits === 0 ? null : rules.hitsFlagged / rules.hits,
    agreement,
    inverted,
    sentence: sentenceOf(mode, denseShare, rules, baseline),
  };
  return { mode, direction };
}

/** Rules and scores are correlated negatively, or the flows that rules hit are flagged clearly less often than others. */
function areOpposed({ hits, hitsFlagged, flaggedShare, agreement }: RulesAndOutliers): boolean {
  if (hits < LEAST_HITS || agreement === null) return false;
  if (agreement < OPPOSED.correlation) return true;
  const expected = hits * flaggedShare;
  return (
    agreement < OPPOSED.weakCorrelation && expected >= LEAST_EXPECTED && hitsFlagged < OPPOSED.lift * expected
  );
}

interface RulesAndOutliers {
  /** Rows hit by the rules. */
  hits: number;
  hitsFlagged: number;
  flaggedShare: number;
  agreement: number | null;
}

async function rulesAndOutliers(
  job: Job,
  evidence: Float64Array,
  consensusScore: Float64Array,
  isFlagged: Uint8Array,
): Promise<RulesAndOutliers> {
  const n = evidence.length;
  const space = new SortSpace(n);
  const [ranksA, ranksB] = [
    await rankShares(job, evidence, space),
    await rankShares(job, consensusScore, space),
  ];
  let [hits, hitsFlagged, flagged] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    flagged += isFlagged[row]!;
    if (evidence[row]! < HIT) continue;
    hits++;
    hitsFlagged += isFlagged[row]!;
  }
  return { hits, hitsFlagged, flaggedShare: flagged / n, agreement: correlationOfRanks(ranksA, ranksB) };
}

function sentenceOf(
  mode: AnomalyData["mode"],
  denseShare: number,
  rules: RulesAndOutliers | null,
  baseline: string | null,
): string {
  const told = rules === null || rules.hits === 0 ? "" : hitsText(rules);
  if (mode === "reference")
    return `Each flow is measured against the normal flows of ${baseline}: what is flagged is new there, which need not be bad${told === "" ? "" : `; ${told}`}.`;
  const isDense = denseShare > DENSE_SHARE;
  const dense = `three patterns of near-identical flows make up ${formatPercent(denseShare)} of the capture`;
  if (mode === "dense-attacks")
    return `Outliers are not threats here${isDense ? `: ${dense}` : ""}; ${told}. Rank the flows by threat instead.`;
  const rare = "What is flagged is rare, which need not be bad";
  if (rules === null) return `${rare}; the rules could not be asked.`;
  if (rules.hits === 0) return `${rare}; no flow has a point of evidence by the rules.`;
  return `${rare}; ${told}${isDense ? `; ${dense}, which outliers leave out` : ""}.`;
}

function hitsText({ hits, hitsFlagged, flaggedShare }: RulesAndOutliers): string {
  const those = `of ${countOf(hits, "flow")} with evidence by the rules ${formatPercent(hitsFlagged / hits)}`;
  return `${those} ${hitsFlagged === 1 ? "is" : "are"} flagged, of all flows ${formatPercent(flaggedShare)}`;
}
