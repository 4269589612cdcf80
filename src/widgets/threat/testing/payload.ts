/** Assessments for tests: a small rule sheet in plain arithmetic, in the place of the library's. */
import type {
  AnalysisService,
  LedgerLine,
  Methods,
  Row,
  RuleSet,
  RunOptions,
  ThreatData,
  ThreatLevel,
  ThreatPayload,
} from "../../../analysis/mod.ts";
import type { MakeRules } from "../rules.ts";

export const SHEET: RuleSet = {
  version: 1,
  levels: { medium: 25, high: 50 },
  pointsPerEvidence: 25,
  rules: [
    { id: "few", needs: ["packet_count"], when: "packet_count < 12", evidence: 1.2, why: "few packets" },
    { id: "quiet", needs: ["bytes_received"], when: "bytes_received = 0", evidence: 1, why: "no reply" },
  ],
};

const ATTACK = "attack";
const NO_PARTS: ThreatPayload["parts"] = { classifier: null, anomaly: null, baseline: null };

function levelOf(score: number): ThreatLevel {
  return score >= 50 ? "HIGH" : score >= 25 ? "MEDIUM" : "LOW";
}

/** The assessment of a flow by two rules: few packets 30 points, no reply 25. */
export function makeThreat(flow: Row): ThreatData {
  const line = (rule: string, points: number, field: string, why: string): LedgerLine => ({
    source: "rule",
    rule,
    field,
    value: Number(flow[field]),
    threshold: 12,
    points,
    why,
  });
  const ledger = [
    ...(Number(flow["packet_count"]) < 12 ? [line("few", 30, "packet_count", "few packets")] : []),
    ...(flow["bytes_received"] === 0 ? [line("quiet", 25, "bytes_received", "no reply")] : []),
  ];
  const score = ledger.reduce((sum, { points }) => sum + points, 0);
  const cited = ledger.map((_, at) => at);
  return {
    level: levelOf(score),
    score,
    evidence: score / 25,
    certainty: flow["dst_port"] === undefined ? "limited" : "full",
    missing: flow["dst_port"] === undefined ? ["dst_port", "state"] : [],
    ledger,
    heuristic: { level: levelOf(score), evidence: score / 25 },
    conflict: false,
    warnings: cited.length === 0 ? [] : [{ text: "Few packets may be a probe.", lines: [0] }],
    recommendations: [{ text: "Look at the source.", lines: cited }],
    techniques:
      cited.length === 0
        ? []
        : [
            {
              id: "T1046",
              name: "Network Service Discovery",
              seen: ["few packets"],
              missing: ["other hosts"],
            },
          ],
    asymmetry: 0.05,
    packetAnomaly: null,
    provenance: {
      library: "trafficlab 0.1.0",
      formatVersion: 1,
      source: { name: "typed flow" },
      rows: 1,
      call: "assess",
      parameters: {},
      runtime: { name: "node", version: "20" },
    },
  };
}

/** What an output holds of a flow's assessment. */
export function makeThreatPayload(flow: Row, changes: Partial<ThreatPayload> = {}): ThreatPayload {
  return {
    type: "threat",
    version: 1,
    table: null,
    assessor: null,
    flow,
    threat: makeThreat(flow),
    rules: SHEET,
    parts: NO_PARTS,
    code: `assess(${JSON.stringify(flow)})`,
    reduced: [],
    ...changes,
  };
}

/** The small sheet, ready to be asked. */
export const makeFakeRules: MakeRules = (rules) =>
  Promise.resolve({
    rules: rules ?? SHEET,
    assess: (flow) => makeThreatPayload(flow, { rules: rules ?? SHEET }),
    ask: (flow) => {
      const { level, score } = makeThreat(flow);
      return { level, score };
    },
  });

/** A service with one capture and assessors whose classifier says "attack". */
export class FakeThreatService implements AnalysisService {
  status: "ready" | "busy" | "gone" = "ready";
  readonly calls: { method: string; params: unknown }[] = [];
  /** What the next calls of a method reject with. */
  readonly errors = new Map<string, Error>();
  rowCount = 300;

  async call<M extends keyof Methods>(
    method: M,
    params: Methods[M][0],
    run?: RunOptions,
  ): Promise<Methods[M][1]> {
    this.calls.push({ method, params });
    run?.signal?.throwIfAborted();
    const error = this.errors.get(method);
    if (error !== undefined) throw error;
    await Promise.resolve();
    return this._answer(method, params) as Methods[M][1];
  }

  /** Parameters of the calls of one method. */
  paramsOf(method: keyof Methods): unknown[] {
    return this.calls.filter((call) => call.method === method).map(({ params }) => params);
  }

  private _answer(method: keyof Methods, params: unknown): unknown {
    switch (method) {
      case "assessor":
        return makeThreatPayload(
          {},
          { assessor: "assessor-1", flow: null, threat: null, parts: this._parts },
        );
      case "assess": {
        const { flow } = params as Methods["assess"][0];
        const threat: ThreatData = {
          ...makeThreat(flow),
          classifier: { label: ATTACK, probability: 0.97, level: "HIGH" },
          anomaly: { score: 0.61, isAnomaly: true },
          conflict: true,
        };
        return makeThreatPayload(flow, { threat, assessor: "assessor-1", parts: this._parts });
      }
      case "open":
        return { model: "model-9", name: "Random Forest", classes: ["benign", "attack"], source: "a.csv" };
      case "load":
        return { table: "table-2", rowCount: 5, columnNames: [], report: {}, mapping: {} };
      case "rows":
        return { total: 1, rowIndex: [3], columns: ["duration", "packet_count"], cells: [[9, 3]] };
      case "replay": {
        const { offset, limit } = params as Methods["replay"][0];
        const rows = Array.from(
          { length: Math.max(0, Math.min(limit, this.rowCount - offset)) },
          (_, at) => offset + at,
        );
        return {
          total: this.rowCount,
          rows,
          alertCount: rows.filter((row) => row % 50 === 0).length,
          scores: rows.map((row) => (row % 50 === 0 ? 55 : 0)),
          levels: rows.map((row) => (row % 50 === 0 ? "HIGH" : "LOW")),
          times: rows.map(() => null),
          alerts: rows
            .filter((row) => row % 50 === 0)
            .map((row) => ({ row, assessment: { level: "HIGH", score: 55, ledger: [] }, flow: null })),
        };
      }
      default:
        return {};
    }
  }

  private readonly _parts = { classifier: "Random Forest of a.csv", anomaly: null, baseline: null };
}
