/** The steps of the whole path, in their order, with the settings of both sides. */

/** What both sides are told: nothing here is a default of one of them. */
export const SETTINGS = {
  seed: 1,
  folds: 5,
  trees: 100,
  network: { hidden: [64, 32], batch: 200, epochs: 20 },
  /** Above so many rows the support vectors are 300 random features and a linear machine, on both sides. */
  mostExact: 20_000,
  components: 300,
  /** Of our machine on random features, as trainClassifiers takes it: the features are a rougher guess than that. LinearSVC's is its default. */
  looseTol: 0.03,
  detectors: { eps: 0.15, minSamples: 5, zThreshold: 3 },
  clusters: 5,
  nInit: 10,
  /** Fields that features are made from. */
  fields: [
    "duration",
    "packet_count",
    "bytes_sent",
    "bytes_received",
    "packet_size_mean",
    "protocol",
    "service",
    "packets_sent",
    "packets_received",
  ],
  /** Features in which distances are measured. */
  distances: ["log_duration", "log_bytes_sent", "log_bytes_received", "log_packet_rate", "log_size_mean"],
};

export const SMOKE = {
  ...SETTINGS,
  folds: 3,
  trees: 10,
  network: { ...SETTINGS.network, epochs: 2 },
  components: 30,
  nInit: 2,
};

/**
 * @typedef {{ id: string, title: string, words: (figures: Record<string, number>) => string }} Step
 * @type {Step[]}
 */
export const STEPS = [
  {
    id: "load",
    title: "load the CSV",
    words: ({ rows, columns }) => `${rows} x ${columns}`,
  },
  {
    id: "profile",
    title: "profile: statistics, quantiles, histograms, frequent values, repeats, both correlations",
    words: ({ duplicates, meanBytes }) => `${duplicates} repeats, mean of bytes_sent ${meanBytes.toFixed(1)}`,
  },
  { id: "features", title: "features", words: ({ rows, columns }) => `${rows} x ${columns}` },
  { id: "forest", title: "5-fold selection: forest", words: macroF1 },
  { id: "mlp", title: "5-fold selection: MLP", words: macroF1 },
  { id: "svm", title: "5-fold selection: SVM", words: macroF1 },
  {
    id: "isolationForest",
    title: "Isolation Forest, fit and score",
    words: ({ auroc }) => `AUROC ${auroc.toFixed(4)}`,
  },
  {
    id: "dbscan",
    title: "DBSCAN",
    words: ({ clusters, noise }) => `${clusters} clusters, ${noise} noise`,
  },
  { id: "zScore", title: "Z-score", words: ({ flagged }) => `${flagged} flagged` },
  { id: "kmeans", title: "K-Means", words: ({ inertia }) => `inertia ${inertia.toFixed(0)}` },
  { id: "pca", title: "PCA", words: ({ explained }) => `${(100 * explained).toFixed(2)} % explained` },
];

function macroF1({ macroF1 }) {
  return `macro F1 ${macroF1.toFixed(4)}`;
}
