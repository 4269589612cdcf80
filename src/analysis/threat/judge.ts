/** Puts together what rules, classifier and novelty say of one flow. */
import type { CanonicalField, LedgerLine, RequiredField, RuleSet, ThreatData } from "../core/mod.ts";
import { formatNumber } from "../display/mod.ts";
import { recommendationsOf, warningsOf } from "./advice.ts";
import { classifierLevel } from "./classifier-part.ts";
import type { RuleFindings } from "./ledger.ts";
import { techniquesOf } from "./techniques.ts";
import {
  areFarApart,
  contradict,
  disagree,
  hindranceLine,
  levelOf,
  limitLine,
  pointsOf,
  scoreOf,
} from "./verdict.ts";
import type { Hindrance } from "./verdict.ts";

/** What the classifier says of the flow. */
export interface ClassifierWord {
  readonly label: string;
  readonly probability: number;
  /** NaN where its classes do not tell attacks. */
  readonly attack: number;
  readonly evidence: number;
  readonly words: string;
  readonly outside: { field: RequiredField; value: number; limit: number } | null;
}

/** What the baseline, or the anomaly detector, says of the flow. */
export interface NoveltyWord {
  readonly score: number;
  readonly isAnomaly: boolean;
  readonly p: number;
  readonly evidence: number;
}

export interface Judged {
  readonly rules: RuleSet;
  readonly findings: RuleFindings;
  /** Required fields that no measurement can have. */
  readonly hindrances: readonly Hindrance[];
  readonly classifier: ClassifierWord | null;
  readonly baseline: NoveltyWord | null;
  readonly anomaly: NoveltyWord | null;
  /** Optional fields that rules read and the flow lacks. */
  readonly missing: readonly CanonicalField[];
  /** Fields that the flow has. */
  readonly known: ReadonlySet<CanonicalField>;
  readonly asymmetry: number;
  readonly packetAnomaly: number | null;
}

/** All of an assessment but its provenance. */
export function judge(input: Judged): Omit<ThreatData, "provenance"> {
  const { hindrances, classifier, baseline, anomaly, rules } = input;
  if (hindrances.length > 0) return unjudged(input);
  const ofModels = [...baselineLines(baseline), ...classifierLines(classifier)];
  const lines = [...input.findings.lines, ...ofModels];
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  const findings = input.findings.findings + ofModels.filter((line) => line.points > 0).length;
  const hindrance = doubtOf(input);
  const evidence = input.findings.evidence + (baseline?.evidence ?? 0) + (classifier?.evidence ?? 0);
  const limit = hindrance === null ? limitLine(points, findings) : hindranceLine(hindrance);
  const ledger = [...lines, ...(limit === null ? [] : [limit])];
  if (ledger.length === 0) ledger.push(NOTHING_FOUND);
  const score = scoreOf(points, findings);
  const level = hindrance === null ? levelOf(score) : "NOT_ASSESSABLE";
  const heuristic = heuristicOf(input.findings);
  const said = classifier && {
    label: classifier.label,
    probability: classifier.probability,
    level: Number.isNaN(classifier.attack) ? "NOT_ASSESSABLE" : classifierLevel(classifier.evidence),
  };
  const conflict =
    said !== null &&
    classifier !== null &&
    !Number.isNaN(classifier.attack) &&
    (areFarApart(heuristic.level, said.level) || contradict(input.findings.evidence, classifier.evidence));
  return {
    level,
    score: hindrance === null ? score : null,
    evidence,
    certainty: certaintyOf(input.missing),
    missing: [...input.missing],
    ledger,
    heuristic,
    ...(said === null ? {} : { classifier: said }),
    ...(anomaly === null ? {} : { anomaly: { score: anomaly.score, isAnomaly: anomaly.isAnomaly } }),
    conflict,
    warnings: [
      ...conflictWarning(conflict, ledger, heuristic.level, said?.level),
      ...warningsOf(ledger, rules),
    ],
    recommendations: recommendationsOf(level, ledger, rules),
    techniques: techniquesOf(ledger, input.known),
    asymmetry: input.asymmetry,
    packetAnomaly: input.packetAnomaly,
  };
}

