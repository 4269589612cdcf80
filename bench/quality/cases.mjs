/** What is compared on the real sets, and how two answers become figures. */
import {
  accuracy,
  differentRows,
  largestDifference,
  largestRelativeDifference,
  macroF1,
  rocAuc,
} from "../shared/scores.mjs";
import { readNumbers } from "../shared/sets.mjs";

export const SETS = ["unsw-nb15", "cic-2017-tuesday", "cse-2018-wednesday", "ctu-13", "nsl-kdd"];

const CLASSES = ["accuracy", "macroF1"];

/**
 * `data`: raw = as encoded, scaled = standardised by the training rows, low = three principal components of the training rows.
 * @type {{ id: string, title: string, estimator: string, options: object, data: "raw" | "scaled" | "low", timed?: string,
 *   outputs: string[], measures: string[] }[]}
 */
export const CASES = [
  {
    id: "forest",
    title: "RandomForest(100)",
    estimator: "forest",
    options: { trees: 100 },
    data: "raw",
    outputs: ["labels"],
    measures: CLASSES,
  },
  {
    id: "mlp",
    title: "MLP(64, 32), 40 epochs",
    estimator: "mlp",
    options: { hidden: [64, 32], batch: 200, epochs: 40 },
    data: "scaled",
    outputs: ["labels"],
    measures: CLASSES,
  },
  {
    id: "svc",
    title: "SVC (rbf, tol 1e-6)",
    estimator: "svc",
    options: { tol: 1e-6 },
    data: "scaled",
    outputs: ["labels", "decision", "proba"],
    measures: [...CLASSES, "supportVectors", "decision", "proba"],
  },
  {
    id: "logistic",
    title: "LogisticRegression",
    estimator: "logistic",
    options: { maxIter: 2000 },
    data: "scaled",
    outputs: ["labels"],
    measures: CLASSES,
  },
  // So many trees that the score is the algorithm's and not the draw's: with 100, AUROC differs by 0.02 between seeds.
  detector("isolationForest", "IsolationForest(3000)", { trees: 3000 }, "raw", ["auroc"]),
  detector("lof", "LOF(20)", { neighbors: 20 }, "scaled", ["auroc"]),
  { ...detector("tails", "ECOD", { kind: "ecod" }, "raw", ["auroc", "scores"]), id: "ecod" },
  { ...detector("tails", "COPOD", { kind: "copod" }, "raw", ["auroc", "scores"]), id: "copod" },
  {
    id: "kmeans",
    title: "KMeans(5, n_init=10)",
    estimator: "kmeans",
    options: { clusters: 5, nInit: 10 },
    data: "scaled",
    outputs: [],
    measures: ["inertia"],
  },
  {
    id: "pca",
    title: "PCA(3)",
    estimator: "pca",
    options: { components: 3 },
    data: "scaled",
    outputs: ["components"],
    measures: ["axes"],
  },
  {
    id: "dbscan",
    title: "DBSCAN, 3 components, eps 0.3",
    estimator: "dbscan",
    options: { eps: 0.3, minSamples: 5 },
    data: "low",
    outputs: ["clusters"],
    measures: ["clusters"],
  },
  {
    id: "standard",
    title: "StandardScaler",
    estimator: "scaler",
    options: { kind: "standard" },
    data: "raw",
    timed: "fitTransform",
    outputs: ["transformed"],
    measures: ["z"],
  },
  {
    id: "z",
    title: "zScore",
    estimator: "z",
    options: {},
    data: "raw",
    outputs: ["transformed"],
    measures: ["z"],
  },
];

function detector(estimator, title, options, data, measures) {
  return { id: estimator, title, estimator, options, data, timed: "fitScore", outputs: ["scores"], measures };
}

/** @returns {Record<string, { ours?: number, theirs?: number, difference: number }>} By measure; of one split */
export function compare({ measures, data }, split, ours, theirs) {
  const read = (name) => [readNumbers(ours.outputs[name]), readNumbers(theirs.outputs[name])];
  const both = (score, name) => {
    const [a, b] = read(name).map(score);
    return { ours: a, theirs: b, difference: a - b };
  };
  const ofFigures = (name) => {
    const [a, b] = [ours.figures[name], theirs.figures[name]];
    return { ours: a, theirs: b, difference: a / b - 1 };
  };
  const expected = data === "low" ? undefined : readNumbers(split[data].test.y);
  const makers = {
    accuracy: () => both((labels) => accuracy(expected, labels), "labels"),
    macroF1: () => both((labels) => macroF1(expected, labels), "labels"),
    auroc: () => both((scores) => rocAuc(readNumbers(split.attack), scores), "scores"),
    scores: () => ({ difference: largestRelativeDifference(...read("scores")) }),
    supportVectors: () => ofFigures("supportVectors"),
    decision: () => ({ difference: largestDifference(...read("decision")) }),
    proba: () => ({ difference: largestDifference(...read("proba")) }),
    inertia: () => ofFigures("inertia"),
    axes: () => ({ difference: largestDifference(...read("components")) }),
    clusters: () => ({ difference: differentRows(...read("clusters")) }),
    z: () => ({ difference: largestRelativeDifference(...read("transformed")) }),
  };
  return Object.fromEntries(measures.map((name) => [name, makers[name]()]));
}
