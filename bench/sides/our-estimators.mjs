/** What the library does for each task, by its public names: prepare (not timed), run (timed), judge (outputs, not timed). */

/**
 * @typedef {{ X: { data: Float64Array, rows: number, columns: number }, y: Int32Array }} Rows
 * @typedef {{ library: any, options: any, timed: string, train: Rows, test: Rows, fitted: any, outputs: string[], workers?: number }} Given
 * @typedef {{ timed: () => Promise<void>, judge: () => any, model: () => any }} Task
 */

/** @type {Record<string, (given: Given) => any>} */
const MAKERS = {
  forest: ({ library, options }) =>
    new library.RandomForestClassifier({ nEstimators: options.trees, seed: options.seed }),
  svc: ({ library, options, outputs }) =>
    new library.SVC({
      kernel: "rbf",
      C: options.C ?? 1,
      tol: options.tol ?? 1e-3,
      probability: outputs.includes("proba"),
      approximation: options.approximation ?? "none",
    }),
  linearSvm: ({ library, options }) =>
    new library.SVC({ kernel: "linear", C: options.C ?? 1, probability: false }),
  logistic: ({ library, options }) =>
    new library.LogisticRegression({ C: options.C ?? 1, maxIter: options.maxIter ?? 1000 }),
  mlp: ({ library, options }) => new library.MLPClassifier(networkOptions(options)),
  isolationForest: ({ library, options }) =>
    new library.IsolationForest({
      nEstimators: options.trees,
      maxSamples: options.maxSamples ?? "auto",
      seed: options.seed,
    }),
  lof: ({ library, options }) => new library.LocalOutlierFactor({ nNeighbors: options.neighbors }),
  tails: ({ library, options }) =>
    new library[{ ecod: "ECOD", copod: "COPOD", hbos: "HBOS" }[options.kind]](),
  dbscan: ({ library, options }) => new library.DBSCAN({ eps: options.eps, minSamples: options.minSamples }),
  kmeans: ({ library, options }) =>
    new library.KMeans({
      nClusters: options.clusters,
      nInit: options.nInit,
      seed: options.seed,
      ...(options.allRows ? { subsample: false } : {}),
    }),
  pca: ({ library, options }) => new library.PCA({ nComponents: options.components }),
  scaler: ({ library, options }) =>
    new library[
      { standard: "StandardScaler", robust: "RobustScaler", quantile: "QuantileTransformer" }[options.kind]
    ](options.subsample === undefined ? {} : { subsample: options.subsample }),
};

const CLASSIFIERS = new Set(["forest", "svc", "linearSvm", "logistic", "mlp"]);

/** @param {Given & { estimator: string }} given @returns {Promise<Task>} */
export async function runEstimator(given) {
  const { estimator, timed } = given;
  if (estimator === "selection") return selection(given);
  if (estimator === "z") return zScores(given);
  const made = MAKERS[estimator](given);
  const run = given.workers === undefined ? {} : { workers: given.workers };
  const y = CLASSIFIERS.has(estimator) ? given.train.y : undefined;
  let model = given.fitted;
  const fit = async () => {
    model = await made.fit(given.train.X, y, run);
  };
  if (timed === "fitScore") {
    let scores;
    return {
      async timed() {
        await fit();
        scores = model.trainingScores ?? (await model.scoreSamplesAsync(given.train.X, run));
      },
      judge: () => ({ scores }),
      model: () => model,
    };
  }
  if (timed === "fitTransform") {
    let transformed;
    return {
      async timed() {
        await fit();
        transformed = model.transform(given.train.X);
      },
      judge: () => ({ transformed: transformed.data }),
      model: () => model,
    };
  }
  if (timed === "predict") {
    if (!model) await fit();
    let labels;
    return {
      async timed() {
        labels = await predicted(model, given.test.X, run);
      },
      judge: () => ({ labels: Int32Array.from(labels, Number) }),
      model: () => model,
    };
  }
  return { timed: fit, judge: () => judge(model, given), model: () => model };
}

/** In workers where the model can. */
function predicted(model, X, run) {
  return model.predictAsync ? model.predictAsync(X, run) : model.predict(X);
}

async function judge(model, { estimator, test, outputs }) {
  if (estimator === "dbscan") {
    const clusters = Int32Array.from(model.labels);
    const noise = clusters.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
    return { clusters, figures: { clusters: 1 + clusters.reduce((a, b) => Math.max(a, b), -1), noise } };
  }
  if (estimator === "kmeans")
    return { clusters: Int32Array.from(model.labels), figures: { inertia: model.inertia } };
  if (estimator === "pca")
    return {
      components: Float64Array.from(model.components.data ?? model.components),
      ratios: Float64Array.from(model.explainedVarianceRatio),
    };
  return {
    labels: Int32Array.from(await model.predict(test.X), Number),
    ...(outputs.includes("proba") ? { proba: await model.predictProba(test.X) } : {}),
    ...(outputs.includes("decision") ? { decision: await model.decisionFunction(test.X) } : {}),
    figures: model.nSupport?.length > 0 ? { supportVectors: total(model.nSupport) } : {},
  };
}

/** No estimator: a function that is its own fit. */
function zScores({ library, train }) {
  let scores;
  return {
    async timed() {
      scores = library.zScore(train.X, { ddof: 0 });
    },
    judge: () => ({ transformed: scores.data }),
    model: () => undefined,
  };
}

/** Cross-validation of forest, network and support vectors, as the reference's side does it. */
function selection({ library, options, train, workers }) {
  const { trees, seed, folds } = options;
  const scaler = new library.StandardScaler();
  const candidates = [
    { name: "forest", estimator: new library.RandomForestClassifier({ nEstimators: trees, seed }) },
    { name: "mlp", estimator: new library.MLPClassifier(networkOptions(options)), scaler },
    { name: "svm", estimator: new library.SVC({ probability: false }), scaler },
  ];
  let validation;
  return {
    async timed() {
      validation = await library.crossValidate(candidates, train.X, train.y, { folds, seed, workers });
      const failed = validation.results.find((result) => result.failed);
      if (failed) throw new Error(`${failed.name}: ${failed.failed}`);
    },
    judge: () => ({ figures: Object.fromEntries(validation.results.map(({ name, mean }) => [name, mean])) }),
    model: () => undefined,
  };
}

function networkOptions(options) {
  return {
    hiddenLayerSizes: options.hidden,
    batchSize: options.batch,
    maxEpochs: options.epochs,
    earlyStopping: false,
    nIterNoChange: options.epochs + 1,
    seed: options.seed,
  };
}

function total(values) {
  return typeof values === "number" ? values : values.reduce((sum, value) => sum + value, 0);
}
