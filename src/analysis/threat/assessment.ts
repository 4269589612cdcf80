import type {
  CitedText,
  JSONValue,
  LedgerLine,
  MimeBundle,
  Provenance,
  ThreatData,
  ThreatPayload,
} from "../core/mod.ts";
import { payloadBundle } from "../display/mod.ts";

/** What rules, and the models of the assessor, say of one flow. The points of `ledger` add up to `score` exactly. */
export class ThreatAssessment implements ThreatData {
  readonly level: ThreatData["level"];
  readonly score: number | null;
  readonly evidence: number | null;
  readonly certainty: ThreatData["certainty"];
  readonly missing: ThreatData["missing"];
  readonly ledger: LedgerLine[];
  readonly heuristic: ThreatData["heuristic"];
  declare readonly classifier?: NonNullable<ThreatData["classifier"]>;
  declare readonly anomaly?: NonNullable<ThreatData["anomaly"]>;
  readonly conflict: boolean;
  readonly warnings: CitedText[];
  readonly recommendations: CitedText[];
  readonly techniques: ThreatData["techniques"];
  readonly asymmetry: number;
  readonly packetAnomaly: number | null;
  readonly provenance: Provenance;
  readonly #payload: (threat: ThreatData) => ThreatPayload;

  /** @param payload Makes the output's payload of the numbers. */
  constructor(data: ThreatData, payload: (threat: ThreatData) => ThreatPayload) {
    this.level = data.level;
    this.score = data.score;
    this.evidence = data.evidence;
    this.certainty = data.certainty;
    this.missing = data.missing;
    this.ledger = data.ledger;
    this.heuristic = data.heuristic;
    if (data.classifier) this.classifier = data.classifier;
    if (data.anomaly) this.anomaly = data.anomaly;
    this.conflict = data.conflict;
    this.warnings = data.warnings;
    this.recommendations = data.recommendations;
    this.techniques = data.techniques;
    this.asymmetry = data.asymmetry;
    this.packetAnomaly = data.packetAnomaly;
    this.provenance = data.provenance;
    this.#payload = payload;
  }

  /** The numbers as plain data; equal for equal input but for `provenance.timing` and `provenance.runtime`. */
  toJSON(): JSONValue {
    return JSON.parse(JSON.stringify({ ...this })) as JSONValue;
  }

  /** What its output holds. */
  toPayload(): ThreatPayload {
    return this.#payload(this.toJSON() as unknown as ThreatData);
  }

  /** How a notebook shows an assessment that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return payloadBundle(this.toPayload());
  }
}
