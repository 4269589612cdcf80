/** Payloads that travel in notebook outputs: versioned, bounded, validated before anything is drawn. */
import type { Cell, LoadReport } from "./flows.ts";
import type { AnomalyData, Reason } from "./anomalies.ts";
import type { BehaviorData } from "./behavior.ts";
import type { MappingJSON, RequiredField } from "./mapping.ts";
import type { Histogram, ProfileData } from "./profile.ts";
import type { Row } from "./flows.ts";
import type { TableHandle } from "./service.ts";
import type { RuleSet, ThreatData } from "./threat.ts";
import type { TrainingData } from "./training.ts";

export const PROFILE_MIME = "application/vnd.trafficlab.profile+json";
export const TRAINING_MIME = "application/vnd.trafficlab.training+json";
export const ANOMALIES_MIME = "application/vnd.trafficlab.anomalies+json";
export const BEHAVIOR_MIME = "application/vnd.trafficlab.behavior+json";
export const THREAT_MIME = "application/vnd.trafficlab.threat+json";
export const RPC_MIME = "application/vnd.trafficlab.rpc+json";

/** A bounded page of rows. */
export interface RowSample {
  columns: string[];
  rowIndex: number[];
  cells: Cell[][];
}

/** Two fields of the flows against each other: flow by flow, or counted in cells where there are many. */
export interface Scatter {
  x: RequiredField;
  y: RequiredField;
  /** The labels, most frequent first; the last may stand for all others. Empty without labels. */
  classes: { name: string; isAttack: boolean | null; count: number }[];
  /** Flows that have both values. */
  flows: number;
  /** Each flow, to six digits, with the place of its class, -1 for none; no `classes` where there are none. */
  points: { x: number[]; y: number[]; classes: number[] } | null;
  /** Cells that are not empty, as [column, row, class or -1, flows]; cells are [a, b), the last ones closed. */
  density: { xEdges: number[]; yEdges: number[]; cells: [number, number, number, number][] } | null;
}

/** What a profile's output holds. Schema: schema/payloads/profile.v1.json. */
export interface ProfilePayload {
  type: "profile";
  version: 1;
  table: TableHandle;
  profile: ProfileData;
  mapping: MappingJSON;
  /** `rejectedRows` bounded to what the widget shows; the counts stay whole. */
  report: LoadReport;
  /** The first rows. */
  sample: RowSample;
  /** The flows of `profile.topThreats`: their canonical fields. */
  threats: RowSample;
  scatters: Scatter[];
  /** TypeScript that makes the same result through the public API. */
  code: string;
  /** Sentences saying what was left out to stay within the size limit; empty when nothing was. */
  reduced: string[];
}

/** What every result's payload has, whatever its type. */
interface ResultParts {
  version: 1;
  /** The flows it was made of; null for an assessment of a typed flow. */
  table: TableHandle | null;
  /** TypeScript that makes the same result through the public API. */
  code: string;
  /** Sentences saying what was left out to stay within the size limit; empty when nothing was. */
  reduced: string[];
}

/** What a training's output holds. Schema: schema/payloads/training.v1.json. */
export interface TrainingPayload extends ResultParts {
  type: "training";
  table: TableHandle;
  /** Handles of the fitted models by name, for as long as their runtime lives. */
  models: Record<string, string>;
  training: TrainingData;
  /** By model, rows true, columns predicted: numbers of test rows in the table, the first few of each cell of `confusion`. */
  examples?: Record<string, number[][][]>;
}

/** One flagged or highly ranked flow. */
export interface RankedFlow {
  row: number;
  flagged: boolean;
  consensusScore: number;
  /** In the order of the detectors. */
  scores: number[];
  votes: (0 | 1)[];
  /** The three most unusual fields. */
  reasons: Reason[];
}

/** What a detection's output holds. Schema: schema/payloads/anomalies.v1.json. */
export interface AnomaliesPayload extends ResultParts {
  type: "anomalies";
  table: TableHandle;
  anomalies: AnomalyData;
  /** Of the consensus score, and of each detector's. */
  histograms: Record<string, Histogram>;
  /** The lowest consensus score among the flagged rows; null where none is flagged. */
  cut: number | null;
  /** Rows flagged were the cut at the given consensus score: descending scores, at most 200 points. */
  cuts: { score: number; flagged: number; precision?: number; recall?: number }[];
  /** By consensus score, highest first; at most 200. */
  ranked: RankedFlow[];
  /** The cells of the ranked rows. */
  sample: RowSample;
  /** PCA of the fields, a uniform sample of at most 2,000 rows and all ranked ones. */
  map: {
    explained: number[];
    points: {
      row: number;
      x: number;
      y: number;
      flagged: boolean;
      label: string | null;
      isAttack: boolean | null;
    }[];
  };
  /** Flows and flagged flows along the time; absent without times. */
  timeline?: { edges: number[]; flows: number[]; flagged: number[] };
}

/** What an analysis of behavior's output holds. Schema: schema/payloads/behavior.v1.json. */
export interface BehaviorPayload extends ResultParts {
  type: "behavior";
  table: TableHandle;
  behavior: BehaviorData;
  /** Cluster and label of each of the projection's points. */
  points: { cluster: number; label: string | null; isAttack: boolean | null }[];
}

/** What an assessment's output holds. Schema: schema/payloads/threat.v1.json. */
export interface ThreatPayload extends ResultParts {
  type: "threat";
  /** Handle of the assessor, for as long as its runtime lives; null where rules alone were asked. */
  assessor: string | null;
  /** The flow that was assessed; null for an assessor that has assessed none yet. */
  flow: Row | null;
  threat: ThreatData | null;
  rules: RuleSet;
  /** What the assessor knows beside the rules, in words: "RandomForestClassifier of capture.csv". */
  parts: { classifier: string | null; anomaly: string | null; baseline: string | null };
}

/** All that outputs hold. */
export type ResultPayload =
  ProfilePayload | TrainingPayload | AnomaliesPayload | BehaviorPayload | ThreatPayload;

/** The payload behind each MIME type. */
export interface PayloadTypes {
  [PROFILE_MIME]: ProfilePayload;
  [TRAINING_MIME]: TrainingPayload;
  [ANOMALIES_MIME]: AnomaliesPayload;
  [BEHAVIOR_MIME]: BehaviorPayload;
  [THREAT_MIME]: ThreatPayload;
}

/** A Jupyter MIME bundle. */
export type MimeBundle = Record<string, unknown>;
