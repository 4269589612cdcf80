/** The tasks of `npm run bench -- ml`: what is timed on which data, the goal, and how the quality of both sides is judged. */

const ROWS = { "10k": 10_000, "100k": 100_000, "1M": 1_000_000 };
export const SIZES = Object.keys(ROWS);

const FOREST = { trees: 100, seed: 1 };
const NETWORK = { hidden: [64, 32], batch: 200, epochs: 20, seed: 1 };
const CLASSIFIER = { outputs: ["labels"], judged: "classes" };

/**
 * @typedef {object} Task
 * @property {string} id
 * @property {string} group What `--only` takes
 * @property {string} title
 * @property {"10k" | "100k" | "1M"} size From which `--size` on it is run
 * @property {object} data A made set, or the name of a real one
 * @property {string} estimator
 * @property {object} options Of both sides
 * @property {object} [ours] Options of our side alone
 * @property {"fit" | "predict" | "fitScore" | "fitTransform"} timed
 * @property {string[]} outputs
 * @property {"classes" | "anomalies" | "clusters" | "inertia" | "axes" | "equal" | "figures"} judged
 * @property {number} [goal] The reference's time with n_jobs=-1 over ours
 * @property {string} [note] An algorithmic shortcut of ours, named in the report
 * @property {boolean} [memory] Peak memory is measured too, in a process of its own
 * @property {boolean} [alone] The reference with n_jobs=1 is left out: it would take many minutes
 */

/** @type {Task[]} */
export const TASKS = [
  ...forestTasks(),
  ...["100k", "1M"].map((size) => ({
    id: `if-${size}`,
    group: "if",
    title: `IsolationForest(100) fit and score, ${size} x 10`,
    size,
    data: made("anomalies", size, 10),
    estimator: "isolationForest",
    options: FOREST,
    timed: "fitScore",
    outputs: ["scores"],
    judged: "anomalies",
    goal: 8,
  })),
  clusterTask("dbscan-3d", "100k", 3, { eps: 0.25, minSamples: 5 }, 15),
  clusterTask("dbscan-4d", "100k", 4, { eps: 0.45, minSamples: 5 }, 15),
  clusterTask("dbscan-10d", "10k", 10, { eps: 1.5, minSamples: 5 }, 5),
  ...kMeansTasks(),
  ...vectorTasks(),
  ...["10k", "100k"].map((size) => ({
    id: `mlp-${size}`,
    group: "mlp",
    title: `MLP(64, 32), 20 epochs, ${size} x 20`,
    size,
    data: made("flows", size, 20, true),
    estimator: "mlp",
    options: NETWORK,
    timed: "fit",
    ...CLASSIFIER,
    goal: 2,
  })),
  {
    id: "logistic-100k",
    group: "linear",
    title: "LogisticRegression fit, 100k x 20",
    size: "100k",
    data: made("flows", "100k", 20, true),
    estimator: "logistic",
    options: {},
    timed: "fit",
    ...CLASSIFIER,
  },
  ...["100k", "1M"].map((size) => ({
    id: `pca-${size}`,
    group: "pca",
    title: `PCA(2) fit, ${size} x 20`,
    size,
    data: made("flows", size, 20, true),
    estimator: "pca",
    options: { components: 2 },
    timed: "fit",
    outputs: ["components"],
    judged: "axes",
    goal: 2,
  })),
  {
    id: "lof-10k",
    group: "lof",
    title: "LocalOutlierFactor(20), 10k x 10",
    size: "10k",
    data: made("anomalies", "10k", 10),
    estimator: "lof",
    options: { neighbors: 20 },
    timed: "fitScore",
    outputs: ["scores"],
    judged: "anomalies",
    goal: 3,
  },
  ...["ecod", "copod", "hbos"].map((kind) => ({
    id: `${kind}-100k`,
    group: kind,
    title: `${kind.toUpperCase()} fit and score, 100k x 10 (PyOD)`,
    size: "100k",
    data: made("anomalies", "100k", 10),
    estimator: "tails",
    options: { kind },
    timed: "fitScore",
    outputs: ["scores"],
    judged: "anomalies",
  })),
  ...Object.entries({
    standard: "StandardScaler",
    robust: "RobustScaler",
    quantile: "QuantileTransformer",
  }).map(([kind, name]) => ({
    id: `scaler-${kind}`,
    group: "scaler",
    title: `${name} fit and transform, 100k x 20`,
    size: "100k",
    data: made("flows", "100k", 20),
    estimator: "scaler",
    options: { kind },
    timed: "fitTransform",
    outputs: ["transformed"],
    judged: "equal",
    ...(kind === "standard" ? { goal: 5 } : {}),
  })),
  {
    id: "scaler-quantile-all",
    group: "scaler",
    title: "QuantileTransformer fit and transform, 100k x 20, quantiles of all rows (subsample: null)",
    size: "100k",
    data: made("flows", "100k", 20),
    estimator: "scaler",
    options: { kind: "quantile", subsample: null },
    timed: "fitTransform",
    outputs: ["transformed"],
    judged: "equal",
  },
  {
    id: "selection-10k",
    group: "selection",
    title: "5-fold selection over forest, MLP and SVC, 10k x 20",
    size: "10k",
    data: made("flows", "10k", 20, true),
    estimator: "selection",
    options: { ...NETWORK, trees: 100, folds: 5 },
    timed: "fit",
    outputs: [],
    judged: "figures",
    goal: 8,
  },
];

function made(kind, size, columns, scaled = false) {
  return { kind, rows: ROWS[size], columns, scaled };
}

