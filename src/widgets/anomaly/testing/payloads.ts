/** Payloads for tests: sixty flows whose scores, flags and clusters follow from their numbers. */
import type {
  AnomaliesPayload,
  AnomalyData,
  BehaviorPayload,
  Cell,
  Cluster,
  Histogram,
  Provenance,
  RankedFlow,
} from "../../../analysis/mod.ts";

export const ROWS = 60;
const DETECTORS = ["isolationForest", "dbscan", "zScore"];
const COLUMNS = [
  "duration",
  "packet_count",
  "bytes_sent",
  "dst_port",
  "protocol",
  "label",
  "src_ip",
  "dst_ip",
];

function provenance(call: string, parameters: Provenance["parameters"]): Provenance {
  return {
    library: "trafficlab 0.1.0",
    formatVersion: 1,
    source: { name: "capture.csv", sha256: "9f3a61c07be44d0f8f2b6a1c", bytes: 12_345, dialect: "trafficlab" },
    rows: ROWS,
    call,
    parameters,
    seed: 7,
    runtime: { name: "deno", version: "2.9.8" },
  };
}

/** Row 59 has the highest score, row 58 the next; the last six are flagged, every second of the last ten is an attack. */
export function makeAnomalies(over: Partial<AnomalyData> = {}): AnomaliesPayload {
  const rows = Array.from({ length: ROWS }, (_, at) => ROWS - 1 - at);
  const ranked = rows.slice(0, 20).map((row) => rankedFlow(row));
  return {
    type: "anomalies",
    version: 1,
    table: "table-1",
    code: 'import { detectAnomalies, loadFlows, show } from "trafficlab";\n',
    reduced: [],
    anomalies: {
      rowCount: ROWS,
      detectors: [...DETECTORS],
      flaggedCount: 6,
      agreement: {
        detectors: [...DETECTORS],
        both: [
          [8, 6, 4],
          [6, 7, 2],
          [4, 2, 5],
        ],
      },
      mode: "rare",
      direction: {
        denseShare: 0.1,
        ruleHitsFlagged: 0.5,
        agreement: 0.2,
        inverted: false,
        sentence: "What is flagged is rare, which need not be bad.",
      },
      metrics: { precision: 0.5, recall: 0.6, averagePrecision: 0.55, rocAuc: 0.9 },
      parameters: { eps: 0.25, minSamples: 5, contamination: 0.1, zThreshold: 3 },
      atLeast: 2,
      reviewBudget: null,
      kDistances: Array.from({ length: 20 }, (_, at) => (at + 1) / 20),
      notes: ["3 flows have no duration; the median stands in."],
      provenance: provenance("detectAnomalies", { seed: 7 }),
      ...over,
    },
    histograms: Object.fromEntries(["consensus", ...DETECTORS].map((name) => [name, tenBins()])),
    cut: scoreOf(54),
    cuts: rows.map((row, at) => ({
      score: scoreOf(row),
      flagged: at + 1,
      precision: Math.min(5, Math.ceil((at + 1) / 2)) / (at + 1),
      recall: Math.min(5, Math.ceil((at + 1) / 2)) / 5,
    })),
    ranked,
    sample: {
      columns: [...COLUMNS],
      rowIndex: ranked.map(({ row }) => row),
      cells: ranked.map(({ row }) => cellsOf(row)),
    },
    map: {
      explained: [0.6, 0.2],
      points: rows.map((row) => ({
        row,
        x: row / 10,
        y: (row * 7) % 10,
        flagged: row >= 54,
        label: labelOf(row),
        isAttack: isAttack(row),
      })),
    },
    timeline: {
      edges: [0, 1000, 2000, 3000].map((ms) => Date.UTC(2024, 2, 4) + ms),
      flows: [20, 30, 10],
      flagged: [0, 1, 5],
    },
  };
}

