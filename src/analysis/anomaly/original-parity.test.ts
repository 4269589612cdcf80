/** The original application's numbers on the rows of its data that can be read (tools/fixtures/original), from the same settings. */
import { readFixture } from "../estimators/detector/testing/fixtures.ts";
import {
  analyzeBehavior,
  detectAnomalies,
  loadFlows,
  MLPClassifier,
  profile,
  RandomForestClassifier,
  StandardScaler,
  SVC,
} from "../mod.ts";
import type { DetectOptions, Estimator, FlowTable, Matrix, Row } from "../mod.ts";

interface Original {
  flows: Row[];
  insights: Record<string, number>;
  anomalies: {
    isolationForest: number[];
    dbscan: number[];
    dbscanLabels: number[];
    zMax: number[];
    zScore: number[];
    consensus: number[];
  };
  patterns: {
    k: number;
    labels: number[];
    labelsOfProjected: number[];
    inertia: number;
    means: number[][];
    silhouettes: { k: number; silhouette: number }[];
    explained: number[];
    dbscan: { eps: number; minSamples: number; labels: number[] };
  };
  classifiers: {
    splits: { train: number[]; test: number[] }[];
    accuracy: Record<"forest" | "mlp" | "svm", { mean: number; error: number }>;
  };
}

const fixture = readFixture<Original>("original/flows.json");
/** Raw values of the five fields, its thresholds. */
const SETTINGS = {
  fields: ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"],
  transform: "none",
} as const;
const N = fixture.flows.length;
const DETECTION: DetectOptions = { ...SETTINGS, contamination: 0.1, eps: 0.5, minSamples: 5, zThreshold: 3 };

let table: FlowTable;
beforeAll(async () => {
  table = await loadFlows(fixture.flows);
});

/** Rows in which votes are 1. */
function votedRows(votes: Uint8Array): number[] {
  return Array.from(votes.keys()).filter((row) => votes[row] === 1);
}

test("the insights are the original's", async () => {
  const { insights } = await profile(table);
  const expected = fixture.insights;
  expect(insights.connections?.meanDuration).toBeCloseTo(expected["meanDuration"]!, 10);
  expect(insights.connections?.durationP90).toBeCloseTo(expected["durationP90"]!, 10);
  expect(insights.connections?.flowsAboveDurationP90).toBe(expected["flowsAboveDurationP90"]);
  expect(insights.volume?.totalBytes).toBe(expected["totalBytes"]);
  expect(insights.volume?.meanBytes).toBeCloseTo(expected["meanBytes"]!, 10);
  expect(insights.volume?.sentP95).toBeCloseTo(expected["sentP95"]!, 8);
  expect(insights.volume?.flowsAboveSentP95).toBe(expected["flowsAboveSentP95"]);
  expect(insights.packets?.mean).toBeCloseTo(expected["meanPackets"]!, 10);
  expect(insights.packets?.flowsUnder10).toBe(expected["flowsUnder10"]);
});

test("each detector flags the rows that it flags in scikit-learn, and so does the consensus", async () => {
  const report = await detectAnomalies(table, DETECTION);
  expect(report.detectors).toEqual(["isolationForest", "dbscan", "zScore"]);
  expect(votedRows(report.votes["isolationForest"]!)).toEqual(fixture.anomalies.isolationForest);
  expect(votedRows(report.votes["dbscan"]!)).toEqual(fixture.anomalies.dbscan);
  expect(votedRows(report.votes["zScore"]!)).toEqual(fixture.anomalies.zScore);
  expect(Array.from(report.flagged).sort((a, b) => a - b)).toEqual(fixture.anomalies.consensus);
  expect(report.atLeast).toBe(2);
});

test("DBSCAN with the settings of the original's patterns finds its noise", async () => {
  const { eps, minSamples, labels } = fixture.patterns.dbscan;
  const report = await detectAnomalies(table, { ...SETTINGS, detectors: ["dbscan"], eps, minSamples });
  expect(votedRows(report.votes["dbscan"]!)).toEqual(
    votedRows(Uint8Array.from(labels, (label) => (label < 0 ? 1 : 0))),
  );
});

test("the largest |z| of each row is pandas' with the sample deviation", async () => {
  const { scores } = await detectAnomalies(table, DETECTION);
  fixture.anomalies.zMax.forEach((z, row) => expect(scores["zScore"]![row]).toBeCloseTo(z, 12));
});

test("K-Means puts the two large flows apart, on the fields and on their projection", async () => {
  const report = await analyzeBehavior(table, { ...SETTINGS, k: fixture.patterns.k });
  expect(Array.from(report.labels)).toEqual(fixture.patterns.labels);
  expect(Array.from(report.labels)).toEqual(fixture.patterns.labelsOfProjected);
  report.clusters.forEach(({ fields }, cluster) =>
    fields.forEach(({ mean }, at) => expect(mean).toBeCloseTo(fixture.patterns.means[cluster]![at]!, 9)),
  );
  const chosen = report.candidates.find(({ k }) => k === fixture.patterns.k);
  expect(chosen?.inertia).toBeCloseTo(fixture.patterns.inertia, 9);
});

test("silhouettes and the variance along the axes are scikit-learn's", async () => {
  const report = await analyzeBehavior(table, SETTINGS);
  for (const { k, silhouette } of fixture.patterns.silhouettes)
    expect(report.candidates.find((candidate) => candidate.k === k)?.silhouette).toBeCloseTo(silhouette, 6);
  expect(report.k).toBe(2);
  report.projection.explained.forEach((share, axis) =>
    expect(share).toBeCloseTo(fixture.patterns.explained[axis]!, 12),
  );
});

const CLASSIFIERS: Record<"forest" | "mlp" | "svm", Estimator> = {
  forest: new RandomForestClassifier({
    nEstimators: Math.min(100, Math.max(10, Math.floor(N / 5))),
    maxDepth: 10,
  }),
  // The original's passes are over all rows at once; early stopping has nothing to look at here.
  mlp: new MLPClassifier({
    hiddenLayerSizes: [Math.min(50, Math.floor(N / 2))],
    alpha: 0.001,
    maxEpochs: Math.min(1000, 10 * N),
    learningRate: 0.001,
    earlyStopping: false,
  }),
  svm: new SVC(),
};

test.each(["forest", "mlp", "svm"] as const)(
  "the accuracy of %s over twenty splits is the original's within two standard errors",
  async (name) => {
    const { splits, accuracy } = fixture.classifiers;
    const labels = fixture.flows.map(({ label }) => String(label));
    const scores: number[] = [];
    for (const { train, test: held } of splits) {
      const scaler = await new StandardScaler().fit(rowsOf(train));
      const model = await CLASSIFIERS[name].fit(
        scaler.transform(rowsOf(train)),
        train.map((row) => labels[row]!),
      );
      const said = model.predict(scaler.transform(rowsOf(held)));
      scores.push(said.filter((label, at) => label === labels[held[at]!]).length / held.length);
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    // Both sides have an error: that of their difference is the root of two times one.
    expect(Math.abs(mean - accuracy[name].mean)).toBeLessThanOrEqual(2 * Math.SQRT2 * accuracy[name].error);
  },
);

function rowsOf(rows: readonly number[]): Matrix {
  const data = rows.flatMap((row) => SETTINGS.fields.map((field) => Number(fixture.flows[row]![field])));
  return { data: Float64Array.from(data), rows: rows.length, columns: SETTINGS.fields.length };
}