function forestTasks() {
  const forest = { group: "rf", estimator: "forest", options: FOREST, ...CLASSIFIER };
  const fits = Object.entries({ "10k": 7, "100k": 10, "1M": 10 }).flatMap(([size, goal]) => {
    const data = made("flows", size, 20);
    const fit = {
      ...forest,
      id: `rf-fit-${size}`,
      title: `RandomForest(100) fit, ${size} x 20`,
      size,
      data,
      timed: "fit",
      goal,
      memory: size !== "10k",
      alone: size === "1M",
    };
    const predict = {
      ...forest,
      id: `rf-predict-${size}`,
      title: `RandomForest(100) predict, ${ROWS[size] / 5} rows`,
      size,
      data,
      timed: "predict",
      after: fit.id,
      goal: 5,
    };
    return size === "1M" ? [fit] : [fit, predict];
  });
  const real = Object.entries({ "nsl-kdd": "NSL-KDD", "unsw-nb15": "UNSW-NB15" }).map(([data, name]) => ({
    ...forest,
    id: `rf-fit-${data}`,
    title: `RandomForest(100) fit, ${name} (real, sparse)`,
    size: "10k",
    data,
    timed: "fit",
    goal: 5,
  }));
  return [...fits, ...real];
}

function clusterTask(id, size, columns, options, goal) {
  return {
    id,
    group: "dbscan",
    title: `DBSCAN, ${size} x ${columns}, eps ${options.eps}`,
    size,
    data: made("clusters", size, columns),
    estimator: "dbscan",
    options,
    timed: "fit",
    outputs: ["clusters"],
    judged: "clusters",
    goal,
    memory: true,
  };
}

function kMeansTasks() {
  const tasks = Object.entries({ "100k": 5, "1M": 25 }).map(([size, goal]) => ({
    id: `kmeans-${size}`,
    group: "kmeans",
    title: `KMeans(5, n_init=10), ${size} x 20`,
    size,
    data: made("flows", size, 20, true),
    estimator: "kmeans",
    options: { clusters: 5, nInit: 10, seed: 1 },
    timed: "fit",
    outputs: [],
    judged: "inertia",
    goal,
    note: "restarts on a subsample of the rows, the best one refined on all",
  }));
  const likeForLike = tasks.map(({ goal: _goal, note: _note, ...task }) => ({
    ...task,
    id: `${task.id}-like-for-like`,
    title: `${task.title}, like for like: every restart on all rows`,
    ours: { allRows: true },
  }));
  return tasks.flatMap((task, at) => [task, likeForLike[at]]);
}

function vectorTasks() {
  const data = made("flows", "10k", 20, true);
  const svc = { group: "svc", estimator: "svc", options: {}, data, size: "10k", ...CLASSIFIER };
  return [
    { ...svc, id: "svc-fit-10k", title: "SVC (rbf) fit, 10k x 20", timed: "fit", goal: 3 },
    {
      ...svc,
      id: "svc-predict-10k",
      title: "SVC (rbf) predict, 2,000 rows",
      timed: "predict",
      after: "svc-fit-10k",
      goal: 4,
    },
    {
      ...svc,
      id: "svc-features-30k",
      title: "SVC (rbf) fit, 30k x 20",
      size: "100k",
      data: { kind: "flows", rows: 30_000, columns: 20, scaled: true },
      ours: { approximation: "auto" },
      timed: "fit",
      note: "above 20,000 rows 300 Nyström features and a linear machine",
    },
    {
      ...svc,
      id: "svc-features-30k-like-for-like",
      title: "SVC (rbf) fit, 30k x 20, like for like: the exact machine",
      size: "100k",
      data: { kind: "flows", rows: 30_000, columns: 20, scaled: true },
      timed: "fit",
    },
    {
      id: "linear-svm-100k",
      group: "linear",
      title: "Linear SVM fit, 100k x 20 (LinearSVC)",
      size: "100k",
      data: made("flows", "100k", 20, true),
      estimator: "linearSvm",
      options: {},
      timed: "fit",
      ...CLASSIFIER,
      goal: 3,
    },
  ];
}

/**
 * @param {{ size: string, only?: string[] }} wanted
 * @returns {Task[]} Of this size and the smaller ones, in their order
 */
export function chooseTasks({ size, only }) {
  const known = [...new Set(TASKS.flatMap(({ id, group }) => [id, group]))];
  const unknown = (only ?? []).filter((name) => !known.includes(name));
  if (!SIZES.includes(size))
    throw new RangeError(`Cannot measure: --size must be ${SIZES.join(", ")}, got "${size}"`);
  if (unknown.length > 0)
    throw new RangeError(
      `Cannot measure: --only takes ${[...new Set(TASKS.map(({ group }) => group))].join(", ")} or a task's id, got "${unknown.join(",")}"`,
    );
  return TASKS.filter(
    (task) =>
      SIZES.indexOf(task.size) <= SIZES.indexOf(size) &&
      (only === undefined || only.includes(task.group) || only.includes(task.id)),
  );
}

/** @returns {Task} The same on a few hundred made rows, to see that it runs */
export function smokeTask(task) {
  const { data, options } = task;
  return {
    ...task,
    memory: false,
    data: typeof data === "string" ? { kind: "flows", rows: 400, columns: 12 } : { ...data, rows: 400 },
    options: {
      ...options,
      ...(options.trees ? { trees: 5 } : {}),
      ...(options.epochs ? { epochs: 2 } : {}),
      ...(options.neighbors ? { neighbors: 5 } : {}),
      ...(options.folds ? { folds: 3 } : {}),
    },
  };
}
