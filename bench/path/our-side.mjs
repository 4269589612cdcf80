/**
 * Our side of `npm run bench -- path`: one JSON object a line on standard input, one answer a line on standard output. Runs in Node and in
 * Deno.
 *
 * Usage: our-side.mjs LIBRARY, the built library's mod.js
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { rocAuc } from "../shared/scores.mjs";
import { cpuSeconds, peakBytes } from "../shared/usage.mjs";

const library = await import(pathToFileURL(process.argv[2]).href);
/** What earlier steps of the round left. */
const state = {};

const STEPS = {
  async load({ file }) {
    state.table = await library.loadFlows(file);
    return () => ({ rows: state.table.rowCount, columns: state.table.columnNames.length });
  },
  async profile() {
    const profile = await library.profile(state.table);
    return () => ({
      duplicates: Math.round(
        (profile.alerts.find(({ code }) => code === "duplicate-rows")?.value ?? 0) * profile.rowCount,
      ),
      meanBytes: profile.columns.find(({ name }) => name === "bytes_sent").mean,
    });
  },
  async features({ fields, distances }) {
    const inputs = state.table.select(fields);
    const set = await library.features(inputs, { include: ["canonical", "flow"] }).fit(inputs);
    state.X = set.transform(inputs);
    state.y = state.table.column("label").toArray();
    const scaled = (await new library.StandardScaler().fit(state.X)).transform(state.X);
    state.scaled = scaled;
    state.distances = columnsOf(scaled, distances);
    return () => ({ rows: state.X.rows, columns: state.X.columns });
  },
  forest: ({ trees, seed, folds }) =>
    select(new library.RandomForestClassifier({ nEstimators: trees, seed }), {
      seed,
      folds,
      isScaled: false,
    }),
  mlp: ({ network, seed, folds }) =>
    select(
      new library.MLPClassifier({
        hiddenLayerSizes: network.hidden,
        batchSize: network.batch,
        maxEpochs: network.epochs,
        earlyStopping: false,
        nIterNoChange: network.epochs + 1,
        seed,
      }),
      { seed, folds, isScaled: true },
    ),
  svm: ({ mostExact, components, looseTol, seed, folds }) =>
    select(
      new library.SVC({
        probability: false,
        approximation: state.X.rows > mostExact ? "nystroem" : "none",
        components,
        ...(state.X.rows > mostExact ? { tol: looseTol } : {}),
        seed,
      }),
      { seed, folds, isScaled: true },
    ),
  async isolationForest({ trees, seed }) {
    const model = await new library.IsolationForest({ nEstimators: trees, seed }).fit(state.scaled);
    const scores = model.trainingScores ?? (await model.scoreSamplesAsync(state.scaled));
    const isAttack = state.table.column("is_attack").values;
    return () => ({ auroc: rocAuc(isAttack, scores) });
  },
  async dbscan({ detectors }) {
    const labels = await new library.DBSCAN({
      eps: detectors.eps,
      minSamples: detectors.minSamples,
    }).fitPredict(state.distances);
    return () => ({
      clusters: 1 + labels.reduce((most, label) => Math.max(most, label), -1),
      noise: labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0),
    });
  },
  async zScore({ detectors }) {
    const { data, rows, columns } = library.zScore(state.distances, { ddof: 1 });
    let flagged = 0;
    for (let row = 0; row < rows; row++) {
      let isFar = false;
      for (let column = 0; column < columns; column++)
        isFar ||= Math.abs(data[row * columns + column]) > detectors.zThreshold;
      if (isFar) flagged++;
    }
    return () => ({ flagged });
  },
  async kmeans({ clusters, nInit, seed }) {
    const model = await new library.KMeans({ nClusters: clusters, nInit, seed }).fit(state.scaled);
    return () => ({ inertia: model.inertia });
  },
  async pca() {
    const model = await new library.PCA({ nComponents: 2 }).fit(state.scaled);
    model.transform(state.scaled);
    return () => ({ explained: model.explainedVarianceRatio.reduce((sum, share) => sum + share, 0) });
  },
};

answer({ ready: true, version: globalThis.Deno?.version.deno ?? `Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) {
  const { step, settings } = JSON.parse(line);
  try {
    answer(await perform(STEPS[step], settings));
  } catch (error) {
    answer({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}
process.exit(0);

function answer(content) {
  process.stdout.write(`${JSON.stringify(content)}\n`);
}

/** What a step gives back only reads its figures, and is not timed. */
async function perform(step, settings) {
  const cpuBefore = cpuSeconds();
  const before = performance.now();
  const judge = await step(settings);
  const wall = (performance.now() - before) / 1000;
  return { wall, cpu: cpuSeconds() - cpuBefore, peak: peakBytes(), figures: judge() };
}

async function select(estimator, { seed, folds, isScaled }) {
  const scaler = isScaled ? new library.StandardScaler() : null;
  const { results } = await library.crossValidate([{ estimator, scaler }], state.X, state.y, { folds, seed });
  if (results[0].failed) throw new Error(results[0].failed);
  return () => ({ macroF1: results[0].mean });
}

function columnsOf({ data, rows, columns, names }, wanted) {
  const places = wanted.map((name) => names.indexOf(name));
  const chosen = new Float64Array(rows * places.length);
  for (let row = 0; row < rows; row++)
    places.forEach((place, at) => (chosen[row * places.length + at] = data[row * columns + place]));
  return { data: chosen, rows, columns: places.length, names: wanted };
}
