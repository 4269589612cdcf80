/**
 * Fits every estimator on small made data and hashes what comes out: the model's arrays and its predictions. Runs in Node, in Deno and in a
 * page's module worker; the data is made of whole numbers and quotients, which are the same in every engine.
 */

const COLUMNS = 6;
const CLASSES = 3;

/** By name: how to make it and what the model is asked for. */
const SUBJECTS = {
  RandomForestClassifier: { kind: "classifier", options: { nEstimators: 12 } },
  MLPClassifier: { kind: "classifier", options: { hiddenLayerSizes: [16, 8], maxEpochs: 4, batchSize: 64 } },
  SVC: { kind: "classifier" },
  LogisticRegression: { kind: "classifier" },
  DummyClassifier: { kind: "classifier" },
  IsolationForest: { kind: "detector", options: { nEstimators: 20 } },
  LocalOutlierFactor: { kind: "detector", options: { nNeighbors: 10 } },
  ECOD: { kind: "detector" },
  COPOD: { kind: "detector" },
  HBOS: { kind: "detector" },
  AutoencoderDetector: { kind: "detector", options: { maxEpochs: 3 } },
  DBSCAN: { kind: "clusterer", options: { eps: 0.4, minSamples: 4 } },
  KMeans: { kind: "clusterer", options: { nClusters: 4 } },
  PCA: { kind: "transformer", options: { nComponents: 3 } },
  StandardScaler: { kind: "transformer" },
  RobustScaler: { kind: "transformer" },
  QuantileTransformer: { kind: "transformer" },
};

export const NAMES = Object.keys(SUBJECTS);
const SEEDED = new Set([
  "RandomForestClassifier",
  "MLPClassifier",
  "SVC",
  "IsolationForest",
  "AutoencoderDetector",
  "KMeans",
]);

/**
 * @param {any} library
 * @param {{ seed: number, rows: number, workers: number, names?: string[] }} options
 * @returns {Promise<Record<string, string>>} A hash by estimator
 */
export async function hashFits(library, { seed, rows, workers, names = NAMES }) {
  const { X, y } = makeRows(seed, rows);
  const hashes = {};
  for (const name of names) {
    const { kind, options = {} } = SUBJECTS[name];
    const estimator = new library[name]({ ...options, ...(SEEDED.has(name) ? { seed } : {}) });
    const model = await estimator.fit(X, kind === "classifier" ? y : undefined, { workers });
    const { arrays } = model.parts();
    const named = Object.keys(arrays)
      .sort()
      .map((key) => arrays[key]);
    hashes[name] = await hashOf([...named, ...outputsOf(model, X)]);
    model.dispose();
  }
  return hashes;
}

function outputsOf(model, X) {
  const outputs = [];
  for (const method of ["predictProba", "decisionFunction", "scoreSamples"])
    if (typeof model[method] === "function") outputs.push(model[method](X));
  if (typeof model.transform === "function") outputs.push(model.transform(X).data);
  if (model.labels) outputs.push(Int32Array.from(model.labels));
  if (typeof model.predict === "function")
    outputs.push(new TextEncoder().encode(Array.from(model.predict(X)).join("\n")));
  return outputs;
}

async function hashOf(arrays) {
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Three classes that overlap, in columns of different scale, with ties. */
export function makeRows(seed, rows) {
  let state = (seed * 2654435761) >>> 0 || 1;
  const draw = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % n;
  };
  const data = new Float64Array(rows * COLUMNS);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const code = draw(10) < 6 ? 0 : 1 + draw(CLASSES - 1);
    y[row] = code;
    for (let column = 0; column < COLUMNS; column++) {
      const noise = draw(1000) + draw(1000) + draw(1000) - 1500;
      data[row * COLUMNS + column] = (noise + code * ((column * 7) % 5) * 250) / (column % 3 === 2 ? 3 : 700);
    }
  }
  return { X: { data, rows, columns: COLUMNS }, y };
}
