/** Types of threat assessment. Ledger points are multiples of 0.25, so that sums are exact. */
import type { CanonicalField } from "./mapping.ts";
import type { Provenance } from "./provenance.ts";

export type ThreatLevel = "LOW" | "MEDIUM" | "HIGH" | "NOT_ASSESSABLE";

export interface LedgerLine {
  source: "rule" | "context" | "repetition" | "baseline" | "classifier" | "limit";
  /** Id of the rule. */
  rule: string;
  field?: string;
  value?: number | string;
  threshold?: number;
  /** On the scale of the score; 25 for a point of evidence. */
  points: number;
  why: string;
}

/** A sentence, and the places in the ledger that it rests on. */
export interface CitedText {
  text: string;
  lines: number[];
}

/** The numbers of an assessment. */
export interface ThreatData {
  level: ThreatLevel;
  score: number | null;
  evidence: number | null;
  certainty: "full" | "limited";
  missing: CanonicalField[];
  ledger: LedgerLine[];
  heuristic: { level: string; evidence: number };
  classifier?: { label: string; probability: number; level: string };
  anomaly?: { score: number; isAnomaly: boolean };
  /** Parts disagree. */
  conflict: boolean;
  warnings: CitedText[];
  recommendations: CitedText[];
  techniques: { id: string; name: string; seen: string[]; missing: string[] }[];
  asymmetry: number;
  packetAnomaly: number | null;
  provenance: Provenance;
}

/** What formulas may name beside canonical fields: worked out from the flow, or from the flows around it. */
export type DerivedName =
  | "total_bytes"
  | "packets_per_s"
  | "bytes_per_s"
  | "port_class"
  | "state_class"
  | "source_flows"
  | "source_destinations"
  | "source_ports"
  | "source_failed_share"
  | "pair_flows"
  | "target_flows"
  | "target_sources"
  | "periodicity"
  | "signature_share"
  | "signature_flows";

/** One rule: its condition is a formula over canonical fields and derived names, parsed, never run as code. */
export interface ThreatRule {
  id: string;
  /** "rule" where absent: one flow is enough. "context" and "repetition" need the flows around it. */
  source?: "rule" | "context" | "repetition";
  needs: CanonicalField[];
  /** As "packets_received = 0 and bytes_received = 0". */
  when: string;
  /** Points of evidence, or a ramp: max x clip((of - from) / (to - from), 0, 1). 0 is a remark: a line without points. */
  evidence: number | { max: number; of: string; from: number; to: number };
  /** Names in which the points never fall (1) or never rise (-1) as the number rises. */
  monotone?: Partial<Record<CanonicalField | DerivedName, 1 | -1>>;
  /**
   * What is found, where several rules find the same: together they count as one finding, and one alone is never HIGH. The rule's own where
   * absent.
   */
  finding?: string;
  /** What the ledger line shows: a field, a derived name or a formula, and what it is held against. */
  shows?: { value: string; threshold?: number };
  why: string;
  /** A sentence for the warnings, where the rule is a behavioral remark. */
  warning?: string;
  advice?: string;
}

/** The rule sheet: schema/threat-rules.v1.json. */
export interface RuleSet {
  $schema?: string;
  version: 1;
  levels: { medium: 25; high: 50 };
  pointsPerEvidence: 25;
  rules: ThreatRule[];
}

/** The flows that began in a span of time. */
export interface WindowData {
  /** Epoch ms. */
  from: number;
  to: number;
  flows: number;
  level: ThreatLevel;
  /** Of the window's worst flow. */
  score: number;
  alerts: { row: number; assessment: ThreatData }[];
}