/** Three clusters of 30, 20 and 10 flows. */
export function makeBehavior(): BehaviorPayload {
  const sizes = [30, 20, 10];
  const clusters: Cluster[] = sizes.map((size, id) => ({
    id,
    size,
    share: size / ROWS,
    name: ["Short light DNS exchanges", "Long heavy uploads", "Mid-size web exchanges"][id] ?? "",
    sentence: `Cluster ${id} is so because of its fields.`,
    fields: [
      { field: "duration", mean: 1.5 * (id + 1), median: id + 1, deviation: id - 1 },
      { field: "bytes_sent", mean: 1200 * (id + 1), median: 1000, deviation: 1 - id },
    ],
    labels: id === 0 ? [] : [{ value: "normal", count: size }],
  }));
  const points = Array.from({ length: ROWS }, (_, row) => ({ row, x: row, y: row % 7 }));
  const start = Date.UTC(2024, 2, 4);
  return {
    type: "behavior",
    version: 1,
    table: "table-1",
    code: 'import { analyzeBehavior, loadFlows, show } from "trafficlab";\n',
    reduced: [],
    behavior: {
      rowCount: ROWS,
      k: 3,
      chosenBy: "silhouette",
      silhouette: 0.59,
      silhouetteRows: ROWS,
      candidates: [2, 3, 4, 5].map((k) => ({ k, silhouette: k === 3 ? 0.59 : 0.4, inertia: 100 / k })),
      clusters,
      projection: {
        explained: [0.7, 0.2],
        fields: ["duration", "bytes_sent"],
        components: [
          [1, 0],
          [0, 1],
        ],
        points,
      },
      temporal: {
        from: start,
        to: start + 7_200_000,
        hour: Array.from({ length: 24 }, (_, hour) => (hour < 2 ? 30 : 0)),
        weekday: [60, 0, 0, 0, 0, 0, 0],
        hoursInSpan: Array.from({ length: 24 }, (_, hour) => (hour < 2 ? 1 : 0)),
        weekdaysInSpan: [2 / 24, 0, 0, 0, 0, 0, 0],
        hourByWeekday: Array.from({ length: 7 }, (_, day) =>
          Array.from({ length: 24 }, (__, hour) => (day === 0 && hour < 2 ? 30 : 0)),
        ),
        timeline: {
          edges: [start, start + 3_600_000, start + 7_200_000],
          counts: sizes.map((size) => [size / 2, size / 2]),
        },
        timeZone: "explicit",
      },
      notes: [],
      provenance: provenance("analyzeBehavior", {}),
    },
    points: points.map(({ row }) => ({
      cluster: row < 30 ? 0 : row < 50 ? 1 : 2,
      label: labelOf(row),
      isAttack: isAttack(row),
    })),
  };
}

/** Score of a row: rows are in the order of their scores. */
export function scoreOf(row: number): number {
  return (row + 1) / ROWS;
}

function isAttack(row: number): boolean {
  return row >= 50 && row % 2 === 1;
}

function labelOf(row: number): string {
  return isAttack(row) ? "port-scan" : "normal";
}

function cellsOf(row: number): Cell[] {
  return [
    row / 10,
    row,
    row * 100,
    53 + row,
    "tcp",
    labelOf(row),
    `10.0.0.${row}`,
    row % 5 === 0 ? "2001:db8::1" : "10.0.1.9",
  ];
}

function rankedFlow(row: number): RankedFlow {
  const isFlagged = row >= 54;
  return {
    row,
    flagged: isFlagged,
    consensusScore: scoreOf(row),
    scores: [scoreOf(row), row, row / 7],
    votes: isFlagged ? [1, 1, row % 2 === 0 ? 1 : 0] : [0, 0, row === 53 ? 1 : 0],
    reasons: [
      {
        field: "bytes_sent",
        value: row * 100,
        typical: [100, 2000],
        direction: "high",
        share: 0.7,
        detectors: isFlagged ? ["isolationForest", "dbscan"] : [],
        text: `bytes_sent ${row * 100} B, usually 100 B to 2 kB`,
      },
      {
        field: "duration",
        value: row / 10,
        typical: [8, 9],
        direction: "low",
        share: 0.3,
        detectors: [],
        text: `duration ${row / 10} s, usually 8 s to 9 s`,
      },
    ],
  };
}

function tenBins(): Histogram {
  return {
    edges: Array.from({ length: 11 }, (_, at) => at / 10),
    counts: Array.from({ length: 10 }, () => 6),
    scale: "linear",
  };
}