const NOTHING_FOUND: LedgerLine = {
  source: "limit",
  rule: "nothing-found",
  points: 0,
  why: "no rule speaks for or against a threat",
};

function unjudged({ hindrances, rules, missing }: Judged): Omit<ThreatData, "provenance"> {
  const ledger = hindrances.map(hindranceLine);
  const fields = hindrances.flatMap(({ field }) => (field === undefined ? [] : [field as CanonicalField]));
  return {
    level: "NOT_ASSESSABLE",
    score: null,
    evidence: null,
    certainty: "limited",
    missing: [...new Set([...fields, ...missing])],
    ledger,
    heuristic: { level: "NOT_ASSESSABLE", evidence: 0 },
    conflict: false,
    warnings: ledger.map(({ why }, at) => ({ text: `${why}.`, lines: [at] })),
    recommendations: recommendationsOf("NOT_ASSESSABLE", ledger, rules),
    techniques: [],
    asymmetry: 0,
    packetAnomaly: null,
  };
}

/** The level of the rules alone, under the same bounds. */
function heuristicOf({ lines, evidence, findings }: RuleFindings): ThreatData["heuristic"] {
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  return { level: levelOf(scoreOf(points, findings)), evidence };
}

/** What makes the sum of the parts mean nothing. */
function doubtOf({ classifier, findings }: Judged): Hindrance | null {
  if (classifier === null) return null;
  const { outside, evidence } = classifier;
  if (outside !== null) {
    const side = outside.value > outside.limit ? "above" : "below";
    return {
      rule: "outside-envelope",
      field: outside.field,
      value: outside.value,
      threshold: outside.limit,
      why: `${outside.field} lies far ${side} all flows that the classifier was trained on`,
    };
  }
  if (!disagree(findings.evidence, evidence)) return null;
  return {
    rule: "parts-disagree",
    value: findings.evidence,
    threshold: evidence,
    why: `the rules say ${formatNumber(findings.evidence)} of evidence, the classifier ${formatNumber(evidence)}: too far apart to be added`,
  };
}

function baselineLines(baseline: NoveltyWord | null): LedgerLine[] {
  const points = pointsOf(baseline?.evidence ?? 0);
  if (baseline === null || points === 0) return [];
  return [
    {
      source: "baseline",
      rule: "unlike-baseline",
      field: "share of usual flows as unlike",
      value: baseline.p,
      threshold: 0.1,
      points,
      why: "few flows of the baseline are as unlike the rest of it as this one",
    },
  ];
}

function classifierLines(classifier: ClassifierWord | null): LedgerLine[] {
  if (classifier === null) return [];
  const { label, attack, evidence, words } = classifier;
  if (Number.isNaN(attack))
    return [
      {
        source: "classifier",
        rule: "classifier",
        field: "class",
        value: label,
        points: 0,
        why: `${words}: its classes do not tell attacks from benign flows, so it adds nothing`,
      },
    ];
  return [
    {
      source: "classifier",
      rule: "classifier",
      field: "probability of an attack",
      value: attack,
      threshold: 0.5,
      points: pointsOf(evidence),
      why: `${words}, takes the flow for ${label}`,
    },
  ];
}

function conflictWarning(
  conflict: boolean,
  ledger: readonly LedgerLine[],
  rules: string,
  classifier: string | undefined,
): ThreatData["warnings"] {
  if (!conflict) return [];
  const lines = [...ledger.keys()].filter(
    (at) => ledger[at]!.source === "classifier" || ledger[at]!.points > 0,
  );
  return [
    {
      text: `Rules and classifier contradict each other: ${rules} by the rules alone, ${classifier} by the classifier alone.`,
      lines,
    },
  ];
}

/** Full where the port is known, and the state or what came back in packets. */
function certaintyOf(missing: readonly CanonicalField[]): "full" | "limited" {
  const lacks = (field: CanonicalField): boolean => missing.includes(field);
  return lacks("dst_port") || (lacks("state") && lacks("packets_received")) ? "limited" : "full";
}
